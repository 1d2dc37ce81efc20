import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { openImage, writeImage } from "../../bindings/io/index.js";
import { encodeFlatPng } from "../../bindings/io/png/flat.js";
import { loadKernels } from "../../bindings/node.js";
import { countObjects } from "../../bindings/ops/count-objects.js";
import { labelValues } from "../../bindings/ops/label-values.js";
import { partLabels } from "../../bindings/ops/part-labels.js";
import { checkExports, type ExportQuintOptions, exportQuintSection } from "../../bindings/quint/export.js";
import { parseRegistration } from "../../bindings/quint/registration.js";
import { renameFiles } from "../../bindings/quint/rename.js";
import { temporaryFolder } from "../cli/host.js";
import { drawn, maskOf, maskValues, randomImage } from "../images.js";
import { toolCounts } from "../oracle/quint.js";
import { drawnPng, indexedPng, inMemory, quickNii, widePng } from "./fixtures.js";

const builds = ["simd", "scalar"] as const;
const instances = await Promise.all(builds.map((build) => loadKernels(build)));
const k = instances[0] as Awaited<ReturnType<typeof loadKernels>>;

const [red, white] = ["255,0,0", "255,255,255"];

/** Exports one file; `pixels` is 1 for objects. */
async function exported(bytes: Uint8Array, options: ExportQuintOptions = {}, name = "a_s001.png") {
  const [file] = inMemory({ [name]: bytes });
  const section = await exportQuintSection(k, file!, "a_s001.png", options);
  const image = await openImage(section.bytes);
  const channels = await Promise.all([0, 1, 2].map((channel) => image.read({ channel })));
  const colours = Array.from(channels[0]!.data, (_, i) => channels.map(({ data }) => data[i]).join());
  const report = await checkExports(k, [section], { ...options, target: "webnutil" });
  const pixels = colours.map((colour) => (colour === white ? 0 : colour === red ? 1 : Number.NaN));
  return { section, report, pixels, counts: report.sections[0]?.counts?.tools };
}

describe("gaps", () => {
  it("A4: two labels that touch lose the length of their contact", async () => {
    const data = Uint8Array.from({ length: 64 }, (_, i) => (i % 8 < 4 ? 1 : 2));
    const labels = indexedPng(
      8,
      8,
      data.map((value, i) => (i < 8 || i >= 56 || i % 8 === 0 || i % 8 === 7 ? 0 : value)),
    );
    const { section, counts, report } = await exported(labels, { from: "label" });
    expect(section).toMatchObject({ kind: "labels", before: 2, after: 2, gapPixels: 6 });
    expect(counts).toEqual({ nutil: 2, pynutil: 2, webnutil: 2 });
    expect(report.errors).toBe(0);
  });

  it("A3: one label in two pieces is reported, not parted", async () => {
    const rows = ["......", "..1...", "...1..", "......"];
    const bytes = await writeImage(drawn(rows, "uint16"), "tiff");
    const { section, counts } = await exported(bytes, {}, "a_s001.tif");
    expect(section).toMatchObject({ before: 1, after: 2, pieces: [1] });
    expect(counts).toEqual({ nutil: 2, pynutil: 2, webnutil: 1 });
    // As a mask its parts are objects of their own.
    const { counts: parted } = await exported(bytes, { from: "mask", connectivity: 4, gap: "8" }, "a_s001.tif");
    expect(parted).toEqual({ nutil: 1, pynutil: 1, webnutil: 1 });
  });

  it("keep what does not touch, part what does, and save what would vanish", () => {
    const part = (rows: string[]) => {
      const labels = drawn(rows);
      const results = instances.map((kernels) => partLabels(kernels, labels));
      for (const result of results) expect(result).toEqual(results[0]);
      const { mask, ...rest } = results[0]!;
      const values = maskValues(mask);
      const w = labels.shape[1] as number;
      return { rows: rows.map((_, y) => values.slice(y * w, (y + 1) * w).join("")), ...rest };
    };
    expect(part(["1122", "1122"])).toEqual({
      rows: ["1101", "1101"],
      labels: 2,
      objects: 2,
      removed: 2,
      lost: [],
      pieces: [],
    });
    // Label 2 lies between two others, and label 3 would fall apart.
    expect(part(["11111", "22222", "....."]).objects).toBe(2);
    expect(part(["33333", "33133", "33133"])).toMatchObject({
      objects: 2,
      rows: ["10000", "10100", "10100"],
      pieces: [],
    });
    expect(part(["33133", "33133"])).toMatchObject({ objects: 3, rows: ["10101", "10101"], pieces: [3] });
    expect(part(["12", "34"])).toMatchObject({ objects: 1, lost: [2, 3, 4] });
    expect(part(["1.2", "...", "3.3"])).toMatchObject({ objects: 4, removed: 0, pieces: [3] });
  });

  it.each([1, 2, 3, 4, 5])("make as many objects as labels in every program, whatever touches (%i)", async (seed) => {
    // Cells of a net, all of which touch.
    const [w, h] = [90, 70];
    const spots = randomImage(seed, "uint8", [40, 2]).data;
    const nearest = (x: number, y: number) => {
      let [best, least] = [0, Number.POSITIVE_INFINITY];
      for (let i = 0; i < 40; i++) {
        const [dx, dy] = [x - ((spots[2 * i] as number) * w) / 256, y - ((spots[2 * i + 1] as number) * h) / 256];
        if (dx * dx + dy * dy < least) [best, least] = [i + 1, dx * dx + dy * dy];
      }
      return least < 150 ? best : 0;
    };
    const inside = (i: number) => i % w > 0 && i % w < w - 1 && i >= w && i < w * (h - 1);
    const data = Uint16Array.from({ length: w * h }, (_, i) => (inside(i) ? nearest(i % w, Math.floor(i / w)) : 0));
    const cells = labelValues(k, { data, shape: [h, w] }, { connectivity: 4 });
    const bytes = await writeImage(cells, "tiff");
    const { section, pixels } = await exported(bytes, {}, "a_s001.tif");
    const count = section.before - section.lost.length;
    expect(section.pieces).toEqual([]);
    expect(section.after).toBe(count);
    const { pynutil, webnutil } = toolCounts(pixels, w, h);
    expect([pynutil, webnutil]).toEqual([count, count]);
  });
});

describe("files of other programs", () => {
  it("A5: ilastik's classes, of which one must be chosen", async () => {
    const bytes = indexedPng(4, 3, [1, 1, 1, 1, 1, 2, 2, 1, 1, 1, 1, 1]);
    await expect(exported(bytes)).rejects.toMatchObject({
      code: "E_FORMAT",
      message: expect.stringContaining("value 2"),
    });
    const { report, pixels } = await exported(bytes, { classes: ["2"] });
    expect(report.errors).toBe(0);
    expect(pixels).toEqual([0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]);
    await expect(exported(bytes, { classes: ["3"] })).rejects.toMatchObject({ code: "E_FORMAT" });
  });

  it("A6: labels of 16 bits, each an object", async () => {
    const [w, h] = [80, 60];
    const data = Array.from({ length: w * h }, (_, i) => {
      const [x, y] = [i % w, Math.floor(i / w)];
      return x % 4 && y % 4 ? 1 + Math.floor(x / 4) + 20 * Math.floor(y / 4) : 0;
    });
    const { section, counts } = await exported(widePng(w, h, data), { from: "cellpose" });
    expect(section).toMatchObject({ before: 300, after: 300, gapPixels: 0 });
    expect(counts?.pynutil).toBe(300);
  });

  it("A16: palettes, by index or colour", async () => {
    const glasbey = [255, 255, 255, 0, 0, 255, 255, 0, 0, 0, 255, 0];
    const bytes = indexedPng(4, 3, [0, 0, 0, 0, 1, 2, 2, 3, 0, 0, 0, 0], glasbey);
    for (const classes of [["2"], ["#ff0000"]]) {
      const { section, pixels } = await exported(bytes, { classes });
      expect(section.mapping).toBe("value 2, 255,0,0 (red) is object");
      expect(pixels).toEqual([0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]);
    }
    expect((await exported(bytes, { classes: ["1", "3"] })).pixels.slice(4, 8)).toEqual([1, 0, 0, 1]);
  });

  it("masks of FIJI, inverted or not, as PNG and TIFF", async () => {
    const values = [255, 255, 255, 255, 255, 0, 255, 255, 255, 255, 255, 255];
    const expected = values.map((value) => Number(value === 0));
    const tiff = await writeImage({ data: Uint8Array.from(values), shape: [3, 4] }, "tiff");
    const lut = indexedPng(
      4,
      3,
      values.map((value) => (value ? 0 : 1)),
      [255, 255, 255, 0, 0, 0],
    );
    for (const [bytes, name] of [
      [indexedPng(4, 3, values), "a.png"],
      [lut, "a.png"],
      [tiff, "a.tif"],
    ] as const) {
      expect((await exported(bytes, {}, name)).pixels).toEqual(expected);
      expect((await exported(bytes, { invert: true }, name)).pixels).toEqual(expected.map((value) => 1 - value));
    }
  });

  it("A15: probabilities of a TIFF, cut at the threshold", async () => {
    const { data } = randomImage(7, "float32", [20, 30], 0, 1);
    data[0] = 0.5;
    const bytes = await writeImage({ data, shape: [20, 30] } as Image, "tiff");
    expect((await exported(bytes, {}, "a.tif")).pixels).toEqual(Array.from(data, (value) => Number(value >= 0.5)));
    const high = await exported(bytes, { threshold: 0.9 }, "a.tif");
    expect(high.pixels).toEqual(Array.from(data, (value) => Number(value >= Math.fround(0.9))));
  });

  it("A15: probabilities of ilastik's HDF5, whatever the order of the axes", async () => {
    const { default: h5wasm } = await import("h5wasm/node");
    await h5wasm.ready;
    const { data } = randomImage(8, "float32", [6, 5, 2], 0, 1);
    const path = join(folder, "p.h5");
    for (const [axes, shape] of [
      ["yxc", [6, 5, 2]],
      ["cyx", [2, 6, 5]],
      ["tzyxc", [1, 1, 6, 5, 2]],
    ] as const) {
      const file = new h5wasm.File(path, "w");
      const set = file.create_dataset({ name: "exported_data", data: data as Float32Array, shape: [...shape] });
      set.create_attribute("axistags", JSON.stringify({ axes: [...axes].map((key) => ({ key })) }));
      file.close();
      const bytes = new Uint8Array(readFileSync(path));
      await expect(exported(bytes, {}, "a.h5")).rejects.toMatchObject({
        code: "E_FORMAT",
        message: expect.stringContaining("2 channels"),
      });
      const { section, pixels } = await exported(bytes, { channel: 1 }, "a.h5");
      const at = (i: number) => (axes === "cyx" ? 30 + i : 2 * i + 1);
      expect(section).toMatchObject({ kind: "probability", width: 5, height: 6 });
      expect(pixels).toEqual(Array.from({ length: 30 }, (_, i) => Number((data[at(i)] as number) >= 0.5)));
    }
    await expect(
      exported(new Uint8Array(readFileSync(path)).subarray(0, 700), { channel: 0 }, "a.h5"),
    ).rejects.toMatchObject({ code: "E_CORRUPT" });
  });
});

describe("sizes and shapes", () => {
  it("scale labels to the nearest, by one factor or to the registered size", async () => {
    const data = Uint16Array.from({ length: 60 * 40 }, (_, i) =>
      (i % 60) % 12 > 2 && Math.floor(i / 60) % 10 > 2 ? 1 + Math.floor((i % 60) / 12) + 5 * Math.floor(i / 600) : 0,
    );
    const bytes = await writeImage({ data, shape: [40, 60] }, "tiff");
    const half = await exported(bytes, { scale: 0.5 }, "a_s001.tif");
    expect(half.section).toMatchObject({
      width: 30,
      height: 20,
      scale: 0.5,
      input: { width: 60, height: 40 },
      after: 20,
    });
    const matchRegistration = parseRegistration(quickNii([{ filename: "a_s001.png", nr: 1, width: 90, height: 60 }]));
    const matched = await exported(bytes, { matchRegistration }, "a_s001.tif");
    expect(matched.section).toMatchObject({ width: 90, height: 60, scale: 1.5 });
    expect(matched.report.findings.filter(({ code }) => /Q3|Q13/.test(code))).toEqual([]);
    await expect(exported(bytes, { scale: 0.5, size: { width: 3, height: 2 } })).rejects.toMatchObject({
      code: "E_OPTION",
    });
  });

  it("fill holes and drop objects by size", async () => {
    const bytes = drawnPng(["........", ".###..#.", ".#.#....", ".###.##.", "........"]);
    expect((await exported(bytes, { fillHoles: true })).section.after).toBe(3);
    const large = await exported(bytes, { fillHoles: true, minArea: 2, maxArea: 8 });
    expect(large.section).toMatchObject({ before: 3, after: 1 });
    expect(large.pixels.reduce((sum, value) => sum + value, 0)).toBe(2);
  });
});

describe("flat PNG", () => {
  it.each([
    [1, 1, 0.5],
    [7, 5, 0.5],
    [130, 33, 0.3],
    [700, 20, 0.01],
    [3, 400, 0],
  ])("of %i × %i holds the mask, the same bytes every time", async (w, h, density) => {
    const { data } = randomImage(3, "float32", [h, w], 0, 1);
    const mask = maskOf({ data: Array.from(data, (value) => Number(value < density)), shape: [h, w] });
    for (const pixels of ["rgb24", "indexed8"] as const) {
      const bytes = encodeFlatPng(mask, { object: [1, 2, 250], background: [9, 9, 9] }, pixels);
      expect(encodeFlatPng(mask, { object: [1, 2, 250], background: [9, 9, 9] }, pixels)).toEqual(bytes);
      // Node's own library checks the stream and its checksum.
      const idat = Buffer.from(bytes).indexOf("IDAT");
      const raw = inflateSync(bytes.subarray(idat + 4, bytes.length - 16));
      expect(raw.length).toBe(h * (1 + w * (pixels === "rgb24" ? 3 : 1)));
      const blue = await (await openImage(bytes)).read({ channel: 2 });
      expect(Array.from(blue.data, (value) => Number(value === 250))).toEqual(maskValues(mask));
    }
  });

  it("counts as the mask does", () => {
    const mask = maskOf(drawn(["1.1", "...", "11."]));
    expect(countObjects(k, mask).objects).toBe(3);
  });
});

describe("names", () => {
  const names = (list: string[], rename?: string, numberRegex?: string) =>
    renameFiles(list, { rename, numberRegex }).map(({ to }) => to);

  it("lose the endings of programs, spaces and dots", () => {
    expect(
      names(["b_s001_cp_masks.png", "x/b_s002_Simple Segmentation.png", "b.x_s003.ome.tif", "b_s004_Probabilities.h5"]),
    ).toEqual(["b_s001.png", "b_s002.png", "b-x_s003.png", "b_s004.png"]);
  });

  it("follow a pattern with the number of the section", () => {
    expect(names(["m_s7.tif", "m_s012.tif"], "brain1_s{n:03d}")).toEqual(["brain1_s007.png", "brain1_s012.png"]);
    expect(names(["slide 4 of 9.tif"], "b_s{n}", "slide (\\d+)")).toEqual(["b_s4.png"]);
    expect(names(["img-12.tif"], "b_s{n:03d}")).toEqual(["b_s012.png"]);
  });

  it.each([
    [["a.tif"], "b_s{n}", undefined],
    [["a_s1.tif", "b_s1.tif"], "b_s{n}", undefined],
    [["a_s1.tif"], "{x}", undefined],
    [["a_s1.tif"], "../{stem}", undefined],
    [["a_s1.tif"], "{n}", "("],
    [["a_s1.tif"], "{n}", "\\d+"],
  ])("refuse %j as %s", (list, rename, regex) => {
    expect(() => names(list, rename, regex)).toThrow(expect.objectContaining({ code: "E_OPTION" }));
  });
});

const folder = temporaryFolder();
