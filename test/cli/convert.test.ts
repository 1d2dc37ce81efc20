import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Dtype, dtypeOf, type Image } from "../../bindings/core/image.js";
import { type Hyperstack, openImage, writeImage } from "../../bindings/io/index.js";
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

  it("keeps channels, times and colours where both formats hold them, and asks where one does not", async () => {
    const data = randomImage(3, "uint16", [1, 1, 3 * 2 * 4 * 5 * 6], 0, 999).data;
    const stack: Hyperstack = { data, shape: [3, 2, 4, 5, 6], meaning: "channels", spacing: [2, 1, 1], unit: "mm" };
    writeFileSync(at("stack.tif"), await writeImage(stack, "tiff"));
    for (const name of ["stack.ome.tif", "stack.nii.gz", "stack.nrrd", "stack.mha"]) {
      const there = await cliJson("convert", at("stack.tif"), at(name));
      expect(there).toMatchObject({ code: 0, axes: "TCZYX", shape: [3, 2, 4, 5, 6], dtype: "uint16" });
      expect((await cli("convert", at(name), at("back.tif"), "--force")).code).toBe(0);
      const back = await (await openImage(readFileSync(at("back.tif")))).readHyperstack();
      expect([back.shape, back.data]).toEqual([stack.shape, data]);
    }
    const asked = await cli("convert", at("stack.tif"), at("stack.npy"));
    expect([asked.code, asked.err]).toEqual([2, expect.stringContaining("--channel N")]);
    const one = await cliJson("convert", at("stack.tif"), at("one.npy"), "--channel", "1", "--time", "2");
    expect([one.code, one.shape]).toEqual([0, [4, 5, 6]]);
    const times = await cliJson("convert", at("stack.tif"), at("times.nii"), "--channel", "1");
    expect(times.shape).toEqual([3, 1, 4, 5, 6]);
  });

  it("keeps the colours of a picture; equal ones are one channel", async () => {
    const picture = (data: Uint8Array): Hyperstack => ({ data, shape: [1, 3, 1, 4, 5], meaning: "rgb" });
    const colours = randomImage(4, "uint8", [1, 1, 60]).data as Uint8Array;
    writeFileSync(at("colours.png"), await writeImage(picture(colours), "png"));
    const kept = await cliJson("convert", at("colours.png"), at("colours.tif"));
    expect(kept).toMatchObject({ code: 0, shape: [1, 3, 1, 4, 5], err: expect.stringContaining("4×5 rgb uint8") });
    expect((await (await openImage(readFileSync(at("colours.tif")))).readHyperstack()).data).toEqual(colours);
    const grey = await cliJson("convert", at("colours.png"), at("grey.tif"), "--grey");
    expect([grey.dtype, grey.shape]).toEqual(["float32", [4, 5]]);
    const equal = Uint8Array.from({ length: 60 }, (_, i) => colours[i % 20] as number);
    writeFileSync(at("equal.png"), await writeImage(picture(equal), "png"));
    const plain = await cliJson("convert", at("equal.png"), at("equal.tif"));
    expect([plain.dtype, plain.shape]).toEqual(["uint8", [4, 5]]);
  });
});
