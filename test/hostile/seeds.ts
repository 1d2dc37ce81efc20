/** Good files that are damaged, for every reader. */
import { gzipSync } from "node:zlib";
import { encode } from "jpeg-js";
import { writeImage } from "../../bindings/io/index.js";
import { randomImage } from "../images.js";
import { buildPng, chunk, zlib } from "../io/pngs.js";
import { buildTiff, page } from "../io/tiffs.js";
import type { Files } from "./case.js";
import { DICOM_CASES } from "./dicom.js";
import { META_CASES } from "./metaimage.js";
import { NIFTI_CASES } from "./nifti.js";
import { NRRD_CASES } from "./nrrd.js";
import { PACKED_SEEDS } from "./packed-seeds.js";
import { CHECKSUMMED_ARRAYS, ZARR_CASES } from "./zarr.js";

/** A good file, or the files of a folder. */
export type Seed = Uint8Array | Files;

const volume = { ...randomImage(1, "uint16", [3, 12, 9], 0, 50), spacing: [2, 1, 1], unit: "µm" };

async function tiffs(): Promise<Seed[]> {
  const samples = Uint8Array.from({ length: 96 }, (_, i) => i & 31);
  const rgb = { 258: [3, [8, 8, 8]], 262: [3, [2]], 277: [3, [3]] } as const;
  const { 278: _, ...tags } = page(12, 10, samples).tags;
  return [
    await writeImage(volume, "tiff"),
    await writeImage(volume, "tiff", { flavour: "ome", bigTiff: true }),
    await writeImage(randomImage(2, "float32", [9, 8], 0, 1), "tiff", { compress: false }),
    buildTiff({ order: "MM", pages: [page(8, 4, zlib(samples), { ...rgb, 259: [3, [8]], 317: [3, [2]] })] }),
    buildTiff({ pages: [page(8, 12, Uint8Array.of(128, 0, 64, 48, 28, 16, 10, 6), { 259: [3, [5]] })] }),
    buildTiff({ pages: [page(8, 12, Uint8Array.of(129, 7, 3, 1, 2, 3, 4, 200, 9), { 259: [3, [32773]] })] }),
    ...[2, 3, 4].map((kind) => {
      const bits = [
        [160, 160, 160],
        [0, 26, 0, 13, 0, 6, 128],
        [48, 91, 128],
      ][kind - 2] as number[];
      return buildTiff({
        pages: [page(9, 3, Uint8Array.from(bits), { 258: [3, [1]], 259: [3, [kind]], 292: [4, [0]] })],
      });
    }),
    buildTiff({
      pages: [{ tags: { ...tags, 322: [4, [8]], 323: [4, [6]] }, blocks: Array(4).fill(samples.slice(0, 48)) }],
    }),
    buildTiff({
      pages: [page(20, 5, samples, { 258: [3, [6]], 270: [2, "ImageJ=1.53\nimages=9\nchannels=3\nslices=3\n"] })],
    }),
  ];
}

async function pngs(): Promise<Seed[]> {
  const indices = [0, 27, 0, 228];
  return [
    await writeImage(randomImage(1, "uint8", [13, 17]), "png"),
    await writeImage(randomImage(2, "uint16", [8, 9], 0, 65535), "png"),
    buildPng(
      { width: 4, height: 2, colour: 3, depth: 2 },
      indices,
      chunk("PLTE", Array(12).fill(9)),
      chunk("tRNS", [1, 2]),
    ),
    buildPng({ width: 3, height: 3, interlace: 1 }, [0, 7, ...Array(18).fill(0)]),
  ];
}

function npys(): Promise<Seed[]> {
  return Promise.all([
    writeImage(randomImage(1, "int16", [3, 4, 5]), "npy"),
    writeImage(randomImage(2, "float64", [6, 7]), "npy"),
    writeImage(randomImage(3, "uint8", [9, 4]), "npy"),
  ]);
}

async function jpegs(): Promise<Seed[]> {
  const data = Uint8Array.from({ length: 24 * 20 * 4 }, (_, i) => (i * i) & 255);
  return [50, 90].map((quality) => Uint8Array.from(encode({ width: 24, height: 20, data }, quality).data));
}

/** Of the bad files those that are good. */
function good(cases: typeof DICOM_CASES, folders: boolean, most = 40): Seed[] {
  const usable = cases.filter(({ code, bytes, beside }) => {
    return code === "ok" && !beside && !(bytes instanceof Uint8Array) === folders && sizeOf(bytes) < 4000;
  });
  return usable.slice(0, most).map(({ bytes }) => bytes);
}

function sizeOf(seed: Seed): number {
  return seed instanceof Uint8Array ? seed.length : Object.values(seed).reduce((sum, { length }) => sum + length, 0);
}

async function niftis(): Promise<Seed[]> {
  return [
    ...good(NIFTI_CASES, false),
    await writeImage(volume, "nifti"),
    await writeImage(volume, "nifti", { compress: false }),
  ];
}

async function nrrds(): Promise<Seed[]> {
  return [...good(NRRD_CASES, false), await writeImage(volume, "nrrd")];
}

async function metas(): Promise<Seed[]> {
  return [...good(META_CASES, false), await writeImage({ ...volume, unit: "mm" }, "metaimage")];
}

/** Readers and their good files. */
export const SEEDS: Readonly<Record<string, () => Promise<Seed[]>>> = {
  TIFF: tiffs,
  PNG: pngs,
  NPY: npys,
  JPEG: jpegs,
  NIfTI: niftis,
  NRRD: nrrds,
  MetaImage: metas,
  DICOM: async () => good(DICOM_CASES, false),
  "DICOM series": async () => good(DICOM_CASES, true),
  "OME-Zarr": async () => good(ZARR_CASES, true),
  ...PACKED_SEEDS,
};

/** Files whose every voxel stands under a checksum of at least 32 bits. */
export async function checksummed(): Promise<Readonly<Record<string, readonly Seed[]>>> {
  const raw = await writeImage(volume, "nifti", { compress: false });
  const bzip2 = NRRD_CASES.filter(({ name }) => name === "bzip2").map(({ bytes }) => bytes);
  return {
    PNG: (await pngs()).slice(0, 2),
    "NIfTI in gzip": [Uint8Array.from(gzipSync(raw)), await writeImage(volume, "nifti")],
    "NRRD in gzip": [await writeImage(volume, "nrrd")],
    "NRRD in bzip2": bzip2,
    "chunks of Zarr": CHECKSUMMED_ARRAYS,
  };
}
