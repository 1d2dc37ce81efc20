import { gzipSync } from "node:zlib";
import { zlib } from "../io/pngs.js";
import { type Files, glued, type Hostile, hostile, patched } from "./case.js";

const json = (value: unknown) => glued(typeof value === "string" ? value : JSON.stringify(value));
const six = Uint8Array.of(1, 2, 3, 4, 5, 6);
const ARRAY = {
  zarr_format: 2,
  shape: [2, 3],
  chunks: [2, 3],
  dtype: "|u1",
  fill_value: 0 as unknown,
  order: "C",
  filters: null,
  compressor: null as unknown,
};
const THREE = {
  zarr_format: 3,
  node_type: "array",
  shape: [2, 3],
  data_type: "uint8",
  chunk_grid: { name: "regular", configuration: { chunk_shape: [2, 3] } },
  chunk_key_encoding: { name: "default", configuration: { separator: "/" } },
  codecs: [{ name: "bytes", configuration: { endian: "little" } }] as unknown,
  fill_value: 0 as unknown,
  attributes: {},
};

/** A plain array of version 2 with one chunk. */
const two = (more: object, chunk: Uint8Array = six, files: Files = {}): Files => ({
  ".zarray": json({ ...ARRAY, ...more }),
  "0.0": chunk,
  ...files,
});
const three = (more: object, chunk: Uint8Array = six): Files => ({
  "zarr.json": json({ ...THREE, ...more }),
  "c/0/0": chunk,
});
const codecs = (...after: object[]) => ({ codecs: [{ name: "bytes", configuration: { endian: "little" } }, ...after] });
const packed = (id: string, chunk: Uint8Array, more: object = {}) => two({ compressor: { id, ...more } }, chunk);
const gz = (bytes: Uint8Array) => Uint8Array.from(gzipSync(bytes));
const axis = (name: unknown, more: object = {}) => ({ name, type: "space", ...more });

/** A group whose one image has these attributes. */
function group(multiscale: object | undefined, more: Files = {}): Files {
  const attributes =
    multiscale === undefined
      ? {}
      : { multiscales: [{ version: "0.4", axes: [axis("y"), axis("x")], datasets: [{ path: "0" }], ...multiscale }] };
  return {
    ".zgroup": json({ zarr_format: 2 }),
    ".zattrs": json(attributes),
    "0/.zarray": json(ARRAY),
    "0/0.0": six,
    ...more,
  };
}
const scaled = (scale: unknown) => ({
  datasets: [{ path: "0", coordinateTransformations: [{ type: "scale", scale }] }],
});

const descriptions: Hostile[] = [
  hostile("ok", "a whole array", two({})),
  hostile("ok", "a whole array of version 3", three({})),
  hostile("ok", "a whole image", group({})),
  hostile("E_CORRUPT", "a description that is no JSON", { ".zarray": glued("{"), "0.0": six }),
  hostile("E_CORRUPT", "a description of null", { ".zarray": glued("null") }),
  hostile("E_CORRUPT", "a description of null, version 3", { "zarr.json": glued("null") }),
  hostile("E_CORRUPT", "a description of [], version 3", { "zarr.json": glued("[]") }),
  hostile("E_CORRUPT", "a description of a hundred thousand brackets", { ".zarray": glued("[".repeat(100_000)) }),
  hostile("E_FORMAT", "a description of 9 MB", { ".zarray": glued(" ".repeat(9_000_000)) }),
  ...[undefined, null, "2", 7, [], [0, 3], [-2, 3], [2.5, 3], ["2", "3"], [2, null], [1e300, 3], Array(40).fill(1)].map(
    (shape) => hostile("E_CORRUPT", `a shape of ${JSON.stringify(shape)?.slice(0, 20)}`, two({ shape })),
  ),
  ...[undefined, null, [], [0, 3], [-2, 3], [2.5, 3], [2], "x"].map((chunks) =>
    hostile("E_CORRUPT", `chunks of ${JSON.stringify(chunks)}`, two({ chunks })),
  ),
  hostile("E_CORRUPT", "version 3 without a shape", three({ shape: undefined })),
  hostile("E_CORRUPT", "version 3 without chunks", three({ chunk_grid: { name: "regular" } })),
  hostile("E_CORRUPT", "version 3 without packers", three({ codecs: undefined })),
  hostile("E_FORMAT", "version 3 with packers that are words", three({ codecs: ["bytes"] })),
  hostile("E_CORRUPT", "version 3 with an unknown spelling of chunks", three({ chunk_key_encoding: { name: "x" } })),
  ...["<f2", "|O", "<c16", "|S10", "<U99999999", "constructor", "__proto__"].map((dtype) =>
    hostile(
      /^<f2|\||U/.test(dtype) && dtype !== "__proto__" ? "E_FORMAT" : "E_CORRUPT",
      `values of type ${dtype}`,
      two({ dtype }),
    ),
  ),
  hostile("E_CORRUPT", "values of type 7", two({ dtype: 7 })),
  ...["word", [1], { a: 1 }, 256, -1, 0.5].map((fill_value) =>
    hostile("E_CORRUPT", `a fill value of ${JSON.stringify(fill_value)}`, {
      ".zarray": json({ ...ARRAY, fill_value }),
    }),
  ),
  hostile("ok", "no chunks at all", { ".zarray": json({ ...ARRAY, fill_value: 7 }) }),
  hostile("E_CORRUPT", "64-bit integers with a fill value that is a word", two({ dtype: "<i8", fill_value: "x" })),
  hostile("E_LIMIT", "10⁹ × 10⁹ voxels", two({ shape: [1e9, 1e9], chunks: [1000, 1000] })),
  hostile("E_FORMAT", "40,000 × 40,000 chunks of one voxel", two({ shape: [40_000, 40_000], chunks: [1, 1] })),
  hostile("E_CORRUPT", "chunks of 2 GB for six voxels", two({ chunks: [46_000, 46_000] })),
  hostile("E_CORRUPT", "a thousand chunks of 64 MB for a thousand voxels", {
    ".zarray": json({ ...ARRAY, shape: [1000, 1], chunks: [1, 67_108_864] }),
  }),
  hostile("E_LIMIT", "chunks of 10³⁰ voxels", two({ chunks: [1e15, 1e15] })),
  hostile("ok", "20,000 × 20,000 voxels without a chunk", {
    ".zarray": json({ ...ARRAY, shape: [2000, 2000], chunks: [100, 100] }),
  }),
];

const groups: Hostile[] = [
  hostile("E_FORMAT", "a group without an image", group(undefined)),
  hostile("E_FORMAT", "a plate", { ".zgroup": json({ zarr_format: 2 }), ".zattrs": json({ plate: {} }) }),
  hostile("E_FORMAT", "labels", { ".zgroup": json({ zarr_format: 2 }), ".zattrs": json({ labels: ["a", { b: 1 }] }) }),
  ...[
    null,
    [],
    [null],
    [{}],
    [axis(7), axis("x")],
    "yx",
    [axis("y")],
    [axis("y"), axis("y")],
    [axis("constructor"), axis("x")],
    Array(4000).fill(axis("y")),
  ].map((axes, i) =>
    hostile(
      i === 8 || i === 4 ? "E_FORMAT" : "E_CORRUPT",
      `axes of ${JSON.stringify(axes).slice(0, 40)}`,
      group({ axes }),
    ),
  ),
  ...[null, [], [null], [{}], [{ path: 7 }], "0"].map((datasets) =>
    hostile("E_CORRUPT", `datasets of ${JSON.stringify(datasets)}`, group({ datasets })),
  ),
  hostile("E_CORRUPT", "a dataset that is not there", group({ datasets: [{ path: "9" }] })),
  ...["../../secret", "%2e%2e%2f%2e%2e%2fsecret", "..%5c..%5csecret", "a%00b", "x".repeat(5000)].map((path, i) =>
    hostile(i < 3 ? "E_CORRUPT" : "E_PATH", `a dataset in ${path.slice(0, 30)}`, group({ datasets: [{ path }] })),
  ),
  ...["%zz", "file:///etc/passwd"].map((path) =>
    hostile("E_CORRUPT", `a dataset in ${path}`, group({ datasets: [{ path }] })),
  ),
  ...[[1], [1, "2"], [1, null], "x", { length: 2 }].map((scale) =>
    hostile("E_CORRUPT", `a scale of ${JSON.stringify(scale)}`, group(scaled(scale))),
  ),
  ...[
    [0, 0],
    [-1, -2],
    [1e308, 1e308],
    [1e-320, 1],
  ].map((scale) => hostile("ok", `a scale of ${scale}`, group(scaled(scale)))),
  ...[7, null, {}, "constructor", "__proto__", "x".repeat(10_000)].map((unit) =>
    hostile(
      "ok",
      `a unit of ${JSON.stringify(unit).slice(0, 20)}`,
      group({ axes: [axis("y", { unit }), axis("x", { unit })] }),
    ),
  ),
];

const bomb = new Uint8Array(1e8);
/** Zstandard: one frame, its size not stated, of `n` runs of 128 KiB. */
const runs = (n: number) =>
  glued(
    Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0x58),
    ...Array.from({ length: n }, (_, i) => Uint8Array.of((i === n - 1 ? 1 : 0) | 2, 0, 16, 0)),
  );
const blosc = (unpacked: number, stored = 22) => {
  const head = new DataView(new ArrayBuffer(16));
  for (const [at, value] of [
    [4, unpacked],
    [8, 6],
    [12, stored],
  ] as const)
    head.setUint32(at, value, true);
  for (const [at, value] of [
    [0, 2],
    [1, 1],
    [2, 2],
    [3, 1],
  ] as const)
    head.setUint8(at, value);
  return glued(new Uint8Array(head.buffer), six);
};
const BLOSC = { cname: "lz4", clevel: 5, shuffle: 0, blocksize: 0 };

const chunks: Hostile[] = [
  hostile("E_CORRUPT", "a chunk of five values", two({}, six.subarray(1))),
  hostile("E_CORRUPT", "a chunk of seven values", two({}, glued(six, six.subarray(5)))),
  hostile("E_CORRUPT", "an empty chunk", two({}, new Uint8Array(0))),
  hostile("E_CORRUPT", "a chunk of half a value", two({ dtype: "<u2" }, six.subarray(1))),
  hostile("ok", "gzip", packed("gzip", gz(six))),
  hostile("E_CORRUPT", "a gzip bomb of 100 MB", packed("gzip", gz(bomb))),
  hostile("E_CHECKSUM", "gzip with a wrong checksum", packed("gzip", patched(gz(six), gz(six).length - 8, 1, 2, 3))),
  hostile("E_TRUNCATED", "gzip that is cut", packed("gzip", gz(six).subarray(0, -9))),
  hostile("E_CORRUPT", "gzip that is none", packed("gzip", new Uint8Array(40).fill(9))),
  hostile("ok", "zlib", packed("zlib", zlib(six))),
  hostile("E_CORRUPT", "a zlib bomb of 100 MB", packed("zlib", zlib(bomb))),
  hostile("E_CHECKSUM", "zlib with a wrong checksum", packed("zlib", patched(zlib(six), zlib(six).length - 1, 99))),
  hostile("E_TRUNCATED", "zlib that is cut", packed("zlib", zlib(six).subarray(0, -7))),
  hostile("ok", "gzip, version 3", three(codecs({ name: "gzip", configuration: { level: 1 } }), gz(six))),
  hostile(
    "E_CORRUPT",
    "a gzip bomb, version 3",
    three(codecs({ name: "gzip", configuration: { level: 1 } }), gz(bomb)),
  ),
  hostile("E_CORRUPT", "a bomb in a bomb", three(codecs({ name: "gzip" }, { name: "gzip" }), gz(gz(bomb)))),
  hostile("E_CHECKSUM", "a wrong CRC-32C", three(codecs({ name: "crc32c" }), glued(six, new Uint8Array(4)))),
  hostile("E_TRUNCATED", "half a CRC-32C", three(codecs({ name: "crc32c" }), six.subarray(0, 3))),
  hostile(
    "ok",
    "a right CRC-32C",
    three(codecs({ name: "crc32c" }), glued(six, Uint8Array.of(0xab, 0xfb, 0x4d, 0x4f))),
  ),
  hostile("E_CORRUPT", "a Zstandard bomb of 128 MB", packed("zstd", runs(1000), { level: 1 })),
  hostile("E_CORRUPT", "Zstandard that is none", packed("zstd", new Uint8Array(30).fill(5), { level: 1 })),
  hostile("E_TRUNCATED", "Zstandard that is cut", packed("zstd", runs(3).subarray(0, -5), { level: 1 })),
  hostile(
    "E_CORRUPT",
    "Zstandard that states 4 GiB",
    packed("zstd", glued(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xa0, 255, 255, 255, 255, 1, 0, 0)), { level: 1 }),
  ),
  hostile(
    "E_CORRUPT",
    "LZ4 that states 2 GiB",
    packed("lz4", glued(Uint8Array.of(0, 0, 0, 127), six), { acceleration: 1 }),
  ),
  hostile("E_TRUNCATED", "LZ4 of two bytes", packed("lz4", six.subarray(0, 2), { acceleration: 1 })),
  hostile("ok", "Blosc", packed("blosc", blosc(6), BLOSC)),
  hostile("E_CORRUPT", "Blosc that states 4 GiB", packed("blosc", blosc(0xffffffff), BLOSC)),
  hostile("E_TRUNCATED", "Blosc that is cut", packed("blosc", blosc(6, 5000), BLOSC)),
  hostile("E_TRUNCATED", "Blosc of ten bytes", packed("blosc", blosc(6).subarray(0, 10), BLOSC)),
  hostile("E_FORMAT", "two unknown packers", two({ filters: [{}], compressor: { id: "constructor" } })),
  hostile("E_FORMAT", "two unknown packers, version 3", three({ codecs: [{ name: "a" }, null, { name: "b" }] })),
  hostile("E_FORMAT", "an unknown packer, version 3", three(codecs({ name: "__proto__" }))),
  hostile(
    "E_CORRUPT",
    "text where numbers belong",
    three({ codecs: [{ name: "vlen-utf8" }] }, Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0, 65)),
  ),
  hostile(
    "E_CORRUPT",
    "4 billion texts",
    three({ codecs: [{ name: "vlen-utf8" }] }, Uint8Array.of(255, 255, 255, 255, 1, 0, 0, 0, 65)),
  ),
  hostile(
    "E_CORRUPT",
    "JSON where numbers belong",
    three({ codecs: [{ name: "json2" }] }, glued('[1,2,3,4,5,6,"|u1",[2,3]]')),
  ),
  ...[[5, 6], [0, 0], [1.5, 0], "X", [0], ["a", "b"]].map((order) =>
    hostile(
      "E_CORRUPT",
      `axes exchanged by ${JSON.stringify(order)}`,
      three({
        codecs: [
          { name: "transpose", configuration: { order } },
          { name: "bytes", configuration: { endian: "little" } },
        ],
      }),
    ),
  ),
];

/** A shard of two chunks of three values, with its table at the end. */
function shard(entries: readonly bigint[], data: Uint8Array = six, inner: readonly number[] = [1, 3]): Files {
  const sharding = {
    chunk_shape: inner,
    codecs: [{ name: "bytes", configuration: { endian: "little" } }],
    index_codecs: [{ name: "bytes", configuration: { endian: "little" } }],
    index_location: "end",
  };
  return three(
    { codecs: [{ name: "sharding_indexed", configuration: sharding }] },
    glued(data, new Uint8Array(BigUint64Array.from(entries).buffer)),
  );
}
const most = 2n ** 64n - 1n;

const shards: Hostile[] = [
  hostile("ok", "a shard", shard([0n, 3n, 3n, 3n])),
  hostile("ok", "a shard without its second chunk", shard([0n, 3n, most, most])),
  hostile("E_TRUNCATED", "a chunk beyond its shard", shard([0n, 3n, 1000n, 3n])),
  hostile("E_TRUNCATED", "a chunk at 2⁶³ of its shard", shard([0n, 3n, 2n ** 63n, 3n])),
  hostile("E_TRUNCATED", "a chunk of 2⁶³ bytes in its shard", shard([0n, 2n ** 63n, 3n, 3n])),
  hostile("E_CORRUPT", "a chunk of no bytes in its shard", shard([0n, 3n, 3n, 0n])),
  hostile("E_TRUNCATED", "a shard without its table", shard([], six)),
  hostile("E_CORRUPT", "a shard cut into chunks of 0", shard([0n, 3n], six, [0, 3])),
  hostile("E_TRUNCATED", "a shard cut into halves of voxels", shard([0n, 3n, 3n, 3n], six, [2, 1])),
];

const sixty = Uint8Array.from({ length: 60 }, (_, i) => (i * 7) % 251);
const large = { shape: [6, 10], chunk_grid: { name: "regular", configuration: { chunk_shape: [6, 10] } } };

/** Arrays whose one chunk stands under a checksum of 32 bits, long enough that no damage makes a right one. */
export const CHECKSUMMED_ARRAYS: readonly Files[] = [
  two({ shape: [6, 10], chunks: [6, 10], compressor: { id: "gzip" } }, gz(sixty)),
  three({ ...large, ...codecs({ name: "crc32c" }) }, glued(sixty, Uint8Array.of(0x17, 0x6, 0x67, 0x43))),
];

export const ZARR_CASES: Hostile[] = [descriptions, groups, chunks, shards].flat();
