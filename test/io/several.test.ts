import { expect, it } from "vitest";
import { type GivenFile, openFiles, openFolder, writeFolder } from "../../bindings/io/index.js";
import { randomImage } from "../images.js";
import { slice } from "./dicoms.js";
import { codeOf } from "./files.js";

const text = (words: string) => new TextEncoder().encode(words);

/** Files in memory, and how often each was read. */
function given(files: Readonly<Record<string, Uint8Array>>): { files: GivenFile[]; reads: Record<string, number> } {
  const reads: Record<string, number> = {};
  const list = Object.entries(files).map(([path, bytes]) => ({
    path,
    size: bytes.length,
    head: async (most: number) => bytes.subarray(0, most),
    read: async () => {
      reads[path] = (reads[path] ?? 0) + 1;
      return bytes;
    },
  }));
  return { files: list, reads };
}

const header = text("NRRD0004\ntype: uint8\ndimension: 2\nsizes: 3 2\nencoding: raw\ndata file: a.raw\n\n");
const voxels = Uint8Array.of(1, 2, 3, 4, 5, 6);
const slices = Object.fromEntries([0, 1, 2].map((z) => [`scan/part/${z}`, slice(z, [1, 2, 3, 4, 5, z])]));

it.each([
  ["loose", { "a.raw": voxels, "a.nhdr": header }],
  ["in a folder", { "x/a.raw": voxels, "x/a.nhdr": header, "x/.DS_Store": text("x") }],
])("a header and its voxels, %s", async (_, files) => {
  const file = await openFiles(given(files).files);
  expect((await file.read()).data).toEqual(voxels);
});

it("a header and its voxels in a folder of any kind", async () => {
  const files: Record<string, Uint8Array> = { "a.raw": voxels, "a.nhdr": header };
  const folder = { name: "x", list: async () => Object.keys(files), read: async (name: string) => files[name] };
  expect((await (await openFolder(folder)).read()).data).toEqual(voxels);
  files["b.mhd"] = text("ObjectType = Image");
  expect(await codeOf(() => openFolder(folder))).toBe("E_NOTFILE");
});

it("a DICOM series below folders, of which other files are not read", async () => {
  const { files, reads } = given({ ...slices, "scan/part/notes.txt": text("x".repeat(200)) });
  const file = await openFiles(files);
  expect([file.format, file.shape]).toEqual(["dicom", [3, 2, 3]]);
  expect(reads["scan/part/notes.txt"]).toBeUndefined();
});

it("an OME-Zarr folder, of which only what is asked for is read", async () => {
  const image = randomImage(5, "uint8", [4, 30, 40]);
  const entries = [...writeFolder(image)].map(({ path, bytes }) => [`data/v.zarr/${path}`, bytes] as const);
  const { files, reads } = given(Object.fromEntries(entries));
  const file = await openFiles(files);
  expect((await file.read()).data).toEqual(image.data);
  expect(Object.keys(reads).every((path) => /\.z|\/0\//.test(path))).toBe(true);
});

it("one file, also in a folder", async () => {
  const inside = new TextEncoder().encode("NRRD0004\ntype: uint8\ndimension: 2\nsizes: 3 2\nencoding: raw\n\n");
  const whole = Uint8Array.from([...inside, ...voxels]);
  expect((await (await openFiles(given({ "f/a.nrrd": whole }).files)).read()).data).toEqual(voxels);
});

it.each([
  ["E_NOTFILE", {}],
  ["E_NOTFILE", { "a.txt": text("x"), "b.txt": text("y") }],
  ["E_FORMAT", { "a.txt": text("just words") }],
  ["E_LIMIT", { "a.raw": new Uint8Array(200), "a.nhdr": header }],
  ["E_LIMIT", { "a.raw": new Uint8Array(200) }],
])("%s for anything else", async (code, files) => {
  const { files: list, reads } = given(files);
  expect(await codeOf(() => openFiles(list, { limits: { maxBytes: 150 } }))).toBe(code);
  expect(reads["a.raw"]).toBeUndefined();
});
