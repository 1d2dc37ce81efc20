import { describe, expect, it } from "vitest";
import { defaultGrid, gridAround, oversampledGrid, paddedGrid } from "../../bindings/ops/default-grid.js";
import { automaticOversampling, meshShapeIndex, oversamplingFactor } from "../../bindings/ops/oversampling.js";
import { cubeRoot, thirdPower } from "../../bindings/ops/roots.js";
import { applied, placementOf } from "../../bindings/ops/world-grid.js";
import { octagonalSphere } from "../meshes.js";

const SPHERE = octagonalSphere([50, 50, 50], 30);

describe("grids of surfaces", () => {
  it("have Slicer's default: its spacing to the last digit, and its extent", () => {
    const { shape, spacing, origin } = defaultGrid(SPHERE);
    expect(spacing).toEqual(Array(3).fill(0.23597152210841135));
    expect(origin).toEqual([20, 20.75216293334961, 20.75216293334961]);
    expect(shape).toEqual([255, 248, 248]);
    expect(defaultGrid(octagonalSphere([0, 50, 0], 80)).spacing?.[0]).toBeCloseTo(0.629257364931788, 13);
  });

  it("become as large as the surface: Slicer's numbers of voxels", () => {
    const { shape, origin } = gridAround(SPHERE, defaultGrid(SPHERE));
    expect(shape).toEqual([257, 249, 249]);
    expect(shape.reduce((n, extent) => n * extent, 1)).toBe(15_934_257);
    expect(origin?.[0]).toBeCloseTo(20 - 0.23597152210841135, 12);
    const coarse = gridAround(SPHERE, { shape: [1, 1, 1], spacing: [2, 2, 2] });
    expect(coarse).toMatchObject({ shape: [31, 31, 31], origin: [20, 20, 20] });
  });

  it("run along the axes of the patient in patient space, and stay where they are", () => {
    const { origin, direction } = defaultGrid({ ...SPHERE, space: "LPS" });
    expect(direction).toEqual([1, 0, 0, 0, -1, 0, 0, 0, -1]);
    expect(origin).toEqual([20, 79.24784088134766, 79.24784088134766]);
  });

  it("exist for flat surfaces and points, not for nothing", () => {
    const flat = { vertices: new Float32Array([0, 0, 0, 0, 5, 0, 0, 0, 5]), faces: Uint32Array.of(0, 1, 2) };
    expect(defaultGrid(flat)).toMatchObject({
      shape: [1, expect.any(Number), expect.any(Number)],
      spacing: Array(3).fill(expect.closeTo(0.02, 12)),
    });
    expect(defaultGrid({ ...flat, vertices: new Float32Array(9) }).shape).toEqual([1, 1, 1]);
    const nothing = { vertices: new Float32Array(), faces: new Uint32Array() };
    expect(() => defaultGrid(nothing)).toThrow("defaultGrid: expected a mesh with vertices");
  });

  it("are padded around the voxels they have", () => {
    const grid = { shape: [3, 4, 5], spacing: [2, 1, 0.5], origin: [1, 2, 3], direction: [0, 1, 0, 1, 0, 0, 0, 0, -1] };
    const wider = paddedGrid(grid, 2);
    expect(wider.shape).toEqual([7, 8, 9]);
    expect(applied(placementOf(wider), [3, 4, 5])).toEqual(applied(placementOf(grid), [1, 2, 3]));
    expect(() => paddedGrid(grid, 0.5)).toThrow("paddedGrid: expected a volume and whole voxels");
  });

  it("are oversampled between the same outer faces", () => {
    const grid = { shape: [10, 10, 10], spacing: [2.3, 4.9, 4.9], origin: [5, 6, 7] };
    const finer = oversampledGrid(grid, 6.1);
    expect(finer.shape).toEqual([61, 61, 61]);
    for (const [axis, size] of [23, 49, 49].entries()) expect(finer.spacing?.[axis]).toBeCloseTo(size / 61, 12);
    const [low, high] = [
      applied(placementOf(finer), [-0.5, -0.5, -0.5]),
      applied(placementOf(finer), [60.5, 60.5, 60.5]),
    ];
    for (const axis of [0, 1, 2]) {
      const [first, step] = [grid.origin[axis]!, grid.spacing[axis]!];
      expect([low[axis], high[axis]]).toEqual(
        [first - step / 2, first + 9.5 * step].map((at) => expect.closeTo(at, 9)),
      );
    }
    expect(oversampledGrid(grid, 0.01).shape).toEqual([1, 1, 1]);
    expect(() => oversampledGrid(grid, 0)).toThrow("oversampledGrid: expected a factor of 0.01 to 100, got 0");
  });
});

describe("automatic oversampling", () => {
  it.each([
    [0, [3, 7], 4],
    [0, [8, 9, 10], 2],
    [0, [12, 18, 36, 60], 1],
    [0, [72, 100, 1e6], 0.5],
    [0.6, [8], 4],
    [0.6, [9, 12, 18, 30, 45], 2],
    [0.6, [54, 60], 1],
    [0.6, [72, 500], 0.5],
  ] as const)("at complexity %d and sizes %j takes %d", (complexity, sizes, factor) => {
    expect(sizes.map((size) => oversamplingFactor(size, complexity))).toEqual(sizes.map(() => factor));
  });

  it("looks at size and shape of the surface", () => {
    expect(meshShapeIndex(SPHERE)).toBeCloseTo(1.01353, 5);
    const grid = (step: number) => ({ shape: [9, 9, 9], spacing: [step, step, step] });
    expect([20, 5, 1, 0.1].map((step) => automaticOversampling(SPHERE, grid(step)))).toEqual([4, 2, 1, 0.5]);
    expect(automaticOversampling({ ...SPHERE, faces: new Uint32Array() }, grid(1))).toBe(1);
    expect(meshShapeIndex({ ...SPHERE, faces: new Uint32Array() })).toBeNaN();
  });
});

it("cube roots are those of the engine", () => {
  for (const value of [1e-300, 1e-9, 0.2, 1, 8, 27, 1000, 3.3e5, 1e18, 1e200]) {
    expect(Math.abs(cubeRoot(value) / Math.cbrt(value) - 1)).toBeLessThan(1e-15);
  }
  // What C's pow gives.
  for (const [value, power] of [
    [0.14285714285714285, 0.5227579585747102],
    [11319309.714285715, 224.52945094580818],
    [339006696.4285714, 697.2728560212299],
    [2517630976.0, 1360.3918594002962],
    [10491396535.571428, 2189.161326563933],
    [31802896882.285713, 3168.2703060384993],
    [78781868191.85715, 4286.887551251777],
    [169733942857.14285, 5536.766815176736],
    [330129403036.7143, 6911.326374346037],
    [593791934203.4286, 8405.136381477078],
    [1004087378693.0, 10013.606074720305],
    [1615112489252.5715, 11732.779940632365],
    [3.333333333333333e-7, 0.006933612743506349],
    [1.2345679012345678e-8, 0.0023112042478354495],
    [4.5724737082761774e-10, 0.0007704014159451499],
    [1.6935087808430285e-11, 0.0002568004719817167],
  ] as const) {
    expect(thirdPower(value)).toBe(power);
  }
  expect([cubeRoot(0), cubeRoot(8), cubeRoot(1e-18)]).toEqual([0, 2, 1e-6]);
});
