/** Volumes as we write them, and what nibabel, tensorstore and NumPy found in these very bytes; see test/golden/volumes.py. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Dtype, Image } from "../../bindings/core/image.js";
import { type FolderFile, type Format, writeFolder, writeImage } from "../../bindings/io/index.js";
import { maskOf, randomImage } from "../images.js";

const golden = JSON.parse(readFileSync(new URL("../golden/volumes.json", import.meta.url), "utf8")).written as Record<
  string,
  {
    file: string;
    shape: number[];
    dtype: string;
    images: Record<string, { levels: object[] }>;
    [more: string]: unknown;
  }
>;

const TYPES: Dtype[] = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"];
/** Ending and options by kind of file. */
const FILES: Record<string, readonly [format: Format, ending: string, compress: boolean]> = {
  nifti: ["nifti", "nii.gz", true],
  nrrd: ["nrrd", "nrrd", true],
  metaimage: ["metaimage", "mha", true],
};
const NAMES = [
  ...Object.entries(FILES).flatMap(([kind, [, ending]]) =>
    TYPES.flatMap((dtype, seed) => ["5x9x7", "6x4"].map((shape) => `${kind}-${dtype}-${shape}-${seed}.${ending}`)),
  ),
  ...TYPES.map((dtype, seed) => `old-${dtype}-5x9x7-${seed}.ome.zarr`),
  ...TYPES.map((dtype, seed) => `new-${dtype}-6x41-${seed}.ome.zarr`),
  // Several chunks along every axis, and axes that do not divide.
  "old-uint16-70x131x300-3.ome.zarr",
  "new-uint16-70x131x300-3.ome.zarr",
  "raw-float32-3x1030x1025-4.ome.zarr",
];

/** The seeded image of a name, placed and turned. */
function imageOf(name: string): Image {
  const [, dtype, extents, seed] = /^[a-z]+-(\w+)-([\dx]+)-(\d+)\./.exec(name) as string[];
  const shape = (extents as string).split("x").map(Number);
  const image = randomImage(Number(seed), dtype as Dtype, shape, 0, 100);
  const spacing = [2, 0.5, 0.75].slice(-shape.length);
  const placed = { origin: [7, -8, 9.5], direction: [1, 0, 0, 0, 0.8, -0.6, 0, 0.6, 0.8], space: "LPS" as const };
  return { ...image, spacing, unit: "mm", ...(shape.length === 3 && placed) };
}

function folderFiles(name: string): FolderFile[] {
  const image = imageOf(name);
  const binary = { shape: image.shape, data: Uint8Array.from(image.data, (value) => (value > 50 ? 1 : 0)) };
  const files = writeFolder(image, {
    version: name.startsWith("new") ? "0.5" : "0.4",
    compress: !name.startsWith("raw"),
    levels: 3,
    labels: { bright: maskOf(binary) },
  });
  return [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function save(root: string, files: readonly FolderFile[]): void {
  for (const { path, bytes } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
}

describe("written volumes", () => {
  it.each(NAMES)("%s", async (name) => {
    const hash = createHash("sha256");
    const kind = name.split("-")[0] as string;
    const target = process.env.SEGWASM_WRITTEN;
    if (name.endsWith(".zarr")) {
      const files = folderFiles(name);
      if (target) save(join(target, name), files);
      for (const { path, bytes } of files) hash.update(path).update(bytes);
    } else {
      const [format, , compress] = FILES[kind] as (typeof FILES)[string];
      const bytes = await writeImage(imageOf(name), format, { compress });
      if (target) writeFileSync(join(target, name), bytes);
      hash.update(bytes);
    }
    // These very bytes were read by the other libraries, which found the values of the image.
    expect(hash.digest("hex")).toBe(golden[name]?.file);
  });

  it("are all that the other libraries have read", () => {
    expect(Object.keys(golden).sort()).toEqual([...NAMES].sort());
  });

  it("lie where the images lie", () => {
    expect(golden["nifti-uint8-5x9x7-0.nii.gz"]).toMatchObject({
      spacing: [2, 0.5, 0.75],
      unit: "mm",
      // RAS: x and y change sign.
      affine: [
        [-0.6, 0.3, 0, -9.5],
        [-0.45, -0.4, 0, 8],
        [0, 0, 2, 7],
        [0, 0, 0, 1],
      ],
    });
    expect(golden["nrrd-uint8-5x9x7-0.nrrd"]).toMatchObject({
      space: "left-posterior-superior",
      steps: [
        [0.6, 0.45, 0],
        [-0.3, 0.4, 0],
        [0, 0, 2],
      ],
      "space origin": "(9.5,-8,7)",
    });
    expect(golden["metaimage-uint8-5x9x7-0.mha"]).toMatchObject({ ElementSpacing: "0.75 0.5 2", Offset: "9.5 -8 7" });
  });
});
