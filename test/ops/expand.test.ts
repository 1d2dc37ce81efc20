import { expect, it } from "vitest";
import { arrayType, type Dtype, type Image } from "../../bindings/core/image.js";
import { expandLabels } from "../../bindings/ops/expand.js";
import { onEveryBuild } from "../builds.js";
import { drawn, firstDifference, randomNumbers, valuesOf } from "../images.js";
import { expandOracle } from "../oracle/expand.js";

/** Scattered labels 1..most with about `density` of the voxels. */
function scattered(seed: number, shape: number[], density: number, most: number, dtype: Dtype = "uint16"): Image {
  const next = randomNumbers(seed);
  const data = new (arrayType(dtype))(shape.reduce((a, b) => a * b));
  for (let i = 0; i < data.length; i++) data[i] = next() < density ? 1 + Math.floor(next() * most) : 0;
  return { data, shape };
}

onEveryBuild("expandLabels", (k) => {
  it("takes voxels at exactly the distance, ties to the left", () => {
    const line = drawn(["0100020"]);
    expect(valuesOf(expandLabels(k, line, { distance: 1 }))).toEqual([1, 1, 1, 0, 2, 2, 2]);
    expect(valuesOf(expandLabels(k, line, { distance: 2 }))).toEqual([1, 1, 1, 1, 2, 2, 2]);
    expect(valuesOf(expandLabels(k, line, { distance: 0.9 }))).toEqual([0, 1, 0, 0, 0, 2, 0]);
    expect(valuesOf(expandLabels(k, line, { distance: 0 }))).toEqual([0, 1, 0, 0, 0, 2, 0]);
  });

  it("breaks ties by the smallest x, then y", () => {
    const cross = drawn(["..3..", ".....", "5...7", ".....", "..9.."], "uint16");
    const want = ["53333", "55337", "55577", "55997", "59999"].join("");
    expect(valuesOf(expandLabels(k, cross, { distance: 2 })).join("")).toBe(want);
    expect(valuesOf(expandLabels(k, cross, { distance: 1.5 }))[12]).toBe(0);
    const stretched = ["33333", "50307", "55577", "50907", "99999"].join("");
    expect(valuesOf(expandLabels(k, cross, { distance: 2, spacing: [2, 1] })).join("")).toBe(stretched);
  });

  it("gives nothing from nothing", () => {
    expect(valuesOf(expandLabels(k, drawn(["...", "..."]), { distance: 5 }))).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it.each(["uint8", "uint16", "uint32", "int32"] as Dtype[])("agrees with trying every source, %s", (dtype) => {
    for (const [w, distance] of [
      [1, 1],
      [17, 2.5],
      [33, 11],
      [65, 7.3],
    ] as const) {
      const image = scattered(w, [13, w], 0.02, 90, dtype);
      const got = expandLabels(k, image, { distance });
      expect(firstDifference(got.data, expandOracle(image.data, image.shape, distance), image.shape)).toBeUndefined();
    }
  });

  it("agrees in 3-D with narrow keys, wide keys and any spacing", () => {
    const cases = [
      { distance: 1 },
      { distance: 3 },
      { distance: 11 },
      { distance: 11.9 },
      { distance: 12 },
      { distance: 40.5 },
      { distance: 200 },
      { distance: 2.2, spacing: [0.29, 0.26, 0.26] },
      { distance: 6, spacing: [2, 1, 0.5] },
      { distance: Math.sqrt(3) },
    ];
    for (const [i, options] of cases.entries()) {
      const image = scattered(i + 1, [9, 10, 37], i % 2 ? 0.004 : 0.03, 300);
      const want = expandOracle(image.data, image.shape, options.distance, options.spacing);
      expect(firstDifference(expandLabels(k, image, options).data, want, image.shape)).toBeUndefined();
    }
  });

  it("keeps every label where it was and changes no input", () => {
    const image = scattered(9, [6, 20, 40], 0.1, 200);
    const before = image.data.slice();
    const got = expandLabels(k, image, { distance: 4 });
    expect(image.data).toEqual(before);
    expect(valuesOf(got).every((v, i) => before[i] === 0 || v === before[i])).toBe(true);
  });

  it("refuses what cannot be grown", () => {
    const image = drawn(["01"]);
    expect(() => expandLabels(k, image, { distance: -1 })).toThrow("expand: expected distance >= 0, got -1");
    expect(() => expandLabels(k, image, { spacing: [1, 0] })).toThrow("expand: expected spacing > 0, got 0");
    expect(() => expandLabels(k, { data: new Float32Array(2), shape: [1, 2] })).toThrow(TypeError);
    expect(() => expandLabels(k, { data: Int8Array.of(-1, 0), shape: [1, 2] })).toThrow("expected labels >= 0");
  });
});
