/** Good files whose pixels are packed in ways of their own, one list for each way of unpacking. */
import { readFileSync } from "node:fs";
import { deflateRawSync, gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { Blosc, LZ4, Zstd } from "numcodecs";
import { writeImage } from "../../bindings/io/index.js";
import { randomImage } from "../images.js";
import { dicom, encode, slice } from "../io/dicoms.js";
import { type Files, glued } from "./case.js";

interface Golden {
  read: { name: string; base64: string }[];
}

const golden = (JSON.parse(readFileSync(new URL("../golden/files.json", import.meta.url), "utf8")) as Golden).read;
const made = (pattern: RegExp): Uint8Array[] =>
  golden
    .filter(({ name, base64 }) => pattern.test(name) && base64.length < 5000)
    .map(({ base64 }) => new Uint8Array(Buffer.from(base64, "base64")));

async function archives(): Promise<Uint8Array[]> {
  const small = await writeImage(randomImage(1, "uint16", [3, 8, 9], 0, 40), "npy");
  const flat = await writeImage(randomImage(2, "float32", [6, 7], 0, 1), "npy");
  const text = new TextEncoder().encode("none");
  return [
    zipSync({ "a.npy": small }, { level: 6 }),
    zipSync({ "a.npy": flat }, { level: 0 }),
    zipSync({ "a.npy": text, "b.npy": flat, "c.npy": small, "readme.txt": text }, { level: 6 }),
  ];
}

const DEFLATED = "1.2.840.10008.1.2.1.99";
/** Preamble, signature, the group's length, and the name of the plain syntax in 8 + 20 bytes. */
const PLAIN_HEAD = 132 + 12 + 28;

function deflated(): Uint8Array[] {
  const values = [1, -2, 3, -4, 5, -6];
  return [0, 9].map((level) =>
    glued(dicom([], DEFLATED), deflateRawSync(slice(5, values).subarray(PLAIN_HEAD), { level })),
  );
}

/** One frame of 19 × 21 pixels, in one part or in two. */
function jpegs(): Uint8Array[] {
  return [...made(/^grey\.jpg$/), ...made(/^rgb\.jpg$/)].flatMap((jpeg, at) => {
    const elements = encode([
      [0x28, 0x2, "US", at === 0 ? 1 : 3],
      [0x28, 0x4, "CS", at === 0 ? "MONOCHROME2" : "YBR_FULL_422"],
      [0x28, 0x10, "US", 19],
      [0x28, 0x11, "US", 21],
      [0x28, 0x100, "US", 8],
      [0x28, 0x101, "US", 8],
      [0x28, 0x103, "US", 0],
    ]);
    const head = glued(dicom([], "1.2.840.10008.1.2.4.50"), elements, PIXELS, item(new Uint8Array(0)));
    const half = 2 * (jpeg.length >> 2);
    return [glued(head, item(jpeg), END), glued(head, item(jpeg.subarray(0, half)), item(jpeg.subarray(half)), END)];
  });
}

const PIXELS = Uint8Array.of(0xe0, 0x7f, 0x10, 0, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff);
const END = Uint8Array.of(0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0);

function item(bytes: Uint8Array): Uint8Array {
  const padded = bytes.length % 2 === 0 ? bytes : glued(bytes, Uint8Array.of(0));
  const head = Uint8Array.of(0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0);
  new DataView(head.buffer).setUint32(4, padded.length, true);
  return glued(head, padded);
}

/** One array of one chunk for each packer of Zarr. */
async function chunks(): Promise<Files[]> {
  const values = Uint8Array.from({ length: 400 }, (_, i) => (i * i) % 23);
  const array = {
    zarr_format: 2,
    shape: [20, 20],
    chunks: [20, 20],
    dtype: "|u1",
    fill_value: 0,
    order: "C",
    filters: null,
  };
  const blosc = { blocksize: 0 };
  const ways = [
    { id: "zstd", level: 3 },
    { id: "lz4", acceleration: 1 },
    { id: "blosc", cname: "blosclz", clevel: 9, shuffle: 1, ...blosc },
    { id: "blosc", cname: "lz4", clevel: 5, shuffle: 2, ...blosc },
    { id: "blosc", cname: "zstd", clevel: 5, shuffle: 1, ...blosc },
    { id: "gzip", level: 5 },
  ];
  const chunk = ({ id, ...how }: { id: string }) =>
    id === "gzip" ? gzipSync(values) : PACKERS[id as keyof typeof PACKERS].fromConfig(how as never).encode(values);
  const files = ways.map(async (compressor) => ({
    ".zarray": new TextEncoder().encode(JSON.stringify({ ...array, compressor })),
    "0.0": Uint8Array.from(await chunk(compressor)),
  }));
  return Promise.all(files);
}

const PACKERS = { zstd: Zstd, lz4: LZ4, blosc: Blosc };

interface Packed {
  cases: Record<string, { base64: string }>;
}

/** Frames packed by other programs, of one way of packing. */
function packedFrames(way: RegExp): Uint8Array[] {
  const { cases } = JSON.parse(readFileSync(new URL("../golden/packed.json", import.meta.url), "utf8")) as Packed;
  const chosen = Object.entries(cases).filter(([name]) => way.test(name));
  return chosen.map(([, { base64 }]) => new Uint8Array(Buffer.from(base64, "base64")));
}

/** Ways of packing pixels, and good files of each. */
export const PACKED_SEEDS: Readonly<Record<string, () => Promise<(Uint8Array | Files)[]>>> = {
  "JPEG in TIFF": async () => made(/^jpeg-.*\.tif$/),
  "Zstandard in TIFF": async () => made(/^zstd-.*\.tif$/),
  "levels of TIFF": async () => made(/^copies-0/),
  NPZ: archives,
  "deflated DICOM": async () => deflated(),
  "JPEG in DICOM": async () => jpegs(),
  "JPEG 2000 in DICOM": async () => packedFrames(/^JPEG 2000|^two frames/),
  "high-throughput JPEG 2000 in DICOM": async () => packedFrames(/^high-throughput/),
  "JPEG of 12 bits in DICOM": async () => packedFrames(/^JPEG of 12 bits/),
  "JPEG-LS in DICOM": async () => packedFrames(/^JPEG-LS/),
  "lossless JPEG in DICOM": async () => packedFrames(/^lossless JPEG/),
  "coded colours in DICOM": async () => packedFrames(/^YBR|^PALETTE/),
  "packed chunks of Zarr": chunks,
};
