import { expect, it } from "vitest";
import { arrayType, type Dtype, type Image, smallestLabelDtype, voxelCount } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import { putLabels } from "../../bindings/core/resident.js";
import { scratch } from "../../bindings/core/scratch.js";
import { siftLabels } from "../../bindings/ops/components.js";
import { onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, randomImage } from "../images.js";

/** The label image after `siftLabels`, and the input after it. */
function kept(k: Kernels, image: Image, minSize: number) {
  return scratch(k, (s) => {
    const labels = putLabels(s, "test", image);
    const result = siftLabels(s, "test", labels, { atLeast: minSize });
    const n = voxelCount(image.shape);
    return {
      dtype: result.dtype,
      count: result.count,
      values: [...s.take(result.at, arrayType(result.dtype), n)],
      input: [...s.take(labels.at, arrayType(labels.dtype), n)],
    };
  });
}

function oracle(image: Image, minSize: number): { count: number; values: number[] } {
  const sizes = new Map<number, number>();
  for (const label of image.data) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const stay = [...sizes.keys()].filter((label) => label > 0 && (sizes.get(label) as number) >= minSize);
  stay.sort((a, b) => a - b);
  return { count: stay.length, values: Array.from(image.data, (label) => stay.indexOf(label) + 1) };
}

onEveryBuild("labels by size", (k) => {
  it("drops small labels and closes the gaps", () => {
    const image = drawn(["1 2 2 . 5", "3 3 3 . 5", ". . . 1 9"]);
    expect(kept(k, image, 2)).toMatchObject({ count: 4, values: [1, 2, 2, 0, 4, 3, 3, 3, 0, 4, 0, 0, 0, 1, 0] });
    expect(kept(k, image, 3)).toMatchObject({ count: 1, values: [0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0] });
    expect(kept(k, image, 4)).toMatchObject({ count: 0, values: Array(15).fill(0) });
  });

  it("gives the smallest type, and leaves its input alone", () => {
    const image: Image = { data: Uint32Array.from({ length: 600 }, (_, i) => Math.floor(i / 2)), shape: [2, 300] };
    image.data[5] = 0;
    expect(kept(k, image, 1)).toMatchObject({ count: 299, dtype: "uint16", input: [...image.data] });
    expect(kept(k, image, 3)).toMatchObject({ count: 0, dtype: "uint8" });
  });

  it("takes no memory for labels that do not occur", () => {
    const image: Image = { data: Uint32Array.of(4_294_967_295, 0, 7, 7, 4_000_000_000, 4_000_000_000), shape: [2, 3] };
    const before = k.memoryBytes;
    expect(kept(k, image, 2)).toMatchObject({ count: 2, dtype: "uint8", values: [0, 0, 1, 1, 2, 2] });
    expect(k.memoryBytes - before).toBeLessThan(2 ** 20);
  });

  it.each(["uint8", "uint16", "uint32"] as Dtype[])("agrees with counting on %s", (dtype) => {
    for (const w of [...EDGE_WIDTHS, 9000]) {
      for (const minSize of [0, 2, 5]) {
        const image = randomImage(w, dtype, [3, w], 0, 40);
        const want = oracle(image, minSize);
        expect(kept(k, image, minSize)).toMatchObject({ ...want, dtype: smallestLabelDtype(want.count) });
      }
    }
  });
});
