import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Dtype } from "../../bindings/core/image.js";
import { prewitt, sobel } from "../../bindings/ops/gradient.js";
import { kernelsOf, onEveryBuild } from "../builds.js";
import {
  drawn,
  EDGE_WIDTHS,
  firstDifference,
  randomImage,
  randomNumbers,
  valuesOf,
  worstDifference,
} from "../images.js";
import { derivativeOracle, magnitudeOracle } from "../oracle/derivatives.js";

const TYPES: Dtype[] = ["uint8", "uint16", "int16", "float32"];

onEveryBuild("sobel and prewitt", (k) => {
  it("give a step of 1 the strength of 1 along its axis, on both sides of it", () => {
    const image = drawn(["0 0 1 1", "0 0 1 1", "0 0 1 1"]);
    expect(valuesOf(sobel(k, image, { axis: "x" }))).toEqual([0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0]);
    expect(valuesOf(prewitt(k, image, { axis: "y" }))).toEqual(Array(12).fill(0));
    expect(valuesOf(sobel(k, image))[1]).toBe(Math.fround(Math.SQRT1_2));
  });

  it("count derivatives positive where values grow with the axis", () => {
    const image = drawn(["0 0", "", "0 0", "", "3 3"].map((row) => row));
    expect(valuesOf(sobel(k, image, { axis: "z" }))).toEqual([0, 0, 3, 3, 3, 3]);
    const falling = drawn(["9 5 1"]);
    expect(valuesOf(sobel(k, falling, { axis: "x" }))).toEqual([-4, -8, -4]);
  });

  it("smooth across the derivative: (1, 2, 1)/4 and (1, 1, 1)/3", () => {
    const point = drawn([". . . .", ". . c .", ". . . ."]);
    expect(valuesOf(sobel(k, point, { axis: "x" }))).toEqual([0, 3, 0, -3, 0, 6, 0, -6, 0, 3, 0, -3]);
    expect(valuesOf(prewitt(k, point, { axis: "x" }))).toEqual([0, 4, 0, -4, 0, 4, 0, -4, 0, 4, 0, -4]);
  });

  it("repeat the edge beyond it, and treat a single plane like a plane", () => {
    const flat = { data: new Float32Array(60).fill(7), shape: [3, 4, 5] };
    expect(valuesOf(sobel(k, flat))).toEqual(Array(60).fill(0));
    const image = randomImage(1, "uint8", [6, 7]);
    const plane = valuesOf(sobel(k, { ...image, shape: [1, 6, 7] }, { axis: "y" }));
    expect(plane).toEqual(valuesOf(sobel(k, image, { axis: "y" })));
  });

  it.each(TYPES)("agree with the whole kernel, %s", (dtype) => {
    for (const w of EDGE_WIDTHS) {
      for (const shape of [
        [4, w],
        [3, 2, w],
      ]) {
        const image = randomImage(w, dtype, shape, dtype.startsWith("u") ? 0 : -90, 120);
        for (const [name, filter, k0] of [["sobel", sobel, 2] as const, ["prewitt", prewitt, 1] as const]) {
          const got = worstDifference(filter(k, image).data, magnitudeOracle(image, k0));
          expect(got, `${name} ${shape}`).toBeLessThan(3e-7);
          const axis = shape.length - 2;
          const sums = derivativeOracle(image, axis, k0).map((sum) => sum / (k0 + 2) ** (shape.length - 1));
          expect(worstDifference(filter(k, image, { axis: "y" }).data, sums)).toBeLessThan(3e-7);
        }
      }
    }
  });

  it("refuse axes that are not there", () => {
    expect(() => sobel(k, drawn(["12"]), { axis: "z" })).toThrow("sobel: expected axis to be all, x or y");
    expect(() => prewitt(k, drawn(["12"]), { axis: "w" as never })).toThrow("one of all, x, y, z");
  });
});

it("gives the same bits in every build", () => {
  const image = randomImage(3, "float32", [7, 41, 67], -5, 5);
  const [simd, ...others] = (["simd", "scalar", "debug"] as const).map((build) => sobel(kernelsOf(build), image).data);
  for (const other of others) expect(firstDifference(simd!, other)).toBeUndefined();
});

it("equals scikit-image on 1000 random images", () => {
  const golden = JSON.parse(readFileSync(new URL("../golden/derivatives.json", import.meta.url), "utf8"));
  const k = kernelsOf("simd");
  for (const [number, want] of (golden.sobel as string[]).entries()) {
    const hash = createHash("sha256");
    for (let i = 0; i < golden["images in a group"]; i++) {
      const next = randomNumbers(1000 * number + i);
      const below = (end: number) => Math.floor(next() * end);
      const shape = [
        [30, 60],
        [8, 12, 20],
      ][below(2)]!.map((extent) => 1 + below(extent));
      const axis = below(shape.length);
      const image = randomImage(below(1 << 30), "uint16", shape, 0, 65535);
      const name = (["z", "y", "x"] as const).slice(-shape.length)[axis]!;
      hash.update(new Uint8Array(sobel(k, image, { axis: name }).data.buffer));
    }
    expect(hash.digest("hex"), `group ${number}`).toBe(want);
  }
});
