/** Sections as large as histology has them must open without any option; ImageJ's stacks of one directory as far as Node can. */
import { constants } from "node:buffer";
import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
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
function stack(name: string, slices: number): string {
  const plane = SIDE * SIDE;
  const description = `ImageJ=1.54f\nimages=${slices}\nslices=${slices}\n`;
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

it("a stack of one directory is read beyond 2 GiB and 3 GiB", { timeout: 600_000 }, async () => {
  const path = stack("long.tif", 250);
  expect(await cliJson("inspect", path)).toMatchObject({ code: 4, error: { code: "E_LIMIT" } });
  for (const n of [0, 128, 193, 249]) {
    const report = await cliJson("inspect", path, "--slice", String(n), "--max-bytes", "4GiB");
    expect(report).toMatchObject({ code: 0, shape: [250, SIDE, SIDE], max: Math.max(n, 77) });
  }
});

it("a stack longer than Node holds is refused with what can be done, or read", { timeout: 600_000 }, async () => {
  const path = stack("longer.tif", 300);
  const report = await cliJson("convert", path, join(folder, "s.npy"), "--slice", "280", "--max-bytes", "8GiB");
  if (constants.MAX_LENGTH > 300 * SIDE * SIDE) {
    expect(report).toMatchObject({ code: 0, shape: [SIDE, SIDE] });
  } else {
    expect(report).toMatchObject({ code: 4, error: { code: "E_LIMIT", needed: 4096 + 300 * SIDE * SIDE } });
    expect(report.err).toContain("OME-Zarr");
  }
});
