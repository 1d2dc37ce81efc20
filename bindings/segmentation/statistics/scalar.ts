import type { Image } from "../../core/image.js";
import { regionStats } from "../../ops/region-stats.js";
import { segmentationOn } from "../on-grid.js";
import { SIZE, sizes } from "./labelmap.js";
import { byLayer, cell } from "./layers.js";
import type { Measured, Measurement, StatisticsContext, StatisticsPlugin } from "./plugin.js";
import { millimetresOf } from "./world.js";

const value = (key: string, name: string, code: string, on = true): Measurement => ({
  key,
  name,
  units: "",
  on,
  quantityCode: `${code},SCT`,
});

/** Measurements of the values of an image under a segment. Voxels whose value is NaN or infinite do not count. */
export const SCALAR_PLUGIN: StatisticsPlugin = {
  name: "ScalarVolumeSegmentStatisticsPlugin",
  suffix: "SV",
  measurements: [
    ...SIZE,
    value("min", "Minimum", "255605001"),
    value("max", "Maximum", "56851009"),
    value("mean", "Mean", "373098007"),
    value("stdev", "Standard deviation", "386136009"),
    value("percentile_05", "Percentile 5", "371888009"),
    value("percentile_10", "Percentile 10", "371890005", false),
    value("percentile_90", "Percentile 90", "371887004", false),
    value("percentile_95", "Percentile 95", "371889001"),
    value("median", "Median", "373099004"),
    { key: "nonfinite_count", name: "Voxels without a number", units: "voxels", on: false },
  ],
  measure(given, wanted) {
    const { image, k } = given;
    if (image === undefined) return new Map();
    const segmentation = segmentationOn(k, given.segmentation, image);
    const context = { ...given, segmentation, millimetres: millimetresOf(segmentation) };
    const measures = ["count", ...["mean", "std", "min", "max"].map((name) => `intensity_${name}`)];
    if ([...wanted].some((key) => /^(median|percentile)/.test(key))) {
      measures.push("intensity_median", "intensity_percentile", "intensity_percentile_above");
    }
    const finite = finiteValues(image);
    const all =
      finite && byLayer(context, (labels) => regionStats(k, labels, undefined, { measures: "count" }), countOf);
    const voxel = (segmentation.spacing ?? [1, 1, 1]).reduce((size, step) => size * step * context.millimetres, 1);
    const measured = byLayer(
      context,
      (labels) => regionStats(k, finite ? within(labels, finite) : labels, image, { measures }),
      (row) => (row ? { ...sizes(cell(row, "count"), voxel), ...valuesOf(row, context, image) } : sizes(0, 0)),
    );
    if (!all) return measured;
    const counted = (id: string) => (all.get(id)?.["voxel_count"] as number | undefined) ?? 0;
    return new Map(
      [...measured].map(([id, values]) => [
        id,
        { ...values, nonfinite_count: counted(id) - (values["voxel_count"] as number) },
      ]),
    );
  },
};

const countOf = (row: ReadonlyMap<string, number> | undefined): Record<string, Measured> => ({
  voxel_count: row ? cell(row, "count") : 0,
});

/** Where an image has numbers: 1 there and 0 elsewhere; undefined where it has them everywhere. */
function finiteValues({ data }: Image): Uint8Array | undefined {
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return undefined;
  const first = data.findIndex((one: number) => !Number.isFinite(one));
  if (first < 0) return undefined;
  return Uint8Array.from(data, (one) => Number(Number.isFinite(one)));
}

/** Labels where there are numbers, and background elsewhere. */
function within(labels: Image, finite: Uint8Array): Image {
  const data = labels.data.slice();
  finite.forEach((is, i) => {
    if (!is) data[i] = 0;
  });
  return { ...labels, data };
}

function valuesOf(
  row: ReadonlyMap<string, number>,
  { quantiles }: StatisticsContext,
  image: Image,
): Record<string, number> {
  const n = cell(row, "count");
  const [min, max] = [cell(row, "intensity_min"), cell(row, "intensity_max")];
  const at = (percent: number): number => {
    if (quantiles === "linear") return cell(row, `intensity_percentile_${percent}`);
    return binBelow(cell(row, `intensity_percentile_above_${percent}`), [min, max], image);
  };
  return {
    min,
    max,
    mean: cell(row, "intensity_mean"),
    // Of a sample; one voxel deviates by nothing.
    stdev: n > 1 ? cell(row, "intensity_std") * Math.sqrt(n / (n - 1)) : 0,
    percentile_05: Math.max(at(5), min),
    percentile_10: Math.max(at(10), min),
    percentile_90: Math.min(at(90), max),
    percentile_95: Math.min(at(95), max),
    median: quantiles === "linear" ? cell(row, "intensity_median") : at(50),
  };
}

/** Bins of the histogram in which 3D Slicer looks for quantiles. */
const BINS = 65536;

/**
 * The last bin whose values, with all before it, are no more than the share: the one before the bin of `found`. Bins begin
 * at 0 or below; they are whole numbers where those are few enough.
 */
function binBelow(found: number, [min, max]: readonly [number, number], { data }: Image): number {
  const start = Math.min(0, min);
  const whole = !(data instanceof Float32Array || data instanceof Float64Array);
  const width = whole && max - start < BINS ? 1 : (max - start) / (BINS - 1);
  if (width === 0) return start;
  return start + (Math.floor((found - start) / width + 0.5) - 1) * width;
}
