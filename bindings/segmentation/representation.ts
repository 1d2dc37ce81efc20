import type { Labelmap } from "../core/image.js";
import type { Contour } from "../ops/contours.js";
import type { FractionalImage } from "../ops/fractional.js";
import type { LabelMesh } from "../ops/surface.js";
import type { PlacedGrid } from "../ops/world-grid.js";

/** A contour of a label. */
export interface LabelContour extends Contour {
  label: number;
}

/** The segments of one layer in one of the ways to hold them. */
export type Representation =
  | {
      readonly kind: "binary";
      readonly labels: Labelmap;
      /** Voxels in several surfaces; the last label has them. */
      readonly overlap?: number;
      readonly openRows?: number;
    }
  | { readonly kind: "fractional"; readonly image: FractionalImage; readonly label: number; readonly openRows?: number }
  | { readonly kind: "surface"; readonly meshes: readonly LabelMesh[] }
  /** Bands around contours, open above and below. */
  | { readonly kind: "ribbon"; readonly meshes: readonly LabelMesh[] }
  | { readonly kind: "contours"; readonly contours: readonly LabelContour[]; readonly grid: PlacedGrid };
