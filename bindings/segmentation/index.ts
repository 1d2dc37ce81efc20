/** Everything public about segmentations: model, files of colours and terms, edits, conversions, statistics, comparison. */
export { applyColorTable, colorTableOf, relabelSegments, tableLabels } from "./color-table.js";
export {
  COMMON_EXTENTS,
  type CommonExtent,
  commonGrid,
  type GridMember,
  type IndexBox,
  transformedBox,
} from "./common-grid.js";
export { type CompareSegmentsOptions, compareSegments, type SegmentComparison } from "./compare.js";
export { type ConvertOptions, convertRepresentation } from "./convert.js";
export { type SegmentExtent, segmentExtents } from "./count.js";
export {
  autoOpacities,
  readDisplay,
  SEGMENT_DISPLAY,
  SEGMENTATION_DISPLAY,
  type SegmentationDisplay,
  type SegmentDisplay,
  shownSegment,
  visibleSegments,
  writeDisplay,
} from "./display.js";
export { type EditOptions, editSegment, segmentMask } from "./edit.js";
export { applyEffect, EFFECTS, type EffectOptions, MASK_MODES, OVERWRITE_MODES } from "./effects/apply.js";
export type { Effect, EffectCall, Point } from "./effects/effect.js";
export { type ThresholdRangeOptions, thresholdRange } from "./effects/threshold.js";
export {
  MASK_VOLUME_PARAMETERS,
  maskVolume,
  SPLIT_VOLUME_PARAMETERS,
  type SplitVolume,
  splitVolume,
  VOLUME_EFFECTS,
  type VolumeEffect,
} from "./effects/volumes.js";
export {
  CONVERSION_RULES,
  cheapestPath,
  conversionPaths,
  type Path,
  pathCost,
  REPRESENTATIONS,
  type RepresentationKey,
  type Rule,
} from "./graph.js";
export { formatGeometry, type GridGeometry, parseGeometry, sameGeometry } from "./grid.js";
export { type HeldSegment, segmentationOf } from "./held.js";
export { type HistoryOptions, SegmentationHistory } from "./history.js";
export {
  type CollapseOptions,
  clearSegment,
  collapseLayers,
  duplicateSegment,
  type Merged,
  mergedLabels,
  mergeSegments,
  removeSegment,
  separateSegment,
} from "./layers.js";
export {
  addSegment,
  createSegmentation,
  findSegment,
  moveSegment,
  type NewSegment,
  SEGMENT_STATUS,
  type SegmentChanges,
  type SegmentStatus,
  segmentStatus,
  updateSegment,
} from "./model.js";
export { segmentationOn } from "./on-grid.js";
export {
  CONVERSION_PARAMETERS,
  parameterNumber,
  parameterValue,
  parseParameters,
  serializeParameters,
} from "./parameters.js";
export type { LabelContour, Representation } from "./representation.js";
export { SegmentRepresentations } from "./representations.js";
export type {
  Measured,
  MeasuredSegments,
  Measurement,
  StatisticsContext,
  StatisticsPlugin,
} from "./statistics/plugin.js";
export { sliceAreas } from "./statistics/slice-areas.js";
export {
  type SegmentStatistics,
  type SegmentStatisticsOptions,
  STATISTICS_PLUGINS,
  segmentStatistics,
} from "./statistics/statistics.js";
export { type SegmentTable, segmentRegions } from "./table.js";
export {
  findTerm,
  type ListedTerm,
  readTerminologyList,
  type TerminologyList,
  withTerm,
  withTerms,
} from "./terminology-list.js";
