import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { type Image, otsu } from "../../bindings/index.js";
import { openImage, writeImage } from "../../bindings/io/index.js";
import { kernelsOf } from "../builds.js";
import { CORPUS, corpusFile } from "../corpus.js";
import { coloursAt, computed, eventually, giveFile, openFile, placeOf, set, ViewerTest } from "./viewer.js";

const viewer = new ViewerTest();

const readout = (page: Page) => page.textContent("#readout");

describe("slices larger than a texture", () => {
  it("are drawn in tiles without seams", async () => {
    const [width, height] = [9000, 40];
    const data = Uint8Array.from({ length: width * height }, (_, i) => (i % width) % 251);
    const page = await viewer.open();
    await giveFile(page, { name: "wide.npy", bytes: await writeImage({ data, shape: [height, width] }, "npy") });
    await eventually(() => page.textContent("#subject-name")).toBe("wide.npy");
    await set(page, "sigma", 0);
    await page.keyboard.press("v");
    // Zoomed in where one tile ends and the next begins: every column has its own grey.
    const box = (await page.locator("#canvas").boundingBox()) as {
      x: number;
      y: number;
      width: number;
      height: number;
    };
    const fit = (box.width - 32) / width;
    const seam = { x: box.x + 16 + 4064 * fit, y: box.y + box.height / 2 };
    await page.mouse.move(seam.x, seam.y);
    for (let i = 0; i < 16; i++) await page.mouse.wheel(0, -400);
    await page.mouse.move(seam.x + 1, seam.y);
    const places = Array.from({ length: 9 }, (_, i) => ({ x: seam.x + (i - 4) * 70, y: seam.y }));
    const greys: number[] = [];
    const colours = await coloursAt(page, places);
    for (const [i, place] of places.entries()) {
      await page.mouse.move(place.x, place.y);
      await eventually(() => readout(page)).toMatch(/^wide\.npy/);
      const [, x, value] = (await readout(page))?.match(/\[\d+ (\d+)\]: (\d+)/)?.map(Number) ?? [];
      expect(value).toBe((x as number) % 251);
      greys.push(x as number);
      for (const part of colours[i] as number[]) expect(Math.abs(part - (value as number))).toBeLessThanOrEqual(1);
    }
    expect(Math.min(...greys)).toBeLessThan(4064);
    expect(Math.max(...greys)).toBeGreaterThanOrEqual(4064);
  });
});

describe("number types", () => {
  it.each([
    ["int16", Int16Array.from({ length: 64 }, (_, i) => i * 100 - 3200)],
    ["uint32", Uint32Array.from({ length: 64 }, (_, i) => i * 1000)],
    ["float32", Float32Array.from({ length: 64 }, (_, i) => i / 63 - 0.5)],
    ["float64", Float64Array.from({ length: 64 }, (_, i) => i * 1e-3)],
  ])("%s is shown from its smallest to its largest value", async (dtype, data) => {
    const page = await viewer.open();
    await openFile(page, { name: "ramp.npy", bytes: await writeImage({ data, shape: [8, 8] } as Image, "npy") });
    await page.keyboard.press("v");
    expect(await page.textContent("#image-detail")).toBe(dtype);
    expect(await page.isDisabled("#contrast-full")).toBe(dtype.startsWith("float"));
    const places = await Promise.all([0, 21, 42, 63].map((i) => placeOf(page, i % 8, i >> 3, 8, 8)));
    expect((await coloursAt(page, places)).map(([grey]) => grey)).toEqual([0, 85, 170, 255]);
  });
});

describe("spacing", () => {
  it("stretches pixels to their length", async () => {
    const page = await viewer.open();
    const image: Image = {
      data: Uint8Array.from({ length: 200 }, (_, i) => i),
      shape: [10, 20],
      spacing: [3, 1],
      unit: "µm",
    };
    await openFile(page, { name: "tall.tif", bytes: await writeImage(image, "tiff") });
    const { x, y } = await placeOf(page, 15, 9, 20, 10, 3);
    await page.mouse.move(x, y);
    await eventually(() => readout(page)).toContain("[9 15]: 195");
    expect(await readout(page)).toContain("27.00, 15.00 µm");
    expect(await page.textContent("#scale-bar-text")).toMatch(/^\d+ µm$/);
  });
});

describe("packed DICOM", () => {
  const { cases } = JSON.parse(readFileSync(new URL("../golden/packed.json", import.meta.url), "utf8")) as {
    cases: Record<string, { base64: string; values: string }>;
  };

  it("is unpacked by decoders that come with the page", async () => {
    const page = await viewer.open();
    for (const name of [
      "JPEG 2000, bytes",
      "high-throughput JPEG 2000, bytes",
      "JPEG-LS, bytes",
      "lossless JPEG, bytes",
    ]) {
      const { base64, values } = cases[name] as { base64: string; values: string };
      await openFile(page, { name: `${name}.dcm`, bytes: new Uint8Array(Buffer.from(base64, "base64")) });
      const { x, y } = await placeOf(page, 15, 9, 17, 11);
      await page.mouse.move(x - 1, y);
      await page.mouse.move(x, y);
      await eventually(() => readout(page)).toContain(`[9 15]: ${Buffer.from(values, "base64")[9 * 17 + 15]}`);
    }
  });
});

describe("a JPEG", () => {
  it("is decoded by the decoder that comes with the page", async () => {
    const { cases } = JSON.parse(readFileSync(new URL("../golden/jpeg.json", import.meta.url), "utf8"));
    const bytes = new Uint8Array(Buffer.from(cases["progressive grey, 33 × 18"].base64, "base64"));
    const { data } = await (await openImage(bytes)).read();
    const page = await viewer.open();
    await openFile(page, { name: "grey.jpg", bytes });
    const { x, y } = await placeOf(page, 15, 9, 18, 33);
    await page.mouse.move(x - 1, y);
    await page.mouse.move(x, y);
    await eventually(() => readout(page)).toContain(`[9 15]: ${data[9 * 18 + 15]}`);
  });
});

describe.skipIf(!CORPUS)("real files", () => {
  it("colour comes as luminance, and channel by channel", async () => {
    const page = await viewer.open();
    const bytes = readFileSync(corpusFile("lesson", "shapes-01.jpg"));
    await openFile(page, { name: "shapes-01.jpg", bytes });
    const file = await openImage(bytes);
    const width = (await file.read()).shape[1] as number;
    const channels = page.locator("#channel option");
    expect(await channels.allTextContents()).toEqual(["Luminance", "Red", "Green", "Blue"]);
    const box = (await page.locator("#canvas").boundingBox()) as { x: number; y: number };
    for (const [value, channel, nudge] of [["", undefined, 0] as const, ["0", 0, 1] as const, ["2", 2, 2] as const]) {
      await page.selectOption("#channel", value);
      const { data } = await file.read(channel === undefined ? {} : { channel });
      await page.mouse.move(box.x + 200 + nudge, box.y + 300);
      const shown = async () => {
        const [, y, x, seen] = (await readout(page))?.match(/\[(\d+) (\d+)\]: ([\d.]+)/)?.map(Number) ?? [];
        return seen === Number((data[(y as number) * width + (x as number)] as number).toPrecision(6));
      };
      await eventually(async () => (await page.inputValue("#channel")) === value && (await shown())).toBe(true);
    }
  });

  it("human mitosis: Otsu's level and the number of nuclei", async () => {
    const page = await viewer.open();
    const bytes = readFileSync(corpusFile("lesson", "human_mitosis.tif"));
    await openFile(page, { name: "human_mitosis.tif", bytes });
    for (const [id, value] of Object.entries({ sigma: 0, erode: 0, expand: 0 })) await set(page, id, value);
    await computed(page);
    expect(await page.inputValue("#level")).toBe(String(otsu(kernelsOf(), await (await openImage(bytes)).read())));
    expect(await page.textContent("#count")).toBe("293");
  });
});
