/** Channels, times and colours in every format that holds them; what other libraries read is in test/golden/hyperstacks.py. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Dtype, dtypeOf } from "../../bindings/core/image.js";
import {
  type FolderFile,
  type Format,
  type Hyperstack,
  type ImageFile,
  type Meaning,
  openFolder,
  openImage,
  type WriteOptions,
  writeFolder,
  writeImage,
} from "../../bindings/io/index.js";
import { randomImage } from "../images.js";

const golden = JSON.parse(readFileSync(new URL("../golden/hyperstacks.json", import.meta.url), "utf8")) as {
  written: Record<string, { file: string; [detail: string]: unknown }>;
};

const WAYS: Record<string, readonly [format: Format, options: WriteOptions]> = {
  imagej: ["tiff", {}],
  ome: ["tiff", { flavour: "ome" }],
  tiles: ["tiff", { flavour: "ome", levels: 3 }],
  raw: ["tiff", { compress: false, bigTiff: true }],
  nifti: ["nifti", {}],
  nrrd: ["nrrd", {}],
  metaimage: ["metaimage", {}],
  picture: ["png", {}],
};

/** Kind, element type, extents along t, c, z, y, x, seed, meaning. */
const NAMES = [
  ...["imagej", "ome", "raw", "nifti", "nrrd", "metaimage"].flatMap((kind) => [
    `${kind}-uint16-3x2x4x9x7-1-channels`,
    `${kind}-float32-1x3x1x9x7-2-channels`,
    `${kind}-int16-2x1x1x9x7-3-grey`,
    `${kind}-uint8-2x3x2x9x7-4-rgb`,
  ]),
  "imagej-uint8-1x3x1x300x401-5-rgb",
  "imagej-uint16-1x3x1x30x41-5-rgb",
  "ome-uint8-1x4x1x30x41-6-rgb+alpha",
  "imagej-uint8-1x2x1x30x41-7-grey+alpha",
  "tiles-uint8-1x3x1x530x601-8-rgb",
  "tiles-uint16-2x2x1x530x601-9-channels",
  "nifti-uint8-1x4x1x9x7-6-rgb+alpha",
  "old-uint16-3x2x4x9x7-1-channels",
  "new-uint16-3x2x4x9x7-1-channels",
  "old-uint8-1x3x1x530x601-8-rgb",
  "new-float32-1x2x70x9x7-2-channels",
  "picture-uint8-1x3x1x30x41-6-rgb",
  "picture-uint8-1x4x1x30x41-6-rgb+alpha",
  "picture-uint8-1x2x1x30x41-6-grey+alpha",
];

function hyperstackOf(name: string): Hyperstack {
  const [, dtype, extents, seed, meaning] = /^[a-z]+-(\w+)-([\dx]+)-(\d+)-(.+)$/.exec(name) as string[];
  const shape = (extents as string).split("x").map(Number) as unknown as Hyperstack["shape"];
  const { data } = randomImage(Number(seed), dtype as Dtype, [1, 1, shape.reduce((a, b) => a * b)], 0, 100);
  const spacing = [2, 0.5, 0.75].slice(shape[2] > 1 ? 0 : 1);
  return { data, shape, meaning: meaning as Meaning, spacing, unit: "mm" };
}

const zarrFiles = (name: string): FolderFile[] =>
  [...writeFolder(hyperstackOf(name), { version: name.startsWith("new") ? "0.5" : "0.4" })].sort((a, b) =>
    a.path < b.path ? -1 : 1,
  );

const fileOf = (name: string): Promise<Uint8Array> => {
  const [format, options] = WAYS[name.split("-")[0] as string] as (typeof WAYS)[string];
  return writeImage(hyperstackOf(name), format, options);
};

const folderOf = (files: readonly FolderFile[]) => ({
  name: "stack.ome.zarr",
  list: async () => files.filter(({ path }) => !path.includes("/")).map(({ path }) => path),
  read: async (path: string) => files.find((file) => file.path === path)?.bytes,
});

const isZarr = (name: string) => /^(old|new)-/.test(name);

describe("a hyperstack", () => {
  it.each(NAMES)("%s", async (name) => {
    const want = hyperstackOf(name);
    const hash = createHash("sha256");
    const target = process.env.SEGWASM_WRITTEN;
    let file: ImageFile;
    if (isZarr(name)) {
      const files = zarrFiles(name);
      for (const { path, bytes } of files) {
        hash.update(path).update(bytes);
        if (!target) continue;
        mkdirSync(dirname(join(target, name, path)), { recursive: true });
        writeFileSync(join(target, name, path), bytes);
      }
      file = await openFolder(folderOf(files));
    } else {
      const bytes = await fileOf(name);
      hash.update(bytes);
      if (target) writeFileSync(join(target, name), bytes);
      file = await openImage(bytes);
    }
    const found = await file.readHyperstack();
    expect([dtypeOf(found.data), found.shape]).toEqual([dtypeOf(want.data), want.shape]);
    expect(Buffer.compare(Buffer.from(found.data.buffer), Buffer.from(want.data.buffer))).toBe(0);
    // MetaImage does not say that channels are colours.
    const silent = name.startsWith("metaimage");
    expect(found.meaning).toBe(silent && want.shape[1] > 1 ? "channels" : want.meaning);
    if (!name.startsWith("picture")) expect(found.spacing).toEqual(want.spacing);
    // Other libraries have read these very bytes and found the values of the hyperstack.
    expect(hash.digest("hex")).toBe(golden.written[name]?.file);
  });

  it("is all that the other libraries have read", () => {
    expect(Object.keys(golden.written).sort()).toEqual([...NAMES].sort());
  });

  it("comes without what a selection leaves out", async () => {
    const name = "imagej-uint16-3x2x4x9x7-1-channels";
    const want = hyperstackOf(name);
    const file = await openImage(await fileOf(name));
    const volume = 4 * 9 * 7;
    const times = await file.readHyperstack({ channel: 1 });
    expect([times.shape, times.meaning]).toEqual([[3, 1, 4, 9, 7], "grey"]);
    expect(times.data.subarray(volume, 2 * volume)).toEqual(want.data.subarray(3 * volume, 4 * volume));
    const one = await file.readHyperstack({ time: 2, slice: 3 });
    expect([one.shape, one.meaning, one.spacing]).toEqual([[1, 2, 1, 9, 7], "channels", [0.5, 0.75]]);
    expect(one.data.subarray(63)).toEqual(want.data.subarray(6 * volume - 63));
    await expect(file.readHyperstack({ time: 3 })).rejects.toMatchObject({ code: "E_OPTION" });
  });

  it("of colours gives one of them by its number", async () => {
    const name = "picture-uint8-1x3x1x30x41-6-rgb";
    const green = await (await openImage(await fileOf(name))).readHyperstack({ channel: 1 });
    expect([green.shape, green.meaning]).toEqual([[1, 1, 1, 30, 41], "grey"]);
    expect(green.data).toEqual(hyperstackOf(name).data.subarray(1230, 2460));
  });

  it("is refused where the format holds one volume, or its shape is none", async () => {
    const stack = hyperstackOf("imagej-uint8-2x3x2x9x7-4-rgb");
    await expect(writeImage(stack, "npy")).rejects.toMatchObject({ code: "E_NDIM" });
    await expect(writeImage(stack, "png")).rejects.toMatchObject({ code: "E_NDIM" });
    await expect(writeImage({ ...stack, meaning: "grey" }, "tiff")).rejects.toMatchObject({ code: "E_OPTION" });
    const odd = { ...stack, shape: [2, 3, 2, 9, 8] as const };
    await expect(writeImage(odd, "tiff")).rejects.toMatchObject({ code: "E_SHAPE" });
  });
});
