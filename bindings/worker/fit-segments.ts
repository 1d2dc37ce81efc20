import type { Image } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import type { Segmentation } from "../core/segmentation.js";
import {
  type SegmentExtent,
  SegmentRepresentations,
  type SegmentStatistics,
  segmentationOn,
  segmentExtents,
  segmentStatistics,
} from "../index.js";

/** A segmentation ready to be shown over an image, and what is known of its segments. */
export interface FittedSegments {
  /** Label maps on the grid of the image. */
  segmentation: Segmentation;
  /** True where its voxels had to be brought onto that grid. */
  moved: boolean;
  /** Voxels and boxes of the segments there, in their order. */
  extents: readonly SegmentExtent[];
  /** Slicer's table of the segments there, with the values of the image below them. */
  table: Pick<SegmentStatistics, "rows" | "columns">;
}

/** Brings a segmentation onto the grid of an image and measures it there; fractions are cut at their threshold first. */
export function fitSegments(k: Kernels, given: Segmentation, image: Image | undefined): FittedSegments {
  const binary = binaryOf(k, given);
  const segmentation = image ? segmentationOn(k, binary, image) : binary;
  const { rows, columns } = segmentStatistics(k, segmentation, { image });
  const extents = segmentExtents(k, segmentation);
  return { segmentation, moved: segmentation !== binary, extents, table: { rows, columns } };
}

function binaryOf(k: Kernels, given: Segmentation): Segmentation {
  if (!given.fractions) return given;
  const held = new SegmentRepresentations(k, given);
  held.setSource("binary");
  return held.segmentation as Segmentation;
}
