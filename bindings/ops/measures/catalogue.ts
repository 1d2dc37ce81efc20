import { convex } from "./convex.js";
import { cubeRoot } from "./elementary.js";
import type { Gathered } from "./gather.js";
import {
  axesOf,
  byRow,
  invariantColumns,
  type Make,
  type Measure,
  momentColumns,
  perAxis,
  single,
  strided,
} from "./measure.js";
import { inertia, type MomentTable, momentTable, normalized } from "./moments.js";
import { ORIENTED } from "./oriented.js";
import { outline, perimeter } from "./outline.js";
import { medians, QUANTILES } from "./quantiles.js";

const kernelColumn =
  (index: number): Make =>
  (g, image) =>
    g.column(index, image);

const area: Make = (g) => g.column(2);
const voxelSize = (g: Gathered) => g.spacing.reduce((size, step) => size * step, 1);
const scaledBy = (values: Float64Array, factor: number) => values.map((value) => value * factor);
const boxVoxels: Make = (g) =>
  byRow(g, (row) => (g.ndim === 3 ? g.extent(row, 0) : 1) * g.extent(row, 1) * g.extent(row, 2));
/** −1 is a power of area: the square of a length in 2-D, the cube in 3-D. */
const AREA = -1;

const axis =
  (place: number): Make =>
  (g) => {
    const { eigenvalues } = inertia(g);
    return byRow(g, (row) => {
      const own = eigenvalues.subarray(row * g.ndim, (row + 1) * g.ndim);
      if (g.ndim === 2) return 4 * Math.sqrt(own[place] as number);
      const sign = place === 0 ? 1 : -1;
      return Math.sqrt(Math.max(0, 10 * (sign * own[0]! + own[1]! - sign * own[2]!)));
    });
  };

const eccentricity: Make = (g) => {
  const { eigenvalues } = inertia(g);
  return byRow(g, (row) => {
    const [largest, smallest] = [eigenvalues[2 * row]!, eigenvalues[2 * row + 1]!];
    return largest === 0 ? 0 : Math.sqrt(1 - smallest / largest);
  });
};

const equivalentDiameter: Make = (g) =>
  area(g, 0).map((size) => (g.ndim === 2 ? Math.sqrt((4 * size) / Math.PI) : cubeRoot((6 * size) / Math.PI)));

const sphericity: Make = (g) => {
  const { crofton } = outline(g);
  return area(g, 0).map((size, row) => cubeRoot(36 * Math.PI * size * size) / (crofton[row] as number));
};

const tensorColumns: Measure["columns"] = (g) => {
  const { tensor } = inertia(g);
  const axes = axesOf(g);
  const pairs = axes.flatMap((a, i) => axes.slice(i).map((b) => a + b));
  const values = (at: number) => strided(tensor, pairs.length, at);
  return pairs.map((pair, at) => ({ name: `inertia_tensor_${pair}`, power: 2, values: values(at) }));
};

const eigenvalueColumns: Measure["columns"] = (g) =>
  axesOf(g).map((_, at) => ({
    name: `inertia_tensor_eigvals_${at}`,
    power: 2,
    values: strided(inertia(g).eigenvalues, g.ndim, at),
  }));

const boxColumns: Measure["columns"] = (g) =>
  ["0", "1"].flatMap((end, side) =>
    axesOf(g).map((letter, at) => ({
      name: `bbox_${letter}${end}`,
      power: 0,
      values: g.column(3 + 3 * side + 3 - g.ndim + at),
    })),
  );

const eulerColumns: Measure["columns"] = (g) => [
  { name: "euler_number", power: 0, values: outline(g).euler },
  { name: `euler_number_${g.ndim === 2 ? 4 : 6}`, power: 0, values: outline(g).eulerFaces },
];

const orientationColumn: Measure["columns"] = (g) => [
  { name: "orientation", power: 0, unit: "rad", values: inertia(g).orientation },
];

const basics: Measure[] = [
  single("count", "voxels", "basic", 0, kernelColumn(1)),
  single("area", "area, or volume in 3-D", "basic", AREA, area),
  { name: "bbox", group: "basic", summary: "box in indices, half open", columns: boxColumns },
  perAxis("centroid", "mean position", "basic", (g, _, at) => g.column(9 + 3 - g.ndim + at)),
];

const shapes: Measure[] = [
  perAxis("centroid_local", "the same from the corner of the box", "shape", (g, _, at) =>
    strided(momentTable(g).local, g.ndim, at),
  ),
  single("area_bbox", "area of the box", "shape", AREA, (g) => scaledBy(boxVoxels(g, 0), voxelSize(g))),
  single("extent", "share of the box that is filled", "shape", 0, (g) => {
    const boxes = boxVoxels(g, 0);
    return byRow(g, (row) => g.column(1)[row]! / boxes[row]!);
  }),
  single("equivalent_diameter_area", "diameter of a disk or ball of the same size", "shape", 1, equivalentDiameter),
  single("area_filled", "area with holes filled", "shape", AREA, (g) =>
    byRow(g, (row) => g.filled()[g.place(row)]! * voxelSize(g)),
  ),
  {
    name: "euler_number",
    group: "shape",
    summary: "objects minus holes (and tunnels), by both connectivities",
    columns: eulerColumns,
  },
  {
    ...single("perimeter", "length of the outline, border pixel to border pixel", "shape", 1, perimeter),
    ndim: 2,
    even: true,
  },
  {
    ...single(
      "perimeter_crofton",
      "length of the outline by crossings in 4 directions",
      "shape",
      1,
      (g) => outline(g).crofton,
    ),
    ndim: 2,
  },
  {
    ...single("surface_area", "surface by crossings in 13 directions", "shape", 2, (g) => outline(g).crofton),
    ndim: 3,
  },
  { ...single("sphericity", "surface of the ball of this volume over the surface", "shape", 0, sphericity), ndim: 3 },
  single("area_convex", "area of the convex image", "shape", AREA, (g) => scaledBy(convex(g).count, voxelSize(g))),
  single("solidity", "share of the convex image that is filled", "shape", 0, (g) => {
    const { count } = convex(g);
    return byRow(g, (row) => g.column(1)[row]! / count[row]!);
  }),
  single("feret_diameter_max", "largest distance across the convex image", "shape", 1, (g) => convex(g).feret),
  single("axis_major_length", "long axis of the ellipse or ellipsoid with the same inertia", "shape", 1, axis(0)),
  single("axis_minor_length", "its short axis", "shape", 1, axis(1)),
  { ...single("eccentricity", "of that ellipse, 0 for a circle", "shape", 0, eccentricity), ndim: 2 },
  {
    name: "orientation",
    group: "shape",
    summary: "angle of its long axis to the rows' axis",
    ndim: 2,
    columns: orientationColumn,
  },
  { name: "inertia_tensor", group: "shape", summary: "inertia over the count", columns: tensorColumns },
  {
    name: "inertia_tensor_eigvals",
    group: "shape",
    summary: "its eigenvalues, the largest first",
    columns: eigenvalueColumns,
  },
];

const PLAIN = (g: Gathered): MomentTable => momentTable(g);

const moments: Measure[] = [
  {
    name: "moments",
    group: "moments",
    summary: "moments from the corner of the box",
    columns: momentColumns("moments", [0, 1, 2, 3], false, (g) => PLAIN(g).raw),
  },
  {
    name: "moments_central",
    group: "moments",
    summary: "moments about the centroid",
    columns: momentColumns("moments_central", [2, 3], false, (g) => PLAIN(g).central),
  },
  {
    name: "moments_normalized",
    group: "moments",
    summary: "the same without size",
    columns: momentColumns("moments_normalized", [2, 3], true, (g) => normalized(g, PLAIN(g))),
  },
  {
    name: "moments_hu",
    group: "moments",
    summary: "Hu's seven invariants",
    ndim: 2,
    even: true,
    columns: invariantColumns("moments_hu", PLAIN),
  },
];

const intensities: Measure[] = [
  single("intensity_sum", "sum of the values", "intensity", 0, kernelColumn(12)),
  single("intensity_mean", "their mean", "intensity", 0, kernelColumn(13)),
  single("intensity_std", "their standard deviation", "intensity", 0, kernelColumn(14)),
  single("intensity_min", "the smallest", "intensity", 0, kernelColumn(15)),
  single("intensity_max", "the largest", "intensity", 0, kernelColumn(16)),
  single("intensity_median", "the median", "intensity", 0, medians),
  ...QUANTILES,
  perAxis("centroid_weighted", "mean position, weighted by the values", "intensity", (g, image, at) => {
    const local = strided(momentTable(g, image).local, g.ndim, at);
    const corner = g.column(3 + 3 - g.ndim + at);
    return local.map((place, row) => place + corner[row]! * g.spacing[at]!);
  }),
  perAxis("centroid_weighted_local", "the same from the corner of the box", "intensity", (g, image, at) =>
    strided(momentTable(g, image).local, g.ndim, at),
  ),
  {
    name: "moments_weighted",
    group: "moments",
    summary: "moments weighted by the values",
    columns: momentColumns("moments_weighted", [0, 1, 2, 3], false, (g, image) => momentTable(g, image).raw),
  },
  {
    name: "moments_weighted_central",
    group: "moments",
    summary: "the same about their centroid",
    columns: momentColumns("moments_weighted_central", [2, 3], false, (g, image) => momentTable(g, image).central),
  },
  {
    name: "moments_weighted_normalized",
    group: "moments",
    summary: "the same without size",
    columns: momentColumns("moments_weighted_normalized", [2, 3], true, (g, image) =>
      normalized(g, momentTable(g, image)),
    ),
  },
  {
    name: "moments_weighted_hu",
    group: "moments",
    summary: "Hu's invariants of those",
    ndim: 2,
    even: true,
    columns: invariantColumns("moments_weighted_hu", momentTable),
  },
];

/** Every measure in the order of its columns. */
export const MEASURES: readonly Measure[] = [
  ...basics,
  ...shapes,
  ...ORIENTED,
  ...moments,
  ...intensities.map((measure): Measure => ({ ...measure, image: true })),
];
