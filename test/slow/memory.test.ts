/**
 * What the built command holds at most while it reads an image of about 100 MB in each format and writes it in another:
 * at most 3.5 times the decoded size and 64 MB; where that is not reached yet, no more than it is now. Prints the table of
 * docs/robustness.md.
 */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "jpeg-js";
import { afterAll, expect, it } from "vitest";
import { measureNode } from "../../bench/process.js";
import { writeImage } from "../../bindings/io/index.js";
import { BIN, temporaryFolder } from "../cli/host.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);

const rows: string[] = [];
afterAll(() => process.stderr.write(`${["| | decoded MB | peak MB | allowed MB |", ...rows].join("\n")}\n`));

/** Steps with a little noise, as 16-bit numbers, or a few labels. */
function picture(shape: readonly number[], labels = false) {
  const n = shape.reduce((product, extent) => product * extent, 1);
  const data = labels ? new Uint8Array(n) : new Uint16Array(n);
  for (let i = 0, state = 1; i < n; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    data[i] = labels ? ((i >> 7) ^ (i >> 18)) & 3 : (((i >> 5) ^ (i >> 15)) & 255) * 16 + (state >>> 28);
  }
  return { data, shape, spacing: shape.map(() => 0.5), unit: "mm" };
}

/** Converts `from` into `to` in a process of its own; `bytes` is the decoded size. */
async function convert(from: string, to: string, bytes: number, ...options: string[]): Promise<void> {
  const { code, err, peak } = await measureNode(BIN, "convert", at(from), at(to), "--force", "--quiet", ...options);
  expect(`${code} ${code === 0 ? "" : err}`).toBe("0 ");
  const allowed = 3.5 * bytes + 64e6;
  const figures = [bytes, peak, allowed].map((value) => Math.round(value / 1e6));
  rows.push(`| ${[from, "→", to, ...options].join(" ")} | ${figures.join(" | ")} |`);
  expect.soft(peak, `${from} → ${to}`).toBeLessThan(allowed);
}

const VOLUME = [48, 1024, 1024];
const BYTES = 48 * 2 ** 21;

it("volumes", { timeout: 900_000 }, async () => {
  writeFileSync(at("a.npy"), await writeImage(picture(VOLUME), "npy"));
  const targets = [
    ["a.tif"],
    ["raw.ome.tif"],
    ["a.ome.tif", "--levels", "3"],
    ["a.nii"],
    ["a.nii.gz"],
    ["a.nrrd"],
    ["a.mha"],
    ["a.ome.zarr"],
    ["b.ome.zarr", "--ome-zarr", "0.5"],
  ] as const;
  for (const [to, ...options] of targets) await convert("a.npy", to, BYTES, ...options);
  for (const [from] of targets) await convert(from, "back.npy", BYTES);
});

it("pictures", { timeout: 900_000 }, async () => {
  const side = 7000;
  writeFileSync(at("p.npy"), await writeImage(picture([side, side]), "npy"));
  await convert("p.npy", "p.png", 2 * side * side);
  await convert("p.png", "back.npy", 2 * side * side);
  const [width, height] = [5000, 4000];
  const data = new Uint8Array(width * height * 4).map((_, i) => (i >> 9) & 255);
  writeFileSync(at("p.jpg"), encode({ width, height, data }, 80).data);
  await convert("p.jpg", "back.npy", 4 * width * height);
});

it("segments", { timeout: 900_000 }, async () => {
  const shape = [96, 1024, 1024];
  const bytes = 96 * 2 ** 20;
  writeFileSync(at("l.npy"), await writeImage(picture(shape, true), "npy"));
  for (const to of ["l.seg.nrrd", "l.dcm"]) {
    await convert("l.npy", to, bytes);
    expect(existsSync(at(to))).toBe(true);
    await convert(to, "back.nrrd", bytes);
  }
});
