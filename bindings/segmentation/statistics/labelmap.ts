import { cross } from "../../core/vector.js";
import { regionStats } from "../../ops/region-stats.js";
import { fractionalSizes } from "./fractional.js";
import { byLayer, cell } from "./layers.js";
import { perimeters } from "./perimeter.js";
import type { Measured, Measurement, StatisticsContext, StatisticsPlugin } from "./plugin.js";
import { type Frame, frameOf, type Ras } from "./world.js";

const RAS = ["R", "A", "S"];
const AXES = ["x", "y", "z"];

export const VOLUME_CODES = { quantityCode: "118565006,SCT", unitsCode: "mm3,UCUM" };

/** The three measurements of size that every plugin of volumes has. */
export const SIZE: readonly Measurement[] = [
  { key: "voxel_count", name: "Voxel count", units: "voxels", on: true, quantityCode: "nvoxels,99QIICR" },
  { key: "volume_mm3", name: "Volume mm3", units: "mm3", on: true, ...VOLUME_CODES },
  { key: "volume_cm3", name: "Volume cm3", units: "cm3", on: true, ...VOLUME_CODES, unitsCode: "cm3,UCUM" },
];

/** Sizes from a count and the volume of a voxel in mm³. */
export const sizes = (count: number, voxel: number): Record<string, number> => ({
  voxel_count: count,
  volume_mm3: count * voxel,
  volume_cm3: 0.001 * count * voxel,
});

const vector = (key: string, name: string, units = ""): Measurement => ({
  key,
  name,
  units,
  on: false,
  components: RAS,
});

const single = (key: string, name: string, units = ""): Measurement => ({ key, name, units, on: false });

/** What each measurement needs from `regionStats`. */
const NEEDS: Readonly<Record<string, string>> = {
  centroid_ras: "centroid",
  feret_diameter_mm: "feret_diameter_centers",
  surface_area_mm2: "surface_area_itk",
  roundness: "roundness",
  flatness: "flatness",
  elongation: "elongation",
  principal_moments: "principal_moments",
  obb_diameter_mm: "obb_size",
};

/** Measurements of the voxels of a label map, as ITK defines them; all of a layer's segments in one pass. */
export const LABELMAP_PLUGIN: StatisticsPlugin = {
  name: "LabelmapSegmentStatisticsPlugin",
  suffix: "LM",
  measurements: [
    ...SIZE,
    vector("centroid_ras", "Centroid", "mm"),
    single("feret_diameter_mm", "Feret diameter mm", "mm"),
    { ...single("surface_area_mm2", "Surface mm2", "mm2"), quantityCode: "000247,99CHEMINF", unitsCode: "mm2,UCUM" },
    { ...single("perimeter_mm", "Perimeter mm", "mm"), unitsCode: "mm,UCUM" },
    single("roundness", "Roundness"),
    single("flatness", "Flatness"),
    single("elongation", "Elongation"),
    { ...single("principal_moments", "Principal moments", "mm2"), components: AXES },
    ...AXES.map((axis) => vector(`principal_axis_${axis}`, `Principal ${axis.toUpperCase()} axis`)),
    vector("obb_origin_ras", "OBB origin", "mm"),
    { ...single("obb_diameter_mm", "OBB diameter", "mm"), components: AXES },
    ...AXES.map((axis) => vector(`obb_direction_ras_${axis}`, `OBB ${axis.toUpperCase()} direction`)),
  ],
  fractional: true,
  measure(context, wanted) {
    const { fractions } = context.segmentation;
    if (fractions) return fractionalSizes(context, fractions);
    const measures = new Set(["count"]);
    for (const key of wanted) {
      if (NEEDS[key]) measures.add(NEEDS[key]);
      if (/^(principal_axis|obb_)/.test(key)) for (const one of ["principal_axes", "obb"]) measures.add(one);
    }
    const frame = frameOf(context.segmentation);
    const volumes = byLayer(
      context,
      (labels) => regionStats(context.k, labels, undefined, { measures: [...measures] }),
      (row) => (row ? shapeOf(row, context, frame) : { ...sizes(0, 0) }),
    );
    if (!wanted.has("perimeter_mm")) return volumes;
    const outlines = perimeters(context);
    return new Map([...volumes].map(([id, values]) => [id, { ...values, ...outlines.get(id) }]));
  },
};

/** Everything that the columns of one region tell; keys whose columns are missing are left out by their NaN. */
function shapeOf(row: ReadonlyMap<string, number>, context: StatisticsContext, frame: Frame): Record<string, Measured> {
  const { millimetres: mm } = context;
  const spacing = context.segmentation.spacing ?? [1, 1, 1];
  const voxel = spacing.reduce((size, step) => size * step * mm, 1);
  const three = (name: string, ends: readonly (string | number)[], factor = 1) =>
    ends.map((end) => cell(row, `${name}_${end}`) * factor);
  const box = orient(
    [0, 1, 2].map((at) => frame.vector(three(`principal_axes_${at}`, ["z", "y", "x"]))),
    frame.point(three("obb_origin", ["z", "y", "x"])),
    three("obb_size", [0, 1, 2], mm),
  );
  const turned = (name: string) => Object.fromEntries(box.axes.map((axis, at) => [`${name}_${AXES[at]}`, axis]));
  return {
    ...sizes(cell(row, "count"), voxel),
    centroid_ras: frame.point(three("centroid", ["z", "y", "x"])),
    feret_diameter_mm: cell(row, "feret_diameter_centers") * mm,
    surface_area_mm2: cell(row, "surface_area_itk") * mm * mm,
    roundness: cell(row, "roundness"),
    flatness: cell(row, "flatness"),
    elongation: cell(row, "elongation"),
    principal_moments: three("principal_moments", [0, 1, 2], mm * mm),
    ...turned("principal_axis"),
    obb_origin_ras: box.origin,
    obb_diameter_mm: three("obb_size", [0, 1, 2], mm),
    ...turned("obb_direction_ras"),
  };
}

/** Axes of a box and the corner they begin at. */
interface Box {
  axes: Ras[];
  origin: Ras;
}

/**
 * Turns axes so that the largest component of the first two is positive and the three are a rotation; the corner moves to
 * the end that is lowest along the turned axes.
 */
function orient(axes: Ras[], origin: Ras, size: readonly number[]): Box {
  const box: Box = { axes: [...axes], origin };
  for (const at of [0, 1]) if (leads(box.axes[at] as Ras) < 0) turn(box, at, size);
  const [a, b, c] = box.axes as [Ras, Ras, Ras];
  if (cross(a, b).reduce((sum, part, i) => sum + part * c[i]!, 0) < 0) turn(box, 2, size);
  return box;
}

const leads = (axis: Ras): number => axis.reduce((best, part) => (Math.abs(part) > Math.abs(best) ? part : best));

function turn(box: Box, at: number, size: readonly number[]): void {
  const axis = box.axes[at] as Ras;
  box.origin = box.origin.map((part, i) => part + size[at]! * axis[i]!) as unknown as Ras;
  box.axes[at] = axis.map((part) => 0 - part) as unknown as Ras;
}
