import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { sample, segment } from "../../bindings/index.js";
import { kernelsOf } from "../builds.js";
import { complaints, overflow } from "./checks.js";
import { computed, eventually, ViewerTest } from "./viewer.js";

const viewer = new ViewerTest();
const pictures = process.env.SEGWASM_SCREENSHOTS ?? mkdtempSync(join(tmpdir(), "segwasm-screenshots-"));

/** Colour behind the panels. */
const surface = (page: Page) =>
  page.evaluate(() => getComputedStyle(document.querySelector(".bar") as Element).backgroundColor);

describe.each(["light", "dark"] as const)("%s", (colorScheme) => {
  it("follows the system, and has nothing that keeps anyone out", async () => {
    const page = await viewer.open({ colorScheme });
    expect(await complaints(page)).toEqual([]);
    expect(await surface(page)).toBe(colorScheme === "dark" ? "rgb(27, 31, 35)" : "rgb(255, 255, 255)");
    await page.screenshot({ path: join(pictures, `empty-${colorScheme}.png`) });
    await page.click("#sections-open");
    expect(await complaints(page)).toEqual([]);
    await page.click("#sections-close");
    await page.click('button[data-sample="nuclei"]');
    await computed(page);
    await page.click("#object-7");
    await page.waitForSelector("#notes li");
    expect(await complaints(page)).toEqual([]);
    await page.screenshot({ path: join(pictures, `nuclei-${colorScheme}.png`) });
    await page.keyboard.press("?");
    expect(await complaints(page)).toEqual([]);
    await page.screenshot({ path: join(pictures, `help-${colorScheme}.png`) });
  });
});

describe("sizes", () => {
  it.each([
    [1280, 800],
    [1920, 1080],
    [1024, 700],
  ])("nothing sticks out at %d × %d", async (width, height) => {
    const page = await viewer.open({ viewport: { width, height } });
    expect(await overflow(page)).toEqual([]);
    await page.click('button[data-sample="cells"]');
    await computed(page);
    expect(await overflow(page)).toEqual([]);
    await page.screenshot({ path: join(pictures, `cells-${width}.png`) });
  });
});

describe("the keyboard alone", () => {
  it("opens a sample, segments, selects, saves and asks for help", async () => {
    const page = await viewer.open();
    const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent || "");
    await tabTo(page, "Try nuclei, 3-D", focused);
    await page.keyboard.press("Enter");
    await computed(page);
    await eventually(() => page.textContent("#announcer")).toBe("30 objects.");

    await tabTo(page, "erode", focused);
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("7");
    await page.keyboard.press("Enter");
    await computed(page);
    const want = segment(kernelsOf(), sample("nuclei"), { erode: 7 }).count;
    await eventually(() => page.textContent("#announcer")).toBe(`${want} objects.`);

    await tabTo(page, "table", focused);
    for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"]) await page.keyboard.press(key);
    await page.waitForSelector('#object-2[aria-selected="true"]');
    expect(await page.getAttribute("#table", "aria-activedescendant")).toBe("object-2");

    await tabTo(page, "save-recipe", focused);
    const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    expect(JSON.parse(readFileSync(await download.path(), "utf8")).steps[2]).toEqual({ op: "erode", radius: 7 });

    await page.keyboard.press("?");
    expect(await page.isVisible("#help")).toBe(true);
    await page.keyboard.press("Escape");
    expect(await page.isVisible("#help")).toBe(false);
    expect(await focused()).toBe("save-recipe");

    // The read-out moves without a pointer, starting in the middle.
    await page.keyboard.press("w");
    await eventually(() => page.textContent("#readout")).toContain(" 128 128]:");
    await page.keyboard.press("Shift+d");
    await page.keyboard.press("w");
    await eventually(() => page.textContent("#readout")).toContain(" 127 138]:");
    await page.keyboard.press("t");
    expect(await page.getAttribute("#theme", "aria-label")).toBe("Theme: light");
  });

  it("reaches every control, each with a name and a visible focus", async () => {
    const page = await viewer.open();
    await page.click('button[data-sample="cells"]');
    await computed(page);
    const unseen = await page.evaluate(async () => {
      const found: string[] = [];
      for (const element of document.querySelectorAll<HTMLElement>("button, input, select, [tabindex='0']")) {
        if (!element.offsetParent || element.tabIndex < 0 || (element as HTMLButtonElement).disabled) continue;
        element.focus({ focusVisible: true } as FocusOptions);
        if (document.activeElement !== element) found.push(`${element.id} takes no focus`);
        else if (getComputedStyle(element).outlineStyle === "none") found.push(`${element.id} shows no focus`);
      }
      return found;
    });
    expect(unseen).toEqual([]);
  });
});

describe("the theme", () => {
  it("is remembered, and can follow the system again", async () => {
    const page = await viewer.open({ colorScheme: "light" });
    await page.click("#theme");
    await page.click("#theme");
    expect(await surface(page)).toBe("rgb(27, 31, 35)");
    await page.reload();
    expect(await surface(page)).toBe("rgb(27, 31, 35)");
    await page.click("#theme");
    expect(await surface(page)).toBe("rgb(255, 255, 255)");
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await surface(page)).toBe("rgb(27, 31, 35)");
  });
});

/** Presses Tab until the element of an id, or with a text, is focused. */
async function tabTo(page: Page, wanted: string, focused: () => Promise<string>): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    if ((await focused()) === wanted) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not reach ${wanted}`);
}
