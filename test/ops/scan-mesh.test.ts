import { expect, it } from "vitest";
import { meshArea, meshVolume } from "../../bindings/ops/mesh.js";
import { surfaceToFractional, surfaceToMask } from "../../bindings/ops/scan-mesh.js";
import { surface } from "../../bindings/ops/surface.js";
import { onEveryBuild } from "../builds.js";
import { maskOf, maskValues, randomBinary, randomNumbers } from "../images.js";
import { BRAIN, octagonalSphere, SPHERES, together, turnedOver } from "../meshes.js";
import { windingAt } from "../oracle/inside.js";
import { threadedKernels } from "../threads.js";

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

/** The sphere and the grid of Slicer's own test, with room at all six sides. */
const SPHERE = octagonalSphere([50, 50, 50], 30);
const FRACTIONAL_GRID = { shape: [61, 62, 62], origin: [20, 19.7521629333496, 19.7521629333496] };

it("the sphere of VTK has its published measures", () => {
  expect(Math.abs(meshVolume(SPHERE) / 96781.54345268494 - 1)).toBeLessThan(1e-9);
  expect(Math.abs(meshArea(SPHERE) / 10471.744934804192 - 1)).toBeLessThan(1e-9);
});

onEveryBuild("scanning a surface", (k, build) => {
  it.skipIf(build === "debug").each(SPHERES)("gives Slicer's voxels: radius %d at %d, %d, %d", (radius, x, y, z, n) => {
    const mask = surfaceToMask(k, octagonalSphere([z, -y, -x], radius), BRAIN);
    expect([sum(maskValues(mask)), mask.openRows]).toEqual([n, 0]);
  });

  it.skipIf(build === "debug")("gives Slicer's fractions", () => {
    const { data, fractions, openRows } = surfaceToFractional(k, SPHERE, FRACTIONAL_GRID);
    expect([data.length, fractions.range, openRows]).toEqual([234_484, [-108, 108], 0]);
    expect(sum(data) / data.length).toBe(-18.846224049402093);
    expect(sum(data) + 108 * data.length).toBe(20_905_134);
    expect([Math.min(...data.subarray(100_000, 150_000)), Math.max(...data.subarray(100_000, 150_000))]).toEqual([
      -108, 108,
    ]);
  });

  it("takes the voxels whose centres lie inside, whatever the grid", () => {
    const next = randomNumbers(7);
    const mesh = together(octagonalSphere([4.1, 5.2, 6.3], 4), octagonalSphere([3.3, 4.2, 16.7], 3.1));
    for (const [i, w] of [1, 15, 16, 17, 33].entries()) {
      const grid = {
        shape: [5 + i, 9, w],
        spacing: [1 + next(), 0.5 + next(), 0.4 + next()],
        origin: [next() - 1, next(), next()],
        // A turn by 0.6 / 0.8, and mirrored every second time.
        direction: [1, 0, 0, 0, 0.8, 0.6, 0, i % 2 ? 0.6 : -0.6, i % 2 ? -0.8 : 0.8],
      };
      const world = (z: number, y: number, x: number) => {
        const along = [z * grid.spacing[0]!, y * grid.spacing[1]!, x * grid.spacing[2]!];
        return [0, 1, 2].map((axis) =>
          along.reduce((at, step, a) => at + step * grid.direction[3 * a + axis]!, grid.origin[axis]!),
        ) as [number, number, number];
      };
      const inside = (z: number, y: number, x: number) => windingAt(mesh, world(z, y, x)) !== 0;
      const got = maskValues(surfaceToMask(k, mesh, grid));
      const want = got.map((_, at) => +inside(Math.floor(at / w / 9), Math.floor(at / w) % 9, at % w));
      expect(got).toEqual(want);
      if (i !== 1) continue;
      const fractions = surfaceToFractional(k, mesh, { ...grid, shape: [2, 4, 5] }).data;
      const samples = [0, 1, 2, 3, 4, 5].map((sample) => sample / 6 - 5 / 12);
      expect([...fractions]).toEqual(
        [...fractions].map((_, at) => {
          const [z, y, x] = [Math.floor(at / 20), Math.floor(at / 5) % 4, at % 5];
          const of = (at: number, use: (at: number) => number) => sum(samples.map((offset) => use(at + offset)));
          return of(z, (a) => of(y, (b) => of(x, (c) => +inside(a, b, c)))) - 108;
        }),
      );
    }
  });

  it("undoes a surface of voxels", () => {
    for (const w of [1, 15, 16, 17, 33]) {
      const mask = { ...maskOf(randomBinary(w, [3, 4, w], 0.4)), spacing: [2, 0.1, 1], origin: [7, 8, 9] };
      const mesh = surface(k, mask, { method: "marching" });
      expect(maskValues(surfaceToMask(k, mesh, mask))).toEqual(maskValues(mask));
    }
  });

  it("takes a surface inside another as a cavity, whichever way it faces", () => {
    const grid = { shape: [12, 12, 12] };
    const [outer, inner] = [octagonalSphere([5.5, 5.5, 5.5], 5), octagonalSphere([5.5, 5.5, 5.5], 3)];
    const count = (...meshes: Parameters<typeof together>) =>
      sum(maskValues(surfaceToMask(k, together(...meshes), grid)));
    expect(count(outer, inner)).toBe(count(outer) - count(inner));
    expect(count(outer, turnedOver(inner))).toBe(count(outer, inner));
    // Where two bodies overlap is outside, by the same rule.
    const beside = octagonalSphere([5.5, 5.5, 8.5], 3);
    const both = maskValues(surfaceToMask(k, outer, grid)).map(
      (value, i) => value ^ maskValues(surfaceToMask(k, beside, grid))[i]!,
    );
    expect(maskValues(surfaceToMask(k, together(outer, beside), grid))).toEqual(both);
  });

  it("leaves the rows empty that cross an open surface an odd number of times, and counts them", () => {
    const mesh = octagonalSphere([5.5, 5.5, 5.5], 5);
    const open = surfaceToMask(k, { ...mesh, faces: mesh.faces.subarray(3 * 12) }, { shape: [12, 12, 12] });
    const whole = maskValues(surfaceToMask(k, mesh, { shape: [12, 12, 12] }));
    expect(open.openRows).toBeGreaterThan(0);
    expect(sum(maskValues(open))).toBeLessThan(sum(whole));
    expect(maskValues(open).every((value, i) => value <= whole[i]!)).toBe(true);
  });

  it("makes nothing of nothing, and of what lies elsewhere", () => {
    const empty = { vertices: new Float32Array(), faces: new Uint32Array() };
    for (const mesh of [
      empty,
      octagonalSphere([50, 0, 0], 3),
      octagonalSphere([0, -50, 0], 3),
      octagonalSphere([0, 0, 1e30], 3),
    ]) {
      expect(sum(maskValues(surfaceToMask(k, mesh, { shape: [3, 4, 5] })))).toBe(0);
      expect(new Set(surfaceToFractional(k, mesh, { shape: [3, 4, 5] }).data)).toEqual(new Set([-108]));
    }
  });

  it("refuses what it cannot scan, by name", () => {
    const mesh = octagonalSphere([1, 1, 1], 1);
    const grid = { shape: [2, 2, 2] };
    const broken = { ...mesh, vertices: mesh.vertices.map((v, i) => (i === 4 ? Number.NaN : v)) };
    expect(() => surfaceToMask(k, broken, grid)).toThrow("surfaceToMask: expected finite vertices, the mesh holds NaN");
    expect(() => surfaceToMask(k, mesh, { shape: [2, 2] })).toThrow("expected a grid of shape [z, y, x], got [2, 2]");
    expect(() => surfaceToFractional(k, mesh, { ...grid, direction: [1, 0, 0, 1, 0, 0, 0, 0, 1] })).toThrow(
      "surfaceToFractional: expected three independent axes",
    );
    expect(() => surfaceToMask(k, { ...mesh, faces: Uint32Array.of(0, 1, 50) }, grid)).toThrow(
      "surfaceToMask: face 0 names a vertex beyond the 50 there are",
    );
  });
});

it("threads share the planes", async () => {
  const k = await threadedKernels(3);
  const { data } = surfaceToFractional(k, SPHERE, FRACTIONAL_GRID);
  expect(sum(data) + 108 * data.length).toBe(20_905_134);
  k.dispose();
});
