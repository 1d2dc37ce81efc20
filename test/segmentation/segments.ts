import type { Mask } from "../../bindings/core/image.js";
import { addSegment, createSegmentation, editSegment, type Segmentation, segmentMask } from "../../bindings/index.js";
import { kernelsOf } from "../builds.js";
import { maskOf, maskValues, randomBinary } from "../images.js";

export const k = kernelsOf();
export const count = (segmentation: Segmentation, id: string) =>
  voxels(segmentation, id).reduce((sum, v) => sum + v, 0);
export const voxels = (segmentation: Segmentation, id: string) => maskValues(segmentMask(k, segmentation, id));

/** A segmentation whose segments A, B … hold given voxels, each in layers of their own where they overlap. */
export function segmented(
  shape: readonly number[],
  masks: readonly Mask[],
  spacing = shape.map(() => 1),
  overwrite: "all" | "none" = "none",
): Segmentation {
  let result = createSegmentation({ shape, spacing });
  masks.forEach((mask, i) => {
    const id = String.fromCharCode(65 + i);
    result = editSegment(k, addSegment(result, { id, name: id }), id, mask, { overwrite });
  });
  return result;
}

export const boxMask = (shape: readonly number[], set: (z: number, y: number, x: number) => boolean) => {
  const [, h, w] = shape as [number, number, number];
  const n = shape.reduce((a, b) => a * b, 1);
  const data = Uint8Array.from({ length: n }, (_, i) => +set(Math.floor(i / w / h), Math.floor(i / w) % h, i % w));
  return maskOf({ data, shape });
};

export const SHAPE = [7, 8, 9];
export const [Z, Y, X] = [3, 4, 4];

/** Three random segments; disjoint unless they may overlap. */
export function three(seed: number, overwrite: "all" | "none" = "none"): Segmentation {
  const masks = [1, 2, 3].map((i) => maskOf(randomBinary(seed + i, SHAPE, 0.25)));
  return segmented(SHAPE, masks, [1, 1, 1], overwrite);
}
