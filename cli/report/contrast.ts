import type { Image } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import { inspectImage } from "../../bindings/ops/quality.js";
import type { Contrast } from "./overlay.js";

/** Black and white such that one voxel in a thousand is beyond either; the whole range where that leaves nothing. */
export function contrastOf(k: Kernels, image: Image): Contrast {
  const { min, max, percentiles } = inspectImage(k, image);
  const [low, high] = [percentiles["p0.1"], percentiles["p99.9"]];
  return low < high ? { low, high } : { low: min, high: max };
}
