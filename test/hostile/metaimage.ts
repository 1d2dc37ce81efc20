import { zlib } from "../io/pngs.js";
import { glued, type Hostile, hostile, patched } from "./case.js";

const six = Uint8Array.of(1, 2, 3, 4, 5, 6);
const BASE = { ObjectType: "Image", NDims: "2", DimSize: "3 2", ElementType: "MET_UCHAR" };

function meta(fields: Record<string, string | undefined>, data: Uint8Array = six, place = "LOCAL"): Uint8Array {
  const all = Object.entries({ ...BASE, ...fields }).filter(([, value]) => value !== undefined);
  const lines = all.map(([name, value]) => `${name} = ${value}`).join("\n");
  return glued(`${lines}\nElementDataFile = ${place}\n`, data);
}

const packed = (data: Uint8Array, more: Record<string, string> = {}) => meta({ CompressedData: "True", ...more }, data);
const stream = zlib(six);
const file = "a.mhd";
const none = new Uint8Array(0);

export const META_CASES: Hostile[] = [
  hostile("ok", "a whole file", meta({})),
  hostile("E_FORMAT", "no axes", meta({ NDims: undefined })),
  ...["0", "1", "5", "-2", "1e9"].map((NDims) => hostile("E_FORMAT", `${NDims} axes`, meta({ NDims }))),
  ...["nan", "inf", "two"].map((NDims) => hostile("E_CORRUPT", `${NDims} axes`, meta({ NDims }))),
  ...["3", "3 2 1", "0 2", "-3 2", "1.5 2", "a b", "", "nan 2"].map((DimSize) =>
    hostile("E_CORRUPT", `sizes ${JSON.stringify(DimSize)}`, meta({ DimSize })),
  ),
  hostile("E_LIMIT", "sizes of 10¹⁵", meta({ DimSize: "1e15 1e15" })),
  hostile("E_TRUNCATED", "20,000 × 20,000 voxels", meta({ DimSize: "20000 20000" })),
  hostile("E_TRUNCATED", "10⁹ times", meta({ NDims: "4", DimSize: "3 2 1 1000000000" })),
  hostile("E_LIMIT", "10⁹ samples a voxel", meta({ ElementNumberOfChannels: "1000000000" })),
  hostile("E_CORRUPT", "0 samples a voxel", meta({ ElementNumberOfChannels: "0" })),
  ...["MET_STRING", "constructor", "__proto__", "", "MET_UCHAR_ARRAY_ARRAY"].map((ElementType) =>
    hostile("E_FORMAT", `values of type ${JSON.stringify(ElementType)}`, meta({ ElementType })),
  ),
  hostile("E_FORMAT", "voxels as text", meta({ BinaryData: "False" })),
  hostile("ok", "spacings of 0", meta({ ElementSpacing: "0 0" })),
  hostile("ok", "negative spacings", meta({ ElementSpacing: "-1 -2" })),
  hostile("ok", "spacings of 10³⁰⁸", meta({ ElementSpacing: "1e308 1e308" })),
  hostile("E_CORRUPT", "spacings of NaN", meta({ ElementSpacing: "nan nan" })),
  hostile("E_CORRUPT", "an origin of ∞", meta({ Offset: "inf 0" })),
  hostile("ok", "a matrix of zeros", meta({ TransformMatrix: "0 0 0 0" })),
  hostile("ok", "a matrix of one number", meta({ TransformMatrix: "7" })),
  hostile("ok", "an origin of a hundred numbers", meta({ Offset: "1 ".repeat(100) })),
  hostile("E_CORRUPT", "a line without a value", glued("ObjectType = Image\nNDims = 2\nnonsense\n", six)),
  hostile("E_CORRUPT", "no data", glued("ObjectType = Image\nNDims = 2\nDimSize = 3 2\n")),
  hostile("E_CORRUPT", "a megabyte of keys", glued("NDims = 2\n", "a = b\n".repeat(300_000))),
  hostile("E_TRUNCATED", "one byte too few", meta({}, six.subarray(1))),
  hostile("ok", "packed voxels", packed(stream)),
  hostile("ok", "packed voxels of a stated size", packed(stream, { CompressedDataSize: String(stream.length) })),
  hostile("E_CORRUPT", "packed voxels that are none", packed(new Uint8Array(30).fill(255))),
  hostile("E_TRUNCATED", "packed voxels that are cut", packed(stream.subarray(0, 7))),
  hostile("E_CHECKSUM", "packed voxels with a wrong checksum", packed(patched(stream, stream.length - 1, 77))),
  hostile("E_CORRUPT", "a bomb of 100 MB", packed(zlib(new Uint8Array(1e8)))),
  hostile("E_TRUNCATED", "packed voxels of 20,000 × 20,000", packed(stream, { DimSize: "20000 20000" })),
  hostile("E_TRUNCATED", "a stated size of −4", packed(stream, { CompressedDataSize: "-4" })),
  hostile("E_TRUNCATED", "a stated size of 5", packed(stream, { CompressedDataSize: "5" })),
  hostile("ok", "voxels apart", meta({}, none, "a.raw"), { file, beside: { "a.raw": six } }),
  hostile("ok", "voxels at the end of another file", meta({ HeaderSize: "-1" }, none, "a.raw"), {
    file,
    beside: { "a.raw": glued("head", six) },
  }),
  hostile(
    "E_TRUNCATED",
    "a header of 10¹⁵ bytes before them",
    meta({ HeaderSize: "1000000000000000" }, none, "a.raw"),
    { file, beside: { "a.raw": six } },
  ),
  hostile("E_CORRUPT", "a header of −7 bytes before them", meta({ HeaderSize: "-7" }, none, "a.raw"), {
    file,
    beside: { "a.raw": six },
  }),
  hostile("E_TRUNCATED", "too few of them", meta({ HeaderSize: "-1" }, none, "a.raw"), {
    file,
    beside: { "a.raw": six.subarray(1) },
  }),
  hostile("E_READ", "voxels that are not there", meta({}, none, "b.raw"), { file }),
  ...["../a.raw", "/etc/passwd", "..", "a/b.raw", "a\\b.raw"].map((name) =>
    hostile("E_PATH", `voxels in ${name}`, meta({}, none, name), { file }),
  ),
  hostile("E_CORRUPT", "voxels in a file without a name", meta({}, none, ""), { file }),
  hostile("E_FORMAT", "voxels in a list", meta({}, none, "LIST"), { file }),
  hostile("E_FORMAT", "voxels in counted files", meta({}, none, "a%03d.raw 1 2 1"), { file }),
  ...[0, 5, 13, 30, 60].map((at) =>
    hostile(at < 30 ? "E_FORMAT" : "E_CORRUPT", `cut after ${at} bytes`, meta({}).slice(0, at)),
  ),
];
