import { type Image, isSegmentError } from "../bindings/index.js";
import type { CallOptions, Segmenter } from "../bindings/worker.js";
import type { HistogramData } from "./state.js";
import type { Interval } from "./view/contrast.js";

/** Smallest and largest value and the histogram of an image, from every voxel. */
export interface Counted {
  extent: Interval;
  histogram: HistogramData;
}

/** Counts an image. NaN and infinity are left out; undefined when nothing else is in it. */
export async function countImage(
  segmenter: Segmenter,
  image: Image,
  call: CallOptions = {},
): Promise<Counted | undefined> {
  try {
    const [histogram, { min, max }] = await Promise.all([
      segmenter.request("histogram", [image], call),
      segmenter.request("extent", [image], call),
    ]);
    return { extent: { low: min, high: max }, histogram };
  } catch (error) {
    if (!isSegmentError(error, "E_NONFINITE")) throw error;
    return countFinite(segmenter, image, call);
  }
}

async function countFinite(segmenter: Segmenter, image: Image, call: CallOptions): Promise<Counted | undefined> {
  try {
    const { min, max, histogram } = await segmenter.request("inspect", [image], call);
    const counted = { edges: Float64Array.from(histogram.edges), counts: Float64Array.from(histogram.counts) };
    return { extent: { low: min, high: max }, histogram: counted };
  } catch (error) {
    if (!isSegmentError(error, "E_NONFINITE")) throw error;
    return undefined;
  }
}
