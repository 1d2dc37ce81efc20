import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { checkQuintSeries, labelsToGeoJson, parseRegistration, quintPage } from "../../bindings/index.js";
import { writeFolder, writeImage } from "../../bindings/io/index.js";
import { kernelsOf } from "../builds.js";
import { randomImage } from "../images.js";
import { slice } from "../io/dicoms.js";
import { drawnPng, indexedPng, inMemory, quickNii, seriesFolder } from "../quint/fixtures.js";
import { coloursAt, eventually, placeOf, saved, ViewerTest } from "./viewer.js";

const viewer = new ViewerTest();
const root = mkdtempSync(join(tmpdir(), "segwasm-sections-"));
const pictures = process.env.SEGWASM_SCREENSHOTS ?? root;

const cells = drawnPng(["........", ".##..#..", ".##.#...", "......#.", "........"]);
const series = {
  "brain_s001.png": cells,
  "brain_s002_mask.png": drawnPng(["....", ".o#.", "...."]),
  "brain_s003.PNG": new TextEncoder().encode("no picture"),
};
const registration = quickNii([1, 2, 4].map((nr) => ({ filename: `brain_s00${nr}.png`, nr, width: 80, height: 50 })));
const folder = seriesFolder(root, "brain", { ...series, "brain.json": registration, "notes.txt": "x" });

/** Drops files or folders of this machine on the page, as a file manager does. */
async function dropOn(page: Page, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await session.send("Input.dispatchDragEvent", { type, x: 600, y: 300, data });
  }
}

const verdict = (page: Page) => page.textContent("#sections-verdict");

describe("a series of sections", () => {
  it("is checked when its folder is dropped, with the findings and the page of the library", async () => {
    const page = await viewer.open();
    await dropOn(page, [folder]);
    await eventually(() => page.isVisible("#sections-verdict")).toBe(true);
    const want = await checkQuintSeries(kernelsOf(), inMemory(series), {
      registration: parseRegistration(registration),
      folder: "brain",
      preview: true,
    });
    expect(await verdict(page)).toBe(`Not ready: ${want.errors} things must be fixed first.`);
    expect(await page.locator("#sections-result .code").allTextContents()).toEqual(
      want.findings.map(({ code }) => code),
    );
    for (const { message, hint } of want.findings) {
      expect(await page.textContent("#sections-result")).toContain(message);
      expect(await page.textContent("#sections-result")).toContain(hint);
    }
    const counts = page.locator(".counts tbody tr");
    expect(await counts.nth(0).locator("th, td").allTextContents()).toEqual(
      ["1 brain_s001.png", "3", "4", "3", "7", "4"].map((text, i) =>
        i === 1 ? String(want.sections[0]?.counts?.tools.nutil) : text,
      ),
    );
    expect(await page.locator(".section img").count()).toBe(2);
    expect(await page.textContent("#sections-result")).toContain("Compared with the registration brain.json");
    await page.screenshot({ path: join(pictures, "sections.png") });
    const { name, bytes } = await saved(page, "sections-save");
    expect(name).toBe("brain_report.html");
    expect(new TextDecoder().decode(bytes)).toBe(quintPage("brain", want, "brain.json"));
  });

  it("is checked again for another program or colour, and a colour that is none is explained", async () => {
    const page = await viewer.open();
    await page.click("#sections-open");
    await page.setInputFiles("#sections-files-field", { name: "a_s001.png", mimeType: "", buffer: Buffer.from(cells) });
    await eventually(() => verdict(page)).toContain("Ready");
    await page.selectOption("#sections-target", "pynutil");
    await eventually(() => page.textContent("#sections-result")).toContain("made for PyNutil");
    await page.fill("#sections-colour", "0,0,255");
    await page.dispatchEvent("#sections-colour", "change");
    await eventually(() => page.textContent("#sections-result")).toContain("No pixel has colour 0,0,255 (blue)");
    await page.fill("#sections-colour", "reddish");
    await page.dispatchEvent("#sections-colour", "change");
    await eventually(() => page.textContent("#sections-result")).toContain("expected a colour like 255,0,0");
    expect(await page.isDisabled("#sections-save")).toBe(true);
    await page.click("#sections-close");
    expect(await page.isVisible("#sections")).toBe(false);
  });

  it("may be chosen as a folder", async () => {
    const page = await viewer.open();
    await page.click("#welcome-sections");
    await page.setInputFiles("#sections-folder-field", folder);
    await eventually(() => verdict(page)).toContain("Not ready");
    expect(await page.locator(".counts tbody tr").count()).toBe(2);
  });
});

describe("a segmentation over its image", () => {
  // A bright square, and what was found of it in a copy of a quarter of the size.
  const square = (width: number, height: number, x: number, y: number, side: number) =>
    Array.from({ length: height }, (_, row) =>
      Array.from({ length: width }, (__, column) => {
        return row >= y && row < y + side && column >= x && column < x + side ? "#" : ".";
      }).join(""),
    );
  const image = indexedPng(
    120,
    88,
    Array.from(square(120, 88, 40, 32, 24).join(""), (one) => (one === "#" ? 200 : 90)),
  );
  const found = drawnPng(square(30, 22, 10, 8, 6));
  const part = "summary-detail";

  /** Whether pixels of the image are tinted as labels are, or grey. */
  async function tinted(page: Page, places: readonly (readonly [x: number, y: number])[]): Promise<boolean[]> {
    const at = await Promise.all(places.map(([x, y]) => placeOf(page, x, y, 120, 88)));
    return (await coloursAt(page, at)).map(([r, g, b]) => r !== g || g !== b);
  }
  const inside = [
    [40, 32],
    [63, 32],
    [40, 55],
    [63, 55],
  ] as const;
  const outside = [
    [39, 32],
    [64, 55],
    [40, 31],
    [63, 56],
  ] as const;

  it("lies to the pixel when both are dropped, however small it was made, and stays until something is computed", async () => {
    const page = await viewer.open();
    const pair = seriesFolder(root, "pair", { "m1_s003.png": image, "m1_s003_seg.png": found });
    await dropOn(page, [join(pair, "m1_s003_seg.png"), join(pair, "m1_s003.png")]);
    await eventually(() => page.textContent(`#${part}`)).toContain("25 % of the image's size");
    expect([await page.textContent("#subject-name"), await page.textContent("#count")]).toEqual(["m1_s003.png", "1"]);
    expect(await page.textContent(`#${part}`)).toContain(`${Number((100 * 24 * 24) / (120 * 88)).toPrecision(3)} %`);
    expect(await tinted(page, inside)).toEqual([true, true, true, true]);
    expect(await tinted(page, outside)).toEqual([false, false, false, false]);
    expect([await page.isDisabled("#save-recipe"), await page.isDisabled("#save-labels")]).toEqual([true, false]);
    await page.screenshot({ path: join(pictures, "overlay.png") });
    const stretched = Buffer.from(drawnPng(square(30, 30, 10, 8, 6)));
    await page.setInputFiles("#labels-field", { name: "other.png", mimeType: "", buffer: stretched });
    await eventually(() => page.textContent("#banner")).toContain("cropped or stretched");
    expect(await page.textContent("#count")).toBe("1");
    const lines = labelsToGeoJson(kernelsOf(), { data: new Uint8Array(660).fill(5, 40, 50), shape: [22, 30] });
    await page.setInputFiles("#labels-field", { name: "q.geojson", mimeType: "", buffer: Buffer.from(lines) });
    await eventually(() => page.textContent(`#${part}`)).toContain("30 x 22");
  });

  it("is shown from the check of a series, on the image that lies in its folder of originals", async () => {
    const page = await viewer.open();
    const files = {
      "m1_s003.png": found,
      "m1_s004.png": found,
      "originals/m1_s003.tif": await writeImage(randomImage(1, "uint8", [88, 120]), "tiff"),
    };
    await dropOn(page, [seriesFolder(root, "with-originals", files)]);
    await eventually(() => page.locator(".section button").allTextContents()).toEqual(["Show on its image", "Show"]);
    await page.click(".section button");
    await eventually(() => page.textContent(`#${part}`)).toContain("25 % of the image's size");
    expect(await page.textContent("#subject-name")).toBe("m1_s003.tif");
    expect(await tinted(page, inside)).toEqual([true, true, true, true]);
    expect(await page.isVisible("#sections")).toBe(false);
  });
});

describe("images of several files", () => {
  const opened = async (page: Page, name: string, size: string) => {
    await eventually(() => page.textContent("#subject-name")).toBe(name);
    await eventually(() => page.textContent("#facts")).toContain(size);
  };

  it("open when they are dropped: a header with its voxels", async () => {
    const [header, voxels] = [join(root, "pair.nhdr"), join(root, "pair.raw")];
    const text = "NRRD0004\ntype: uint8\ndimension: 2\nsizes: 6 4\nencoding: raw\ndata file: pair.raw\n\n";
    writeFileSync(header, text);
    writeFileSync(
      voxels,
      Uint8Array.from({ length: 24 }, (_, i) => 10 * i),
    );
    const page = await viewer.open();
    await dropOn(page, [voxels, header]);
    await opened(page, "pair.nhdr", "4 × 6");
  });

  it("open as folders: OME-Zarr, and a DICOM series with other files beside it", async () => {
    const zarr = Object.fromEntries(
      [...writeFolder(randomImage(3, "uint8", [6, 20, 30]))].map(({ path, bytes }) => [path, bytes]),
    );
    const page = await viewer.open();
    await dropOn(page, [seriesFolder(root, "volume.zarr", zarr)]);
    await opened(page, "volume.zarr", "6 × 20 × 30");
    const slices = [0, 1, 2].map((z) => [`${2 - z}.dcm`, slice(z, [1, 2, 3, 4, 5, z])] as const);
    await dropOn(page, [
      seriesFolder(root, "scan", { ...Object.fromEntries(slices), "readme.txt": "x", ".DS_Store": "x" }),
    ]);
    await opened(page, "scan", "3 × 2 × 3");
  });

  it("are refused in words where they are nothing together", async () => {
    const page = await viewer.open();
    await dropOn(page, [seriesFolder(root, "empty", { "readme.txt": "x", "more.txt": "y" })]);
    await eventually(() => page.textContent("#banner")).toMatch(/neither an OME-Zarr image.*nor a DICOM series/);
  });
});
