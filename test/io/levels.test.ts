/** Choosing a part of a file when it is opened: a level of a pyramid, an array of an archive. */
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { openFolder, openImage, writeFolder, writeImage } from "../../bindings/io/index.js";
import { memoryFolder } from "../hostile/case.js";
import { randomImage } from "../images.js";
import { buildTiff, page } from "./tiffs.js";

const image = { ...randomImage(4, "uint8", [3, 30, 37]), spacing: [2, 0.5, 0.5], unit: "µm" };
const tiff = await writeImage(image, "tiff", { flavour: "ome", levels: 3 });
const zarr = memoryFolder(
  "x.zarr",
  Object.fromEntries([...writeFolder(image, { levels: 3 })].map(({ path, bytes }) => [path, bytes])),
);

async function failure(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: Error & { code: string }) => reason,
  );
  return `${error?.code} ${error?.message}`;
}

describe("levels of resolution", () => {
  it("are listed, and each is read with its own spacing", async () => {
    for (const level of [0, 1, 2]) {
      const file = await openImage(tiff, { level });
      expect(file.levels).toEqual([
        [3, 30, 37],
        [3, 15, 19],
        [3, 8, 10],
      ]);
      expect(file.shape).toEqual(file.levels?.[level]);
      const read = await file.read();
      expect([read.shape, read.spacing]).toEqual([file.shape, [2, 0.5 * 2 ** level, 0.5 * 2 ** level]]);
    }
    expect((await openImage(tiff, { level: 2 })).notes).toEqual([]);
  });

  it("lie where OME-Zarr says", async () => {
    const files = await Promise.all([0, 1, 2].map((level) => openFolder(zarr, { level })));
    expect(files.map(({ shape }) => shape)).toEqual(files[0]?.levels);
    expect(files.map(({ geometry }) => geometry.spacing?.at(-1))).toEqual([0.5, 1, 2]);
    const coarse = (await files[1]?.read())!;
    expect(coarse.origin).toEqual([0, 0.25, 0.25]);
    // The mean of the first four voxels of the first slice, rounded as the writer does.
    const four = [0, 1, 37, 38].map((at) => image.data[at] as number);
    expect(Math.abs((coarse.data[0] as number) - four.reduce((a, b) => a + b) / 4)).toBeLessThanOrEqual(0.5);
  });

  it("are refused by number where there are fewer", async () => {
    const message = /^E_OPTION .*has 3 levels: expected level 0 to 2 \(--level\), got 3$/;
    expect(await failure(openImage(tiff, { level: 3 }))).toMatch(message);
    expect(await failure(openFolder(zarr, { level: 3 }))).toMatch(message);
    const one = /^E_OPTION .*has 1 level: expected level 0 \(--level\), got 1$/;
    for (const format of ["png", "npy", "nrrd", "tiff"] as const) {
      const flat = await writeImage(randomImage(1, "uint8", [4, 5]), format);
      expect(await failure(openImage(flat, { level: 1 }))).toMatch(one);
      expect((await openImage(flat, { level: 0 })).levels).toBeUndefined();
    }
    expect(await failure(openImage(tiff, { level: 0.5 }))).toMatch(/^E_OPTION/);
  });

  it("stop where one cannot be read; the finest can", async () => {
    const pixels = Uint8Array.from({ length: 64 }, (_, i) => i);
    for (const places of [[9999], [0], [8], [8, 8, 8]]) {
      const file = await openImage(buildTiff({ pages: [page(8, 8, pixels, { 330: [4, places] })] }));
      expect([file.levels, file.shape]).toEqual([undefined, [8, 8]]);
      expect(file.notes).toEqual(["level 1 of its resolution cannot be read"]);
      expect([...(await file.read()).data]).toEqual([...pixels]);
    }
    const broken = memoryFolder("x.zarr", {
      ...Object.fromEntries([...writeFolder(image, { levels: 3 })].map(({ path, bytes }) => [path, bytes])),
      "2/.zarray": new Uint8Array(3),
    });
    const file = await openFolder(broken);
    expect([file.levels?.length, file.notes]).toEqual([2, ["level 2 of its resolution cannot be read"]]);
  });

  it("are no slices: small copies in a row with their page", async () => {
    const copy = (side: number) => page(side, side, new Uint8Array(side * side).fill(side), { 254: [4, [1]] });
    const bytes = buildTiff({ pages: [page(8, 8, new Uint8Array(64).fill(8)), copy(4), copy(2)] });
    const file = await openImage(bytes, { level: 2 });
    expect([file.axes, file.shape, file.levels, file.notes]).toEqual([
      "YX",
      [2, 2],
      [
        [8, 8],
        [4, 4],
        [2, 2],
      ],
      [],
    ]);
    expect([...(await file.read()).data]).toEqual([2, 2, 2, 2]);
  });
});

describe("arrays of an archive", async () => {
  const npy = (value: number, shape: number[]) => {
    const data = new Float32Array(shape.reduce((a, b) => a * b)).fill(value);
    return writeImage({ data, shape }, "npy");
  };
  const text = new TextEncoder().encode(
    "\x93NUMPY\x01\x00F\x00{'descr': '<U4', 'fortran_order': False, 'shape': (3,), }",
  );
  const files = { "names.npy": text, "flow.npy": await npy(1, [3, 4]), "masks.npy": await npy(2, [5, 6]) };

  it.each([0, 6] as const)(
    "are chosen by name, else the first image is taken; packed with effort %s",
    async (level) => {
      const archive = zipSync(files, { level });
      const first = await openImage(archive);
      expect([first.shape, first.notes]).toEqual([
        [3, 4],
        ['the array "flow" is read, not "names", "masks" (--array NAME)'],
      ]);
      const chosen = await openImage(archive, { array: "masks" });
      expect([chosen.shape, chosen.notes, (await chosen.read()).data[0]]).toEqual([[5, 6], [], 2]);
    },
  );

  it("are named where one is asked for that is not there, or no image", async () => {
    const archive = zipSync(files);
    expect(await failure(openImage(archive, { name: "a.npz", array: "mask" }))).toBe(
      'E_OPTION a.npz: has no array "mask"; it has "names", "flow", "masks" (--array NAME)',
    );
    expect(await failure(openImage(archive, { array: "names" }))).toMatch(/^E_FORMAT/);
    expect(await failure(openImage(files["flow.npy"], { array: "x" }))).toMatch(/^E_OPTION .*is no NPZ archive/);
    expect(await failure(openImage(tiff, { array: "x" }))).toMatch(/^E_OPTION .*is no NPZ archive/);
    expect(await failure(openImage(zipSync({ "names.npy": text })))).toMatch(/^E_FORMAT/);
  });
});
