import { describe, expect, it } from "vitest";
import { arrayType, type Dtype, dtypeRange, type Image } from "../../bindings/core/image.js";
import { REGISTRY } from "../../bindings/index.js";
import { kernelsOf } from "../builds.js";
import { LIBRARY_CALLS } from "../engines/functions.js";
import { TYPES } from "../engines/inputs.js";
import { optionSetsOf } from "../engines/options.js";
import { randomImage } from "../images.js";
import { disagreement } from "./builds.js";
import { difference, outcome } from "./calls.js";

const SHAPE = [9, 35];
const [simd, scalar] = [kernelsOf("simd"), kernelsOf("scalar")];

/** An image of values in [low, high] with others strewn in. */
function strewn(dtype: Dtype, values: readonly number[], low = 0, high = 100): Image {
  const { data, shape } = randomImage(8, dtype, SHAPE, low, high);
  for (const [i, value] of values.entries()) for (let at = 5 * i + 3; at < data.length; at += 67) data[at] = value;
  return { data, shape };
}

function filled(dtype: Dtype, value: number): Image {
  return { data: new (arrayType(dtype))(SHAPE[0]! * SHAPE[1]!).fill(value), shape: SHAPE };
}

const { MAX_VALUE } = Number;
const LARGEST = 3.4028234663852886e38;

/** Images with the extremes of their types, and with what is no number. */
const IMAGES: readonly (readonly [name: string, image: Image])[] = [
  ...TYPES.flatMap((dtype) => {
    const [low, high] = dtypeRange(dtype) ?? [-LARGEST, LARGEST];
    return [
      [`${dtype} with its extremes`, strewn(dtype, [low, high])],
      [`${dtype} of nothing but 0`, filled(dtype, 0)],
      [`${dtype} of nothing but its largest`, filled(dtype, high)],
      [`${dtype} of nothing but its smallest`, filled(dtype, low)],
    ] as const;
  }),
  ["float32 with -0", strewn("float32", [-0, 0], -1, 1)],
  ["float32 of nothing but -0", filled("float32", -0)],
  ["float32 with numbers close to 0", strewn("float32", [1e-45, -1e-45, 1e-40], 0, 1e-38)],
  ["float32 with NaN", strewn("float32", [Number.NaN])],
  ["float32 of nothing but NaN", filled("float32", Number.NaN)],
  ["float32 with infinities", strewn("float32", [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])],
  ["float32 of nothing but infinity", filled("float32", Number.POSITIVE_INFINITY)],
  ["float64 beyond float32", strewn("float64", [MAX_VALUE, -MAX_VALUE])],
];

const calls = LIBRARY_CALLS.map((call) => ({ ...call, title: [call.name, call.variant].join(" ").trim() }));
const onImages = REGISTRY.filter(({ input }) => input === "image").map((op) => ({ name: op.name, op }));
const onLabels = REGISTRY.filter(({ input }) => input === "labels").map((op) => ({ name: op.name, op }));

describe("extreme values", () => {
  it.each(onImages)("$name gives the same or says the same on every build", ({ op }) => {
    for (const [name, image] of IMAGES) {
      for (const options of optionSetsOf(op)) {
        const found = disagreement(op, image, options);
        expect(found && `${name}: ${found}`).toBeFalsy();
      }
    }
  });

  it.each(calls.filter(({ on }) => on === "image"))("$title does, too", ({ run }) => {
    for (const [name, image] of IMAGES) {
      const found = difference(
        outcome(() => run(simd, image as never)),
        outcome(() => run(scalar, image as never)),
      );
      expect(found && `${name}: ${found}`).toBeFalsy();
    }
  });

  it("are refused with a reason where the rule needs numbers", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const image = strewn("float32", [value]);
      for (const { name, run } of LIBRARY_CALLS.filter((call) =>
        ["otsu", "segment", "histogram"].includes(call.name),
      )) {
        expect([name, outcome(() => run(simd, image as never))]).toEqual([name, expect.stringMatching(/^E_NONFINITE/)]);
      }
    }
  });
});

describe("the largest labels", () => {
  const labels: readonly (readonly [string, Image])[] = [
    ["sparse", strewn("uint32", [2 ** 32 - 1, 2 ** 31, 65_536, 65_535, 256, 255], 0, 2)],
    ["two of them", strewn("uint32", [2 ** 32 - 1, 2 ** 32 - 2], 0, 0)],
    ["nothing but the largest", filled("uint32", 2 ** 32 - 1)],
    ["uint16", strewn("uint16", [65_535, 1], 0, 0)],
    ["uint8", strewn("uint8", [255, 1], 0, 0)],
    ["int32", strewn("int32", [2 ** 31 - 1, 7], 0, 0)],
  ];

  it.each(onLabels)("$name takes them, and no memory for those between", ({ op }) => {
    for (const [name, image] of labels) {
      for (const options of optionSetsOf(op)) {
        const found = disagreement(op, image, options);
        expect(found && `${name}: ${found}`).toBeFalsy();
      }
    }
    expect(simd.memoryBytes).toBeLessThan(2 ** 26);
  });

  it.each(calls.filter(({ on }) => on === "labels"))("$title takes them", ({ run }) => {
    for (const [name, image] of labels) {
      const got = outcome(() => run(simd, image as never));
      // Surfaces are of volumes only, and say so.
      if (String(got).startsWith("E_NDIM")) continue;
      expect([name, typeof got]).toEqual([name, "object"]);
      expect(
        difference(
          got,
          outcome(() => run(scalar, image as never)),
        ),
      ).toBeUndefined();
    }
    expect(simd.memoryBytes).toBeLessThan(2 ** 26);
  });
});
