import type { Image } from "../../core/image.js";
import type { Kernels } from "../../core/kernels.js";
import type { Segmentation } from "../../core/segmentation.js";

/** A number, or one number for each component. */
export type Measured = number | readonly number[];

/** One thing that a plugin measures of a segment. */
export interface Measurement {
  /** Unique within the plugin. */
  readonly key: string;
  /** Heading of its column, as in "Volume mm3". */
  readonly name: string;
  /** Unit; "" where there is none or it is that of the image. */
  readonly units: string;
  /** Names of the components of a vector, as in ["R", "A", "S"]. */
  readonly components?: readonly string[];
  /** Whether it is measured when nothing is said. */
  readonly on: boolean;
  /** DICOM codes as "value,scheme": what it is, and the unit. */
  readonly quantityCode?: string;
  readonly unitsCode?: string;
}

/** What plugins measure on. */
export interface StatisticsContext {
  readonly k: Kernels;
  /** In three dimensions; binary but for plugins that say they measure fractions. */
  readonly segmentation: Segmentation;
  /** In three dimensions; it may lie on another grid, onto which `segmentationOn` brings the segmentation. */
  readonly image?: Image | undefined;
  /** Median and percentiles by interpolation, or one bin low as 3D Slicer has them. */
  readonly quantiles: "linear" | "slicer";
  /** Smoothing of the closed surface, 0 to 1; undefined where no surface is asked for. */
  readonly smoothing?: number | undefined;
  /** Positions of voxel centres are index × spacing times this, which gives mm. */
  readonly millimetres: number;
}

/** Values by the segment's ID and the measurement's key. A segment or key that is missing has no value. */
export type MeasuredSegments = ReadonlyMap<string, Readonly<Record<string, Measured>>>;

/** A family of measurements. Users may add their own. */
export interface StatisticsPlugin {
  /** First part of the long keys, as in "LabelmapSegmentStatisticsPlugin". */
  readonly name: string;
  /** What headings end in where several plugins measure the same, as in "LM". */
  readonly suffix: string;
  readonly measurements: readonly Measurement[];
  /** True where it can also measure fractional segmentations; others are left out for these. */
  readonly fractional?: boolean;
  /** Measures what is wanted. Without what it needs (an image, a surface) it returns an empty map. */
  measure(context: StatisticsContext, wanted: ReadonlySet<string>): MeasuredSegments;
}
