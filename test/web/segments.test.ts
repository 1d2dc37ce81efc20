/** A segmentation over its volume: drops, list, statistics, three planes and surfaces. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { segmentStatistics } from "../../bindings/index.js";
import { writeImage, writeSegmentation } from "../../bindings/io/index.js";
import { builtViewer, servedFiles } from "../../cli/viewer-files.js";
import { serveViewer } from "../../cli/viewer-server.js";
import { kernelsOf } from "../builds.js";
import { temporaryFolder } from "../cli/host.js";
import { complaints, overflow } from "./checks.js";
import { files, SHAPE, segmentation, shownAt, volume } from "./segmented.js";
import { coloursAt, eventually, type TestFile, ViewerTest } from "./viewer.js";

const viewer = new ViewerTest();
const [D, H, W] = SHAPE;

/** Drops files on the page, all at once. */
async function drop(page: Page, given: readonly TestFile[]): Promise<void> {
  const contents = given.map(({ name, bytes }) => [name, Buffer.from(bytes).toString("base64")] as const);
  await page.evaluate((list) => {
    const data = new DataTransfer();
    for (const [name, text] of list) {
      data.items.add(new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], name));
    }
    for (const type of ["dragenter", "dragover", "drop"]) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    }
  }, contents);
}

const segmented = (page: Page) => page.waitForSelector("body.segmented");

/** How each plane shows the volume: extents, stretch, and from voxels to pixels. */
const PLANES = {
  axial: { size: [W, H, 1.5, 1], at: (_z: number, y: number, x: number) => [W - 1 - x, H - 1 - y] },
  coronal: { size: [W, D, 1, 2], at: (z: number, _y: number, x: number) => [W - 1 - x, D - 1 - z] },
  sagittal: { size: [H, D, 1, 3], at: (z: number, y: number, _x: number) => [H - 1 - y, D - 1 - z] },
} as const;
type PlaneName = keyof typeof PLANES;

/** Where the middle of a voxel lies on the screen in one of the planes. */
async function placeIn(page: Page, plane: PlaneName, z: number, y: number, x: number) {
  const box = (await page.locator(`#plane-${plane}`).boundingBox()) as {
    x: number;
    y: number;
    width: number;
    height: number;
  };
  const { size, at } = PLANES[plane];
  const [width, height, aspectX, aspectY] = size;
  const scale = Math.min((box.width - 32) / (width * aspectX), (box.height - 32) / (height * aspectY), 96);
  const [u, v] = at(z, y, x) as [number, number];
  return {
    x: box.x + box.width / 2 + (u + 0.5 - width / 2) * aspectX * scale,
    y: box.y + box.height / 2 + (v + 0.5 - height / 2) * aspectY * scale,
  };
}

/** Compares voxels of the planes with what is to be seen there. */
async function expectShown(page: Page, visible: readonly string[], voxels: readonly Shown[]): Promise<void> {
  const places = await Promise.all(voxels.map(([plane, ...voxel]) => placeIn(page, plane, ...voxel)));
  const colours = await coloursAt(page, places);
  for (const [i, [plane, ...voxel]] of voxels.entries()) {
    const want = shownAt(...voxel, visible);
    const off = Math.max(...want.map((part, c) => Math.abs(part - (colours[i]?.[c] as number))));
    expect(off, `${plane} ${voxel}: got ${colours[i]}, want ${want}`).toBeLessThanOrEqual(2);
  }
}
type Shown = readonly [plane: PlaneName, z: number, y: number, x: number];

/** Places of every kind in the planes through voxel 10 15 20, away from lines. */
const VOXELS: readonly Shown[] = [
  ...([12, 17, 32, 35, 28, 2] as const).map((x): Shown => ["axial", 10, 18, x]),
  ...([12, 18, 32, 28] as const).flatMap((x): Shown[] => [
    ["coronal", 6, 15, x],
    ["coronal", 12, 15, x],
  ]),
  ...([10, 18, 24, 28] as const).flatMap((y): Shown[] => [
    ["sagittal", 6, y, 20],
    ["sagittal", 13, y, 20],
  ]),
];

/** How many pixels of the 3-D view are mostly red, green or blue. */
async function meshColours(page: Page): Promise<number[]> {
  await page.waitForSelector('#mesh[aria-busy="false"]');
  const box = (await page.locator("#mesh").boundingBox()) as { x: number; y: number; width: number; height: number };
  const steps = Array.from({ length: 60 }, (_, i) => (i + 0.5) / 60);
  const places = steps.flatMap((v) => steps.map((u) => ({ x: box.x + u * box.width, y: box.y + v * box.height })));
  const colours = await coloursAt(page, places);
  return [0, 1, 2].map(
    (c) => colours.filter((colour) => colour.every((part, i) => i === c || (colour[c] as number) > part + 60)).length,
  );
}

describe("a segmentation with its volume", () => {
  it("is dropped, looked at, listed, measured and taken away", async () => {
    const page = await viewer.open({ viewport: { width: 1400, height: 900 } });
    await drop(page, [files.segmentation, files.volume]);
    await segmented(page);
    expect(await page.textContent("#subject-name")).toBe("body.nrrd");
    expect(await page.textContent("#segments-summary")).toBe("3 segments in 2 layers");
    expect(await page.locator(".segment-name").allTextContents()).toEqual(["red <b>box</b>", "green box", "blue box"]);
    expect(await page.locator(".segment-layer").allTextContents()).toEqual(["L1", "L1", "L2"]);
    expect(await page.locator(".segment-button").nth(1).getAttribute("title")).toContain("Lung (SCT 39607008)");
    expect(await page.locator(".letter").allTextContents()).toEqual([
      "R",
      "L",
      "A",
      "P",
      "R",
      "L",
      "S",
      "I",
      "A",
      "P",
      "S",
      "I",
    ]);
    expect(await page.locator(".pane-bar output").allTextContents()).toEqual(["10 / 19", "15 / 29", "20 / 39"]);
    await expectShown(page, ["r", "g", "b"], VOXELS);
    const [red, green, blue] = await meshColours(page);
    expect(Math.min(red as number, green as number, blue as number)).toBeGreaterThan(20);

    // The table is Slicer's, of the volume.
    const { columns } = segmentStatistics(kernelsOf(), segmentation, { image: volume });
    const of = (name: string) => columns.find((column) => column.name === name)?.values as number[];
    const rows = await page
      .locator(".table-row")
      .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
    const brief = (value: number) => String(Number(value.toPrecision(4)));
    const counts = of("Voxel count (LM)").map((count) => count.toLocaleString("en-GB"));
    expect(rows.map(([, ...cells]) => cells)).toEqual(
      counts.map((count, i) => [
        count,
        brief(of("Volume cm3 (LM)")[i]!),
        brief(of("Mean")[i]!),
        brief(of("Standard deviation")[i]!),
      ]),
    );
    expect(await page.locator(".segment-count").allTextContents()).toEqual(counts);
    expect(await complaints(page)).toEqual([]);
    expect(await overflow(page)).toEqual([]);

    // Hidden segments are seen nowhere.
    await page.locator(".segment .eye").nth(2).click();
    await expectShown(page, ["r", "g"], VOXELS);
    expect((await meshColours(page))[2]).toBe(0);
    await page.locator(".segment .eye").nth(0).click();
    await expectShown(page, ["g"], VOXELS);
    await page.click("#segments-all");
    await page.click("#segments-close");
    await eventually(() => page.isVisible("#lesson-panel")).toBe(true);
    await expectShown(page, [], VOXELS);
  });

  it("is gone through by clicks, wheel, sliders and keys", async () => {
    const page = await viewer.open();
    await drop(page, [files.volume]);
    await eventually(() => page.textContent("#subject-name")).toBe("body.nrrd");
    await drop(page, [files.segmentation]);
    await segmented(page);
    const places = () => page.locator(".pane-bar output").allTextContents();
    await page.locator(".segment-button").nth(1).click();
    // The middle of the green box.
    await eventually(places).toEqual(["9 / 19", "15 / 29", "33 / 39"]);
    expect(await page.textContent("#readout")).toContain(
      `[9 15 33]: ${volume.data[(9 * H + 15) * W + 33]}   ·   green box, blue box`,
    );
    await page.keyboard.press("ArrowDown");
    await eventually(places).toEqual(["13 / 19", "19 / 29", "25 / 39"]);
    await page.waitForSelector("#object-3[aria-selected=true]");
    const target = await placeIn(page, "coronal", 6, 19, 12);
    await page.mouse.click(target.x, target.y);
    await eventually(places).toEqual(["6 / 19", "19 / 29", "12 / 39"]);
    await page.mouse.wheel(0, 120);
    await eventually(places).toEqual(["6 / 19", "18 / 29", "12 / 39"]);
    await page.locator(".pane-bar input[type=range]").last().fill("3");
    await eventually(places).toEqual(["6 / 19", "18 / 29", "3 / 39"]);
    await page.focus("#plane-axial");
    await page.keyboard.press("ArrowUp");
    await eventually(places).toEqual(["7 / 19", "18 / 29", "3 / 39"]);
    // Turned by keys, the picture is another.
    await page.waitForSelector('#mesh[aria-busy="false"]');
    const before = await page.locator("#mesh").screenshot();
    await page.focus("#mesh");
    for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowLeft");
    await page.waitForTimeout(100);
    expect((await page.locator("#mesh").screenshot()).equals(before)).toBe(false);
    expect(await places()).toEqual(["7 / 19", "18 / 29", "3 / 39"]);
    await page.keyboard.press("f");
    await eventually(() => page.isVisible("#quad")).toBe(false);
    expect(await page.textContent("#slice-value")).toBe("7 / 19");
  });

  it("comes first and waits for its volume; another grid is said", async () => {
    const page = await viewer.open({ viewport: { width: 800, height: 600 } });
    const coarse = { ...segmentation, shape: [D, H, 20], spacing: [3, 1, 3], origin: [-20, 10, 29.25] };
    const layers = segmentation.layers.map((layer) => layer.filter((_, i) => i % 2 === 0));
    const bytes = await writeSegmentation({ ...coarse, layers }, "nrrd");
    await drop(page, [{ name: "coarse.seg.nrrd", bytes }]);
    await segmented(page);
    expect(await page.textContent("#image-detail")).toBe("no image");
    expect(await page.locator("#segments-notes li").count()).toBe(0);
    await drop(page, [{ name: "body.nii", bytes: await writeImage(volume, "nifti", { compress: false }) }]);
    await eventually(() => page.textContent("#subject-name")).toBe("body.nii");
    await eventually(() => page.textContent("#segments-notes")).toContain("Its grid differs from the image's");
    expect(await page.locator(".segment-count").allTextContents()).toEqual(
      await page.locator(".table-row > :nth-child(2)").allTextContents(),
    );
    expect(await overflow(page)).toEqual([]);
    // A volume of labels counts as a segmentation by its name.
    const nifti = await writeImage({ ...volume, data: segmentation.layers[0] as Uint8Array }, "nifti");
    await drop(page, [{ name: "body_labels.nii.gz", bytes: nifti }]);
    await eventually(() => page.locator(".segment-name").allTextContents()).toEqual(["Segment_1", "Segment_2"]);
    const swatches = page.locator(".segment .swatch");
    const [first, second] = await swatches.evaluateAll((all) =>
      all.map((one) => getComputedStyle(one).backgroundColor),
    );
    expect(first).not.toBe(second);
  });
});

describe("segwasm view", () => {
  it("serves the page with the given files, which it opens at once", async () => {
    const folder = temporaryFolder();
    const paths = [files.volume, files.segmentation].map(({ name, bytes }) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    });
    const server = await serveViewer(builtViewer(), servedFiles(paths), 0);
    try {
      const page = await viewer.open({ viewport: { width: 1400, height: 900 } }, server.url);
      await segmented(page);
      expect(await page.textContent("#subject-name")).toBe("body.nrrd");
      await expectShown(page, ["r", "g", "b"], VOXELS);
    } finally {
      server.close();
    }
  });
});

describe("without a graphics card", () => {
  const plain = new ViewerTest(["--disable-3d-apis"]);

  it("slices are the same, and a sentence stands where surfaces would be", async () => {
    const page = await plain.open({ viewport: { width: 1400, height: 900 } });
    await drop(page, [files.volume, files.segmentation]);
    await segmented(page);
    await expectShown(page, ["r", "g", "b"], VOXELS);
    expect(await page.textContent(".pane-message")).toContain("Surfaces need WebGL 2");
  });
});
