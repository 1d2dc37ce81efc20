import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Dtype, Image } from "../../bindings/core/image.js";
import { label, runRecipe, threshold } from "../../bindings/index.js";
import { resample } from "../../bindings/ops/resample.js";
import { resampleLabels } from "../../bindings/ops/resample-labels.js";
import { kernelsOf, onEveryBuild } from "../builds.js";
import {
  drawn,
  firstDifference,
  maskOf,
  randomBinary,
  randomImage,
  randomNumbers,
  valuesOf,
  worstDifference,
} from "../images.js";
import { majorityOracle, resampleOracle } from "../oracle/resample.js";

/** Pairs of shapes: wider, narrower, by whole and broken factors, one voxel, widths at which vectors end. */
const PAIRS: [number[], number[]][] = [
  [
    [1, 1],
    [1, 1],
  ],
  [
    [1, 1],
    [3, 5],
  ],
  [
    [7, 9],
    [1, 1],
  ],
  [
    [6, 8],
    [3, 4],
  ],
  [
    [6, 8],
    [12, 16],
  ],
  [
    [5, 33],
    [7, 15],
  ],
  [
    [4, 17],
    [3, 34],
  ],
  [
    [3, 128],
    [2, 31],
  ],
  [
    [3, 4, 5],
    [5, 3, 7],
  ],
  [
    [2, 6, 129],
    [1, 3, 43],
  ],
  [
    [1, 3, 16],
    [2, 2, 127],
  ],
];

onEveryBuild("resample", (k) => {
  it("takes means of boxes, points between centres, or the nearest voxel", () => {
    const image = drawn(["0 2 4 6"]);
    expect(valuesOf(resample(k, image, { shape: [1, 2], method: "box" }))).toEqual([1, 5]);
    expect(valuesOf(resample(k, image, { shape: [1, 2], method: "linear" }))).toEqual([1, 5]);
    expect(valuesOf(resample(k, image, { shape: [1, 2], method: "nearest" }))).toEqual([2, 6]);
    expect(valuesOf(resample(k, image, { shape: [1, 8], method: "linear" }))).toEqual([
      0, 0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6,
    ]);
    // Boxes of 4/3 voxels: the second takes two thirds of each of the two in the middle.
    expect(valuesOf(resample(k, image, { shape: [1, 3], method: "box" }))).toEqual([0.5, 3, 5.5]);
  });

  it("keeps the extent of the world: the spacing follows, and the first centre moves by half its change", () => {
    const image = { ...drawn(["1 2 3 4", "5 6 7 8"]), spacing: [0.5, 2], origin: [10, 20], unit: "mm" };
    const got = resample(k, image, { shape: [1, 8] });
    expect(got).toMatchObject({ shape: [1, 8], spacing: [1, 1], origin: [10.25, 19.5], unit: "mm" });
    const back = resample(k, got, { shape: [2, 4] });
    expect(back).toMatchObject({ spacing: [0.5, 2], origin: [10, 20] });
    const turned = resample(k, { ...image, direction: [0, 1, -1, 0] }, { shape: [1, 8] });
    // Rows run along the world's x, columns against its y.
    expect(turned.origin).toEqual([10.5, 20.25]);
    expect(resample(k, drawn(["12"]), { scale: 2 })).toMatchObject({
      shape: [2, 4],
      spacing: [0.5, 0.5],
      origin: [-0.25, -0.25],
    });
  });

  it("takes the grid as shape, scale or spacing, and only one of them", () => {
    const image = { ...randomImage(1, "uint8", [10, 9]), spacing: [2, 2] };
    expect(resample(k, image, { scale: 0.25 }).shape).toEqual([2, 2]);
    expect(resample(k, image, { scale: [0.01, 1] }).shape).toEqual([1, 9]);
    expect(resample(k, image, { spacing: 4 }).shape).toEqual([5, 4]);
    expect(resample(k, image, { spacing: [1, 3] }).spacing).toEqual([1, 3]);
    expect(resample(k, image).shape).toEqual([5, 4]);
    expect(() => resample(k, image, { shape: 3, scale: 1 })).toThrow("got shape and scale");
    expect(() => resample(k, image, { shape: [2.5, 1] })).toThrow(
      "resample: expected whole extents in shape, got [2.5, 1]",
    );
    expect(() => resample(k, image, { spacing: 0 })).toThrow("resample: expected spacing > 0, got 0");
  });

  it("gives the share of a mask in each new voxel, exactly 1 where it is full", () => {
    const mask = maskOf(randomBinary(2, [12, 40], 1));
    expect(new Set(valuesOf(resample(k, mask, { shape: [5, 7], method: "box" })))).toEqual(new Set([1]));
    const half = maskOf({ data: Uint8Array.of(1, 1, 0, 1, 0, 0, 1, 1), shape: [2, 4] });
    expect(valuesOf(resample(k, half, { shape: [1, 2], method: "box" }))).toEqual([0.5, 0.75]);
  });

  it("refuses labels, which it would mix", () => {
    const labels = label(k, drawn(["1 0 1"]));
    expect(() => resample(k, labels, { scale: 2 })).toThrow("resample: expected an image or a mask, got labels");
    const steps = [{ op: "threshold", level: 0 }, { op: "label" }, { op: "resample", scale: 2 }];
    expect(() => runRecipe(k, drawn(["1 0 1"]), { segwasm: 1, steps })).toThrow("use resample-labels for labels");
  });

  it.each(["uint8", "uint16", "int16", "float32"] as Dtype[])("agrees with weighing every voxel, %s", (dtype) => {
    for (const [shape, target] of PAIRS) {
      const image = randomImage(shape.at(-1)!, dtype, shape, dtype.startsWith("u") ? 0 : -90, 120);
      for (const method of ["linear", "box"] as const) {
        const got = resample(k, image, { shape: target, method });
        expect(got.data).toBeInstanceOf(Float32Array);
        expect(
          worstDifference(got.data, resampleOracle(image, target, method), 120),
          `${shape} → ${target}`,
        ).toBeLessThan(5e-7);
      }
      const nearest = resample(k, image, { shape: target, method: "nearest" });
      expect(nearest.data.constructor).toBe(image.data.constructor);
      expect(firstDifference(nearest.data, resampleOracle(image, target, "nearest"))).toBeUndefined();
    }
  });
});

onEveryBuild("resampleLabels", (k) => {
  it("lets the largest share win, the smaller of equal ones, and never mixes", () => {
    const labels = drawn(["1 1 2 3 3 0", "1 2 2 3 0 0"]);
    expect(valuesOf(resampleLabels(k, labels, { shape: [1, 2], method: "majority" }))).toEqual([1, 0]);
    const got = resampleLabels(k, labels, { shape: [1, 3], method: "majority" });
    expect(valuesOf(got)).toEqual([1, 2, 0]);
    expect(got.count).toBe(2);
    expect(valuesOf(resampleLabels(k, labels, { shape: [2, 3] }))).toEqual([1, 3, 0, 2, 3, 0]);
  });

  it("counts a mask as label 1 and keeps the type", () => {
    const got = resampleLabels(k, maskOf(randomBinary(1, [4, 6], 1)), { scale: 2, method: "majority" });
    expect(new Set(got.data)).toEqual(new Set([1]));
    const wide = { data: Uint32Array.of(70000, 70000, 5, 5), shape: [1, 4] };
    expect(resampleLabels(k, wide, { shape: [1, 2] }).data).toEqual(Uint32Array.of(70000, 5));
  });

  it.each(["uint8", "uint16", "uint32"] as Dtype[])("agrees with counting every voxel, %s", (dtype) => {
    for (const [shape, target] of PAIRS) {
      for (const most of [1, 5, 200]) {
        const image = randomImage(shape.at(-1)! + most, dtype, shape, 0, most);
        const got = resampleLabels(k, image, { shape: target, method: "majority" });
        expect(firstDifference(got.data, majorityOracle(image, target)), `${shape} → ${target}`).toBeUndefined();
        const nearest = resampleLabels(k, image, { shape: target });
        expect(firstDifference(nearest.data, resampleOracle(image, target, "nearest"))).toBeUndefined();
      }
    }
  });
});

it("takes the same nearest voxels as SciPy on 1000 random images", () => {
  const golden = JSON.parse(readFileSync(new URL("../golden/derivatives.json", import.meta.url), "utf8"));
  const k = kernelsOf("simd");
  for (const [number, want] of (golden.nearest as string[]).entries()) {
    const hash = createHash("sha256");
    for (let i = 0; i < golden["images in a group"]; i++) {
      const next = randomNumbers(500000 + 1000 * number + i);
      const below = (end: number) => Math.floor(next() * end);
      const shape = [
        [30, 60],
        [8, 12, 20],
      ][below(2)]!.map((extent) => 1 + below(extent));
      const target = shape.map((extent) => 1 + below(2 * extent + 2));
      const image = randomImage(below(1 << 30), "uint16", shape, 0, 65535) as Image<Uint16Array>;
      const got = resample(k, image, { shape: target, method: "nearest" }).data;
      hash.update(new Uint8Array(got.buffer));
      expect(firstDifference(resampleLabels(k, image, { shape: target }).data, got)).toBeUndefined();
    }
    expect(hash.digest("hex"), `group ${number}`).toBe(want);
  }
});

it("gives the same bits in every build", () => {
  const image = randomImage(3, "uint16", [7, 41, 67], 0, 65535);
  for (const method of ["linear", "box"] as const) {
    const [simd, ...others] = (["simd", "scalar", "debug"] as const).map(
      (build) => resample(kernelsOf(build), image, { shape: [5, 50, 33], method }).data,
    );
    for (const other of others) expect(firstDifference(simd!, other)).toBeUndefined();
  }
});

it("gives the share of a mask made in a recipe", () => {
  const k = kernelsOf("simd");
  const image = drawn(["0 9 9 9", "0 0 9 9"]);
  const steps = [
    { op: "threshold", level: 4 },
    { op: "resample", shape: [1, 2], method: "box" },
  ];
  const got = runRecipe(k, image, { segwasm: 1, steps }) as Image;
  expect(valuesOf(got)).toEqual([0.25, 1]);
  expect(valuesOf(resample(k, threshold(k, image, { level: 4 }), { shape: [1, 2], method: "box" }))).toEqual([0.25, 1]);
});
