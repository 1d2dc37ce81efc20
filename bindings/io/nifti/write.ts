import { type Dtype, dtypeOf } from "../../core/image.js";
import { cross, lengthOf, type Vector } from "../../core/vector.js";
import { type Affine, affineOfGeometry, flipXY } from "../affine.js";
import { gzippedParts } from "../deflate.js";
import { interleaved, timesFastest, type Volumes } from "../hyperstack.js";
import { bytesOf } from "../samples.js";
import { secondsOf } from "../time-units.js";

const CODES: Readonly<Record<Dtype, number>> = {
  uint8: 2,
  int16: 4,
  int32: 8,
  float32: 16,
  float64: 64,
  int8: 256,
  uint16: 512,
  uint32: 768,
};
/** Units of length, and how many of them a unit of ours is. */
const UNITS: Readonly<Record<string, readonly [code: number, factor: number]>> = {
  m: [1, 1],
  mm: [2, 1],
  µm: [3, 1],
  um: [3, 1],
  cm: [2, 10],
  nm: [3, 0.001],
};
/** Units of time alike; others become seconds. */
const TIME_UNITS: Readonly<Record<string, number>> = { s: 8, ms: 16, µs: 24 };
/** Longest axis of version 1. */
const LONGEST = 32_767;
const OFFSET = { 1: 352, 2: 544 } as const;

/**
 * A NIfTI file, little-endian: version 1, or 2 where an axis is longer than 32,767. Geometry goes into qform (where its
 * axes are perpendicular) and sform, in RAS as NIfTI wants it; without anatomical frame both are marked as plain
 * scanner coordinates of an arbitrary frame (code 2, "aligned"). Times are the fourth axis and channels the fifth; the
 * colours of 8 bits lie side by side in a type of their own.
 *
 * @param gzip pack it as .nii.gz
 * @returns the file in parts, one after the other
 */
export function niftiParts(image: Volumes, gzip: boolean): Iterable<Uint8Array> {
  const version = [...image.shape, image.times, image.channels].some((extent) => extent > LONGEST) ? 2 : 1;
  const voxels = bytesOf(colourCode(image) ? interleaved(image) : timesFastest(image));
  const head = new Uint8Array(OFFSET[version]);
  const view = new DataView(head.buffer);
  if (version === 1) writeFirst(view, image);
  else writeSecond(view, image);
  return gzip ? gzippedParts(head.length + voxels.length, [head, voxels]) : [head, voxels];
}

/** The type of red, green, blue, and alpha, of 8 bits each. */
function colourCode({ data, meaning }: Volumes): number | undefined {
  if (dtypeOf(data) !== "uint8") return undefined;
  return meaning === "rgb" ? 128 : meaning === "rgb+alpha" ? 2304 : undefined;
}

/** Extents along x, y, z, time and channel, as far as they are needed. */
function extentsOf(image: Volumes): number[] {
  const { shape, times } = image;
  const channels = colourCode(image) ? 1 : image.channels;
  const extents = [...shape].reverse();
  if (times * channels === 1) return extents;
  const [x, y, z = 1] = extents as [number, number, number?];
  return [x, y, z, times, ...(channels > 1 ? [channels] : [])];
}

/** What both versions write. */
function contentOf(image: Volumes) {
  const dtype = dtypeOf(image.data);
  const [timeCode, step] = timeOf(image);
  const [unitCode, factor] = UNITS[image.unit ?? ""] ?? [0, 1];
  const affine = flipXY(scaled(affineOfGeometry(image), factor));
  const extents = extentsOf(image);
  const colour = colourCode(image);
  const quaternion = quaternionOf(affine);
  const lengths = affine.steps.map(lengthOf);
  const placed = Boolean(image.spacing || image.origin || image.direction);
  return {
    code: colour ?? CODES[dtype],
    bits: image.data.BYTES_PER_ELEMENT * 8 * (colour ? image.channels : 1),
    dim: [extents.length, ...extents, ...Array<number>(7 - extents.length).fill(1)],
    pixdim: [quaternion?.handedness ?? 1, ...lengths, step, 0, 0, 0],
    unitCode: unitCode | timeCode,
    qformCode: placed && quaternion ? (image.space ? 1 : 2) : 0,
    sformCode: placed ? (image.space ? 1 : 2) : 0,
    quaternion: quaternion?.parts ?? [0, 0, 0],
    affine,
  };
}

function timeOf({ times, timeStep, timeUnit = "" }: Volumes): [code: number, step: number] {
  if (times === 1 || timeStep === undefined) return [0, 0];
  const code = TIME_UNITS[timeUnit];
  const seconds = secondsOf(timeUnit);
  if (code !== undefined || seconds === undefined) return [code ?? 0, timeStep];
  return [TIME_UNITS.s as number, timeStep * seconds];
}

function scaled({ origin, steps }: Affine, factor: number): Affine {
  const grow = (vector: Vector) => vector.map((part) => part * factor) as unknown as Vector;
  return { origin: grow(origin), steps: steps.map(grow) as unknown as Affine["steps"] };
}

/** Rows of the sform: for each world axis the steps along x, y, z and the origin. */
function sformRows({ origin, steps }: Affine): number[] {
  return [0, 1, 2].flatMap((world) => [...steps.map((step) => step[world] as number), origin[world] as number]);
}

function writeFirst(view: DataView, image: Volumes): void {
  const content = contentOf(image);
  view.setInt32(0, 348, true);
  // 'r', as readers of the older Analyze format expect.
  view.setUint8(38, 0x72);
  for (const [i, n] of content.dim.entries()) view.setInt16(40 + 2 * i, n, true);
  view.setInt16(70, content.code, true);
  view.setInt16(72, content.bits, true);
  for (const [i, n] of content.pixdim.entries()) view.setFloat32(76 + 4 * i, n, true);
  view.setFloat32(108, OFFSET[1], true);
  view.setFloat32(112, 1, true);
  view.setUint8(123, content.unitCode);
  view.setInt16(252, content.qformCode, true);
  view.setInt16(254, content.sformCode, true);
  const numbers = [...content.quaternion, ...content.affine.origin, ...sformRows(content.affine)];
  for (const [i, n] of numbers.entries()) view.setFloat32(256 + 4 * i, n, true);
  for (const [i, byte] of [0x6e, 0x2b, 0x31].entries()) view.setUint8(344 + i, byte);
}

function writeSecond(view: DataView, image: Volumes): void {
  const content = contentOf(image);
  view.setInt32(0, 540, true);
  for (const [i, byte] of [0x6e, 0x2b, 0x32, 0, 13, 10, 26, 10].entries()) view.setUint8(4 + i, byte);
  view.setInt16(12, content.code, true);
  view.setInt16(14, content.bits, true);
  for (const [i, n] of content.dim.entries()) view.setBigInt64(16 + 8 * i, BigInt(n), true);
  for (const [i, n] of content.pixdim.entries()) view.setFloat64(104 + 8 * i, n, true);
  view.setBigInt64(168, BigInt(OFFSET[2]), true);
  view.setFloat64(176, 1, true);
  view.setInt32(344, content.qformCode, true);
  view.setInt32(348, content.sformCode, true);
  const numbers = [...content.quaternion, ...content.affine.origin, ...sformRows(content.affine)];
  for (const [i, n] of numbers.entries()) view.setFloat64(352 + 8 * i, n, true);
  view.setInt32(500, content.unitCode, true);
}

/** The rotation as b, c, d of a unit quaternion, and whether the third axis is mirrored; undefined for sheared axes. */
function quaternionOf({ steps }: Affine): { parts: number[]; handedness: number } | undefined {
  const unit = steps.map((step) => step.map((part) => part / lengthOf(step))) as [number[], number[], number[]];
  const dot = (a: number[], b: number[]) => a.reduce((sum, part, i) => sum + part * (b[i] as number), 0);
  const [x, y, z] = unit;
  if ([dot(x, y), dot(y, z), dot(x, z)].some((cosine) => Math.abs(cosine) > 1e-4)) return undefined;
  const across = cross(x as unknown as Vector, y as unknown as Vector);
  const handedness = dot(across, z) < 0 ? -1 : 1;
  const third = z.map((part) => part * handedness);
  return { parts: rotationParts(x, y, third), handedness };
}

/** Columns of a rotation → b, c, d with a ≥ 0. */
function rotationParts(x: number[], y: number[], z: number[]): number[] {
  const [r11, r21, r31] = x as [number, number, number];
  const [r12, r22, r32] = y as [number, number, number];
  const [r13, r23, r33] = z as [number, number, number];
  const a = Math.sqrt(Math.max(0, 1 + r11 + r22 + r33)) / 2;
  if (a > 0.1) return [(r32 - r23) / (4 * a), (r13 - r31) / (4 * a), (r21 - r12) / (4 * a)];
  // Near a half turn the largest part is found first, so that nothing is divided by a small number.
  const squares = [1 + r11 - r22 - r33, 1 - r11 + r22 - r33, 1 - r11 - r22 + r33].map((s) => Math.max(0, s) / 4);
  const largest = squares.indexOf(Math.max(...squares));
  const root = Math.sqrt(squares[largest] as number);
  const sums = [
    [root, (r12 + r21) / (4 * root), (r13 + r31) / (4 * root), r32 - r23],
    [(r12 + r21) / (4 * root), root, (r23 + r32) / (4 * root), r13 - r31],
    [(r13 + r31) / (4 * root), (r23 + r32) / (4 * root), root, r21 - r12],
  ][largest] as [number, number, number, number];
  const sign = sums[3] < 0 ? -1 : 1;
  return sums.slice(0, 3).map((part) => sign * part);
}
