import { describe, expect, it } from "vitest";
import type { Dtype, Image, Labelmap } from "../../bindings/core/image.js";
import { dtypeOf, dtypeRange } from "../../bindings/core/image.js";
import { type Format, type WriteOptions, writeImage } from "../../bindings/io/index.js";
import { firstDifference, maskOf, randomBinary, randomImage } from "../images.js";
import { codeOf, readBytes } from "./files.js";

const TYPES: Dtype[] = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"];
const SHAPES = [
  [1, 1],
  [1, 7],
  [13, 1],
  [33, 65],
  [2, 3, 5],
  [7, 17, 16],
];
const WAYS: [Format, WriteOptions][] = [
  ["tiff", {}],
  ["tiff", { compress: false }],
  ["tiff", { flavour: "ome" }],
  ["tiff", { bigTiff: true }],
  ["tiff", { tiles: true }],
  ["tiff", { tiles: true, compress: false }],
  ["tiff", { levels: 3, bigTiff: true }],
  ["npy", {}],
  ["nifti", {}],
  ["nifti", { compress: false }],
  ["nrrd", {}],
  ["nrrd", { compress: false }],
  ["metaimage", {}],
  ["metaimage", { compress: false }],
];

/** Random values over the whole range of the type, with the extremes and, for floats, what is special. */
function fullRange(seed: number, dtype: Dtype, shape: readonly number[]): Image {
  const [low, high] = dtypeRange(dtype) ?? [-1e6, 1e6];
  const image = randomImage(seed, dtype, shape, low, high);
  const special = dtype.startsWith("float") ? [Number.NaN, Number.POSITIVE_INFINITY, -0, 1e-40] : [low, high];
  for (const [i, value] of special.entries()) if (i < image.data.length) image.data[i] = value;
  return image;
}

describe.each(WAYS)("%s %o", (format, options) => {
  it.each(TYPES)("keeps %s in every shape", async (dtype) => {
    for (const [seed, shape] of SHAPES.entries()) {
      const image = fullRange(seed, dtype, shape);
      const { image: back, file } = await readBytes(await writeImage(image, format, options));
      expect(dtypeOf(back.data)).toBe(dtype);
      expect(back.shape).toEqual(shape);
      expect(firstDifference(back.data, image.data, shape)).toBeUndefined();
      expect(file.notes).toEqual([]);
    }
  });
});

describe("tiff", () => {
  const spacings: [number[], number[], string][] = [
    [[4, 5], [0.65, 0.325], "µm"],
    [[3, 4, 5], [0.29, 0.26, 0.26], "µm"],
    [[3, 4, 5], [1.5, 0.828643212749173, 0.1], "mm"],
    [[3, 4, 5], [1e-3, 1000, 1 / 3], "nm"],
    [[3, 4, 5], [2, 3, 4], "px"],
    [[4, 5], [1, 1], "inch"],
  ];

  it.each(spacings)("keeps shape %j, spacing %j in %s in both flavours", async (shape, spacing, unit) => {
    const image = { ...randomImage(1, "uint16", shape), spacing, unit };
    for (const flavour of ["imagej", "ome"] as const) {
      const { image: back, file } = await readBytes(await writeImage(image, "tiff", { flavour }));
      expect(back.unit).toBe(unit);
      expect(file.geometry).toEqual({ spacing: back.spacing, unit });
      for (const [i, step] of spacing.entries()) expect(back.spacing![i]).toBeCloseTo(step, 12);
    }
  });

  it("keeps usual spacings to the last bit", async () => {
    for (const step of [0.26, 0.1, 0.29, 0.065, 1 / 3, 12.5, 0.16125]) {
      const image = { ...randomImage(1, "uint8", [2, 2, 2]), spacing: [step, step, step], unit: "µm" };
      const { image: back } = await readBytes(await writeImage(image, "tiff"));
      expect(back.spacing).toEqual([step, step, step]);
    }
  });

  it("has no geometry where the image has none", async () => {
    const { image } = await readBytes(await writeImage(randomImage(1, "uint8", [2, 3, 4]), "tiff"));
    expect(image).not.toHaveProperty("spacing");
    expect(image).not.toHaveProperty("unit");
  });

  it("compresses where it helps and not where it does not", async () => {
    const flat: Image = { data: new Uint16Array(256 * 256).fill(7), shape: [256, 256] };
    expect((await writeImage(flat, "tiff")).length).toBeLessThan(2000);
    const noise = randomImage(5, "uint16", [256, 256], 0, 65535);
    const bytes = await writeImage(noise, "tiff");
    expect(bytes.length).toBeLessThan(256 * 256 * 2 + 1000);
    expect(bytes.length).toBe((await writeImage(noise, "tiff", { compress: false })).length);
    const ramp: Image = { data: Uint16Array.from({ length: 65536 }, (_, i) => (i % 256) * 200), shape: [256, 256] };
    // Equal differences compress better than the values: the predictor is used.
    expect((await writeImage(ramp, "tiff")).length).toBeLessThan(2000);
    expect((await readBytes(await writeImage(ramp, "tiff"))).image.data).toEqual(ramp.data);
  });

  it("cuts large slices into strips that fit together again", async () => {
    const image = randomImage(9, "uint8", [2, 700, 1000], 0, 9);
    const { image: back } = await readBytes(await writeImage(image, "tiff"));
    expect(firstDifference(back.data, image.data, image.shape)).toBeUndefined();
  });
});

describe("png", () => {
  it.each(["uint8", "uint16"] as const)("keeps %s", async (dtype) => {
    for (const shape of [
      [1, 1],
      [3, 1],
      [1, 9],
      [31, 64],
    ]) {
      const image = fullRange(3, dtype, shape);
      const { image: back } = await readBytes(await writeImage(image, "png"));
      expect(dtypeOf(back.data)).toBe(dtype);
      expect(firstDifference(back.data, image.data, shape)).toBeUndefined();
    }
  });

  it("refuses what it cannot hold", async () => {
    expect(await codeOf(() => writeImage(randomImage(1, "float32", [2, 2]), "png"))).toBe("E_DTYPE");
    expect(await codeOf(() => writeImage(randomImage(1, "int16", [2, 2]), "png"))).toBe("E_DTYPE");
    expect(await codeOf(() => writeImage(randomImage(1, "uint8", [2, 2, 2]), "png"))).toBe("E_NDIM");
  });
});

describe("labels", () => {
  const labels = (largest: number): Labelmap => ({
    data: Uint32Array.of(0, 1, largest, 0),
    shape: [2, 2],
    count: largest,
  });

  it.each([
    [255, "uint8"],
    [256, "uint16"],
    [65535, "uint16"],
    [65536, "uint32"],
    [4294967295, "uint32"],
  ] as const)("with largest label %d are stored as %s", async (largest, dtype) => {
    for (const format of ["tiff", "npy"] as const) {
      const { image } = await readBytes(await writeImage(labels(largest), format));
      expect(dtypeOf(image.data)).toBe(dtype);
      expect([...image.data]).toEqual([0, 1, largest, 0]);
    }
  });

  it("take the labels that occur, not the count they once had", async () => {
    const { image } = await readBytes(await writeImage({ ...labels(9), count: 1000 }, "png"));
    expect(dtypeOf(image.data)).toBe("uint8");
  });

  it("beyond 16 bits do not fit into PNG", async () => {
    expect(await codeOf(() => writeImage(labels(65536), "png"))).toBe("E_DTYPE");
    expect(await codeOf(() => writeImage(labels(65535), "png"))).toBe("no error");
  });

  it("are not touched when they are plain images", async () => {
    const image = { data: Uint32Array.of(0, 1, 2, 3), shape: [2, 2] };
    expect(dtypeOf((await readBytes(await writeImage(image, "tiff"))).image.data)).toBe("uint32");
  });
});

describe("masks", () => {
  it("are stored as 0 and 255, or as booleans in NPY", async () => {
    for (const width of [1, 16, 127, 129]) {
      const binary = randomBinary(width, [3, 4, width]);
      const mask = { ...maskOf(binary), spacing: [2, 1, 1], unit: "µm" };
      const { image } = await readBytes(await writeImage(mask, "tiff"));
      expect([...image.data]).toEqual([...binary.data].map((bit) => bit * 255));
      expect(image.spacing).toEqual([2, 1, 1]);
      const { image: booleans, file } = await readBytes(await writeImage(mask, "npy"));
      expect(booleans.data).toEqual(binary.data);
      expect(file.bitDepth).toBe(1);
    }
  });
});

describe("writeImage", () => {
  const image = randomImage(1, "uint8", [2, 2]);

  it("gives the same bytes each time and leaves the image alone", async () => {
    const volume = randomImage(4, "uint16", [5, 40, 40]);
    const before = volume.data.slice();
    const first = await writeImage(volume, "tiff");
    expect(await writeImage(volume, "tiff")).toEqual(first);
    expect(volume.data).toEqual(before);
  });

  it("refuses wrong arguments by code", async () => {
    expect(await codeOf(() => writeImage(image, "jpeg"))).toBe("E_FORMAT");
    expect(await codeOf(() => writeImage(image, "bmp" as Format))).toBe("E_FORMAT");
    expect(await codeOf(() => writeImage(image, "tiff", { flavor: "ome" } as never))).toBe("E_OPTION");
    expect(await codeOf(() => writeImage(image, "tiff", { flavour: "lsm" } as never))).toBe("E_OPTION");
    expect(await codeOf(() => writeImage({ data: new Uint8Array(3), shape: [2, 2] }, "tiff"))).toBe("E_SHAPE");
    expect(await codeOf(() => writeImage({ data: new Uint8Array(0), shape: [0, 2] }, "tiff"))).toBe("E_EMPTY");
    await expect(writeImage(image, "tiff", { flavor: "ome" } as never)).rejects.toThrow("did you mean flavour?");
  });
});
