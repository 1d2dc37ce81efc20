import type { Geometry } from "../../core/image.js";
import type { Vector } from "../../core/vector.js";
import { flipXY, geometryOfAffine } from "../affine.js";
import type { Legend } from "../legend.js";
import type { Sizes } from "../planes.js";
import type { Source } from "../source.js";
import { entryOf } from "../tables.js";
import { timeUnit } from "../time-units.js";
import type { StoredType, StoredVolume } from "../volume.js";
import { type NrrdHeader, numbersOf, vectorsOf } from "./header.js";

/** What a NRRD header says about its array. */
export type NrrdArray = Omit<StoredVolume, "format" | "scale" | "voxels">;

const TYPES: Readonly<Record<string, StoredType>> = Object.fromEntries(
  Object.entries({
    int8: "signed char|int8|int8_t",
    uint8: "uchar|unsigned char|uint8|uint8_t",
    int16: "short|short int|signed short|signed short int|int16|int16_t",
    uint16: "ushort|unsigned short|unsigned short int|uint16|uint16_t",
    int32: "int|signed int|int32|int32_t",
    uint32: "uint|unsigned int|uint32|uint32_t",
    int64: "longlong|long long|long long int|signed long long|signed long long int|int64|int64_t",
    uint64: "ulonglong|unsigned long long|unsigned long long int|uint64|uint64_t",
    float32: "float",
    float64: "double",
  }).flatMap(([type, names]) => names.split("|").map((name) => [name, type as StoredType])),
);

/** Kinds of axes that are not of space. */
const SAMPLE_KINDS =
  /^(list|point|vector|covariant-vector|normal|.*color|[234]-vector|.*matrix|quaternion|complex|scalar|stub|none|.*-vector)$/i;

/** Reads type, sizes and geometry. */
export function describeNrrd(source: Source, header: NrrdHeader): NrrdArray {
  const { fields } = header;
  const typeName = need(source, fields, "type").toLowerCase();
  const type = entryOf(TYPES, typeName);
  if (!type) throw source.unsupported(`it holds values of type ${JSON.stringify(typeName)}`);
  const extents = readExtents(source, fields);
  const endian = fields.get("endian")?.toLowerCase();
  if (endian !== undefined && endian !== "little" && endian !== "big") {
    throw source.corrupt(`its byte order is ${JSON.stringify(endian)}, neither little nor big`);
  }
  const axes = axesOf(source, fields, extents);
  const kind = kindsOf(fields)[0]?.toLowerCase() ?? "";
  const { S } = axes.sizes;
  const colour = /color/.test(kind);
  return {
    type,
    bigEndian: endian === "big",
    sizes: axes.sizes,
    order: axes.order,
    meaning: colour && S === 3 ? "rgb" : colour && S === 4 ? "rgb+alpha" : S > 1 ? "channels" : "grey",
    geometry: readGeometry(source, fields, axes.spatial),
    legend: readTime(source, fields, axes.time),
  };
}

function need(source: Source, fields: NrrdHeader["fields"], name: string): string {
  const value = fields.get(name);
  if (value === undefined || value === "") throw source.corrupt(`its header has no ${name}`);
  return value;
}

function readExtents(source: Source, fields: NrrdHeader["fields"]): number[] {
  const dimension = Number(need(source, fields, "dimension"));
  const extents = numbersOf(source, need(source, fields, "sizes"), "sizes");
  if (!Number.isInteger(dimension) || dimension < 1 || dimension > 16 || extents.length !== dimension) {
    throw source.corrupt(`its header states ${dimension} axes and ${extents.length} sizes`);
  }
  const bad = extents.find((extent) => !(Number.isInteger(extent) && extent >= 1));
  if (bad !== undefined) throw source.corrupt(`an axis has ${bad} samples`);
  return extents;
}

function kindsOf(fields: NrrdHeader["fields"]): string[] {
  return fields.get("kinds")?.split(/\s+/).filter(Boolean) ?? [];
}

/** Which axis of the file is x, y, z, and what the others are. */
function axesOf(source: Source, fields: NrrdHeader["fields"], extents: readonly number[]) {
  const spatial = spatialAxes(source, fields, extents);
  const sizes: Sizes = { T: 1, C: 1, Z: 1, Y: 1, X: 1, S: 1 };
  let order = "";
  let time: number | undefined;
  for (const [axis, extent] of extents.entries()) {
    const place = spatial.indexOf(axis);
    const letter = place >= 0 ? (["X", "Y", "Z"][place] as "X") : otherAxis(source, fields, axis, sizes, order);
    sizes[letter] = extent;
    if (letter !== "S") order = letter + order;
    if (letter === "T") time = axis;
  }
  if (!/^[TC]*Z?Y?X$/.test(order)) throw source.unsupported("its channels lie between the axes of a slice");
  return { sizes, spatial, time, order: completed(order) };
}

function otherAxis(
  source: Source,
  fields: NrrdHeader["fields"],
  axis: number,
  sizes: Sizes,
  order: string,
): "S" | "T" | "C" {
  if (axis === 0) return "S";
  const time = /^time$/i.test(kindsOf(fields)[axis] ?? "");
  const letter = time && sizes.T === 1 && !order.includes("T") ? "T" : "C";
  if (order.includes(letter)) throw source.unsupported("it has more than one axis of channels");
  return letter;
}

/** Axes a 1-D or 2-D array lacks have extent 1. */
function completed(order: string): string {
  const outer = order.replace(/[ZYX]/g, "");
  return `${outer}ZYX`;
}

/** Axes in space, fastest first: those with a direction, or a kind of space, or simply the first three. */
function spatialAxes(source: Source, fields: NrrdHeader["fields"], extents: readonly number[]): number[] {
  const all = extents.map((_, axis) => axis);
  const directions = fields.get("space directions");
  const kinds = kindsOf(fields);
  const spatial = directions
    ? vectorsOf(source, directions, "space directions").flatMap((vector, axis) => (vector ? [axis] : []))
    : all.filter((axis) => !SAMPLE_KINDS.test(kinds[axis] ?? "domain") && !/^time$/i.test(kinds[axis] ?? ""));
  if (!directions && kinds.length === 0) return all.slice(0, 3);
  if (spatial.length === 0 || spatial.length > 3) throw source.unsupported(`it has ${spatial.length} axes in space`);
  return spatial;
}

/** Signs that turn the file's world axes into left, posterior, superior. */
const SPACES: Readonly<Record<string, "LPS" | "RAS" | "LAS">> = {
  "left-posterior-superior": "LPS",
  lps: "LPS",
  "left-posterior-superior-time": "LPS",
  lpst: "LPS",
  "right-anterior-superior": "RAS",
  ras: "RAS",
  "right-anterior-superior-time": "RAS",
  rast: "RAS",
  "left-anterior-superior": "LAS",
  las: "LAS",
  "left-anterior-superior-time": "LAS",
  last: "LAS",
};

function readGeometry(source: Source, fields: NrrdHeader["fields"], spatial: readonly number[]): Geometry {
  const units = quoted(fields, "space units") ?? spatial.map((axis) => quoted(fields, "units")?.[axis]);
  const unit = units.find((name) => name) ?? undefined;
  const known = { ...(unit !== undefined && { unit: unit.replace("um", "µm") }) };
  const text = fields.get("space directions");
  if (!text) return { ...spacingOnly(source, fields, spatial), ...known };
  const vectors = vectorsOf(source, text, "space directions");
  const steps = [0, 1, 2].map((i) => vectorOf(vectors[spatial[i] ?? -1], i));
  const originText = fields.get("space origin");
  const origin = vectorOf(originText ? vectorsOf(source, originText, "space origin")[0] : [0, 0, 0], 0);
  if ([...steps, origin].some((vector) => !vector.every(Number.isFinite))) {
    source.note("its orientation is not a valid one and is left out");
    return known;
  }
  const affine = { origin, steps: steps as unknown as [Vector, Vector, Vector] };
  const space = entryOf(SPACES, (fields.get("space") ?? "").toLowerCase());
  if (!space) return { ...geometryOfAffine(affine), ...known };
  const turned = space === "RAS" ? flipXY(affine) : space === "LAS" ? flipY(affine) : affine;
  return { ...geometryOfAffine(turned, "LPS"), unit: "mm", ...known };
}

/** The texts of a list such as "mm" "mm" "s"; undefined where it is missing. */
function quoted(fields: NrrdHeader["fields"], name: string): (string | undefined)[] | undefined {
  const text = fields.get(name);
  return text === undefined ? undefined : [...text.matchAll(/"([^"]*)"/g)].map((match) => match[1]);
}

/** The step of the axis of time, with its unit. */
function readTime(source: Source, fields: NrrdHeader["fields"], axis: number | undefined): Legend {
  const text = fields.get("spacings");
  if (axis === undefined || !text) return {};
  const unit = quoted(fields, "units")?.[axis];
  return { timeStep: numbersOf(source, text, "spacings")[axis], ...(unit && { timeUnit: timeUnit(unit) }) };
}

function flipY({ origin, steps }: { origin: Vector; steps: readonly [Vector, Vector, Vector] }) {
  const flip = ([x, y, z]: Vector): Vector => [x, -y || 0, z];
  return { origin: flip(origin), steps: steps.map(flip) as unknown as [Vector, Vector, Vector] };
}

/** A vector filled up to three parts; a missing axis steps along the world axis of its number. */
function vectorOf(vector: readonly number[] | undefined, axis: number): Vector {
  if (!vector) return [0, 1, 2].map((world) => (world === axis ? 1 : 0)) as unknown as Vector;
  return [...vector, 0, 0].slice(0, 3) as unknown as Vector;
}

function spacingOnly(source: Source, fields: NrrdHeader["fields"], spatial: readonly number[]): Geometry {
  const text = fields.get("spacings");
  if (!text) return {};
  const all = numbersOf(source, text, "spacings");
  const spacing = [2, 1, 0].map((i) => Math.abs(all[spatial[i] ?? -1] ?? 1));
  return spacing.every((step) => step > 0 && Number.isFinite(step)) ? { spacing } : {};
}
