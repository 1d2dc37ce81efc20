import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { AUTOMATIC_METHODS, type AutomaticMethod, automaticThreshold } from "../../bindings/ops/automatic-threshold.js";
import { kernelsOf, onEveryBuild } from "../builds.js";
import { goldenImage } from "../golden/thresholds.js";
import { maskOf, randomNumbers, valuesOf } from "../images.js";
import { automaticOracle, binTable } from "../oracle/automatic.js";

/** Values of several hills: (centre, half width, share) of each. */
function hills(seed: number, ...parts: [number, number, number][]): number[] {
  const next = randomNumbers(seed);
  return parts.flatMap(([centre, width, share]) =>
    Array.from({ length: Math.round(3000 * share) }, () => centre + width * (next() + next() + next() - 1.5)),
  );
}

/** Five histograms: two hills, a long tail, three hills, a faint one far off, and values below 0. */
const SHAPES: [name: string, values: number[]][] = [
  ["two hills", hills(1, [60, 30, 0.6], [180, 30, 0.4])],
  ["a tail", hills(2, [40, 20, 0.8], [90, 60, 0.2])],
  ["three hills", hills(3, [50, 25, 0.5], [120, 25, 0.3], [210, 30, 0.2])],
  ["a faint hill", hills(4, [70, 40, 0.97], [230, 15, 0.03])],
  ["below 0", hills(5, [-800, 150, 0.5], [40, 80, 0.5])],
];

/** Levels that scikit-image finds in an image of test/golden/automatic.py. */
interface Levels extends Record<"seed" | "otsu" | "yen" | "triangle", number> {
  /** All levels midway between the means of the classes they make. */
  isodata: number[];
  /** Where a step of the search leads from the levels 1 to 254. */
  li: number[];
}

/** That image. */
function stretched(seed: number): Image {
  const values = valuesOf(goldenImage({ seed, dtype: "uint8", span: 200 })).sort((a, b) => a - b);
  const cut = Math.floor(values.length / 50);
  const [low, high] = [values[cut] as number, values.at(-1 - cut) as number];
  const data = Uint8Array.from(values, (value) =>
    Math.floor(((Math.min(high, Math.max(low, value)) - low) * 255) / (high - low)),
  );
  return { data, shape: [1, data.length] };
}

const whole = (values: number[]): Image => ({ data: Int16Array.from(values, Math.floor), shape: [1, values.length] });

onEveryBuild("automaticThreshold", (k, build) => {
  for (const [name, values] of SHAPES) {
    it(`has every method's level of ${name}`, () => {
      const images = [whole(values), { data: Float32Array.from(values), shape: [1, values.length] }];
      for (const image of build === "simd" ? images : images.slice(0, 1)) {
        for (const bins of build === "simd" ? [64, 100] : [64]) {
          const table = binTable(valuesOf(image), bins);
          for (const method of AUTOMATIC_METHODS) {
            const want = automaticOracle(method, table);
            const found = () => automaticThreshold(k, image, { method, bins });
            if (Number.isNaN(want)) expect(found, method).toThrow(expect.objectContaining({ code: "E_TWO_PEAKS" }));
            else expect({ method, bins, level: found() }).toEqual({ method, bins, level: expect.closeTo(want, 8) });
          }
        }
      }
    });
  }
});

const k = kernelsOf();

it("Otsu's level is the upper edge of a bin of 64", () => {
  const data = Uint8Array.from({ length: 256 }, (_, i) => i);
  const level = automaticThreshold(k, { data, shape: [16, 16] });
  // 32 bins of (255 + 255 / 6400) / 64.
  expect(level).toBeCloseTo((32 * (255 + 255 / 6400)) / 64, 10);
});

it("with 256 bins the levels are scikit-image's", () => {
  const { cases } = JSON.parse(readFileSync(new URL("../golden/automatic.json", import.meta.url), "utf8"));
  for (const { seed, otsu, yen, triangle, isodata, li } of cases as Levels[]) {
    const picture = stretched(seed);
    const filled = [...new Set(valuesOf(picture))].sort((a, b) => a - b);
    const bin = (method: AutomaticMethod) => {
      const level = automaticThreshold(k, picture, { method, bins: 256 });
      return Math.round(level / ((255 + 255 / 25600) / 256) - (method === "OTSU" ? 1 : 0.5));
    };
    expect({ seed, otsu: bin("OTSU"), yen: bin("YEN") }).toEqual({ seed, otsu, yen });
    // Slicer takes the bin after the one farthest below the line.
    expect({ seed, triangle: bin("TRIANGLE") - 1 }).toEqual({ seed, triangle });
    // Slicer takes the next value that occurs after a level midway between its means.
    expect(isodata.map((level) => filled.find((value) => value > level))).toContain(bin("ISO_DATA"));
    // Slicer rounds each step, so that it ends where the next one would be shorter than one and a half values.
    const level = bin("LI");
    expect({ seed, level, step: Math.abs((li[level - 1] as number) - level) < 1.5 }).toEqual({
      seed,
      level,
      step: true,
    });
  }
});

it("counts only the voxels of a mask", () => {
  const values = SHAPES[0]![1];
  const image = whole([...values, ...Array.from({ length: 3000 }, () => 1000)]);
  const mask = maskOf({ data: valuesOf(image).map((value) => Number(value < 1000)), shape: image.shape });
  const level = automaticThreshold(k, image, { method: "LI", mask });
  expect(level).toBe(automaticThreshold(k, whole(values), { method: "LI" }));
  expect(automaticThreshold(k, image, { method: "LI" })).not.toBe(level);
});

it("says what has no level", () => {
  const flat = { data: new Uint8Array(9).fill(7), shape: [3, 3] };
  for (const method of AUTOMATIC_METHODS) expect(automaticThreshold(k, flat, { method })).toBe(7);
  const code = (name: string) => expect.objectContaining({ code: name });
  const odd = { data: Float32Array.of(1, Number.NaN, 3, 4), shape: [2, 2] };
  expect(() => automaticThreshold(k, odd)).toThrow(code("E_NONFINITE"));
  const two = { data: Uint8Array.of(1, 1, 9, 9), shape: [2, 2] };
  expect(() => automaticThreshold(k, two, { method: "KITTLER_ILLINGWORTH" })).toThrow(code("E_CONSTANT_IMAGE"));
  expect(() => automaticThreshold(k, two, { method: "otsu" as "OTSU" })).toThrow(code("E_OPTION"));
  const none = maskOf({ data: [0, 0, 0, 0], shape: [2, 2] });
  expect(() => automaticThreshold(k, two, { mask: none })).toThrow(code("E_EMPTY"));
  expect(() => automaticThreshold(k, two, { mask: maskOf({ data: [1, 1], shape: [1, 2] }) })).toThrow(
    code("E_SHAPE_MISMATCH"),
  );
});
