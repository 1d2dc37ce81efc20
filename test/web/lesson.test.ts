import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  type Image,
  regionStats,
  runRecipe,
  type SegmentOptions,
  sample,
  segment,
  segmentRecipe,
} from "../../bindings/index.js";
import { openImage, writeCsv, writeImage } from "../../bindings/io/index.js";
import { kernelsOf } from "../builds.js";
import { CORPUS, corpusFile } from "../corpus.js";
import { computed, eventually, openFile, saved, set, ViewerTest } from "./viewer.js";

const viewer = new ViewerTest();
const k = kernelsOf();

const sha256 = (data: ArrayLike<number>) => createHash("sha256").update(Int32Array.from(data)).digest("hex");

/** The small volume with a spacing, as a file. */
const volume: Image = { ...sample("acceptance"), spacing: [0.5, 0.25, 0.25], unit: "µm" };
const options: SegmentOptions = { sigma: 1, erode: 2, expand: 3 };

async function openVolume(page: Awaited<ReturnType<typeof viewer.open>>, settings: SegmentOptions = options) {
  await openFile(page, { name: "spheres.tif", bytes: await writeImage(volume, "tiff") });
  for (const [id, value] of Object.entries(settings)) await set(page, id, value as number);
  await computed(page);
}

describe("the lesson in the page", () => {
  it("gives what Node gives, to the byte", async () => {
    const page = await viewer.open();
    await openVolume(page);
    const want = segment(k, volume, options);
    expect(await page.textContent("#count")).toBe(String(want.count));
    expect(await page.inputValue("#level")).toBe(String(Number(want.threshold.toPrecision(6))));

    const labels = await saved(page, "save-labels");
    expect(labels.name).toBe("spheres_labels.tif");
    expect(Buffer.from(labels.bytes).equals(await writeImage(want.labels, "tiff"))).toBe(true);
    const read = await (await openImage(labels.bytes)).read();
    expect(sha256(read.data)).toBe(sha256(want.labels.data));
    expect([read.shape, read.spacing, read.unit]).toEqual([volume.shape, volume.spacing, "µm"]);

    const table = await saved(page, "save-table");
    expect(table.name).toBe("spheres_stats.csv");
    expect(new TextDecoder().decode(table.bytes)).toBe(writeCsv(regionStats(k, want.labels, volume)));
  });

  it("saves a recipe that does the same elsewhere", async () => {
    const page = await viewer.open();
    await openVolume(page);
    const file = await saved(page, "save-recipe");
    expect(file.name).toBe("spheres_recipe.json");
    const recipe = JSON.parse(new TextDecoder().decode(file.bytes));
    expect(recipe).toEqual(segmentRecipe(options, 3));
    const again = runRecipe(k, volume, recipe) as Image;
    expect(sha256(again.data)).toBe(sha256(segment(k, volume, options).labels.data));
  });

  it("takes every setting of the form", async () => {
    const page = await viewer.open();
    await openVolume(page, { sigma: 0.5, erode: 0, expand: 0, minSize: 900 });
    await page.check("#fillHoles");
    await page.selectOption("#threshold", "li");
    await page.selectOption("#connectivity", "6");
    await computed(page);
    const settings: SegmentOptions = {
      sigma: 0.5,
      erode: 0,
      expand: 0,
      minSize: 900,
      fillHoles: true,
      threshold: "li",
      connectivity: 6,
    };
    const want = segment(k, volume, settings);
    expect(await page.textContent("#count")).toBe(String(want.count));
    const read = await (await openImage((await saved(page, "save-labels")).bytes)).read();
    expect(sha256(read.data)).toBe(sha256(want.labels.data));
    const recipe = JSON.parse(new TextDecoder().decode((await saved(page, "save-recipe")).bytes));
    expect(recipe).toEqual(segmentRecipe(settings, 3));
  });

  it("takes a threshold by hand, typed or dragged", async () => {
    const page = await viewer.open();
    await openVolume(page);
    await set(page, "level", 20000);
    expect(await page.inputValue("#threshold")).toBe("manual");
    await computed(page);
    expect(await page.textContent("#count")).toBe(String(segment(k, volume, { ...options, threshold: 20000 }).count));
    const line = await page.locator("#limit-threshold").boundingBox();
    const panel = await page.locator("#histogram").boundingBox();
    if (!line || !panel) throw new Error("no threshold line");
    await page.mouse.move(line.x + line.width / 2, line.y + 40);
    await page.mouse.down();
    await page.mouse.move(panel.x + panel.width / 2, line.y + 40, { steps: 4 });
    await page.mouse.up();
    await computed(page);
    const level = Number(await page.inputValue("#level"));
    expect(Math.abs(level - (2000 + 42040) / 2)).toBeLessThan(250);
    await page.selectOption("#threshold", "otsu");
    await computed(page);
    expect(await page.textContent("#count")).toBe(String(segment(k, volume, options).count));
  });

  it("waits for the button when it is told to", async () => {
    const page = await viewer.open();
    await openVolume(page);
    const before = await page.textContent("#count");
    await page.uncheck("#live");
    await set(page, "threshold", "otsu").catch(() => {});
    await set(page, "erode", 30);
    await page.waitForTimeout(400);
    expect(await page.textContent("#count")).toBe(before);
    await page.click("#run");
    await computed(page);
    await eventually(() => page.textContent("#count")).toBe("0");
    await eventually(() => page.textContent("#summary-hint")).toBe("Eroding by 30 left nothing. Try a smaller radius.");
    await set(page, "level", 60000);
    await page.press("#level", "Enter");
    await computed(page);
    await eventually(() => page.textContent("#summary-hint")).toBe(
      "No voxel lies above the threshold. Choose a lower one.",
    );
  });

  it("can be cancelled, and computes again afterwards", async () => {
    const page = await viewer.open();
    await page.click('button[data-sample="nuclei"]');
    await computed(page);
    await set(page, "sigma", 400);
    await page.waitForSelector("#cancel:not([hidden])");
    await page.waitForTimeout(200);
    await page.click("#cancel");
    await page.waitForSelector('#table[aria-busy="false"]', { timeout: 1000 });
    expect(await page.isVisible("#banner")).toBe(false);
    await set(page, "sigma", 2);
    await computed(page);
    await eventually(() => page.textContent("#count")).toBe(String(segment(k, sample("nuclei"), { sigma: 2 }).count));
  });

  it("says what is wrong with a setting", async () => {
    const page = await viewer.open();
    await openVolume(page);
    await set(page, "erode", 200_000);
    await page.waitForSelector("#banner:not([hidden])");
    expect(await page.textContent("#banner")).toContain("expected erode <= 100000, got 200000");
    await set(page, "erode", 2);
    await computed(page);
    expect(await page.isVisible("#banner")).toBe(false);
  });

  it("does plane images: no slices, their own neighbourhoods", async () => {
    const page = await viewer.open();
    await page.selectOption("#sample", "cells");
    await computed(page);
    const want = segment(k, sample("cells"));
    expect(await page.textContent("#count")).toBe(String(want.count));
    expect(await page.isVisible("#slice-bar")).toBe(false);
    expect(await page.locator("#connectivity option").allTextContents()).toEqual(["8: sides and corners", "4: sides"]);
    await page.selectOption("#connectivity", "4");
    await computed(page);
    // The volume that follows has no such neighbourhood.
    await openVolume(page);
    expect(await page.inputValue("#connectivity")).toBe("26");
  });
});

describe("the table of objects", () => {
  it("goes to an object, and shows it alone", async () => {
    const page = await viewer.open();
    await openVolume(page);
    const table = regionStats(k, segment(k, volume, options).labels, volume);
    const values = (name: string) => table.columns.find((column) => column.name === name)?.values as Float64Array;
    expect(await page.getAttribute("#table", "aria-rowcount")).toBe(String(table.rows + 1));
    const row = table.rows - 1;
    await page.click(`#object-${row + 1}`);
    const z = Math.round((values("centroid_z")[row] as number) / 0.5);
    await eventually(() => page.inputValue("#slice")).toBe(String(z));
    expect(await page.getAttribute(`#object-${row + 1}`, "aria-selected")).toBe("true");
    const cells = await page.locator(`#object-${row + 1} [role=gridcell]`).allTextContents();
    expect(cells[0]).toBe(String(row + 1));
    expect(cells[1]).toBe((values("count")[row] as number).toLocaleString("en-GB"));
  });

  it("sorts by any column, largest first, and back", async () => {
    const page = await viewer.open();
    await openVolume(page);
    const counts = async () =>
      (await page.locator(".table-row").allTextContents()).length > 0
        ? (await page.locator(".table-row [role=gridcell]:nth-child(2)").allTextContents()).map((text) =>
            Number(text.replaceAll(",", "")),
          )
        : [];
    await page.click(".table-head [role=columnheader]:nth-child(2) button");
    const falling = await counts();
    expect(falling).toEqual([...falling].sort((a, b) => b - a));
    expect(falling.length).toBeGreaterThan(3);
    await page.click(".table-head [role=columnheader]:nth-child(2) button");
    expect(await counts()).toEqual([...falling].reverse());
  });
});

describe.skipIf(!CORPUS)("real files", () => {
  it("finds the 24 nuclei of the lesson's file", async () => {
    const page = await viewer.open();
    const name = "xyz_8bit__nuclei_autothresh.tif";
    await openFile(page, { name, bytes: readFileSync(corpusFile("lesson", name)) });
    for (const [id, value] of Object.entries({ sigma: 2, erode: 4, expand: 4 })) await set(page, id, value);
    await computed(page);
    expect(await page.textContent("#count")).toBe("24");
    const labels = await (await openImage((await saved(page, "save-labels")).bytes)).read();
    expect((labels.data as Uint8Array).reduce((sum, label) => sum + (label > 0 ? 1 : 0), 0)).toBe(19_520);
  });
});
