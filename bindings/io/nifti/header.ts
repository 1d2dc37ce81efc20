import type { Geometry } from "../../core/image.js";
import type { Vector } from "../../core/vector.js";
import { type Affine, flipXY, geometryOfAffine, isSound } from "../affine.js";
import type { Legend } from "../legend.js";
import type { Sizes } from "../planes.js";
import type { Source } from "../source.js";
import type { StoredType } from "../volume.js";

/** Bytes that hold the header of either version. */
export const HEAD_BYTES = 544;

/** What a NIfTI-1 or NIfTI-2 header says. */
export interface NiftiHeader {
  version: 1 | 2;
  bigEndian: boolean;
  /** True when the voxels follow in the same file. */
  single: boolean;
  type: StoredType;
  /** Samples of a voxel: 3 for RGB, 4 for RGBA. */
  samples: 1 | 3 | 4;
  sizes: Sizes;
  /** Byte at which the voxels start. */
  offset: number;
  scale?: { slope: number; intercept: number };
  geometry: Geometry;
  legend: Legend;
}

const TYPES: Readonly<Record<number, StoredType>> = {
  2: "uint8",
  4: "int16",
  8: "int32",
  16: "float32",
  64: "float64",
  128: "uint8",
  256: "int8",
  512: "uint16",
  768: "uint32",
  1024: "int64",
  1280: "uint64",
  2304: "uint8",
};
const OTHER_TYPES: Readonly<Record<number, string>> = {
  1: "bits",
  32: "complex numbers",
  1536: "128-bit floats",
  1792: "complex numbers",
  2048: "complex numbers",
};
const UNITS: Readonly<Record<number, string>> = { 1: "m", 2: "mm", 3: "µm" };
const TIME_UNITS: Readonly<Record<number, string>> = { 0: "", 8: "s", 16: "ms", 24: "µs" };

/** Where the fields of the two versions lie, and how wide their numbers are. */
interface Layout {
  dim: number;
  datatype: number;
  pixdim: number;
  offset: number;
  slope: number;
  units: number;
  qform: number;
  sform: number;
  quaternion: number;
  shift: number;
  rows: number;
}
const FIRST: Layout = {
  dim: 40,
  datatype: 70,
  pixdim: 76,
  offset: 108,
  slope: 112,
  units: 123,
  qform: 252,
  sform: 254,
  quaternion: 256,
  shift: 268,
  rows: 280,
};
const SECOND: Layout = {
  dim: 16,
  datatype: 12,
  pixdim: 104,
  offset: 168,
  slope: 176,
  units: 500,
  qform: 344,
  sform: 348,
  quaternion: 352,
  shift: 376,
  rows: 400,
};

/** Reads numbers of one version. */
class Fields {
  readonly layout: Layout;
  constructor(
    readonly view: DataView,
    readonly version: 1 | 2,
    readonly little: boolean,
  ) {
    this.layout = version === 1 ? FIRST : SECOND;
  }
  float(at: number, i = 0): number {
    return this.version === 1
      ? this.view.getFloat32(at + 4 * i, this.little)
      : this.view.getFloat64(at + 8 * i, this.little);
  }
  dim(i: number): number {
    const at = this.layout.dim;
    return this.version === 1
      ? this.view.getInt16(at + 2 * i, this.little)
      : Number(this.view.getBigInt64(at + 8 * i, this.little));
  }
  code(at: number): number {
    return this.version === 1 ? this.view.getInt16(at, this.little) : this.view.getInt32(at, this.little);
  }
}

/** Whether bytes start with a NIfTI header, single file or pair; the version, or 0. Analyze files have no magic word. */
export function niftiVersion(head: Uint8Array): 0 | 1 | 2 {
  if (head.length < 348) return 0;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const size = [view.getInt32(0, true), view.getInt32(0, false)];
  const magic = (at: number) => String.fromCharCode(...head.subarray(at, at + 3));
  if (size.includes(348) && ["n+1", "ni1"].includes(magic(344))) return 1;
  if (head.length >= 540 && size.includes(540) && ["n+2", "ni2"].includes(magic(4))) return 2;
  return 0;
}

/** Reads and checks a header. */
export function readNiftiHeader(source: Source, head: Uint8Array): NiftiHeader {
  const version = niftiVersion(head);
  if (version === 0) throw source.corrupt("its header is not that of a NIfTI file");
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const little = view.getInt32(0, true) === (version === 1 ? 348 : 540);
  const fields = new Fields(view, version, little);
  const { layout } = fields;
  const code = view.getInt16(layout.datatype, little);
  const type = TYPES[code];
  if (!type) throw source.unsupported(`it holds ${OTHER_TYPES[code] ?? `values of unknown type ${code}`}`);
  const samples = code === 128 ? 3 : code === 2304 ? 4 : 1;
  const single = head[version === 1 ? 345 : 5] === 0x2b;
  const scale = readScale(source, fields);
  return {
    version,
    bigEndian: !little,
    single,
    type,
    samples,
    sizes: readSizes(source, fields, samples),
    offset: readOffset(source, fields, single),
    ...(scale && samples === 1 && { scale }),
    geometry: readGeometry(source, fields),
    legend: readTime(fields),
  };
}

function readSizes(source: Source, fields: Fields, samples: number): Sizes {
  const ndim = fields.dim(0);
  if (!(ndim >= 1 && ndim <= 7)) throw source.corrupt(`its header states ${ndim} axes`);
  const extents = [1, 2, 3, 4, 5, 6, 7].map((axis) => (axis <= ndim ? fields.dim(axis) : 1));
  const bad = extents.findIndex((extent) => !(extent >= 1));
  // Some writers leave unused axes at 0; an empty image cannot be meant.
  if (bad >= 0 && bad < 3) throw source.corrupt(`axis ${bad + 1} has ${extents[bad]} voxels`);
  const [X, Y, Z, T, C, ...more] = extents.map((extent) => Math.max(1, extent)) as [
    number,
    number,
    number,
    number,
    number,
    ...number[],
  ];
  if (more.some((extent) => extent > 1)) throw source.unsupported("it has more than five axes");
  return { T, C, Z, Y, X, S: samples };
}

function readOffset(source: Source, fields: Fields, single: boolean): number {
  const { version, layout, view, little } = fields;
  const offset =
    version === 1 ? view.getFloat32(layout.offset, little) : Number(view.getBigInt64(layout.offset, little));
  const first = single ? (version === 1 ? 352 : 544) : 0;
  if (!Number.isFinite(offset) || offset < 0 || offset !== Math.floor(offset)) {
    throw source.corrupt(`its voxels start at byte ${offset}`);
  }
  if (offset !== 0 && offset < first - 4) throw source.corrupt(`its voxels start at byte ${offset}, inside the header`);
  return Math.max(offset, first && offset === 0 ? first : offset);
}

function readScale(source: Source, fields: Fields): NiftiHeader["scale"] {
  const slope = fields.float(fields.layout.slope);
  const intercept = fields.float(fields.layout.slope, 1);
  if (slope === 0 || (slope === 1 && intercept === 0)) return undefined;
  if (!Number.isFinite(slope) || !Number.isFinite(intercept)) {
    source.note("its scale (scl_slope, scl_inter) is not a number and is left out");
    return undefined;
  }
  return { slope, intercept };
}

function readGeometry(source: Source, fields: Fields): Geometry {
  const { layout } = fields;
  const unit = UNITS[unitsOf(fields) & 7];
  const known = { ...(unit !== undefined && { unit }) };
  const affine = sformOf(fields) ?? qformOf(fields);
  if (affine && isSound(affine)) return { ...geometryOfAffine(flipXY(affine), "LPS"), ...known };
  if (affine) source.note("its orientation is not a valid one and is left out");
  const spacing = [3, 2, 1].map((axis) => Math.abs(fields.float(layout.pixdim, axis)));
  return spacing.every((step) => step > 0 && Number.isFinite(step)) ? { spacing, ...known } : known;
}

function unitsOf({ version, view, layout, little }: Fields): number {
  return version === 1 ? view.getUint8(layout.units) : view.getInt32(layout.units, little);
}

/** Seconds and their parts; the fourth axis may as well be one of frequencies. A step of 1 of no unit is a default. */
function readTime(fields: Fields): Legend {
  const unit = TIME_UNITS[unitsOf(fields) & 56];
  const step = fields.float(fields.layout.pixdim, 4);
  if (unit === undefined || (unit === "" && step === 1)) return {};
  return { timeStep: step, ...(unit && { timeUnit: unit }) };
}

function sformOf(fields: Fields): Affine | undefined {
  if (fields.code(fields.layout.sform) <= 0) return undefined;
  const row = (world: number, axis: number) => fields.float(fields.layout.rows, 4 * world + axis);
  const column = (axis: number): Vector => [row(0, axis), row(1, axis), row(2, axis)];
  return { origin: column(3), steps: [column(0), column(1), column(2)] };
}

function qformOf(fields: Fields): Affine | undefined {
  const { layout } = fields;
  if (fields.code(layout.qform) <= 0) return undefined;
  const [b, c, d] = [0, 1, 2].map((i) => fields.float(layout.quaternion, i)) as [number, number, number];
  const a = Math.sqrt(Math.max(0, 1 - b * b - c * c - d * d));
  const [sx, sy, sz] = [1, 2, 3].map((axis) => fields.float(layout.pixdim, axis)) as [number, number, number];
  const flip = fields.float(layout.pixdim) < 0 ? -sz : sz;
  const scaled = (size: number, x: number, y: number, z: number): Vector => [x * size, y * size, z * size];
  return {
    origin: [0, 1, 2].map((i) => fields.float(layout.shift, i)) as unknown as Vector,
    steps: [
      scaled(sx, a * a + b * b - c * c - d * d, 2 * (b * c + a * d), 2 * (b * d - a * c)),
      scaled(sy, 2 * (b * c - a * d), a * a + c * c - b * b - d * d, 2 * (c * d + a * b)),
      scaled(flip, 2 * (b * d + a * c), 2 * (c * d - a * b), a * a + d * d - b * b - c * c),
    ],
  };
}
