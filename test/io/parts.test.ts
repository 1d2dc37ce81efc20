/** Files that are read in parts, as long ones are: the same image, and nothing that was not asked for. */
import { describe, expect, it } from "vitest";
import { isSegmentError } from "../../bindings/core/errors.js";
import type { Image } from "../../bindings/core/image.js";
import { type FileParts, openImage, type Selection, writeImage } from "../../bindings/io/index.js";
import { damaged } from "../hostile/damage.js";
import { SEEDS } from "../hostile/seeds.js";
import { randomImage, randomNumbers } from "../images.js";
import { buildTiff, page } from "./tiffs.js";

/** A file that counts what is read of it. */
function parts(bytes: Uint8Array): FileParts & { taken: number } {
  return {
    size: bytes.length,
    taken: 0,
    read(offset, into) {
      if (offset + into.length > bytes.length) throw new RangeError("beyond the end");
      into.set(bytes.subarray(offset, offset + into.length));
      this.taken += into.length;
    },
  };
}

/** A file behind a head and before a tail of so many bytes that only parts of it can be read. */
function far(head: Uint8Array, at: number, tail: Uint8Array, size: number): FileParts & { taken: number } {
  return {
    size,
    taken: 0,
    read(offset, into) {
      for (const [start, bytes] of [[0, head] as const, [at, tail] as const]) {
        const [from, to] = [Math.max(start, offset), Math.min(start + bytes.length, offset + into.length)];
        if (from < to) into.set(bytes.subarray(from - start, to - start), from - offset);
      }
      this.taken += into.length;
    },
  };
}

const LIMITS = { maxBytes: 1 << 22 };

async function attempt(content: Uint8Array | FileParts, name: string) {
  try {
    const file = await openImage(content, { name, limits: LIMITS });
    const { data, ...grid } = await file.read(/C|S/.test(file.axes) ? { channel: 0 } : {});
    return {
      grid,
      data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("hex"),
      notes: file.notes,
    };
  } catch (error) {
    if (!isSegmentError(error)) throw error;
    return { code: error.code, message: (error as Error).message };
  }
}

describe("reading in parts", () => {
  it.each(["TIFF", "levels of TIFF", "NPY", "NIfTI", "NRRD", "MetaImage", "NPZ"])(
    "gives what reading %s at once does, and the same errors",
    async (format) => {
      const seeds = (await SEEDS[format]?.()) as Uint8Array[];
      for (let i = 0; i < 80; i++) {
        const seed = seeds[i % seeds.length] as Uint8Array;
        const bytes = i < seeds.length ? seed : damaged(seed, randomNumbers(i));
        expect(await attempt(parts(bytes), "a"), `${i}`).toEqual(await attempt(bytes, "a"));
      }
    },
  );

  it.each(["tiff", "npy", "nifti", "nrrd", "metaimage"] as const)("takes a slice of %s alone", async (format) => {
    const data = new Uint8Array(4_000_000);
    for (let i = 0; i < data.length; i += 1000) data.fill(i / 1000, i, i + 1000);
    const image: Image = { data, shape: [100, 200, 200], spacing: [2, 1, 1], unit: "mm" };
    const bytes = await writeImage(image, format, { compress: false });
    const content = parts(bytes);
    const file = await openImage(content);
    const slice = await file.read({ slice: 50 });
    expect(slice.shape).toEqual([200, 200]);
    expect(slice.data.every((value, i) => value === data[50 * 40_000 + i])).toBe(true);
    // What a head may take at most, twice.
    expect(content.taken).toBeLessThan(3 * 2 ** 20);
  });
});

describe("a slab", () => {
  const image: Image = {
    ...randomImage(3, "uint8", [6, 4, 5]),
    spacing: [2, 1, 1],
    origin: [10, 0, 0],
    direction: [0, 1, 0, 1, 0, 0, 0, 0, 1],
    unit: "mm",
  };
  const read = async (selection: Selection) => (await openImage(await writeImage(image, "nrrd"))).read(selection);

  it("lies where it did", async () => {
    const { data, ...grid } = await read({ slab: [2, 5] });
    expect(data).toEqual(image.data.slice(2 * 20, 5 * 20));
    expect(grid).toMatchObject({ shape: [3, 4, 5], spacing: [2, 1, 1], origin: [10, 4, 0] });
    expect(await read({ slab: [0, 6] })).toEqual(await read({}));
    expect(await read({ slab: [3, 4] })).toMatchObject({ shape: [1, 4, 5], origin: [10, 6, 0] });
  });

  it("must lie in the volume", async () => {
    for (const slab of [
      [2, 2],
      [3, 1],
      [-1, 2],
      [0, 7],
      [0.5, 2],
      [Number.NaN, 2],
    ] as const) {
      await expect(read({ slab })).rejects.toMatchObject({ code: "E_OPTION" });
    }
    await expect(read({ slab: [0, 2], slice: 1 })).rejects.toThrow("not both");
  });
});

describe("files longer than memory", () => {
  const [SIDE, SLICES, CHANNELS, TIMES] = [1024, 40, 2, 120];
  const plane = SIDE * SIDE;
  /** 9600 planes of 1 MiB. */
  const size = 512 + plane * SLICES * CHANNELS * TIMES;

  it("give a channel of a time point of ImageJ's stacks of one directory", async () => {
    const text = `ImageJ=1.54f\nimages=${SLICES * CHANNELS * TIMES}\nchannels=2\nslices=${SLICES}\nframes=${TIMES}\nspacing=3\n`;
    const head = buildTiff({
      pages: [page(SIDE, SIDE, new Uint8Array(0), { 270: [2, text], 273: [4, [512]], 279: [4, [plane]] })],
    });
    const [t, c, z] = [110, 1, 30];
    const at = 512 + ((t * SLICES + z) * CHANNELS + c) * plane;
    const content = far(head, at, Uint8Array.of(9, 8, 7), size);
    const file = await openImage(content, { name: "long.tif" });
    expect(file.shape).toEqual([TIMES, SLICES, CHANNELS, SIDE, SIDE]);
    const image = await file.read({ channel: c, time: t, slab: [29, 32] });
    expect(image).toMatchObject({ shape: [3, SIDE, SIDE], origin: [87, 0, 0] });
    expect([...image.data.subarray(plane, plane + 4)]).toEqual([9, 8, 7, 0]);
    expect(content.taken).toBeLessThan(3 * plane + 2 ** 21);
  });

  it("give a slab of one volume", async () => {
    const text = `NRRD0004\ntype: uint8\ndimension: 3\nsizes: ${SIDE} ${SIDE} 6000\nencoding: raw\n\n`;
    const head = new TextEncoder().encode(text);
    const content = far(head, head.length + 5000 * plane, Uint8Array.of(5, 6), head.length + 6000 * plane);
    const file = await openImage(content, { name: "long.nrrd" });
    expect([...(await file.read({ slice: 5000 })).data.subarray(0, 3)]).toEqual([5, 6, 0]);
    await expect(file.read()).rejects.toMatchObject({ detail: { advice: expect.stringContaining("--slab") } });
  });

  it("are refused where only the whole can be read", async () => {
    const content = far(Uint8Array.of(0xff, 0xd8, 0xff), 3, new Uint8Array(0), 2 ** 43);
    const limits = { maxBytes: 2 ** 44 };
    await expect(openImage(content, { limits })).rejects.toMatchObject({ code: "E_LIMIT" });
    await expect(openImage(content)).rejects.toMatchObject({ code: "E_LIMIT" });
  });
});
