import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openImage } from "../../bindings/io/index.js";
import { drawn } from "../images.js";
import { cli, cliJson, imageFile, temporaryFolder } from "./host.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const valuesOf = async (path: string) => Array.from((await (await openImage(readFileSync(path))).read()).data, Number);

/** A valley, a ridge, a valley; a marker in each; and a mask without the first and the last pixel. */
const files = async () => ({
  image: await imageFile(folder, "image.tif", drawn(["3 1 2 7 2 1 3"])),
  markers: await imageFile(folder, "markers.tif", drawn([". 5 . . . 2 ."])),
  mask: await imageFile(folder, "mask.tif", drawn([". 1 1 1 1 1 ."])),
});

describe("watershed", () => {
  it("grows from the file of --markers within that of --mask, and names both in its JSON", async () => {
    const { image, markers, mask } = await files();
    const output = at("within.tif");
    const document = await cliJson("watershed", image, "-o", output, "--markers", markers, "--mask", mask);
    expect(document).toMatchObject({ op: "watershed", others: { markers, mask }, output });
    expect(await valuesOf(output)).toEqual([0, 5, 5, 5, 2, 2, 0]);
  });

  it("takes the image's own minima and all of it without them", async () => {
    const { image } = await files();
    const output = at("alone.tif");
    expect((await cli("watershed", image, "-o", output)).code).toBe(0);
    expect(await valuesOf(output)).toEqual([1, 1, 1, 1, 2, 2, 2]);
  });

  it("refuses markers of another shape, naming both shapes, and leaves no output", async () => {
    const { image } = await files();
    const markers = await imageFile(folder, "small.tif", drawn(["1 2"]));
    const { code, err } = await cli("watershed", image, "-o", at("never.tif"), "--markers", markers);
    expect(code).not.toBe(0);
    expect(err).toContain("must have one shape");
    expect(() => readFileSync(at("never.tif"))).toThrow("ENOENT");
  });
});
