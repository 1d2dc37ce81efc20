import { decode } from "fast-png";
import { gunzipSync } from "fflate";
import { fromArrayBuffer } from "geotiff";
import { decompress, isCompressed, readHeader, readImage } from "nifti-reader-js";
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
  /** The fastest other reader that reads the file right, or what must be done at least. */
  peer?: { name: string; milliseconds: number };
}

interface Case {
  title: string;
  format: Format;
  shape: readonly number[];
  dtype: "uint8" | "uint16";
  compress: boolean;
  peers?: readonly Peer[];
}

/** Another reader; what it reads is compared with what was written. */
interface Peer {
  name: string;
  read: (bytes: Uint8Array) => ArrayLike<number> | Promise<ArrayLike<number>>;
}

const VOLUME = [96, 512, 512];
const SECTION = [6000, 6000];
const PNG: Peer = { name: "fast-png", read: (bytes) => decode(bytes, { checkCrc: true }).data };
/** What every reader in JavaScript does at least before it looks at the voxels; the header has 352 bytes. */
const GZIP: Peer = { name: "fflate alone", read: (bytes) => new Uint16Array(gunzipSync(bytes).buffer, 352) };
const NIFTI: Peer = {
  name: "nifti-reader-js",
  read: ({ buffer }) => {
    const whole = isCompressed(buffer as ArrayBuffer) ? decompress(buffer as ArrayBuffer) : buffer;
    return new Uint16Array(readImage(readHeader(whole as ArrayBuffer) as Header, whole as ArrayBuffer));
  },
};
type Header = NonNullable<ReturnType<typeof readHeader>>;
const TIFF: Peer = {
  name: "geotiff",
  read: async ({ buffer }) => {
    const tiff = await fromArrayBuffer(buffer as ArrayBuffer);
    const pages = await tiff.getImageCount();
    let stack: Uint16Array | undefined;
    for (let page = 0; page < pages; page++) {
      const values = (await (await tiff.getImage(page)).readRasters({ interleave: true })) as unknown as Uint16Array;
      stack ??= new Uint16Array(pages * values.length);
      stack.set(values, page * values.length);
    }
    return stack as Uint16Array;
  },
};

const u16 = { shape: VOLUME, dtype: "uint16" } as const;
const CASES: readonly Case[] = [
  { title: "TIFF, 96×512×512 u16", format: "tiff", ...u16, compress: false, peers: [TIFF] },
  { title: "NIfTI, 96×512×512 u16", format: "nifti", ...u16, compress: false, peers: [NIFTI] },
  { title: "NRRD, 96×512×512 u16", format: "nrrd", ...u16, compress: false },
  { title: "NIfTI packed with gzip, u16", format: "nifti", ...u16, compress: true, peers: [GZIP, NIFTI] },
  { title: "TIFF packed with deflate, u16", format: "tiff", ...u16, compress: true, peers: [TIFF] },
  { title: "PNG, 6000×6000 u8", format: "png", shape: SECTION, dtype: "uint8", compress: true, peers: [PNG] },
];

/** Reads every case in turns with its peers and a plain copy. Throws where what anyone reads is not what was written. */
export async function measureReading(rounds: number): Promise<Reading[]> {
  const rows: Reading[] = [];
  for (const { title, format, shape, dtype, compress, peers = [] } of CASES) {
    const image = picture(shape, dtype);
    const bytes = await writeImage(image, format, { compress });
    const best: Record<string, number> = {};
    for (let round = 0; round < rounds; round++) {
      const check = (name: string, data: ArrayLike<number>) => round === 0 && checkSame(name, data, image.data);
      const { data } = await timed(best, OURS, async () => (await openImage(bytes, { name: title })).read());
      check(title, data);
      for (const { name, read } of peers) check(`${title}, ${name}`, await timed(best, name, () => read(bytes)));
      await timed(best, COPY, () => image.data.slice());
    }
    const [fastest] = peers
      .map(({ name }) => ({ name, milliseconds: best[name] as number }))
      .sort((a, b) => a.milliseconds - b.milliseconds);
    const [milliseconds, memcpy] = [best[OURS] as number, best[COPY] as number];
    rows.push({ title, bytes: image.data.byteLength, milliseconds, memcpy, ...(fastest && { peer: fastest }) });
  }
  return rows;
}

const OURS = "ours";
const COPY = "a copy";

async function timed<T>(best: Record<string, number>, key: string, body: () => T): Promise<Awaited<T>> {
  const start = performance.now();
  const result = await body();
  best[key] = Math.min(best[key] ?? Number.POSITIVE_INFINITY, performance.now() - start);
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
