import type { Labelmap } from "../../bindings/core/image.js";

/** Balls in a lattice of 10 × 10 × 10 cells, each with a label of its own, in 256³ voxels. */
export function grains(): Labelmap<Uint16Array> {
  const [side, cell] = [256, 25];
  const data = new Uint16Array(side ** 3);
  for (let label = 1; label <= 1000; label++) {
    const [cz, cy, cx] = [(label - 1) % 10, Math.floor((label - 1) / 10) % 10, Math.floor((label - 1) / 100)].map(
      (at) => at * cell + 12,
    ) as [number, number, number];
    const radius = 6 + (label % 6);
    for (let z = -radius; z <= radius; z++) {
      for (let y = -radius; y <= radius; y++) {
        const half = Math.floor(Math.sqrt(Math.max(0, radius * radius - z * z - y * y)));
        const row = ((cz + z) * side + cy + y) * side + cx;
        data.fill(label, row - half, row + half + 1);
      }
    }
  }
  return { data, shape: [side, side, side], count: 1000 };
}
