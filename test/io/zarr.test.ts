/** OME-Zarr: real twins of both versions, and arrays written here by hand. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type Folder, openFolder } from "../../bindings/io/index.js";
import { CORPUS, corpusFile } from "../corpus.js";
import { codeOf } from "./files.js";

/** Files held in memory. */
function folderOf(files: Record<string, string | Uint8Array | object>): Folder {
  return {
    name: "cells.ome.zarr",
    list: async () => Object.keys(files),
    read: async (path) => {
      const file = Object.hasOwn(files, path) ? files[path] : undefined;
      if (file === undefined || file instanceof Uint8Array) return file;
      return new TextEncoder().encode(typeof file === "string" ? file : JSON.stringify(file));
    },
  };
}

const ARRAY = {
  zarr_format: 2,
  shape: [2, 3, 4],
  chunks: [2, 2, 3],
  dtype: "<u2",
  fill_value: 7,
  order: "C",
  filters: null,
  dimension_separator: ".",
  compressor: null as object | null,
};
const AXES = ["z", "y", "x"].map((name) => ({ name, type: "space", unit: "micrometer" }));
const scale = (numbers: readonly number[]) => [{ type: "scale", scale: numbers }];

/** The chunk of 2 × 2 × 3 values from (0, y, x) of an image whose values are 100 z + 10 y + x. */
function chunk(y0: number, x0: number): Uint8Array {
  const values = Uint16Array.from({ length: 12 }, (_, i) => {
    return 100 * Math.floor(i / 6) + 10 * (y0 + (Math.floor(i / 3) % 2)) + x0 + (i % 3);
  });
  return new Uint8Array(values.buffer);
}

function cells(more: Record<string, string | Uint8Array | object | undefined> = {}, array: object = ARRAY) {
  const multiscales = [
    { version: "0.4", axes: AXES, datasets: [{ path: "0", coordinateTransformations: scale([2, 0.5, 0.25]) }] },
  ];
  const files = {
    ".zgroup": { zarr_format: 2 },
    ".zattrs": { multiscales },
    "0/.zarray": array,
    "0/0.0.0": chunk(0, 0),
    "0/0.0.1": chunk(0, 3),
    "0/0.1.0": chunk(2, 0),
    ...more,
  };
  const given = Object.entries(files).filter(([, file]) => file !== undefined);
  return folderOf(Object.fromEntries(given) as Record<string, object>);
}

describe("OME-Zarr", () => {
  it("puts chunks together; a missing one is the fill value", async () => {
    const file = await openFolder(cells());
    expect([file.format, file.axes, file.shape, file.dtype]).toEqual(["zarr", "ZYX", [2, 3, 4], "uint16"]);
    const { data, spacing, unit } = await file.read();
    expect([...data.subarray(0, 12)]).toEqual([0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 7]);
    expect([...data.subarray(12, 16)]).toEqual([100, 101, 102, 103]);
    expect([spacing, unit]).toEqual([[2, 0.5, 0.25], "µm"]);
    const slice = await file.read({ slice: 1 });
    expect([slice.shape, slice.data[5]]).toEqual([[3, 4], 111]);
  });

  it("unpacks gzip chunks", async () => {
    const packed = {
      "0/0.0.0": gzipSync(chunk(0, 0)),
      "0/0.0.1": gzipSync(chunk(0, 3)),
      "0/0.1.0": gzipSync(chunk(2, 0)),
    };
    const file = await openFolder(cells(packed, { ...ARRAY, compressor: { id: "gzip", level: 1 } }));
    expect((await file.read()).data[13]).toBe(101);
  });

  it("adds up the scales and translations of image and level", async () => {
    const multiscales = [
      {
        axes: AXES,
        datasets: [
          {
            path: "0",
            coordinateTransformations: [...scale([1, 2, 2]), { type: "translation", translation: [0, 1, 0] }],
          },
        ],
        coordinateTransformations: scale([3, 0.5, 0.5]),
      },
    ];
    const { spacing, origin } = await (await openFolder(cells({ ".zattrs": { multiscales } }))).read();
    expect([spacing, origin]).toEqual([
      [3, 1, 1],
      [0, 0.5, 0],
    ]);
  });

  it("reads a plain array", async () => {
    const whole = { ...ARRAY, shape: [2, 3], chunks: [2, 3], dtype: "|u1" };
    const file = await openFolder(folderOf({ ".zarray": whole, "0.0": Uint8Array.of(1, 2, 3, 4, 5, 6) }));
    expect([...(await file.read()).data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it.each([
    ["another folder", folderOf({ "a.txt": "hello" }), "E_NOTFILE"],
    ["a group without an image", cells({ ".zattrs": {} }), "E_FORMAT"],
    ["a plate", cells({ ".zattrs": { plate: {} } }), "E_FORMAT"],
    ["a collection of labels", cells({ ".zattrs": { labels: ["nuclei"] } }), "E_FORMAT"],
    ["attributes that are no JSON", cells({ ".zattrs": "{" }), "E_CORRUPT"],
    ["no datasets", cells({ ".zattrs": { multiscales: [{ axes: AXES }] } }), "E_CORRUPT"],
    ["a level that is not there", cells({ "0/.zarray": undefined }), "E_CORRUPT"],
    [
      "an unknown axis",
      cells({ ".zattrs": { multiscales: [{ axes: ["q", "y", "x"], datasets: [{ path: "0" }] }] } }),
      "E_FORMAT",
    ],
    [
      "too few axes",
      cells({ ".zattrs": { multiscales: [{ axes: ["y", "x"], datasets: [{ path: "0" }] }] } }),
      "E_CORRUPT",
    ],
    ["a chunk of 8 TB", cells({}, { ...ARRAY, chunks: [20_000, 20_000, 10_000] }), "E_LIMIT"],
    ["a chunk of no voxels", cells({}, { ...ARRAY, chunks: [0, 2, 3] }), "E_CORRUPT"],
    ["a shape of 10¹⁵ voxels", cells({}, { ...ARRAY, shape: [100_000, 100_000, 100_000] }), "E_LIMIT"],
    ["a negative shape", cells({}, { ...ARRAY, shape: [-2, 3, 4] }), "E_CORRUPT"],
    ["complex numbers", cells({}, { ...ARRAY, dtype: "<c8" }), "E_CORRUPT"],
    ["an unknown compressor", cells({}, { ...ARRAY, compressor: { id: "snail" } }), "E_FORMAT"],
    ["a chunk that is too short", cells({ "0/0.0.0": new Uint8Array(5) }), "E_CORRUPT"],
    ["a chunk that is no gzip data", cells({}, { ...ARRAY, compressor: { id: "gzip", level: 1 } }), "E_CORRUPT"],
  ])("refuses %s", async (_, folder, code) => {
    expect(await codeOf(async () => (await openFolder(folder)).read())).toBe(code);
  });
});

describe.runIf(CORPUS)("OME-Zarr of other projects", () => {
  const onDisk = (...path: string[]): Folder => {
    const root = corpusFile("zarr", ...path);
    return {
      name: path.join("/"),
      list: async () => [],
      read: async (name) => {
        const file = join(root, name);
        return existsSync(file) && statSync(file).isFile() ? new Uint8Array(readFileSync(file)) : undefined;
      },
    };
  };

  it.each([
    ["2d_testing", "2d_dataset"],
    ["3d_testing/xyz", "3d_dataset"],
    ["3d_testing/xyc", "3d_dataset"],
    ["3d_testing/xyt", "3d_dataset"],
    ["5d_testing", "5d_dataset"],
  ])("%s: both versions hold the same values", async (folder, name) => {
    const files = await Promise.all(
      ["v4", "v5"].map((version) => openFolder(onDisk(...folder.split("/"), `${name}_${version}.ome.zarr`))),
    );
    const [old, recent] = files as [(typeof files)[0], (typeof files)[0]];
    expect([recent.axes, recent.shape, recent.dtype]).toEqual([old.axes, old.shape, old.dtype]);
    const extent = (letter: string) => old.shape[old.axes.indexOf(letter)] ?? 1;
    for (let time = 0; time < extent("T"); time++) {
      for (let channel = 0; channel < extent("C"); channel++) {
        const selection = { time, channel };
        expect(await recent.read(selection)).toEqual(await old.read(selection));
      }
    }
  });
});
