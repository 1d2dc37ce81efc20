import type { SegmentInfo } from "../core/segmentation.js";
import type { ContourSet } from "./contours.js";
import type { Triangles } from "./mesh/world.js";

/** Segments that a file holds as surfaces or contours; labels are their numbers from 1. */
export interface SegmentParts {
  readonly segments: readonly SegmentInfo[];
  readonly meshes: readonly (Triangles & { readonly label: number })[];
  readonly contours?: ContourSet | undefined;
}
