import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Dtype, dtypeOf, type Image } from "../../bindings/core/image.js";
import { openImage, writeImage } from "../../bindings/io/index.js";
import { randomImage } from "../images.js";
import { cli, cliJson, temporaryFolder } from "./host.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const ENDINGS = [".tif", ".ome.tif", ".npy", ".nii", ".nii.gz", ".nrrd", ".mha"];
const TYPES: readonly Dtype[] = ["uint8", "int16", "uint16", "float32"];

async function put(name: string, image: Image): Promise<string> {
  writeFileSync(at(name), await writeImage(image, "nrrd"));
  return at(name);
}

const read = async (name: string) => (await openImage(readFileSync(at(name)), { name })).read();

describe("convert", () => {
  it.each(ENDINGS.flatMap((from) => ENDINGS.map((to) => [from, to] as const)))(
    "%s to %s and back keeps every value",
    async (from, to) => {
      for (const [seed, dtype] of TYPES.entries()) {
        const image = randomImage(seed, dtype, [3, 5, 7], 0, 100);
        const names = ["start.nrrd", `there${from}`, `and${to}`, `back${from}`];
        await put("start.nrrd", image);
        for (let step = 1; step < names.length; step++) {
          const [input, output] = names.slice(step - 1, step + 1).map(at) as [string, string];
          expect(await cli("convert", input, output, "--force", "--quiet")).toMatchObject({ code: 0 });
        }
        const back = await read(`back${from}`);
        expect([dtypeOf(back.data), back.shape]).toEqual([dtype, [3, 5, 7]]);
        expect(back.data).toEqual(image.data);
      }
    },
  );

  it("reports the geometry a format cannot hold", async () => {
    const placed: Image = {
      ...randomImage(1, "uint8", [2, 3, 4]),
      spacing: [2, 1, 1],
      unit: "mm",
      origin: [1, 2, 3],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, -1],
      space: "LPS",
    };
    const input = await put("placed.nrrd", placed);
    const kept = await cliJson("convert", input, at("placed.nii.gz"));
    expect(kept).toMatchObject({ code: 0, from: "nrrd", to: "nifti", lost: [], dtype: "uint8", shape: [2, 3, 4] });
    expect(await read("placed.nii.gz")).toMatchObject({ origin: [1, 2, 3], direction: placed.direction });
    const tiff = await cliJson("convert", input, at("placed.tif"));
    expect(tiff.lost).toEqual(["origin", "direction", "space"]);
    expect(tiff.err).toContain("note: TIFF does not keep origin, direction, space");
  });

  it("refuses what a format cannot hold, and writes nothing", async () => {
    const input = await put("deep.nrrd", randomImage(1, "float32", [2, 3, 4]));
    const ended = await cli("convert", input, at("deep.png"));
    expect([ended.code, ended.err]).toEqual([5, expect.stringContaining("PNG holds one slice")]);
    expect(() => readFileSync(at("deep.png"))).toThrow();
    expect((await cli("convert", input, at("deep.xyz"))).code).toBe(2);
    expect((await cli("convert", input, input)).code).toBe(2);
  });
});
