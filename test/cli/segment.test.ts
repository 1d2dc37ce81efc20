import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Recipe } from "../../bindings/index.js";
import { runRecipe } from "../../bindings/index.js";
import { openImage } from "../../bindings/io/index.js";
import { sample } from "../../bindings/sample/index.js";
import { kernelsOf } from "../builds.js";
import { CORPUS, corpusFile } from "../corpus.js";
import { drawn } from "../images.js";
import { cli, cliJson, imageFile, listing, temporaryFolder } from "./host.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const readBack = async (path: string) => (await openImage(readFileSync(path))).read();

/** How many voxels of a file are not 0. */
async function labelledVoxels(path: string) {
  const values: ArrayLike<number> = (await readBack(path)).data;
  return Array.from(values).filter((value) => value !== 0).length;
}

/** SHA-256 of a file's voxels as little-endian int32. */
async function digestOf(path: string) {
  const { data } = await readBack(path);
  return createHash("sha256").update(Int32Array.from(data)).digest("hex");
}

describe("segment", () => {
  it.each([
    [3, 6, 6, 18679, 4, "1f5fa868cadf91e8"],
    [1, 4, 4, 16779, 6, "2b05d2458dce15af"],
    [1, 2, 2, 16779, 6, "d9b057c688f1235d"],
  ])(
    "gives the published labels of the acceptance volume at sigma %d, erode %d, expand %d",
    async (sigma, erode, expand, foreground, labels, digest) => {
      const input = await imageFile(folder, "acceptance.tif", sample("acceptance"));
      const output = at(`labels-${sigma}-${erode}.tif`);
      const options = ["--sigma", String(sigma), "--erode", String(erode), "--expand", String(expand)];
      const { code, out } = await cli("segment", input, "-o", output, ...options, "--json", "--quiet");
      expect(code).toBe(0);
      const document = JSON.parse(out);
      expect(Object.keys(document).sort()).toEqual(
        ["schema", "path", "threshold", "foreground", "labels", "dtype", "shape", "output", "sha256", "ms"].sort(),
      );
      expect(document).toMatchObject({ schema: 1, foreground, labels, dtype: "uint8", shape: [24, 64, 64], output });
      expect(document.threshold).toBeCloseTo(sigma === 3 ? 9312.61734 : 11508.77332, 1);
      expect(document.sha256.slice(0, 16)).toBe(digest);
      expect(await digestOf(output)).toBe(document.sha256);
      expect(Object.keys(document.ms)).toEqual(["read", "compute", "write"]);
    },
  );

  it("finds the thirty nuclei of the example and writes everything asked for", async () => {
    const input = await imageFile(folder, "nuclei.tif", sample("nuclei"));
    const names = ["labels.tif", "table.csv", "look.png", "steps.json"].map((name) => at(`nuclei-${name}`)) as [
      string,
      string,
      string,
      string,
    ];
    const [labels, table, look, steps] = names;
    const extras = ["--stats", table, "--overlay", look, "--recipe-out", steps];
    const { code, err } = await cli("segment", input, "-o", labels, ...extras);
    expect(code).toBe(0);
    expect(err).toContain("30 objects, 60×256×256 uint8");
    const lines = readFileSync(table, "utf8").trimEnd().split("\r\n");
    expect(lines).toHaveLength(31);
    expect(lines[0]).toMatch(/^label,count,volume_um3,.*centroid_z_um,.*intensity_mean/);
    const picture = await openImage(readFileSync(look));
    expect(picture.axes).toBe("YXS");
    const recipe = JSON.parse(readFileSync(steps, "utf8")) as Recipe;
    const again = runRecipe(kernelsOf(), await readBack(input), recipe) as { data: Uint8Array };
    expect(createHash("sha256").update(Int32Array.from(again.data)).digest("hex")).toBe(await digestOf(labels));
    const written = await readBack(labels);
    expect(written.data).toBeInstanceOf(Uint8Array);
    expect(written.spacing?.map((step) => Number(step.toFixed(6)))).toEqual([0.29, 0.26, 0.26]);
  });

  it("takes a level of one's own, a sigma per axis and the other options", async () => {
    const input = await imageFile(folder, "small.tif", drawn(["9 9 . .", "9 . . 5", ". . . 5"]));
    const options = ["--sigma", "0", "--erode", "0", "--expand", "0"];
    const run = async (...more: string[]) =>
      (await cliJson("segment", input, "-o", at("s.tif"), "-f", "-q", ...options, ...more)) as never as {
        labels: number;
        threshold: number;
        foreground: number;
      };
    expect(await run("--threshold", "4.5")).toMatchObject({ labels: 2, threshold: 4.5, foreground: 5 });
    expect(await run("--threshold", "8")).toMatchObject({ labels: 1, foreground: 3 });
    expect(await run("--threshold", "4", "--min-size", "3")).toMatchObject({ labels: 1, foreground: 5 });
    expect(await run("--threshold", "mean", "--connectivity", "4")).toMatchObject({ labels: 2 });
    const vector = await cliJson("segment", input, "-o", at("s.tif"), "-f", "-q", "--sigma", "1,0", "--erode", "0");
    expect(vector.code).toBe(0);
  });

  it.each([
    [["--sigma", "1,2,3,4"], 2, "E_SIGMA"],
    [["--sigma", "1,2,3"], 2, "E_SIGMA"],
    [["--erode", "-1"], 2, "E_RADIUS"],
    [["--erode", "1.5"], 2, "E_RADIUS"],
    [["--connectivity", "26"], 2, "E_CONNECTIVITY"],
    [["--connectivity", "5"], 2, "E_CONNECTIVITY"],
    [["--threshold", "best"], 2, "E_OPTION"],
    [["--stats", "x.txt"], 2, "E_OPTION"],
    [["--overlay", "x.jpg"], 2, "E_OPTION"],
    [["--channel", "1"], 2, "E_OPTION"],
  ])("refuses %j and writes nothing", async (options, code, error) => {
    const own = await imageFile(folder, "flat.tif", drawn(["1 2 3", "4 5 6"]));
    const before = listing(folder);
    const ended = await cliJson("segment", own, "-o", at("never.tif"), ...options);
    expect(ended).toMatchObject({ code, error: { code: error } });
    expect(listing(folder)).toEqual(before);
  });

  it("refuses two outputs of one name before it reads anything", async () => {
    const { code, err } = await cli(
      "segment",
      at("missing.tif"),
      "-o",
      at("same.json"),
      "--recipe-out",
      at("same.json"),
    );
    expect(code).toBe(2);
    expect(err).toContain("must end in");
    const twice = await cli("segment", at("missing.tif"), "-o", at("same.png"), "--overlay", at("./SAME.png"));
    expect(twice).toMatchObject({ code: 2, err: expect.stringContaining("--output and --overlay name the same file") });
  });

  it("leaves nothing when one of several outputs is in the way", async () => {
    const input = await imageFile(folder, "two.tif", drawn(["1 9", "1 9"]));
    const table = await imageFile(folder, "table.png", drawn(["1"]));
    const { code } = await cli("segment", input, "-o", at("fresh.tif"), "--overlay", table, "--erode", "0");
    expect(code).toBe(2);
    expect(listing(folder)).not.toContain("fresh.tif");
  });

  it("says what to do about an image of one value", async () => {
    const input = await imageFile(folder, "constant.tif", drawn(["3 3", "3 3"]));
    const { code, labels } = (await cliJson("segment", input, "-o", at("constant-labels.tif"), "-q")) as never as {
      code: number;
      labels: number;
    };
    // Nothing is above the only value there is: no objects, and no error.
    expect({ code, labels }).toEqual({ code: 0, labels: 0 });
  });

  it("refuses NaN", async () => {
    const input = await imageFile(folder, "nan.tif", { data: Float32Array.of(1, Number.NaN, 3, 4), shape: [2, 2] });
    expect(await cliJson("segment", input, "-o", at("nan-labels.tif"))).toMatchObject({
      code: 3,
      error: { code: "E_NONFINITE" },
    });
  });
});

describe.runIf(CORPUS)("segment on real images", () => {
  it("finds the 24 nuclei that scikit-image finds", async () => {
    const input = corpusFile("lesson", "xyz_8bit__nuclei_autothresh.tif");
    const output = at("xyz.tif");
    const document = await cliJson("segment", input, "-o", output, "--sigma", "2", "--erode", "4", "--expand", "4");
    expect(document).toMatchObject({ code: 0, labels: 24, foreground: 49830, dtype: "uint8" });
    expect(await labelledVoxels(output)).toBe(19520);
    expect(document["threshold"]).toBeCloseTo(0.14757283059705095 * 255, 4);
  });

  it("keeps the one nucleus of the lesson's crop", async () => {
    const input = corpusFile("lesson", "cells3d_one_nucleus_crop.tif");
    const document = await cliJson("segment", input, "-o", at("crop.tif"), "--erode", "5", "--expand", "5");
    expect(document).toMatchObject({ code: 0, labels: 1, foreground: 27262 });
    expect(await labelledVoxels(at("crop.tif"))).toBe(26531);
  });

  it("counts human mitosis and blobs step by step", async () => {
    for (const [file, count] of [
      ["human_mitosis.tif", 293],
      ["blobs/blobs.tif", 64],
    ] as const) {
      const mask = at("mask.tif");
      expect((await cli("threshold", corpusFile("lesson", file), "-o", mask, "-f")).code).toBe(0);
      expect(await cliJson("label", mask, "-o", at("objects.tif"), "-f")).toMatchObject({ code: 0, labels: count });
    }
  });
});
