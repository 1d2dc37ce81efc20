import { describe, expect, it } from "vitest";
import { regionStats } from "../../bindings/ops/region-stats.js";
import { kernelsOf } from "../builds.js";
import { randomNumbers } from "../images.js";

type Three = [number, number, number];

/** Half of the 26 directions: axes, diagonals of faces, diagonals of space. */
const DIRECTIONS = [-1, 0, 1]
  .flatMap((z) => [-1, 0, 1].flatMap((y) => [-1, 0, 1].map((x): Three => [z, y, x])))
  .filter(([z, y, x]) => z > 0 || (z === 0 && (y > 0 || (y === 0 && x > 0))));
const WEIGHTS = [2 * 0.04577789120476, 2 * 0.03698062787608, 2 * 0.03519563978232];

/** Voxels of a blob: a few balls of random places and sizes. */
function blob(seed: number, shape: Three): Uint8Array {
  const next = randomNumbers(seed);
  const balls = Array.from({ length: 1 + (seed % 4) }, () => [...shape.map((n) => next() * n), 1 + next() * 3]);
  return Uint8Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, i) => {
    const place = [Math.floor(i / shape[2] / shape[1]), Math.floor(i / shape[2]) % shape[1], i % shape[2]];
    return +balls.some((b) => Math.hypot(...place.map((at, axis) => at - b[axis]!)) <= b[3]!);
  });
}

/** Voxels inside with a neighbour outside at +d or −d, both counted; beyond the image is outside. */
function crossings(data: Uint8Array, shape: Three, [dz, dy, dx]: Three): number {
  const at = (z: number, y: number, x: number) =>
    [z, y, x].every((n, axis) => n >= 0 && n < shape[axis]!) ? data[(z * shape[1] + y) * shape[2] + x]! : 0;
  let count = 0;
  for (let z = 0; z < shape[0]; z++)
    for (let y = 0; y < shape[1]; y++)
      for (let x = 0; x < shape[2]; x++) {
        if (at(z, y, x) === 0) continue;
        count += +(at(z + dz, y + dy, x + dx) === 0) + +(at(z - dz, y - dy, x - dx) === 0);
      }
  return count;
}

describe("surfaces and perimeters by crossings", () => {
  const k = kernelsOf();
  const measured = (data: Uint8Array, shape: number[], spacing: number[], measures: string) =>
    regionStats(k, { data, shape, spacing }, undefined, { measures })
      .columns.map(({ values }) => values[0])
      .slice(1);

  it("of fifty blobs are the sums over all pairs of voxels", () => {
    for (let seed = 1; seed <= 50; seed++) {
      const shape: Three = [5 + (seed % 5), 6 + (seed % 7), 7 + (seed % 4)];
      const spacing: Three = seed % 2 ? [1, 1, 1] : [0.5 + (seed % 3), 1.25, 0.75];
      const data = blob(seed, shape);
      const length = (d: Three) => Math.hypot(...d.map((n, axis) => n * spacing[axis]!));
      const voxel = spacing[0] * spacing[1] * spacing[2];
      const parts = DIRECTIONS.map((d) => {
        const weight = WEIGHTS[d.filter((n) => n !== 0).length - 1]!;
        return (4 * weight * voxel * crossings(data, shape, d)) / length(d) / 2;
      });
      const want = parts.reduce((a, b) => a + b);
      const [own, itk] = measured(data, shape, spacing, "surface_area,surface_area_itk").slice(-2) as [number, number];
      expect(Math.abs(itk / want - 1), `blob ${seed}`).toBeLessThan(1e-12);
      // Between cubes both are one formula.
      if (seed % 2) expect(own).toBe(itk);
    }
  });

  it("of a picture are ITK's with any spacing, and scikit-image's with an equal one", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const shape: Three = [1, 9 + (seed % 5), 8 + (seed % 3)];
      const [dy, dx] = seed % 2 ? [1, 1] : [0.4, 1.5];
      const data = blob(seed, shape);
      const n = (...d: Three) => crossings(data, shape, d);
      const slant = (dy * dx) / Math.hypot(dy, dx);
      const want = (Math.PI / 4) * (dy * n(0, 0, 1) + dx * n(0, 1, 0) + slant * (n(0, 1, 1) + n(0, 1, -1))) * 0.5;
      const [got] = measured(data, shape.slice(1), [dy, dx], "perimeter_crofton") as [number];
      expect(Math.abs(got / want - 1), `picture ${seed}`).toBeLessThan(1e-12);
    }
  });
});
