import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { histogram, type Image, sample, segment } from "../../bindings/index.js";
import { writeImage } from "../../bindings/io/index.js";
import { type Colour, labelColour } from "../../web/view/colours.js";
import { kernelsOf } from "../builds.js";
import { coloursAt, computed, eventually, openFile, placeOf, set, ViewerTest } from "./viewer.js";

const k = kernelsOf();
const volume: Image = { ...sample("acceptance"), spacing: [0.5, 0.25, 0.25], unit: "µm" };
const file = { name: "spheres.tif", bytes: await writeImage(volume, "tiff") };
const valueAt = (z: number, y: number, x: number) => volume.data[(z * 64 + y) * 64 + x] as number;
const labels = segment(k, volume, { sigma: 1, erode: 2, expand: 3 }).labels;
const labelAt = (z: number, y: number, x: number) => labels.data[(z * 64 + y) * 64 + x] as number;

async function openVolume(viewer: ViewerTest): Promise<Page> {
  const page = await viewer.open();
  await openFile(page, file);
  for (const [id, value] of Object.entries({ sigma: 1, erode: 2, expand: 3 })) await set(page, id, value);
  await computed(page);
  return page;
}

/** Grey that a value has on the screen. */
const grey = (value: number, low: number, high: number, gamma = 1) =>
  Math.round(255 * Math.min(1, Math.max(0, (value - low) / (high - low))) ** gamma);

const blend = (under: number, colour: Colour, opacity: number) =>
  colour.map((part) => under + (255 * part - under) * opacity);

/** Voxels of a slice as places, spread over it. */
const SPREAD = Array.from({ length: 49 }, (_, i) => ({ x: 4 + 9 * (i % 7), y: 4 + 9 * Math.floor(i / 7) }));

async function expectPicture(page: Page, z: number, shown: (value: number, label: number) => number[]): Promise<void> {
  const places = await Promise.all(SPREAD.map(({ x, y }) => placeOf(page, x, y, 64, 64)));
  const colours = await coloursAt(page, places);
  for (const [i, { x, y }] of SPREAD.entries()) {
    const want = shown(valueAt(z, y, x), labelAt(z, y, x));
    const off = Math.max(...want.map((part, c) => Math.abs(part - (colours[i]?.[c] as number))));
    expect(off, `voxel ${z} ${y} ${x}: got ${colours[i]}, want ${want.map(Math.round)}`).toBeLessThanOrEqual(2);
  }
}

function testPictures(viewer: ViewerTest, renderer: string): void {
  it("shows grey values by the formula, and labels in their colours", async () => {
    const page = await openVolume(viewer);
    expect(await page.getAttribute("#canvas", "data-renderer")).toBe(renderer);
    const [low, high] = [Number(await page.inputValue("#low")), Number(await page.inputValue("#high"))];
    await expectPicture(page, 12, (value, label) => {
      const under = grey(value, low, high);
      return label === 0 ? [under, under, under] : blend(under, labelColour(label), 0.6);
    });
    await page.keyboard.press("v");
    await set(page, "low", 5000);
    await set(page, "high", 30000);
    await page.fill("#gamma", "0.5");
    await expectPicture(page, 12, (value) => Array(3).fill(grey(value, 5000, 30000, 0.5)));
  });

  it("shows outlines, one label alone, and napari's colours", async () => {
    const page = await openVolume(viewer);
    await page.selectOption("#palette", "napari");
    await page.fill("#opacity", "1");
    await expectPicture(page, 12, (value, label) => {
      const under = grey(value, 2000, 42040);
      return label === 0 ? [under, under, under] : blend(under, labelColour(label, "napari"), 1);
    });
    await page.fill("#contour", "1");
    // The middle of the first sphere is inside of its outline: the image shows through.
    const middle = grey(valueAt(12, 16, 16), 2000, 42040);
    const [inside] = await coloursAt(page, [await placeOf(page, 16, 16, 64, 64)]);
    for (const part of inside as number[]) expect(Math.abs(part - middle)).toBeLessThanOrEqual(2);
  });
}

describe("WebGL", () => {
  const viewer = new ViewerTest();
  testPictures(viewer, "webgl2");

  it("survives the loss of the graphics card, and goes on without it after the third", async () => {
    const page = await openVolume(viewer);
    const places = await Promise.all(SPREAD.map(({ x, y }) => placeOf(page, x, y, 64, 64)));
    const before = await coloursAt(page, places);
    const lose = (restore: boolean) =>
      page.evaluate(async (again) => {
        const context = (document.getElementById("canvas") as HTMLCanvasElement).getContext("webgl2");
        const loss = context?.getExtension("WEBGL_lose_context");
        loss?.loseContext();
        await new Promise((done) => setTimeout(done, 100));
        if (again) loss?.restoreContext();
        await new Promise((done) => setTimeout(done, 100));
      }, restore);
    for (const _ of [1, 2]) {
      await lose(true);
      expect(await coloursAt(page, places)).toEqual(before);
    }
    await lose(false);
    expect(await page.getAttribute("#canvas", "data-renderer")).toBe("canvas2d");
    const after = await coloursAt(page, places);
    expect(Math.max(...after.flat().map((part, i) => Math.abs(part - (before.flat()[i] as number))))).toBeLessThan(3);
    // The new canvas takes the pointer as the old one did.
    const { x, y } = await placeOf(page, 16, 16, 64, 64);
    await page.mouse.move(x, y);
    await eventually(() => page.textContent("#readout")).toContain(`[12 16 16]: ${valueAt(12, 16, 16)}`);
  });

  it("reads out value, label and place under the pointer", async () => {
    const page = await openVolume(viewer);
    const { x, y } = await placeOf(page, 16, 16, 64, 64);
    await page.mouse.move(x, y);
    const label = labelAt(12, 16, 16);
    const place = "6.00, 4.00, 4.00 µm";
    await eventually(() => page.textContent("#readout")).toBe(
      `spheres.tif [12 16 16]: ${valueAt(12, 16, 16)}   ·   label ${label}   ·   ${place}`,
    );
    const corner = await placeOf(page, -1, -1, 64, 64);
    await page.mouse.move(corner.x, corner.y);
    await eventually(() => page.textContent("#readout")).toBe("");
    // The value follows the slice.
    await page.mouse.move(x, y);
    await page.focus("#canvas");
    await page.keyboard.press("ArrowRight");
    await eventually(() => page.textContent("#readout")).toContain(`[13 16 16]: ${valueAt(13, 16, 16)}`);
  });

  it("selects the object that is clicked", async () => {
    const page = await openVolume(viewer);
    const { x, y } = await placeOf(page, 16, 16, 64, 64);
    await page.mouse.click(x, y);
    await page.waitForSelector(`#object-${labelAt(12, 16, 16)}[aria-selected="true"]`);
    await page.check("#only-selected");
    const other = SPREAD.find(({ x, y }) => labelAt(12, y, x) > 0 && labelAt(12, y, x) !== labelAt(12, 16, 16));
    if (!other) throw new Error("no other object in this slice");
    const [colour] = await coloursAt(page, [await placeOf(page, other.x, other.y, 64, 64)]);
    const under = grey(valueAt(12, other.y, other.x), 2000, 42040);
    for (const part of colour as number[]) expect(Math.abs(part - under)).toBeLessThanOrEqual(2);
    const corner = await placeOf(page, 0, 63, 64, 64);
    expect(labelAt(12, 63, 0)).toBe(0);
    await page.mouse.click(corner.x, corner.y);
    await eventually(() => page.locator('[aria-selected="true"]').count()).toBe(0);
  });

  it("goes through slices by slider, buttons, keys and wheel", async () => {
    const page = await openVolume(viewer);
    const shown = () => page.textContent("#slice-value");
    expect(await shown()).toBe("12 / 23");
    await page.fill("#slice", "3");
    await eventually(shown).toBe("3 / 23");
    await page.click("#slice-on");
    await eventually(shown).toBe("4 / 23");
    await page.focus("#canvas");
    for (const [key, slice] of Object.entries({ ArrowLeft: 3, ArrowUp: 4, ArrowDown: 3, PageUp: 13, PageDown: 3 })) {
      await page.keyboard.press(key);
      await eventually(shown).toBe(`${slice} / 23`);
    }
    await page.keyboard.press("PageDown");
    await eventually(shown).toBe("0 / 23");
    const { x, y } = await placeOf(page, 16, 16, 64, 64);
    await page.mouse.move(x, y);
    await page.keyboard.down("Shift");
    await page.mouse.wheel(0, 100);
    await page.keyboard.up("Shift");
    await eventually(shown).toBe("1 / 23");
  });

  it("zooms about the pointer and pans", async () => {
    const page = await openVolume(viewer);
    const zoom = () => page.textContent("#zoom-value");
    const fit = await zoom();
    const { x, y } = await placeOf(page, 40, 20, 64, 64);
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, -400);
    await eventually(zoom).not.toBe(fit);
    await page.mouse.move(x + 1, y);
    await eventually(() => page.textContent("#readout")).toContain("[12 20 40]");
    await page.mouse.down();
    await page.mouse.move(x - 80, y + 60, { steps: 3 });
    await page.mouse.up();
    await page.mouse.move(x - 80, y + 60);
    await eventually(() => page.textContent("#readout")).toContain("[12 20 40]");
    expect(await page.locator('[aria-selected="true"]').count()).toBe(0);
    await page.keyboard.press("0");
    await eventually(zoom).toBe(fit);
    await page.keyboard.press("+");
    await eventually(zoom).not.toBe(fit);
    await page.click("#zoom-out");
    await eventually(zoom).toBe(fit);
  });

  it("sets contrast by the rules", async () => {
    const page = await openVolume(viewer);
    const limits = async () => [Number(await page.inputValue("#low")), Number(await page.inputValue("#high"))];
    const range = async () =>
      Promise.all(
        ["aria-valuemin", "aria-valuemax"].map(async (name) => Number(await page.getAttribute("#limit-low", name))),
      );
    const slice = volume.data.subarray(12 * 4096, 13 * 4096) as Uint16Array;
    const ends = [Math.min(...slice), Math.max(...slice)];
    expect(await limits()).toEqual([2000, 42040]);
    await page.click("#contrast-full");
    await eventually(range).toEqual([0, 65535]);
    expect(await limits()).toEqual([2000, 42040]);
    await page.focus("#canvas");
    await page.keyboard.press("c");
    await eventually(limits).toEqual(ends);
    expect(await range()).toEqual([0, 65535]);
    await page.click("#contrast-reset");
    await eventually(range).toEqual(ends);
    await set(page, "high", 70000);
    await eventually(range).toEqual([ends[0], 70000]);
    await page.focus("#limit-high");
    await page.keyboard.press("Home");
    await eventually(limits).toEqual([ends[0], ends[0]]);
    await page.keyboard.press("End");
    await page.keyboard.press("PageDown");
    const step = Math.round((70000 - (ends[0] as number)) / 256);
    await eventually(limits).toEqual([ends[0], 70000 - 10 * step]);
    await page.check("#auto-contrast");
    await page.fill("#slice", "2");
    const second = volume.data.subarray(2 * 4096, 3 * 4096) as Uint16Array;
    await eventually(limits).toEqual([Math.min(...second), Math.max(...second)]);
  });

  it("counts every voxel of the slice or of the volume", async () => {
    const page = await openVolume(viewer);
    await eventually(() => page.textContent("#histogram-text")).toBe("4,096 voxels in slice 12");
    await page.check("#whole");
    await eventually(() => page.textContent("#histogram-text")).toBe("98,304 voxels in the volume");
    // The tallest bar is where the most voxels are: its column is dark all the way up.
    const { counts, edges } = histogram(k, volume);
    const tallest = counts.indexOf(Math.max(...counts));
    const box = await page.locator("#histogram").boundingBox();
    if (!box) throw new Error("no histogram");
    const part = ((edges[tallest] as number) + (edges[tallest + 1] as number) - 4000) / 2 / 40040;
    const at = (share: number) => ({ x: box.x + part * box.width, y: box.y + box.height * (1 - share) });
    const [low, high, above] = await coloursAt(page, [at(0.2), at(0.85), at(0.99)]);
    expect(Math.max(...(low as number[]), ...(high as number[]))).toBeLessThan(120);
    expect(Math.min(...(above as number[]))).toBeGreaterThan(200);
    await page.check("#log");
    const [logged] = await coloursAt(page, [{ x: box.x + box.width * 0.5, y: box.y + box.height * 0.7 }]);
    expect(Math.max(...(logged as number[]))).toBeLessThan(120);
  });
});

describe("without a graphics card", () => {
  testPictures(new ViewerTest(["--disable-3d-apis"]), "canvas2d");
});
