import { expect, it } from "vitest";
import { findEngine } from "../../.ci/browsers.mjs";
import { checkQuintSeries, sample, segment, segmentExtents } from "../../bindings/index.js";
import { countRows, verdictOf } from "../../bindings/quint/verdict.js";
import { kernelsOf } from "../builds.js";
import { drawnPng, indexedPng, inMemory } from "../quint/fixtures.js";
import { Firefox } from "./firefox.js";
import { files, segmentation, shownAt } from "./segmented.js";
import { serveBuilt } from "./site.js";

async function drop(firefox: Firefox, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  const contents = JSON.stringify(Object.entries(files).map(([name, bytes]) => [name, [...bytes]]));
  await firefox.run(`
    const data = new DataTransfer();
    for (const [name, bytes] of ${contents}) data.items.add(new File([Uint8Array.from(bytes)], name));
    for (const type of ["dragenter", "dragover", "drop"])
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));`);
}

/** Drops an image with its segmentation of half the size, and looks which of its pixels have a label. */
async function laysOver(firefox: Firefox): Promise<void> {
  const image = indexedPng(8, 8, new Uint8Array(64).fill(77));
  await drop(firefox, { "m_s001.png": image, "m_s001_seg.png": drawnPng(["....", ".##.", ".##.", "...."]) });
  const told = () => firefox.run<string>(`return document.getElementById("summary-detail").textContent;`);
  await expect
    .poll(told, { timeout: 60_000, interval: 500 })
    .toContain("50 % of the image's size  ·  25 % of the image");
  // Drawn in the middle of the canvas: a square of as many columns as rows, the same on all sides.
  const sides = await firefox.run<number[]>(`
    const shown = document.getElementById("canvas");
    const copy = Object.assign(document.createElement("canvas"), { width: shown.width, height: shown.height });
    const context = copy.getContext("2d");
    context.drawImage(shown, 0, 0);
    const { data } = context.getImageData(0, 0, copy.width, copy.height);
    let [left, top, right, bottom] = [copy.width, copy.height, 0, 0];
    for (let i = 0; i < data.length; i += 4) {
      if (Math.abs(data[i] - data[i + 1]) + Math.abs(data[i + 1] - data[i + 2]) < 40) continue;
      const [x, y] = [(i / 4) % copy.width, Math.floor(i / 4 / copy.width)];
      [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x + 1), Math.max(bottom, y + 1)];
    }
    return [left - (copy.width - right), top - (copy.height - bottom), right - left - (bottom - top)];`);
  expect(Math.max(...sides.map(Math.abs))).toBeLessThanOrEqual(2);
}

/** Drops a volume with its segmentation, and looks at the colours of the axial plane and of the surfaces. */
async function showsSegments(firefox: Firefox): Promise<void> {
  await drop(firefox, { [files.volume.name]: files.volume.bytes, [files.segmentation.name]: files.segmentation.bytes });
  const listed = () =>
    firefox.run<string>(
      `return [...document.querySelectorAll(".segment-count")].map((one) => one.textContent).join();`,
    );
  const counts = segmentExtents(kernelsOf(), segmentation).map(({ count }) => count.toLocaleString("en-GB"));
  await expect.poll(listed, { timeout: 60_000, interval: 500 }).toBe(counts.join());
  const ready = () => firefox.run<string>(`return document.getElementById("mesh").getAttribute("aria-busy") ?? "";`);
  const hasCard = await firefox.run<boolean>(`return document.getElementById("mesh").dataset.renderer === "webgl2";`);
  if (hasCard) await expect.poll(ready, { timeout: 60_000, interval: 500 }).toBe("false");
  const seen = await firefox.run<number[]>(`
    const plane = document.getElementById("plane-axial");
    const { data } = plane.getContext("2d").getImageData(0, 0, plane.width, plane.height);
    const seen = new Set();
    for (let i = 0; i < data.length; i += 4) seen.add(data[i] * 65536 + data[i + 1] * 256 + data[i + 2]);
    return [...seen];`);
  // Voxels of slice 10: in red alone, in red and blue, in green and blue, in none.
  for (const [y, x] of [
    [9, 12],
    [15, 18],
    [15, 32],
    [2, 2],
  ] as const) {
    const want = shownAt(10, y, x);
    const near = (colour: number) => want.every((part, c) => Math.abs(part - ((colour >> (16 - 8 * c)) & 255)) <= 2);
    expect(seen.some(near), `${want}`).toBe(true);
  }
}

/** Drops two sections, one of them with a diagonal contact, and compares what is said with the library. */
async function checksSections(firefox: Firefox): Promise<void> {
  const files = {
    "a_s001.png": drawnPng(["......", ".##...", "...##.", "......"]),
    "a_s002.png": drawnPng(["......", ".#....", "..#...", "......"]),
  };
  await drop(firefox, files);
  const want = await checkQuintSeries(kernelsOf(), inMemory(files), { preview: true });
  const told = () =>
    firefox.run<string[]>(`
      const all = (of) => [...document.querySelectorAll("#sections-result " + of)].map((one) => one.textContent);
      return [...all(".verdict"), ...all(".code"), ...all("tbody td")];`);
  const counts = countRows(want).flatMap((row) => row.slice(1).map(String));
  const codes = want.findings.map(({ code }) => code);
  await expect.poll(told, { timeout: 60_000, interval: 500 }).toEqual([verdictOf(want), ...codes, ...counts]);
}

it("works in Firefox, with the numbers of Node", async () => {
  const program = findEngine("firefox");
  if (!program) throw new Error("no Firefox here: install it, or name its path in SEGWASM_FIREFOX");
  const site = await serveBuilt();
  const firefox = await Firefox.start(program);
  try {
    await firefox.goTo(`${site.address}#sample=cells`);
    const state = () =>
      firefox.run<string[]>(`
        const text = (id) => document.getElementById(id)?.textContent ?? "";
        return [text("count"), document.getElementById("level").value, text("banner-title")];`);
    const want = segment(kernelsOf(), sample("cells"));
    const level = String(Number(want.threshold.toPrecision(6)));
    await expect.poll(state, { timeout: 60_000, interval: 500 }).toEqual([String(want.count), level, ""]);
    // Something is drawn: the canvas is not of one colour.
    const colours = await firefox.run<number>(`
      const shown = document.getElementById("canvas");
      const copy = Object.assign(document.createElement("canvas"), { width: shown.width, height: shown.height });
      const context = copy.getContext("2d");
      context.drawImage(shown, 0, 0);
      return new Set(new Uint32Array(context.getImageData(0, 0, copy.width, copy.height).data.buffer)).size;`);
    expect(colours).toBeGreaterThan(100);
    await laysOver(firefox);
    await showsSegments(firefox);
    await checksSections(firefox);
  } finally {
    await firefox.close();
    site.close();
  }
});
