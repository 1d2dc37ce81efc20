/** Sections as large as histology has them must open without any option; parts of stacks longer than Node holds. */
import { constants } from "node:buffer";
import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import { expect, it } from "vitest";
import { openImage, writeImage } from "../../bindings/io/index.js";
import { cliJson, temporaryFolder } from "../cli/host.js";
import { buildTiff, page } from "../io/tiffs.js";

it.each(["tiff", "png", "npy"] as const)("a %s of 14,000 × 10,000 pixels passes the default limits", async (format) => {
  const [height, width] = [10_000, 14_000];
  const data = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) data.fill((y >> 6) & 255, y * width, (y + 1) * width);
  const bytes = await writeImage({ data, shape: [height, width] }, format);
  const image = await (await openImage(bytes, { name: `section.${format}` })).read();
  expect(image.shape).toEqual([height, width]);
  expect(Buffer.compare(image.data as Uint8Array, data)).toBe(0);
});

const SIDE = 4096;
const folder = temporaryFolder();

/** A sparse file of many slices of 16 MiB behind one directory; slice `n` begins with its number. */
function stack(name: string, slices: number, axes: Record<string, number> = { slices }): string {
  const plane = SIDE * SIDE;
  const lines = Object.entries(axes).map(([axis, extent]) => `${axis}=${extent}\n`);
  const description = `ImageJ=1.54f\nimages=${slices}\n${lines.join("")}`;
  const head = buildTiff({
    pages: [page(SIDE, SIDE, new Uint8Array(0), { 270: [2, description], 273: [4, [4096]], 279: [4, [plane]] })],
  });
  const path = join(folder, name);
  const file = openSync(path, "w");
  writeSync(file, head, 0, head.length, 0);
  for (let n = 0; n < slices; n++) writeSync(file, Uint8Array.of(n & 255, 77), 0, 2, 4096 + n * plane);
  ftruncateSync(file, 4096 + slices * plane);
  closeSync(file);
  return path;
}

it.each(["tif", "seg"])("a stack of one directory is read beyond 4 GiB (%s)", { timeout: 600_000 }, async (name) => {
  const path = stack(`${name}.tif`, 400);
  expect(await cliJson("inspect", path)).toMatchObject({ code: 4, error: { code: "E_LIMIT" } });
  const header = await cliJson("inspect", path, "--header");
  expect(header).toMatchObject({ code: 0, shape: [400, SIDE, SIDE], dtype: "uint8" });
  for (const n of [0, 128, 193, 256, 399]) {
    const report = await cliJson("inspect", path, "--slice", String(n));
    expect(report).toMatchObject({ code: 0, max: Math.max(n & 255, 77) });
  }
});

it("parts of a hyperstack of 6 GiB are segmented, converted and parted at a level", { timeout: 600_000 }, async () => {
  const path = stack("hyper.tif", 400, { channels: 2, slices: 4, frames: 50 });
  const part = ["--channel", "1", "--time", "49", "--slab", "1:3"];
  const out = (name: string) => join(folder, name);
  const converted = await cliJson("convert", path, out("c.nrrd"), ...part);
  expect(converted).toMatchObject({ code: 0, shape: [2, SIDE, SIDE] });
  // Plane (49 · 4 + 1) · 2 + 1 = 395 begins with its number.
  expect(await cliJson("inspect", out("c.nrrd"), "--slice", "0")).toMatchObject({ max: 395 & 255 });
  const threshold = await cliJson("threshold", path, "-o", out("t.tif"), "--level", "76", ...part);
  expect(threshold).toMatchObject({ code: 0, shape: [2, SIDE, SIDE] });
  const small = ["--sigma", "0", "--erode", "0", "--expand", "0", "--threshold", "76"];
  const segmented = await cliJson("segment", path, "-o", out("s.tif"), ...part, ...small);
  expect(segmented).toMatchObject({ code: 0, foreground: 4 });
});

it("a packed file longer than Node holds is refused with what can be done", { timeout: 600_000 }, async () => {
  const path = join(folder, "longer.npz");
  const file = openSync(path, "w");
  writeSync(file, zipSync({ "a.npy": await writeImage({ data: new Uint8Array(4), shape: [2, 2] }, "npy") }));
  ftruncateSync(file, 5 * 2 ** 30);
  closeSync(file);
  const report = await cliJson("inspect", path, "--max-bytes", "8GiB");
  expect(report.code).not.toBe(0);
  if (constants.MAX_LENGTH < 5 * 2 ** 30) {
    expect(report).toMatchObject({ code: 4, error: { code: "E_LIMIT", needed: 5 * 2 ** 30 } });
    expect(report.err).toContain("OME-Zarr");
  }
});
