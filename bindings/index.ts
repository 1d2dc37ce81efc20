/** segwasm: everything that is pure. Files are in `segwasm/io`. */

export type { ColorEntry } from "./core/color-table.js";
export * from "./core/errors.js";
export type { Dtype, Geometry, Image, Labelmap, Mask, TypedArray } from "./core/image.js";
export { dtypeOf, dtypeRange } from "./core/image.js";
export {
  type Build,
  type HelperOptions,
  instantiateKernels,
  type Kernels,
  type LoadOptions,
  watched,
} from "./core/kernels.js";
export type { Parameter, Parameters } from "./core/options.js";
export type { Helper, HelperSetup, StartHelper } from "./core/pool.js";
export type { Watch } from "./core/progress.js";
export type {
  Color,
  ConversionParameter,
  DicomInstance,
  DicomSource,
  Fractions,
  Layer,
  Segment,
  Segmentation,
  SegmentInfo,
} from "./core/segmentation.js";
export {
  type Code,
  formatTerminology,
  missingCodes,
  parseTerminology,
  type Terminology,
  terminologyName,
} from "./core/terminology.js";
export {
  AUTOMATIC_METHODS,
  AUTOMATIC_THRESHOLD_DEFAULTS,
  type AutomaticMethod,
  type AutomaticThresholdOptions,
  automaticThreshold,
} from "./ops/automatic-threshold.js";
export {
  BOUNDARIES_DEFAULTS,
  type BoundariesOptions,
  type BoundaryMode,
  boundaries,
  boundariesBetween,
} from "./ops/boundaries.js";
export { CLEAR_BORDER_DEFAULTS, type ClearBorderOptions, clearBorder } from "./ops/clear-border.js";
export type { Pairs } from "./ops/compare/contingency.js";
export type { SurfaceDistances } from "./ops/compare/distances.js";
export type { Panoptic, PrecisionAt, RandScores, Variation } from "./ops/compare/scores.js";
export { type CompareOptions, type Comparison, compareLabels, type ObjectComparison } from "./ops/compare.js";
export { contoursToMask, maskToContours } from "./ops/contour-masks.js";
export { type ContourSurfaceOptions, contoursToRibbon, contoursToSurface } from "./ops/contour-surface.js";
export { CONTOURS_DEFAULTS, type Contour, type ContoursOptions, contours } from "./ops/contours.js";
export { type CountObjectsOptions, countObjects, type ObjectCounts } from "./ops/count-objects.js";
export { DECIMATE_DEFAULTS, type DecimateOptions, decimate } from "./ops/decimate.js";
export { defaultGrid, gridAround, oversampledGrid, paddedGrid } from "./ops/default-grid.js";
export {
  DIFFERENCE_OF_GAUSSIANS_DEFAULTS,
  type DifferenceOfGaussiansOptions,
  differenceOfGaussians,
} from "./ops/difference-of-gaussians.js";
export { DISTANCE_DEFAULTS, type DistanceOptions, distance } from "./ops/distance.js";
export type { EigenvaluesOptions } from "./ops/eigenvalues.js";
export { EXPAND_DEFAULTS, type ExpandOptions, expandLabels } from "./ops/expand.js";
export { type Extent, extent } from "./ops/extent.js";
export {
  FILL_BETWEEN_SLICES_DEFAULTS,
  type FillBetweenSlicesOptions,
  fillBetweenSlices,
} from "./ops/fill-between-slices.js";
export { FILL_HOLES_DEFAULTS, type FillHolesOptions, fillHoles } from "./ops/fill-holes.js";
export { FILL_LABEL_HOLES_DEFAULTS, type FillLabelHolesOptions, fillLabelHoles } from "./ops/fill-label-holes.js";
export {
  combineFractions,
  FRACTION_RULES,
  FRACTIONAL_DEFAULTS,
  type FractionalImage,
  type FractionalOptions,
  fractionalToMask,
  maskToFractional,
  SIGNED_FRACTIONS,
} from "./ops/fractional.js";
export { type FractionalSurfaceOptions, fractionalToSurface } from "./ops/fractional-surface.js";
export { GAUSSIAN_DEFAULTS, type GaussianOptions, gaussian } from "./ops/gaussian.js";
export { type GradientOptions, PREWITT_DEFAULTS, prewitt, SOBEL_DEFAULTS, sobel } from "./ops/gradient.js";
export {
  GREY_MORPHOLOGY_DEFAULTS,
  type GreyMorphologyOptions,
  greyClose,
  greyDilate,
  greyErode,
  greyOpen,
} from "./ops/grey-morphology.js";
export {
  GROW_SEEDS_DEFAULTS,
  type GrownSeeds,
  type GrowSeedsOptions,
  growSeeds,
  growSeedsFurther,
} from "./ops/grow-seeds.js";
export { HESSIAN_EIGENVALUES_DEFAULTS, hessianEigenvalues } from "./ops/hessian-eigenvalues.js";
export { HISTOGRAM_DEFAULTS, type Histogram, type HistogramOptions, histogram } from "./ops/histogram.js";
export { HOLLOW_DEFAULTS, type HollowOptions, hollow } from "./ops/hollow.js";
export { HYSTERESIS_DEFAULTS, type HysteresisOptions, hysteresis } from "./ops/hysteresis.js";
export { joinLabels } from "./ops/join-labels.js";
export { JOINT_SURFACES_DEFAULTS, type JointSurfacesOptions, jointSurfaces } from "./ops/joint-surfaces.js";
export { KEEP_LARGEST_DEFAULTS, type KeepLargestOptions, keepLargest } from "./ops/keep-largest.js";
export {
  KEEP_LARGEST_LABELS_DEFAULTS,
  type KeepLargestLabelsOptions,
  keepLargestLabels,
} from "./ops/keep-largest-labels.js";
export { LABEL_DEFAULTS, type LabelOptions, label } from "./ops/label.js";
export {
  type Chunk,
  type ChunkFace,
  type ChunkSeam,
  type LabelChunksOptions,
  type LabelledChunk,
  labelChunk,
  labelChunks,
} from "./ops/label-chunks.js";
export { LABEL_VALUES_DEFAULTS, type LabelValuesOptions, labelValues } from "./ops/label-values.js";
export { LAPLACE_DEFAULTS, type LaplaceOptions, laplace } from "./ops/laplace.js";
export { MARGIN_DEFAULTS, type MarginOptions, margin } from "./ops/margin.js";
export { maskToLabels } from "./ops/mask-labels.js";
export {
  H_MAXIMA_DEFAULTS,
  type HMaximaOptions,
  hMaxima,
  hMinima,
  LOCAL_MAXIMA_DEFAULTS,
  type LocalMaximaOptions,
  localMaxima,
} from "./ops/maxima.js";
export { MEASURE_GROUPS, MEASURE_NAMES } from "./ops/measures/select.js";
export { applyRemap, type MergedSeams, mergeSeams, type RemapTable } from "./ops/merge-seams.js";
export { type Mesh, mergedMesh, meshArea, meshVolume } from "./ops/mesh.js";
export { openEdges } from "./ops/mesh-edges.js";
export { type MeshTable, meshTable } from "./ops/mesh-table.js";
export { close, dilate, erode, MORPHOLOGY_DEFAULTS, type MorphologyOptions, open } from "./ops/morphology.js";
export { MULTIOTSU_DEFAULTS, type MultiotsuOptions, multiotsu } from "./ops/multiotsu.js";
export { automaticOversampling, meshShapeIndex } from "./ops/oversampling.js";
export { type PartedLabels, partLabels } from "./ops/part-labels.js";
export { PEAKS_DEFAULTS, type Peaks, type PeaksOptions, peaks } from "./ops/peaks.js";
export type { Verdict } from "./ops/quality/verdicts.js";
export {
  INSPECT_DEFAULTS,
  type Inspection,
  type InspectOptions,
  inspectImage,
  minimumLabelDtype,
} from "./ops/quality.js";
export { rangeMask } from "./ops/range-mask.js";
export { MEDIAN_DEFAULTS, type MedianOptions, median, RANK_DEFAULTS, type RankOptions, rank } from "./ops/rank.js";
export { RECONSTRUCT_DEFAULTS, type ReconstructOptions, reconstruct } from "./ops/reconstruct.js";
export { type RegionColumn, type RegionStatsOptions, type RegionTable, regionStats } from "./ops/region-stats.js";
export {
  REGISTER_MASKS_DEFAULTS,
  type RegisterMasksOptions,
  type RigidMotion,
  registerMasks,
} from "./ops/register-masks.js";
export { RELABEL_DEFAULTS, type Relabelled, type RelabelOptions, relabel } from "./ops/relabel.js";
export { REMOVE_SMALL_DEFAULTS, type RemoveSmallOptions, removeSmall } from "./ops/remove-small.js";
export {
  REMOVE_SMALL_LABELS_DEFAULTS,
  type RemoveSmallLabelsOptions,
  removeSmallLabels,
} from "./ops/remove-small-labels.js";
export { RESAMPLE_DEFAULTS, type ResampleOptions, resample } from "./ops/resample.js";
export { RESAMPLE_LABELS_DEFAULTS, type ResampleLabelsOptions, resampleLabels } from "./ops/resample-labels.js";
export { RESAMPLE_TO_DEFAULTS, type ResampleToOptions, resampleTo } from "./ops/resample-to.js";
export { type ScannedFractions, type ScannedMask, surfaceToFractional, surfaceToMask } from "./ops/scan-mesh.js";
export { SKELETON_DEFAULTS, type SkeletonMethod, type SkeletonOptions, skeleton } from "./ops/skeleton.js";
export { histogramInSlabs, levelInSlabs, type SlabLevelMethod } from "./ops/slab-histogram.js";
export { labelInSlabs } from "./ops/slab-labels.js";
export {
  mapSlabs,
  opInSlabs,
  type SlabOp,
  type SlabOptions,
  type SlabSink,
  type SlabSource,
  slabSource,
} from "./ops/slab-source.js";
export { regionStatsInSlabs } from "./ops/slab-stats.js";
export { type SliceCounts, sliceCounts } from "./ops/slice-counts.js";
export { SMOOTH_MASK_DEFAULTS, type SmoothMaskOptions, smoothMask } from "./ops/smooth-mask.js";
export { SPLIT_DEFAULTS, type SplitOptions, split } from "./ops/split.js";
export { STRUCTURE_EIGENVALUES_DEFAULTS, structureEigenvalues } from "./ops/structure-eigenvalues.js";
export {
  type LabelMesh,
  labelSurfaces,
  type MeshOptions,
  SURFACE_DEFAULTS,
  type SurfaceOptions,
  surface,
} from "./ops/surface.js";
export { THRESHOLD_DEFAULTS, type ThresholdOptions, threshold } from "./ops/threshold.js";
export {
  LOCAL_THRESHOLD_DEFAULTS,
  type LocalThresholdOptions,
  localLevels,
  localThreshold,
} from "./ops/threshold-local.js";
export {
  isodata,
  li,
  mean,
  minimum,
  otsu,
  THRESHOLD_METHODS,
  type ThresholdMethod,
  thresholdLevel,
  triangle,
  yen,
} from "./ops/thresholds.js";
export { TOPHAT_DEFAULTS, type TophatOptions, tophat } from "./ops/tophat.js";
export { UNSHARP_DEFAULTS, type UnsharpOptions, unsharp } from "./ops/unsharp.js";
export { WATERSHED_DEFAULTS, type WatershedOptions, watershed } from "./ops/watershed.js";
export type { PlacedGrid } from "./ops/world-grid.js";
export { type CheckQuintOptions, checkQuintSeries, type QuintOriginal, type QuintReport } from "./quint/check.js";
export type { Rgb } from "./quint/colour.js";
export type { SectionCounts } from "./quint/counts.js";
export {
  type CheckExportsOptions,
  checkExports,
  type ExportedSection,
  type ExportQuintOptions,
  exportQuintSection,
} from "./quint/export.js";
export type { QuintFinding, QuintTarget, QuintTool, Severity } from "./quint/finding.js";
export { type FixPlan, planFixes, type QuintFix } from "./quint/fix.js";
export { type GeoJsonClass, type GeoJsonObject, type GeoJsonOptions, labelsToGeoJson } from "./quint/geojson.js";
export type { InputOptions, QuintInput } from "./quint/input-options.js";
export {
  type GeoJsonLabelsOptions,
  geoJsonToLabels,
  type OutlineLabels,
  type OutlineLabelsOptions,
  roisToLabels,
} from "./quint/outline-labels.js";
export { type Overlay, overlayObjects } from "./quint/overlay.js";
export { quintPage } from "./quint/page.js";
export { type Preview, previewPng } from "./quint/preview.js";
export {
  parseRegistration,
  type RegisteredSection,
  type Registration,
  type RegistrationKind,
} from "./quint/registration.js";
export { type Renamed, type RenameOptions, renameFiles } from "./quint/rename.js";
export { labelsToRois, type RoisOptions } from "./quint/rois.js";
export type { PixelOptions, QuintFile, SectionColour, SectionReport } from "./quint/section.js";
export { type QuintSeries, sortSeries } from "./quint/series.js";
export { checkRecipe, type Recipe, type RecipeStep } from "./recipe/recipe.js";
export { runRecipe } from "./recipe/run.js";
export { recipeSchema } from "./recipe/schema.js";
export {
  SEGMENT_DEFAULTS,
  SEGMENT_PARAMETERS,
  type SegmentOptions,
  type SegmentResult,
  segment,
  segmentRecipe,
} from "./recipe/segment.js";
export { findOp, REGISTRY } from "./registry.js";
export { SAMPLES, type SampleName, sample } from "./sample/index.js";
export * from "./segmentation/index.js";
