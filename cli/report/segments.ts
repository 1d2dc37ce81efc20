import { geometryOf, type Image } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import type { Segmentation, SegmentInfo } from "../../bindings/core/segmentation.js";
import type { ImageFile } from "../../bindings/io/file.js";
import { combineFractions } from "../../bindings/ops/fractional.js";
import { segmentExtents } from "../../bindings/segmentation/count.js";
import { mergedLabels } from "../../bindings/segmentation/layers.js";
import { plural } from "../printable.js";

/** A segment as a report lists it; fractions have no number of voxels. */
export interface ListedSegment extends SegmentInfo {
  layer: number;
  voxels: number | null;
}

/** Several layers of segments as one picture to look at. */
export interface SegmentPicture {
  image: Image;
  layers: number;
  segments: ListedSegment[];
  note: string;
}

/** True for a file of named segments that needs more than one image to hold them. */
export function hasLayers({ segments, axes, shape }: ImageFile): boolean {
  return segments !== undefined && [...axes].some((axis, i) => "TCS".includes(axis) && (shape[i] as number) > 1);
}

/** All segments in one image: each under a label of its own, or the largest share of a voxel where they are fractions. */
export function pictureOfSegments(k: Kernels, segmentation: Segmentation): SegmentPicture {
  const { segments, layers, fractions, shape } = segmentation;
  const grid = { shape, ...geometryOf(segmentation) };
  const counts = fractions ? [] : segmentExtents(k, segmentation);
  const listed = segments.map((segment, at) => ({ ...segment, voxels: counts[at]?.count ?? null }));
  const what = `its ${plural(segments.length, "segment")} lie in ${plural(layers.length, "layer")}; the figures are of all together`;
  const report = { layers: layers.length, segments: listed };
  if (fractions) {
    const shares = layers.map((layer) => ({ ...grid, data: Float32Array.from(layer), fractions }));
    const { data } = shares.reduce((all, one) => combineFractions(all, one, "union"));
    return { ...report, image: { ...grid, data }, note: `${what}, the largest share of each voxel` };
  }
  const { data, lost } = mergedLabels(k, segmentation);
  const covered = lost.reduce((sum, voxels) => sum + voxels, 0);
  const overlap = covered > 0 ? `, and ${plural(covered, "voxel")} of earlier ones lie under later ones` : "";
  return { ...report, image: { ...grid, data }, note: `${what}${overlap}` };
}
