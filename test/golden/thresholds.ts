import { readFileSync } from "node:fs";
import { arrayType, type Image } from "../../bindings/core/image.js";
import { randomNumbers } from "../images.js";

/** One image of thresholds.py, with what scikit-image and NumPy find in it. */
export interface GoldenCase {
  seed: number;
  dtype: "uint8" | "uint16" | "int16" | "float32";
  span: number;
  n: number;
  otsu: number;
  li: number;
  yen: number;
  isodata: number;
  triangle: number;
  mean: number;
  /** Null where scikit-image finds no two peaks; not tried on images of thousands of levels. */
  minimum?: number | null;
  multiotsu3?: number[];
  multiotsu4?: number[];
  /** Digest of the counts and centres that thresholds are computed on. */
  levels: string;
  /** Digest of the counts and edges of twelve equal bins. */
  bins: string;
  percentiles: number[];
}

export const goldenCases: GoldenCase[] = JSON.parse(
  readFileSync(new URL("thresholds.json", import.meta.url), "utf8"),
).cases;

/** The image of a case, number by number as in thresholds.py. */
export function goldenImage({ seed, dtype, span }: Pick<GoldenCase, "seed" | "dtype" | "span">): Image {
  const next = randomNumbers(seed);
  const n = 200 + Math.floor(next() * 2000);
  const low = 10 + span * 0.4 * next();
  const high = low + span * 0.4 * next();
  const share = next();
  const width = span * (0.05 + 0.2 * next());
  const shift = dtype === "int16" ? -span / 2 : 0;
  const values = Array.from({ length: n }, () => {
    const hill = next() < share ? high : low;
    const noise = next() + next() + next() - 1.5;
    return Math.max(hill + width * noise, 2) + shift;
  });
  values[0] = Math.min(...values) - 1;
  const data = new (arrayType(dtype))(n);
  data.set(values.map((value) => (dtype === "float32" ? Math.fround(value) / 256 : Math.floor(value))));
  return { data, shape: [1, n] };
}
