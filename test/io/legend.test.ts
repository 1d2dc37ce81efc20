/** Names and colours of channels, steps of time; what other libraries write and find is in test/golden/legends.py. */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type FolderFile,
  type Format,
  type Hyperstack,
  type ImageFile,
  type Legend,
  lostParts,
  onlyImage,
  openFolder,
  openImage,
  type WriteOptions,
  writeFolder,
  writeImage,
} from "../../bindings/io/index.js";
import { imagejMetadata } from "../../bindings/io/tiff/imagej-metadata.js";
import { buildTiff, page } from "./tiffs.js";

const golden = JSON.parse(readFileSync(new URL("../golden/legends.json", import.meta.url), "utf8")) as {
  given: Record<string, readonly [file: string, legend: Legend]>;
  written: Record<string, { file: string }>;
};

const LEGEND: Legend = {
  channelNames: ["Hoechst <1> µ", "488 😀"],
  channelColors: ["#0000ff", "#ff8000"],
  channelWindows: [
    [10, 200],
    [0, 99.5],
  ],
  timeStep: 0.5,
  timeUnit: "min",
};

const stack = (legend: Legend, shape: Hyperstack["shape"] = [3, 2, 2, 4, 5]): Hyperstack => ({
  data: Uint16Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i),
  shape,
  meaning: shape[1] === 1 ? "grey" : "channels",
  spacing: [2, 0.5, 0.5],
  unit: "µm",
  ...legend,
});

const folderOf = (files: readonly FolderFile[]) => ({
  name: "stack.ome.zarr",
  list: async () => files.filter(({ path }) => !path.includes("/")).map(({ path }) => path),
  read: async (path: string) => files.find((file) => file.path === path)?.bytes,
});

const WAYS: Record<string, readonly [format: Format, options?: WriteOptions]> = {
  imagej: ["tiff"],
  ome: ["tiff", { flavour: "ome" }],
  nifti: ["nifti", { compress: false }],
  nrrd: ["nrrd"],
  metaimage: ["metaimage"],
};

/** The file of a way, and what is compared with the golden digest: of a folder the attributes. */
async function written(way: string, image: Hyperstack): Promise<{ file: ImageFile; bytes: Uint8Array }> {
  if (way === "zarr") {
    const files = [...writeFolder(image)];
    const bytes = files.find(({ path }) => path === ".zattrs")?.bytes as Uint8Array;
    return { file: await openFolder(folderOf(files)), bytes };
  }
  const [format, options] = WAYS[way] as (typeof WAYS)[string];
  const bytes = await writeImage(image, format, options);
  return { file: await openImage(bytes), bytes };
}

const { channelWindows: _, ...named } = LEGEND;

describe("names of channels and times", () => {
  it.each(Object.entries(golden.given))("are read as tifffile writes them: %s", async (_name, [file, legend]) => {
    const opened = await openImage(Uint8Array.from(Buffer.from(file, "base64")));
    expect(opened.legend).toEqual(legend);
    expect(opened.notes).toEqual([]);
    const whole = await opened.readHyperstack({ channel: 1, time: 0 });
    expect(whole.channelColors).toEqual(["#ff8000"]);
    expect([whole.shape, whole.timeStep]).toEqual([[1, 1, 3, 4, 5], undefined]);
  });

  it.each([
    ["imagej", LEGEND],
    ["ome", named],
    ["zarr", LEGEND],
    ["nifti", { timeStep: 30, timeUnit: "s" }],
  ])("are written so that others find them: %s", async (way, legend) => {
    const { file, bytes } = await written(way, stack(LEGEND));
    if (process.env.SEGWASM_WRITTEN) writeFileSync(join(process.env.SEGWASM_WRITTEN, way), bytes);
    expect(file.legend).toEqual(legend);
    const again = await file.readHyperstack();
    expect(again).toMatchObject({ ...legend, shape: [3, 2, 2, 4, 5] });
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(golden.written[way]?.file);
  });

  it.each([
    ["nrrd", {}, { timeStep: 0.5, timeUnit: "min" }],
    ["nrrd", { origin: [1, 2, 3], space: "LPS" }, { timeStep: 0.5, timeUnit: "min" }],
    ["metaimage", {}, { timeStep: 0.5 }],
  ])("keep the step of time in %s %o", async (way, place, legend) => {
    const { file } = await written(way, { ...stack(LEGEND), ...(place as object) });
    expect(file.legend).toEqual(legend);
    const unit = way === "metaimage" ? "mm" : "µm";
    expect(file.geometry).toMatchObject({ spacing: [2, 0.5, 0.5], unit, ...place });
  });

  it.each([
    ["ms", 250, "ms"],
    ["µs", 250, "µs"],
    ["ns", 0.25, "µs"],
    ["h", 900_000, "s"],
  ])("become units that NIfTI has: %s", async (unit, step, want) => {
    const timeStep = { ns: 250, h: 250 }[unit] ?? step;
    const { file } = await written("nifti", stack({ timeStep, timeUnit: unit }));
    const factor = want === "s" || unit === want ? 1 : 1e-6;
    expect(file.legend.timeStep).toBeCloseTo(factor === 1 ? step : 250e-9, 12);
    expect(file.legend.timeUnit).toBe(factor === 1 ? want : "s");
  });

  it("are lost where a format has no place for them", () => {
    expect(lostParts(stack(LEGEND), "nifti")).toEqual(["channelNames", "channelColors"]);
    expect(lostParts(stack(LEGEND), "metaimage")).toEqual(["unit", "channelNames", "channelColors", "timeUnit"]);
    expect(lostParts(stack({ timeStep: 1, timeUnit: "frame" }), "zarr")).toEqual(["timeUnit"]);
    expect(lostParts(stack(LEGEND), "tiff")).toEqual([]);
  });

  it("choose a channel", async () => {
    const { file } = await written("imagej", stack({ ...LEGEND, channelNames: ["DAPI", "488"] }, [1, 2, 1, 4, 5]));
    const values = async (channel: number | string) => (await file.read({ channel })).data[0];
    expect([await values("DAPI"), await values("dapi"), await values("488"), await values(488)]).toEqual([
      0, 0, 20, 20,
    ]);
    await expect(file.read({ channel: "GFP" })).rejects.toThrow('has no channel "GFP"; its channels are 0 DAPI, 1 488');
    await expect(file.read()).rejects.toThrow("choose one with channel 0 to 1 (--channel N): 0 DAPI, 1 488");
    const { file: silent } = await written("imagej", stack({}));
    await expect(silent.read({ channel: "GFP", time: 0 })).rejects.toThrow("its channels have no names");
    await expect(silent.read({ channel: 488, time: 0 })).rejects.toMatchObject({ code: "E_OPTION" });
  });

  it("stay with a single channel", async () => {
    const { file } = await written("ome", stack({ channelNames: ["DAPI"] }, [1, 1, 2, 4, 5]));
    const image = onlyImage(await file.readHyperstack());
    expect([image?.channelNames, image?.shape]).toEqual([["DAPI"], [2, 4, 5]]);
    const again = await openImage(await writeImage(image as Hyperstack, "tiff"));
    expect(again.legend).toEqual({ channelNames: ["DAPI"] });
  });

  it("say which channels are a picture in OME-Zarr", async () => {
    const picture = { ...stack({}, [1, 3, 1, 4, 5]), meaning: "rgb", spacing: undefined } as const;
    const files = [...writeFolder(picture)];
    const file = await openFolder(folderOf(files));
    expect([file.axes, file.shape]).toEqual(["YXS", [4, 5, 3]]);
    expect((await file.read({ channel: 2 })).data[0]).toBe(40);
    expect(await file.readHyperstack()).toMatchObject({ meaning: "rgb", data: picture.data });
    // Three channels in the same colours, but with names of their own, are no picture.
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).replace('"red"', '"mCherry"');
    const other = files.map(({ path, bytes }) => ({ path, bytes: new TextEncoder().encode(text(bytes)) }));
    const stained = await openFolder(folderOf(other.map((one, i) => (one.path === ".zattrs" ? one : files[i]!))));
    expect([stained.axes, stained.legend.channelNames]).toEqual(["CYX", ["mCherry", "green", "blue"]]);
  });

  it.each<[string, Legend]>([
    ["channelNames", { channelNames: ["one"] }],
    ["channelNames", { channelNames: ["one", "x".repeat(300)] }],
    ["channelColors", { channelColors: ["red", "#00ff00"] }],
    [
      "channelWindows",
      {
        channelWindows: [
          [1, 1],
          [0, 1],
        ],
      },
    ],
    ["timeStep", { timeStep: -1 }],
  ])("are refused where they cannot be: %s", async (what, legend) => {
    await expect(writeImage(stack(legend), "tiff")).rejects.toThrow(new RegExp(`writeImage: expected ${what}`));
  });
});

describe("metadata of ImageJ that lies", () => {
  const { bytes, lengths } = imagejMetadata(LEGEND, 1) as NonNullable<ReturnType<typeof imagejMetadata>>;
  const fileOf = (parts: Uint8Array, counts: readonly number[]) => {
    const description = "ImageJ=1.54f\nimages=2\nchannels=2\n";
    const tags = { 270: [2, description], 50838: [4, counts], 50839: [1, [...parts]] } as const;
    const one = page(1, 1, Uint8Array.of(1));
    return buildTiff({ pages: [{ ...one, tags: { ...one.tags, ...tags } }, one] });
  };

  it("is read where it is right", async () => {
    expect((await openImage(fileOf(bytes, lengths))).legend.channelNames).toEqual(LEGEND.channelNames);
  });

  it("is passed over where it is wrong, and the image is read", async () => {
    const many = bytes.slice();
    many.set([255, 255, 255, 255], 8);
    const cases: [Uint8Array, readonly number[]][] = [
      [many, lengths],
      [bytes, lengths.map((length, i) => (i === 1 ? 2 ** 31 : length))],
      [bytes, [2 ** 31]],
      [bytes, [4]],
      [bytes.subarray(0, 20), lengths],
      [new Uint8Array(40), lengths],
      [bytes, []],
    ];
    for (const [parts, counts] of cases) {
      const file = await openImage(fileOf(parts, counts));
      expect(file.shape).toEqual([2, 1, 1]);
      expect((await file.read({ channel: 1 })).data).toEqual(Uint8Array.of(1));
    }
  });
});
