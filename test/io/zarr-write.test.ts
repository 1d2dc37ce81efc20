/** OME-Zarr as we write it, read back by our own reader; others' readers: volumes-written.test.ts. */
import { describe, expect, it } from "vitest";
import { type Dtype, dtypeOf, type Image, type Labelmap } from "../../bindings/core/image.js";
import {
  type Folder,
  type FolderFile,
  labelmapOf,
  lostParts,
  openFolder,
  type Writable,
  type WriteFolderOptions,
  writeFolder,
} from "../../bindings/io/index.js";
import { drawn, firstDifference, maskOf, randomImage } from "../images.js";
import { codeOf } from "./files.js";

const TYPES: Dtype[] = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"];
const VERSIONS = ["0.4", "0.5"] as const;

/** The part of the written files below a folder. */
function folderOf(files: Iterable<FolderFile>, below = ""): Folder {
  const held = new Map([...files].map(({ path, bytes }) => [path, bytes]));
  return { name: "x.ome.zarr", list: async () => [...held.keys()], read: async (path) => held.get(below + path) };
}

const back = async (image: Writable, options: WriteFolderOptions, below = "") =>
  (await openFolder(folderOf(writeFolder(image, options), below))).read();

function attributesOf(files: Iterable<FolderFile>, path: string) {
  const found = [...files].find((file) => file.path === path) as FolderFile;
  return JSON.parse(new TextDecoder().decode(found.bytes));
}

describe.each(VERSIONS)("OME-Zarr %s", (version) => {
  it.each(TYPES)("keeps %s in every shape, packed or not", async (dtype) => {
    for (const [seed, shape] of [
      [1, 1],
      [13, 1],
      [1030, 33],
      [2, 3, 5],
      [65, 7, 130],
    ].entries()) {
      const image = randomImage(seed, dtype, shape, dtype.startsWith("u") ? 0 : -100, 100);
      if (dtype.startsWith("float")) image.data[0] = Number.NaN;
      if (dtype.startsWith("float")) image.data[image.data.length - 1] = -0;
      for (const compress of [true, false]) {
        const read = await back(image, { version, compress });
        expect([dtypeOf(read.data), read.shape]).toEqual([dtype, shape]);
        expect(firstDifference(read.data, image.data, shape)).toBeUndefined();
      }
    }
  });

  it("keeps spacing, unit and origin", async () => {
    const image: Image = {
      ...randomImage(1, "uint8", [3, 4, 5]),
      spacing: [0.29, 0.26, 0.25],
      unit: "µm",
      origin: [-1, 2, 3.5],
    };
    expect(await back(image, { version })).toEqual(image);
    const plain = randomImage(1, "uint8", [3, 4, 5]);
    expect(await back(plain, { version })).toEqual(plain);
  });

  it("leaves chunks of zeros out", () => {
    const image: Image = { data: new Uint8Array(3000 * 2000), shape: [3000, 2000] };
    image.data[2999 * 2000] = 1;
    const names = [...writeFolder(image, { version, levels: 1 })].map(({ path }) => path);
    expect(names).toContain(version === "0.4" ? "0/2/0" : "0/c/2/0");
    expect(names.length).toBe(version === "0.4" ? 4 : 3);
  });

  it("puts label images below the image", async () => {
    const image = randomImage(1, "uint16", [5, 9, 7], 0, 100);
    const labels: Labelmap = { ...randomImage(2, "uint32", [5, 9, 7], 0, 9), count: 9 } as Labelmap;
    const options = { version, labels: { nuclei: labels } };
    expect((await back(image, options)).data).toEqual(image.data);
    const read = await back(image, options, "labels/nuclei/");
    expect([...read.data]).toEqual([...labels.data]);
    expect(dtypeOf(read.data)).toBe("uint8");
    await expect(back(image, options, "labels/")).rejects.toThrow("open one of nuclei below it");
    const file = version === "0.4" ? "labels/nuclei/.zattrs" : "labels/nuclei/zarr.json";
    const attributes = attributesOf(writeFolder(image, options), file);
    const { colors, properties, source } = (version === "0.4" ? attributes : attributes.attributes.ome)["image-label"];
    expect(source).toEqual({ image: "../../" });
    expect(colors.map((entry: { "label-value": number }) => entry["label-value"])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(new Set(colors.map(({ rgba }: { rgba: number[] }) => rgba.join())).size).toBe(9);
    const ones = labels.data.filter((label) => label === 1).length;
    expect(properties[0]).toEqual({ "label-value": 1, count: ones });
  });

  it("says where the voxels of coarser levels lie", () => {
    const placed = { spacing: [4, 1, 1], unit: "mm", origin: [10, 20, 30] };
    const levelsOf = (image: Writable) => {
      const attributes = attributesOf(
        writeFolder(image, { version, levels: 4 }),
        version === "0.4" ? ".zattrs" : "zarr.json",
      );
      const [multiscale] = (version === "0.4" ? attributes : attributes.attributes.ome).multiscales;
      const numbers = multiscale.datasets.map((dataset: { coordinateTransformations: Record<string, number[]>[] }) => [
        dataset.coordinateTransformations[0]?.["scale"],
        dataset.coordinateTransformations[1]?.["translation"],
      ]);
      return [multiscale.type, ...numbers];
    };
    // The first axis is coarse already: it is halved only when the others have caught up.
    expect(levelsOf({ ...randomImage(1, "uint8", [8, 40, 40]), ...placed })).toEqual([
      "mean",
      [
        [4, 1, 1],
        [10, 20, 30],
      ],
      [
        [4, 2, 2],
        [10, 20.5, 30.5],
      ],
      [
        [4, 4, 4],
        [10, 21.5, 31.5],
      ],
      [
        [8, 8, 8],
        [12, 23.5, 33.5],
      ],
    ]);
    const labels = labelmapOf({ ...randomImage(1, "uint8", [8, 40, 40]), ...placed });
    expect(levelsOf(labels).slice(0, 3)).toEqual([
      "nearest",
      [
        [4, 1, 1],
        [10, 20, 30],
      ],
      [
        [4, 2, 2],
        [10, 20, 30],
      ],
    ]);
  });
});

describe("levels", () => {
  const second = async (image: Writable) => {
    const held = folderOf(writeFolder(image, { levels: 2 }), "1/");
    return (await openFolder(held)).read();
  };

  it("of images are means, rounded half up; of labels every other voxel", async () => {
    const image = drawn(["1 2 5", "4 3 8", "7 7 9"]);
    expect([...(await second(image)).data]).toEqual([3, 7, 7, 9]);
    expect([...(await second(labelmapOf(image))).data]).toEqual([1, 5, 7, 9]);
    const floats: Image = { data: Float32Array.of(0.5, 1, 2, -2.5), shape: [2, 2] };
    expect([...(await second(floats)).data]).toEqual([0.25]);
  });

  it("end where nothing is left to halve, or a slice is small", () => {
    const count = (image: Writable, options: WriteFolderOptions) =>
      [...writeFolder(image, options)].filter(({ path }) => path.endsWith(".zarray")).length;
    expect(count(randomImage(1, "uint8", [2, 4]), { levels: 9 })).toBe(3);
    expect(count(randomImage(1, "uint8", [512, 512]), {})).toBe(1);
    expect(count(randomImage(1, "uint8", [513, 10]), {})).toBe(2);
  });
});

describe("writeFolder", () => {
  it("gives the same files each time", () => {
    const image = randomImage(1, "uint16", [70, 20, 130]);
    expect([...writeFolder(image)]).toEqual([...writeFolder(image)]);
  });

  it("takes masks as labels of 0 and 1", async () => {
    const binary = drawn(["01", "11"]) as Image<Uint8Array>;
    expect([...(await back(maskOf(binary), {})).data]).toEqual([0, 1, 1, 1]);
  });

  it("refuses wrong arguments by code", async () => {
    const image = randomImage(1, "uint8", [2, 2]);
    const labels = labelmapOf(image);
    const code = (one: Writable, options: object) => codeOf(async () => writeFolder(one, options));
    expect(await code(image, { version: "0.3" })).toBe("E_OPTION");
    expect(await code(image, { levels: 0 })).toBe("E_OPTION");
    expect(await code(image, { level: 2 })).toBe("E_OPTION");
    expect(await code(image, { labels: { "../x": labels } })).toBe("E_OPTION");
    expect(await code(image, { labels: { x: image } })).toBe("E_OPTION");
    expect(await code(randomImage(1, "uint8", [2, 3]), { labels: { x: labels } })).toBe("E_SHAPE_MISMATCH");
    expect(await code({ data: new Uint8Array(3), shape: [2, 2] }, {})).toBe("E_SHAPE");
    expect(await codeOf(async () => labelmapOf({ data: Float32Array.of(1.5), shape: [1, 1] }))).toBe("E_LABEL_RANGE");
    expect(await codeOf(async () => labelmapOf({ data: Int8Array.of(-1), shape: [1, 1] }))).toBe("E_LABEL_NEGATIVE");
  });

  it("loses direction and patient space only", () => {
    const image: Image = {
      ...randomImage(1, "uint8", [2, 2, 2]),
      ...{ spacing: [1, 2, 3], unit: "mm", origin: [1, 2, 3], direction: [0, 0, 1, 0, 1, 0, 1, 0, 0], space: "LPS" },
    };
    expect(lostParts(image, "zarr")).toEqual(["direction", "space"]);
    expect(lostParts({ ...image, unit: "furlong" }, "zarr")).toEqual(["unit", "direction", "space"]);
  });
});
