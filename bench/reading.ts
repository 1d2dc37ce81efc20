import { decode } from "fast-png";
import { gunzipSync } from "fflate";
import type { Image } from "../bindings/core/image.js";
import { type Format, openImage, writeImage } from "../bindings/io/index.js";

/** How fast a file in memory becomes voxels, warm: milliseconds, the fastest of several runs taken in turns. */
export interface Reading {
  title: string;
  /** Bytes of the voxels. */
  bytes: number;
  milliseconds: number;
  /** Copying as many bytes. */
  memcpy: number;
  /** The fastest other reader that reads the file right, or what must be done at least; none where bytes only move. */
  peer?: { name: string; milliseconds: number };
}

interface Case {
  title: string;
  format: Format;
  shape: readonly number[];
  dtype: "uint8" | "uint16";
  compress: boolean;
  peer?: { name: string; read: (bytes: Uint8Array) => ArrayLike<number> };
}

const VOLUME = [96, 512, 512];
const SECTION = [6000, 6000];
const PNG = { name: "fast-png", read: (bytes: Uint8Array) => decode(bytes, { checkCrc: true }).data };
/** What nifti-reader-js does before it looks at the voxels. */
const GZIP = { name: "fflate alone", read: (bytes: Uint8Array) => gunzipSync(bytes) };

const CASES: readonly Case[] = [
  { title: "TIFF, 96×512×512 u16", format: "tiff", shape: VOLUME, dtype: "uint16", compress: false },
  { title: "NIfTI, 96×512×512 u16", format: "nifti", shape: VOLUME, dtype: "uint16", compress: false },
  { title: "NRRD, 96×512×512 u16", format: "nrrd", shape: VOLUME, dtype: "uint16", compress: false },
  { title: "NIfTI packed with gzip, u16", format: "nifti", shape: VOLUME, dtype: "uint16", compress: true, peer: GZIP },
  { title: "TIFF packed with deflate, u16", format: "tiff", shape: VOLUME, dtype: "uint16", compress: true },
  { title: "PNG, 6000×6000 u8", format: "png", shape: SECTION, dtype: "uint8", compress: true, peer: PNG },
];

/** Reads every case in turns with its peer and a plain copy. Throws where what is read is not what was written. */
export async function measureReading(rounds: number): Promise<Reading[]> {
  const rows: Reading[] = [];
  for (const { title, format, shape, dtype, compress, peer } of CASES) {
    const image = picture(shape, dtype);
    const bytes = await writeImage(image, format, { compress });
    const best = { ours: Number.POSITIVE_INFINITY, peer: Number.POSITIVE_INFINITY, memcpy: Number.POSITIVE_INFINITY };
    for (let round = 0; round < rounds; round++) {
      const { data } = await timed(best, "ours", async () => (await openImage(bytes, { name: title })).read());
      if (round === 0) checkSame(title, data, image.data);
      if (peer) await timed(best, "peer", () => peer.read(bytes));
      await timed(best, "memcpy", () => image.data.slice());
    }
    const against = peer && { peer: { name: peer.name, milliseconds: best.peer } };
    rows.push({ title, bytes: image.data.byteLength, milliseconds: best.ours, memcpy: best.memcpy, ...against });
  }
  return rows;
}

async function timed<T>(best: Record<string, number>, key: string, body: () => T): Promise<Awaited<T>> {
  const start = performance.now();
  const result = await body();
  best[key] = Math.min(best[key] as number, performance.now() - start);
  return result;
}

function checkSame(title: string, got: ArrayLike<number>, want: ArrayLike<number>): void {
  let same = got.length === want.length;
  for (let i = 0; same && i < want.length; i++) same = got[i] === want[i];
  if (!same) throw new Error(`${title}: what was read is not what was written`);
}

/** Something with large shapes and a little noise, so that it packs as microscope images do. */
function picture(shape: readonly number[], dtype: "uint8" | "uint16"): Image {
  const n = shape.reduce((product, extent) => product * extent, 1);
  const data = dtype === "uint8" ? new Uint8Array(n) : new Uint16Array(n);
  const w = shape.at(-1) as number;
  for (let i = 0, state = 1; i < n; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    data[i] = (((i % w) >> 5) ^ (Math.floor(i / w) >> 5)) * 4 + (state >>> 29);
  }
  return { data, shape };
}
