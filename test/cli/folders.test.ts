/** Outputs that are folders: OME-Zarr. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openFolder } from "../../bindings/io/index.js";
import { folderAt } from "../../cli/input.js";
import { randomImage } from "../images.js";
import { cli, cliJson, listing, placesOf } from "./host.js";

const image = { ...randomImage(1, "uint8", [3, 20, 30], 0, 3), spacing: [2, 1, 1], unit: "µm" };
const place = placesOf(image);

const read = async (path: string) => (await openFolder(folderAt(path, 2 ** 30))).read();
const names = (path: string) => readdirSync(path, { recursive: true, encoding: "utf8" }).sort();

describe("folders", () => {
  it.each(["0.4", "0.5"])("hold an image as OME-Zarr %s, and nothing else appears", async (version) => {
    const { folder, input, at } = await place();
    const ended = await cliJson("convert", input, at("a.ome.zarr"), "--ome-zarr", version);
    expect(ended).toMatchObject({ code: 0, to: "zarr", lost: [] });
    expect(listing(folder)).toEqual(["a.ome.zarr", "in.tif"]);
    expect(names(at("a.ome.zarr"))).toContain(version === "0.4" ? ".zattrs" : "zarr.json");
    expect(await read(at("a.ome.zarr"))).toEqual(image);
    expect(await cli("convert", at("a.ome.zarr"), at("back.npy"))).toMatchObject({ code: 0 });
  });

  it("hold labels as label images", async () => {
    const { input, at } = await place();
    const segmented = await cliJson("label", input, "-o", at("l.zarr"));
    expect(segmented).toMatchObject({ code: 0, kind: "labels" });
    expect((await read(at("l.zarr"))).data).toBeInstanceOf(Uint8Array);
    expect(JSON.parse(readFileSync(at("l.zarr/.zattrs"), "utf8"))["image-label"].colors.length).toBe(segmented.labels);
    await cli("convert", input, at("m.zarr"), "--labels");
    expect(JSON.parse(readFileSync(at("m.zarr/.zattrs"), "utf8"))["image-label"].colors.length).toBe(3);
    expect(await cli("stats", at("l.zarr"))).toMatchObject({ code: 0 });
  });

  it("have as many levels as asked for", async () => {
    const { input, at } = await place();
    await cli("convert", input, at("a.zarr"), "--levels", "3");
    expect(readdirSync(at("a.zarr")).sort()).toEqual([".zattrs", ".zgroup", "0", "1", "2"]);
  });

  it("are replaced with --force only, and then whole", async () => {
    const { folder, input, at } = await place();
    expect((await cli("convert", input, at("a.zarr"), "--levels", "3")).code).toBe(0);
    const refused = await cli("convert", input, at("a.zarr"));
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("exists already")]);
    expect(await cli("convert", input, `${at("a.zarr")}/`, "--force", "--ome-zarr", "0.5")).toMatchObject({ code: 0 });
    expect(readdirSync(at("a.zarr")).sort()).toEqual(["0", "zarr.json"]);
    expect(listing(folder)).toEqual(["a.zarr", "in.tif"]);
  });

  it("that are no image are never replaced", async () => {
    const { input, at } = await place();
    mkdirSync(at("a.zarr"));
    writeFileSync(at("a.zarr/thesis.txt"), "mine");
    for (const more of [[], ["--force"]]) {
      const { code, err } = await cli("convert", input, at("a.zarr"), ...more);
      expect([code, err]).toEqual([2, expect.stringContaining("it is a folder")]);
    }
    expect(readFileSync(at("a.zarr/thesis.txt"), "utf8")).toBe("mine");
  });

  it("are never replaced where the input lies in them", async () => {
    const { input, at } = await place();
    await cli("convert", input, at("a.zarr"));
    renameSync(input, at("a.zarr/in.tif"));
    const inside = await cli("convert", at("a.zarr/in.tif"), at("a.zarr"), "--force");
    expect([inside.code, inside.err]).toEqual([2, expect.stringContaining("holds the input")]);
    const itself = await cli("convert", at("a.zarr"), at("a.zarr"), "--force");
    expect([itself.code, itself.err]).toEqual([2, expect.stringContaining("is the input")]);
    expect(existsSync(at("a.zarr/in.tif"))).toBe(true);
  });
});
