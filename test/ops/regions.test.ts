import { expect, it } from "vitest";
import { arrayType, type Image, type TypedArray } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import { gridOf } from "../../bindings/core/resident.js";
import { scratch } from "../../bindings/core/scratch.js";
import { valueRegionsOf, valueRunsOf } from "../../bindings/ops/value-runs.js";
import { onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, randomImage, randomNumbers } from "../images.js";
import { regionsOracle } from "../oracle/regions.js";

type LabelType = "uint8" | "uint16" | "uint32";

/** Values of the regions in the order the kernel finds them. */
function regionValues(k: Kernels, image: Image, dtype: LabelType, connectivity: number): number[] {
  return scratch(k, (s) => {
    const resident = { ...gridOf(image), at: s.put(image.data), dtype };
    const runs = valueRunsOf(s, "test", resident);
    const { labels, count } = valueRegionsOf(s, "test", resident, runs, connectivity, 0);
    const values = s.alloc(4 * count);
    s.raw.firstValues(values, labels, runs.values, runs.length);
    return Array.from(s.take(values, Uint32Array, count));
  });
}

const counted = (values: number[]) => {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

onEveryBuild("regions of equal value", (k) => {
  it("keep touching values apart and come in raster order", () => {
    const image = drawn(["2 2 1", "2 1 1", ". 3 2"]);
    expect(regionValues(k, image, "uint8", 4)).toEqual([2, 1, 3, 2]);
    expect(regionValues(k, image, "uint8", 8)).toEqual([2, 1, 3, 2]);
  });

  it("meet at corners with 8 but not with 4", () => {
    const image = drawn(["1 2", "2 1"]);
    expect(regionValues(k, image, "uint8", 4)).toEqual([1, 2, 2, 1]);
    expect(regionValues(k, image, "uint8", 8)).toEqual([1, 2]);
    expect(regionValues(k, drawn(["2 2 1 1", "1 1 2 2"]), "uint8", 8)).toEqual([2, 1]);
  });

  it("are none in an empty image", () => {
    expect(regionValues(k, drawn([". . ."]), "uint8", 8)).toEqual([]);
  });

  it.each(["uint8", "uint16", "uint32"] as const)("agree with flooding on %s", (dtype) => {
    for (const w of EDGE_WIDTHS) {
      const flat = randomImage(w, dtype, [6, w], 0, 2);
      for (const connectivity of [4, 8]) {
        expect(counted(regionValues(k, flat, dtype, connectivity))).toEqual(
          regionsOracle(flat.data, flat.shape, connectivity),
        );
      }
    }
    for (let seed = 0; seed < 12; seed++) {
      const next = randomNumbers(seed * 2654435761);
      const shape = [3, 5, 4 + Math.floor(next() * 9)];
      const top = dtype === "uint32" ? 4_000_000_000 : 200;
      const data: TypedArray = new (arrayType(dtype))(shape[0]! * shape[1]! * shape[2]!);
      for (let i = 0; i < data.length; i++)
        data[i] = next() < 0.4 ? top + Math.floor(next() * 2) : next() < 0.5 ? 1 : 0;
      for (const connectivity of [6, 18, 26]) {
        expect(counted(regionValues(k, { data, shape }, dtype, connectivity))).toEqual(
          regionsOracle(data, shape, connectivity),
        );
      }
    }
  });
});
