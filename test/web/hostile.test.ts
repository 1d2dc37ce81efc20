/** Bad files in the viewer: each leaves a message or an image, and the page goes on. */
import { expect, it } from "vitest";
import { writeImage } from "../../bindings/io/index.js";
import type { Hostile } from "../hostile/case.js";
import { GROUPS } from "../hostile/cases.js";
import { randomImage } from "../images.js";
import { eventually, giveFile, openFile, ViewerTest } from "./viewer.js";

/** Files of each format. The browser knows no neighbours of a file and no folders. */
const EACH = 6;
const SUFFIX = /\.\w+$/;

const viewer = new ViewerTest();
const png = await writeImage(randomImage(1, "uint8", [24, 24]), "png");

function chosen(cases: readonly Hostile[]): { file: string; bytes: Uint8Array; code: string }[] {
  const single = cases.filter(({ bytes, limits, selection }) => bytes instanceof Uint8Array && !limits && !selection);
  const places = Array.from({ length: EACH }, (_, i) => Math.floor(((i + 0.5) * single.length) / EACH));
  return [...new Set(places)].flatMap((place) => {
    const { bytes, file = "bad.file", code, beside } = single[place] ?? {};
    return bytes instanceof Uint8Array && code ? [{ bytes, file, code: beside ? "E_READ" : code }] : [];
  });
}

it.each(GROUPS.map(([format, cases]) => ({ format, files: chosen(cases) })))(
  "$format",
  { timeout: 240_000 },
  async ({ files }) => {
    const page = await viewer.open();
    for (const [i, { file, bytes, code }] of files.entries()) {
      const name = `bad-${i}${SUFFIX.exec(file)?.[0] ?? ""}`;
      await giveFile(page, { name, bytes });
      const shown = async () => (await page.textContent("#subject-name")) === name;
      const said = async () => (await page.isVisible("#banner")) && (await page.textContent("#banner .banner-text"));
      await eventually(async () => Boolean((await shown()) || (await said()))).toBe(true);
      if (code !== "ok") expect(await shown()).toBe(false);
      const text = (await said()) || "";
      expect(text).not.toMatch(/undefined|\[object|Error:|at .*\.js/);
      if (text) await page.click("#banner-close");
      // Nothing is still at work when the next file comes.
      await eventually(() => page.isVisible("#busy")).toBe(false);
    }
    await openFile(page, { name: "good.png", bytes: png });
  },
);
