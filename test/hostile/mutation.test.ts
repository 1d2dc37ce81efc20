/**
 * Good files with random damage: whatever comes out is an image of the stated shape or one of our errors. PNG carries
 * checksums over everything, so there a read either fails or gives the very pixels that were written.
 */
import { inflateSync } from "node:zlib";
import { encode } from "jpeg-js";
import { describe, expect, it } from "vitest";
import { isSegmentError } from "../../bindings/core/errors.js";
import type { Image } from "../../bindings/core/image.js";
import { openImage, writeImage } from "../../bindings/io/index.js";
import { randomImage, randomNumbers } from "../images.js";
import { zlib } from "../io/pngs.js";
import { buildTiff, page } from "../io/tiffs.js";

/** Damaged files per reader. */
const MUTATIONS = 2000;
/** What a damaged header may ask for: enough to be allocated, little enough not to slow the tests. */
const LIMITS = { maxBytes: 1 << 22 };

/** One to four changes: bits, bytes, numbers that make trouble, runs moved or cut. */
function damaged(bytes: Uint8Array, next: () => number): Uint8Array {
  let copy = bytes.slice();
  const place = () => Math.floor(next() * copy.length);
  for (let left = 1 + Math.floor(next() * 4); left > 0; left--) {
    const at = place();
    const kind = Math.floor(next() * 6);
    if (kind === 0) copy[at]! ^= 1 << Math.floor(next() * 8);
    else if (kind === 1) copy[at] = Math.floor(next() * 256);
    else if (kind === 2) copy.set([0, 255, 128, 1].slice(0, copy.length - at), at);
    else if (kind === 3) copy.fill(next() < 0.5 ? 0 : 255, at, at + 4);
    else if (kind === 4) copy.copyWithin(place(), at, at + 1 + Math.floor(next() * 16));
    else if (copy.length > 8) copy = copy.slice(0, Math.max(8, at));
  }
  return copy;
}

/** The image, or undefined where the reader refused; throws where something foreign came out. */
async function attempt(bytes: Uint8Array): Promise<Image | undefined> {
  try {
    const file = await openImage(bytes, { name: "damaged", limits: LIMITS });
    const choice = { ...(/C|S/.test(file.axes) && { channel: 0 }), ...(file.axes.includes("T") && { time: 0 }) };
    const image = await file.read(choice);
    expect(image.data.length).toBe(image.shape.reduce((n, extent) => n * extent, 1));
    return image;
  } catch (error) {
    if (!isSegmentError(error)) throw error;
    return undefined;
  }
}

async function tiffSeeds(): Promise<Uint8Array[]> {
  const volume = { ...randomImage(1, "uint16", [3, 12, 9], 0, 50), spacing: [2, 1, 1], unit: "µm" };
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
    buildTiff({
      pages: [{ tags: { ...tags, 322: [4, [8]], 323: [4, [6]] }, blocks: Array(4).fill(samples.slice(0, 48)) }],
    }),
    buildTiff({
      pages: [page(20, 5, samples, { 258: [3, [6]], 270: [2, "ImageJ=1.53\nimages=9\nchannels=3\nslices=3\n"] })],
    }),
  ];
}

async function npySeeds(): Promise<Uint8Array[]> {
  return Promise.all([
    writeImage(randomImage(1, "int16", [3, 4, 5]), "npy"),
    writeImage(randomImage(2, "float64", [6, 7]), "npy"),
    writeImage(randomImage(3, "uint8", [9, 4]), "npy"),
  ]);
}

function jpegSeeds(): Uint8Array[] {
  const data = Uint8Array.from({ length: 24 * 20 * 4 }, (_, i) => (i * i) & 255);
  return [50, 90].map((quality) => Uint8Array.from(encode({ width: 24, height: 20, data }, quality).data));
}

async function pngSeeds(): Promise<Uint8Array[]> {
  return [
    await writeImage(randomImage(1, "uint8", [13, 17]), "png"),
    await writeImage(randomImage(2, "uint16", [8, 9], 0, 65535), "png"),
  ];
}

describe("damaged files", () => {
  it.each([
    ["TIFF", tiffSeeds],
    ["NPY", npySeeds],
    ["JPEG", jpegSeeds],
  ])("%s end as an image or as one of our errors", async (_, make) => {
    const seeds = await make();
    const next = randomNumbers(20_260_101);
    let refused = 0;
    for (let i = 0; i < MUTATIONS; i++) {
      if (!(await attempt(damaged(seeds[i % seeds.length] as Uint8Array, next)))) refused++;
    }
    // Both happen: the damage is neither harmless nor always fatal.
    expect(refused).toBeGreaterThan(MUTATIONS / 10);
    expect(refused).toBeLessThan(MUTATIONS);
  });

  it("PNG never gives other pixels than were written", async () => {
    const seeds = await pngSeeds();
    const whole = await Promise.all(seeds.map(attempt));
    const next = randomNumbers(20_260_102);
    for (let i = 0; i < MUTATIONS; i++) {
      const image = await attempt(damaged(seeds[i % seeds.length] as Uint8Array, next));
      if (image) expect(image).toEqual(whole[i % seeds.length]);
    }
  });

  it("a deflated strip of a TIFF is taken only with the bytes that zlib finds in it", async () => {
    const image = randomImage(7, "uint8", [40, 40], 0, 3);
    const bytes = await writeImage(image, "tiff");
    const { from, length } = stripOf(bytes);
    const next = randomNumbers(20_260_103);
    let refused = 0;
    for (let i = 0; i < MUTATIONS; i++) {
      const copy = bytes.slice();
      copy.set(damaged(bytes.subarray(from, from + length), next).subarray(0, length), from);
      const got = await attempt(copy);
      // Adler-32 misses some changes of so short a strip, so the pixels may differ; zlib then takes them too.
      if (got) expect(got.data).toEqual(new Uint8Array(inflateSync(copy.subarray(from, from + length))));
      else refused++;
    }
    expect(refused).toBeGreaterThan(MUTATIONS / 2);
  });
});

/** Where the one strip of a classic little-endian TIFF lies. */
function stripOf(bytes: Uint8Array): { from: number; length: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const directory = view.getUint32(4, true);
  const values = new Map<number, number>();
  for (let i = 0; i < view.getUint16(directory, true); i++) {
    const entry = directory + 2 + 12 * i;
    values.set(view.getUint16(entry, true), view.getUint32(entry + 8, true));
  }
  return { from: values.get(273) as number, length: values.get(279) as number };
}
