import { gzipSync } from "node:zlib";
import { cuts, glued, type Hostile, hostile, patched, repeated } from "./case.js";

type Change = (view: DataView) => void;

/** A NIfTI-1 header of 2 × 3 × 2 voxels of one byte, changed as a test needs it. */
function head1(change: Change = () => {}): Uint8Array {
  const view = new DataView(new ArrayBuffer(352));
  view.setInt32(0, 348, true);
  for (const [i, extent] of [3, 2, 3, 2, 1, 1, 1, 1].entries()) view.setInt16(40 + 2 * i, extent, true);
  view.setInt16(70, 2, true);
  view.setInt16(72, 8, true);
  for (let i = 0; i < 4; i++) view.setFloat32(76 + 4 * i, 1, true);
  view.setFloat32(108, 352, true);
  for (const [i, code] of [0x6e, 0x2b, 0x31, 0].entries()) view.setUint8(344 + i, code);
  change(view);
  return new Uint8Array(view.buffer);
}

/** The same for NIfTI-2. */
function head2(change: Change = () => {}): Uint8Array {
  const view = new DataView(new ArrayBuffer(544));
  view.setInt32(0, 540, true);
  for (const [i, code] of [0x6e, 0x2b, 0x32, 0, 13, 10, 26, 10].entries()) view.setUint8(4 + i, code);
  view.setInt16(12, 2, true);
  view.setInt16(14, 8, true);
  for (const [i, extent] of [3, 2, 3, 2, 1, 1, 1, 1].entries()) view.setBigInt64(16 + 8 * i, BigInt(extent), true);
  for (let i = 0; i < 4; i++) view.setFloat64(104 + 8 * i, 1, true);
  view.setBigInt64(168, 544n, true);
  change(view);
  return new Uint8Array(view.buffer);
}

const voxels = Uint8Array.from({ length: 12 }, (_, i) => i);
const file1 = (change?: Change) => glued(head1(change), voxels);
const file2 = (change?: Change) => glued(head2(change), voxels);
const packed = (bytes: Uint8Array) => Uint8Array.from(gzipSync(bytes));
const dims =
  (...extents: number[]): Change =>
  (view) => {
    for (const [i, extent] of extents.entries()) view.setInt16(40 + 2 * i, extent, true);
  };
const float =
  (at: number, ...values: number[]): Change =>
  (view) => {
    for (const [i, value] of values.entries()) view.setFloat32(at + 4 * i, value, true);
  };
const long =
  (at: number, value: bigint): Change =>
  (view) =>
    view.setBigInt64(at, value, true);
const short =
  (at: number, value: number): Change =>
  (view) =>
    view.setInt16(at, value, true);
const both =
  (...changes: Change[]): Change =>
  (view) => {
    for (const change of changes) change(view);
  };
const sform = (...rows: number[]) => both(short(254, 1), float(280, ...rows));

const headers: Hostile[] = [
  hostile("ok", "a whole file", file1()),
  hostile("ok", "a whole file of version 2", file2()),
  hostile("E_CORRUPT", "no axes", file1(dims(0))),
  hostile("E_CORRUPT", "minus three axes", file1(dims(-3))),
  hostile("E_CORRUPT", "eight axes", file1(dims(8))),
  hostile("E_CORRUPT", "width 0", file1(dims(3, 0))),
  hostile("E_CORRUPT", "width −2", file1(dims(3, -2))),
  hostile("E_CORRUPT", "depth −2", file1(dims(3, 2, 3, -2))),
  hostile("E_LIMIT", "32,767³ voxels", file1(dims(3, 32767, 32767, 32767))),
  hostile("E_TRUNCATED", "1,000 × 1,000 × 1,000 voxels", file1(dims(3, 1000, 1000, 1000))),
  hostile("E_TRUNCATED", "32,767 times", file1(dims(4, 2, 3, 2, 32767))),
  hostile("E_FORMAT", "six axes in use", file1(dims(6, 2, 1, 1, 1, 1, 6))),
  hostile("E_FORMAT", "complex numbers", file1(short(70, 32))),
  hostile("E_FORMAT", "128-bit floats", file1(short(70, 1536))),
  hostile("E_FORMAT", "a type that does not exist", file1(short(70, 9999))),
  hostile("E_FORMAT", "single bits", file1(short(70, 1))),
  hostile("E_CORRUPT", "voxels at byte NaN", file1(float(108, Number.NaN))),
  hostile("E_CORRUPT", "voxels at byte −352", file1(float(108, -352))),
  hostile("E_CORRUPT", "voxels at byte ∞", file1(float(108, Number.POSITIVE_INFINITY))),
  hostile("E_CORRUPT", "voxels at byte 352.5", file1(float(108, 352.5))),
  hostile("E_CORRUPT", "voxels inside the header", file1(float(108, 40))),
  hostile("E_TRUNCATED", "voxels at byte 10³⁰", file1(float(108, 1e30))),
  hostile("ok", "voxels at byte 0", file1(float(108, 0))),
  hostile("ok", "a slope of NaN", file1(float(112, Number.NaN, 0))),
  hostile("ok", "an intercept of ∞", file1(float(112, 1, Number.POSITIVE_INFINITY))),
  hostile("ok", "a slope of 10³⁸", file1(float(112, 3e38, 0))),
  hostile("ok", "spacings of NaN", file1(float(80, Number.NaN, Number.NaN, Number.NaN))),
  hostile("ok", "spacings of 0", file1(float(80, 0, 0, 0))),
  hostile("ok", "negative spacings", file1(float(80, -1, -2, -3))),
  hostile("ok", "spacings of ∞", file1(float(80, Number.POSITIVE_INFINITY, 1, 1))),
  hostile("ok", "spacings of 3·10³⁸", file1(float(80, 3e38, 3e38, 3e38))),
  hostile("ok", "spacings of 10⁻⁴⁵", file1(float(80, 1e-45, 1e-45, 1e-45))),
  hostile("ok", "an orientation of NaN", file1(sform(...Array(12).fill(Number.NaN)))),
  hostile("ok", "an orientation of zeros", file1(sform(...Array(12).fill(0)))),
  hostile("ok", "an orientation in a plane", file1(sform(1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0))),
  hostile("ok", "an origin at ∞", file1(sform(1, 0, 0, Number.POSITIVE_INFINITY, 0, 1, 0, 0, 0, 0, 1, 0))),
  hostile("ok", "a quaternion longer than 1", file1(both(short(252, 1), float(256, 9, 9, 9)))),
  hostile("ok", "a quaternion of NaN", file1(both(short(252, 1), float(256, Number.NaN)))),
  hostile("ok", "a unit that does not exist", patched(file1(), 123, 255)),
  hostile("E_LIMIT", "an axis above the limit", file1(), { limits: { maxSide: 2 } }),
  hostile("E_LIMIT", "more than the bytes allowed", file1(), { limits: { maxBytes: 11 } }),
  hostile("E_FORMAT", "Analyze, without its magic word", patched(file1(), 344, 0, 0, 0)),
  hostile("E_FORMAT", "a header size of 347", patched(file1(), 0, 91, 1)),
];

const second: Hostile[] = [
  hostile("E_CORRUPT", "version 2: no axes", file2(long(16, 0n))),
  hostile("E_CORRUPT", "version 2: 2⁶³ − 1 axes", file2(long(16, 2n ** 63n - 1n))),
  hostile("E_LIMIT", "version 2: a width of 2⁶³ − 1", file2(long(24, 2n ** 63n - 1n))),
  hostile("E_CORRUPT", "version 2: a width of −2⁶³", file2(long(24, -(2n ** 63n)))),
  hostile("E_TRUNCATED", "version 2: voxels at byte 2⁶² ", file2(long(168, 2n ** 62n))),
  hostile("E_CORRUPT", "version 2: voxels at byte −1", file2(long(168, -1n))),
  hostile("E_CORRUPT", "version 2: voxels inside the header", file2(long(168, 100n))),
];

const whole = packed(file1());
const two = glued(packed(file1().subarray(0, 100)), packed(file1().subarray(100)));
const zipped: Hostile[] = [
  hostile("ok", "gzip in two members", two),
  hostile("ok", "gzip with zeros behind it", glued(whole, new Uint8Array(500))),
  hostile("ok", "gzip with empty members", glued(whole, repeated(packed(new Uint8Array(0)), 100))),
  hostile("E_CORRUPT", "gzip with 3,000 empty members", glued(whole, repeated(packed(new Uint8Array(0)), 3000))),
  hostile("E_CHECKSUM", "gzip with a wrong checksum", patched(whole, whole.length - 8, 1, 2, 3, 4)),
  hostile("E_CHECKSUM", "gzip with a wrong length", patched(whole, whole.length - 4, 99)),
  hostile(
    "E_CHECKSUM",
    "gzip with a wrong checksum in its first member",
    patched(two, gzipSync(file1().subarray(0, 100)).length - 8, 1, 2, 3, 4),
  ),
  hostile("E_TRUNCATED", "gzip without its end", whole.slice(0, -20)),
  hostile("E_CORRUPT", "gzip of more than the voxels", packed(glued(file1(), new Uint8Array(10)))),
  hostile("E_CORRUPT", "a gzip bomb of 100 MB", packed(glued(file1(), new Uint8Array(1e8)))),
  hostile("E_TRUNCATED", "gzip of fewer than the voxels", packed(file1().subarray(0, -1))),
  hostile("E_TRUNCATED", "gzip that states 1,000 × 1,000 × 1,000 voxels", packed(file1(dims(3, 1000, 1000, 1000)))),
  hostile("E_FORMAT", "gzip with 9 MB before the voxels", packed(glued(head1(float(108, 9e6)), new Uint8Array(9e6)))),
  hostile("E_FORMAT", "gzip of gzip", packed(whole)),
  hostile(
    "E_FORMAT",
    "a megabyte of empty deflate blocks",
    glued(Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3), repeated(Uint8Array.of(0, 0, 0, 255, 255), 250_000)),
  ),
  ...cuts(whole, 9, (at) => (at < 50 ? "E_FORMAT" : at < 58 ? "E_TRUNCATED" : "E_CHECKSUM")),
];

const pair: Change = (view) => view.setUint8(345, 0x69);
const halves: Hostile[] = [
  hostile("ok", "header and voxels apart", head1(both(pair, float(108, 0))), {
    file: "a.hdr",
    beside: { "a.img": voxels },
  }),
  hostile("E_READ", "voxels apart and not there", head1(pair), { file: "a.hdr" }),
  hostile("E_TRUNCATED", "voxels apart and too few", head1(both(pair, float(108, 0))), {
    file: "a.hdr",
    beside: { "a.img": voxels.subarray(1) },
  }),
  hostile("E_READ", "voxels without their header", voxels, { file: "a.img" }),
  hostile("E_CHECKSUM", "voxels apart, packed, with a wrong checksum", head1(both(pair, float(108, 0))), {
    file: "a.hdr",
    beside: { "a.img.gz": patched(packed(voxels), packed(voxels).length - 8, 1, 2, 3, 4) },
  }),
];

export const NIFTI_CASES: Hostile[] = [
  ...headers,
  ...second,
  ...zipped,
  ...halves,
  ...cuts(file1(), 13, (at) => (at < 348 ? "E_FORMAT" : "E_TRUNCATED")),
];
