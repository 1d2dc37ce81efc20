import type { Image } from "../../bindings/core/image.js";

/** Labels by the least (cost, steps, label), found by going over all voxels until nothing changes. */
export function growOracle(image: Image, seeds: Image, mask?: Image): number[] {
  const [w = 1, h = 1, d = 1] = [...image.shape].reverse();
  const n = w * h * d;
  const open = (i: number) => mask?.data[i] !== 0;
  const label = Array.from({ length: n }, (_, i) => (open(i) ? (seeds.data[i] as number) : 0));
  const cost = label.map((seed) => (seed ? 0 : Number.POSITIVE_INFINITY));
  const steps = label.map(() => 0);
  const outer = (i: number) => {
    const [x, y, z] = [i % w, Math.floor(i / w) % h, Math.floor(i / w / h)];
    return x === 0 || x === w - 1 || y === 0 || y === h - 1 || (d > 1 && (z === 0 || z === d - 1));
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = 0; i < n; i++) {
      if (outer(i) || !label[i]) continue;
      for (let way = 0; way < 27; way++) {
        const [dz, dy, dx] = [Math.floor(way / 9) - 1, (Math.floor(way / 3) % 3) - 1, (way % 3) - 1];
        if (d === 1 && dz !== 0) continue;
        const j = i + (dz * h + dy) * w + dx;
        if (j === i || !open(j)) continue;
        const offer = cost[i]! + Math.abs((image.data[i] as number) - (image.data[j] as number));
        const order = offer - cost[j]! || steps[i]! + 1 - steps[j]! || label[i]! - label[j]!;
        if (!(order < 0)) continue;
        [cost[j], steps[j], label[j]] = [offer, steps[i]! + 1, label[i]!];
        changed = true;
      }
    }
  }
  return label;
}
