/** Files that tifffile, Pillow and NumPy wrote, and what they read from ours; made by test/golden/files.py. */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Dtype, TypedArray } from "../../bindings/core/image.js";
import { dtypeOf } from "../../bindings/core/image.js";
import { type Format, type ImageFile, openImage, type WriteOptions, writeImage } from "../../bindings/io/index.js";
import { maskOf, randomImage } from "../images.js";
import { allSamples, readBytes } from "./files.js";

interface ReadCase {
  name: string;
  base64: string;
  axes: string;
  shape: number[];
  dtype: Dtype;
  sha256: string;
  spacing?: number[];
  unit?: string;
  level?: number;
}

interface WrittenCase {
  file: string;
  sha256: string;
  [detail: string]: unknown;
}

const golden = JSON.parse(readFileSync(new URL("../golden/files.json", import.meta.url), "utf8")) as {
  read: ReadCase[];
  written: Record<string, WrittenCase>;
};

const sha256 = (data: TypedArray) =>
  createHash("sha256")
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest("hex");

/** All values of a file in the order of its axes, time and channel outermost as they come. */
async function everything(file: ImageFile): Promise<TypedArray> {
  if (file.axes.endsWith("S") && !/[TC]/.test(file.axes)) return (await allSamples(file)).values;
  const [T, C, Z] = ["T", "C", "Z"].map((axis) => file.shape[file.axes.indexOf(axis)] ?? 1) as [number, number, number];
  const planes: TypedArray[] = [];
  const order = [...file.axes].filter((axis) => "TCZ".includes(axis));
  const sizes = { T, C, Z };
  const total = T * C * Z;
  for (let n = 0; n < total; n++) {
    const place = { T: 0, C: 0, Z: 0 };
    let rest = n;
    for (const axis of [...order].reverse() as ("T" | "C" | "Z")[]) {
      place[axis] = rest % sizes[axis];
      rest = Math.floor(rest / sizes[axis]);
    }
    planes.push((await file.read({ time: place.T, channel: place.C, slice: place.Z })).data);
  }
  const [first] = planes as [TypedArray];
  const whole = new (first.constructor as Uint8ArrayConstructor)(first.length * total);
  for (const [i, plane] of planes.entries()) whole.set(plane as Uint8Array, i * first.length);
  return whole;
}

describe("read", () => {
  it.each(golden.read.map((entry) => [entry.name, entry] as const))("%s", async (name, entry) => {
    const file = await openImage(new Uint8Array(Buffer.from(entry.base64, "base64")), {
      name,
      ...(entry.level !== undefined && { level: entry.level }),
    });
    const values = await everything(file);
    expect([file.axes, file.shape, dtypeOf(values)]).toEqual([entry.axes, entry.shape, entry.dtype]);
    if (entry.spacing) expect(file.geometry).toEqual({ spacing: entry.spacing, unit: entry.unit });
    expect(sha256(values)).toBe(entry.sha256);
  });
});

const DTYPES: Dtype[] = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"];
const WAYS: Record<string, [Format, WriteOptions]> = {
  imagej: ["tiff", {}],
  ome: ["tiff", { flavour: "ome" }],
  raw: ["tiff", { compress: false }],
  big: ["tiff", { bigTiff: true }],
  tiles: ["tiff", { tiles: true }],
  omelevels: ["tiff", { flavour: "ome", levels: 3 }],
  array: ["npy", {}],
};

/** Files of several tiles, and levels of them. */
const LARGE = ["tiles-uint16-2x530x600-5.tif", "omelevels-uint16-2x530x1041-6.tif", "omelevels-float32-1041x530-7.tif"];

/** Names of the files that are written: kind, element type, shape, seed. */
function writtenNames(): string[] {
  const images = Object.entries(WAYS).flatMap(([kind, [format]]) =>
    DTYPES.flatMap((dtype, seed) =>
      ["9x7", "3x9x7"].map((shape) => `${kind}-${dtype}-${shape}-${seed}.${format === "tiff" ? "tif" : format}`),
    ),
  );
  const pictures = ["picture-uint8-20x31-1.png", "picture-uint16-20x31-2.png"];
  const masks = ["tif", "npy", "png"].map((extension) => `mask-uint8-20x31-3.${extension}`);
  return [...images, ...pictures, ...masks, "imagej-uint16-300x500-4.tif", ...LARGE];
}

async function writtenFile(name: string): Promise<Uint8Array> {
  const [, kind, dtype, extents, seed, extension] = /^(\w+)-(\w+)-([\dx]+)-(\d+)\.(\w+)$/.exec(name) as string[];
  const shape = (extents as string).split("x").map(Number);
  const image = randomImage(Number(seed), dtype as Dtype, shape, 0, 100);
  const [format, options] = WAYS[kind as string] ?? [extension === "tif" ? "tiff" : (extension as Format), {}];
  if (kind === "mask") {
    const binary = { shape, data: Uint8Array.from(image.data as Uint8Array, (value) => (value > 50 ? 1 : 0)) };
    return writeImage(maskOf(binary), format, options);
  }
  const spacing = [0.29, 0.25, 0.26].slice(-shape.length);
  return writeImage({ ...image, spacing, unit: "µm" }, format, options);
}

/** What tifffile must have found: flavour, axes, cut, levels, and the spacing as each flavour stores it. */
function tiffDetails(name: string): Record<string, unknown> {
  const shape = (/-(\d+(?:x\d+)+)-/.exec(name)?.[1] ?? "").split("x").map(Number);
  const deep = shape.length === 3;
  const halves = (times: number) => shape.map((n, i) => (i < shape.length - 2 ? n : Math.ceil(n / 2 ** times)));
  const several = name.startsWith("omelevels") ? [halves(1), halves(2)] : LARGE.includes(name) ? [halves(1)] : [];
  const levels = name.startsWith("tiles") ? [] : several;
  const cut = { axes: deep ? "ZYX" : "YX", tiled: name.startsWith("tiles") || levels.length > 0, levels };
  if (name.startsWith("ome")) {
    const sizes = { PhysicalSizeY: 0.25, PhysicalSizeX: 0.26, ...(deep && { PhysicalSizeZ: 0.29 }) };
    const units = Object.fromEntries(Object.keys(sizes).map((key) => [`${key}Unit`, "µm"]));
    return { kinds: ["ome"], ...cut, description: { ...sizes, ...units } };
  }
  const kinds = name.startsWith("big") ? ["imagej", "bigtiff"] : ["imagej"];
  if (name.startsWith("mask")) return { kinds, ...cut, description: {} };
  const description = { unit: "micron", ...(deep && { spacing: 0.29 }) };
  return {
    kinds,
    ...cut,
    description,
    resolution: [
      [50, 13],
      [4, 1],
    ],
  };
}

describe("written", () => {
  const names = writtenNames();

  it.each(names)("%s", async (name) => {
    const bytes = await writtenFile(name);
    if (process.env.SEGWASM_WRITTEN) writeFileSync(join(process.env.SEGWASM_WRITTEN, name), bytes);
    const { file, sha256: values, ...details } = golden.written[name] ?? {};
    // These very bytes were read by the other libraries, which found these values and these details.
    expect(sha256(bytes)).toBe(file);
    const { image } = await readBytes(bytes, name);
    expect(sha256(image.data)).toBe(values);
    if (name.endsWith(".tif")) expect(details).toEqual(tiffDetails(name));
  });

  it("is all that the other libraries have read", () => {
    expect(Object.keys(golden.written).sort()).toEqual([...names].sort());
  });
});
