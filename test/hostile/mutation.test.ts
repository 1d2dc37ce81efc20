/**
 * Good files with random damage: whatever comes out is an image of the stated shape or one of our errors, and where
 * checksums stand over everything, the very voxels that were written. test/slow runs many more.
 */
import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { writeImage } from "../../bindings/io/index.js";
import { randomImage, randomNumbers } from "../images.js";
import { damaged } from "./damage.js";
import { attempt, mutate, mutateChecked } from "./mutate.js";
import { checksummed, SEEDS } from "./seeds.js";

/** Damaged files per reader; 20,000 in all. */
const MUTATIONS = 900;
/** Of readers that start a decoder with memory of its own after each file that it could not read. */
const FEW = 90;
const starts = (name: string) => /JPEG/.test(name) && !name.startsWith("lossless");
const CHECKED = 1000;
/** Milliseconds one may take on a busy machine. */
const SLOWEST = 2000;

const CHECKSUMMED = await checksummed();

describe("damaged files", () => {
  it.each(Object.entries(SEEDS))("%s end as an image or as one of our errors", async (name, make) => {
    const count = starts(name) ? FEW : MUTATIONS;
    const { refused, slowest, problems } = await mutate(await make(), count);
    expect(problems).toEqual([]);
    expect(slowest).toBeLessThan(SLOWEST);
    // Both happen: the damage is neither harmless nor always fatal.
    expect(refused).toBeGreaterThan(count / 10);
    expect(refused).toBeLessThan(count);
  });

  it.each(Object.entries(CHECKSUMMED))("%s never give other voxels than were written", async (_, seeds) => {
    const { refused, slowest, problems } = await mutateChecked(seeds, CHECKED);
    expect(problems).toEqual([]);
    expect(slowest).toBeLessThan(SLOWEST);
    expect(refused).toBeGreaterThan(CHECKED / 2);
  });

  it("a deflated strip of a TIFF is taken only with the bytes that zlib finds in it", async () => {
    const image = randomImage(7, "uint8", [40, 40], 0, 3);
    const bytes = await writeImage(image, "tiff");
    const { from, length } = stripOf(bytes);
    const next = randomNumbers(20_260_103);
    let refused = 0;
    for (let i = 0; i < CHECKED; i++) {
      const copy = bytes.slice();
      copy.set(damaged(bytes.subarray(from, from + length), next).subarray(0, length), from);
      const got = await attempt(copy);
      // Adler-32 misses some changes of so short a strip, so the pixels may differ; zlib then takes them too.
      if (got) expect(got.data).toEqual(new Uint8Array(inflateSync(copy.subarray(from, from + length))));
      else refused++;
    }
    expect(refused).toBeGreaterThan(CHECKED / 2);
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
