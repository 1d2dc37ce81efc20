import { readFileSync } from "node:fs";
import { decode } from "fast-png";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { findEngine } from "../../.ci/browsers.mjs";
import { type Site, serveBuilt } from "./site.js";

const QUIET = [
  ..."--no-first-run --disable-background-networking --disable-component-update".split(" "),
  ..."--disable-sync --disable-quic --disable-gpu".split(" "),
];

/** A file as a test hands it to the page. */
export interface TestFile {
  name: string;
  bytes: Uint8Array;
}

/** The built viewer behind its production headers, and a browser to open it in. */
export class ViewerTest {
  #browser!: Browser;
  #site!: Site;
  #origin = new URL("about:blank");
  #problems: string[] = [];
  #expected: RegExp | undefined;
  #pages: Page[] = [];
  readonly #arguments: string[];

  /** Registers what must be done before and after the tests of a file. */
  constructor(browserArguments: string[] = ["--enable-unsafe-swiftshader"]) {
    this.#arguments = browserArguments;
    beforeAll(() => this.#start());
    afterAll(() => this.#stop());
    afterEach(() => this.#check());
  }

  /** Opens the page, or another one. Errors of the console, of scripts, of requests and of the security policy fail the test. */
  async open(options: BrowserContextOptions = {}, address = this.#site.address): Promise<Page> {
    this.#origin = new URL(address);
    const page = await this.#browser.newPage({
      viewport: { width: 1280, height: 800 },
      acceptDownloads: true,
      ...options,
    });
    this.#pages.push(page);
    page.setDefaultTimeout(20_000);
    page.on("console", (message) => message.type() === "error" && this.#problems.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => this.#problems.push(`script: ${error.stack}`));
    page.on("requestfailed", (request) => this.#problems.push(`failed: ${request.url()}`));
    page.on("request", (request) => this.#checkOrigin(request.url()));
    await page.goto(address);
    return page;
  }

  /** Announces problems that a test causes on purpose. */
  expectProblems(expected: RegExp): void {
    this.#expected = expected;
  }

  #checkOrigin(url: string): void {
    const { origin, pathname } = this.#origin;
    const own = url.startsWith(`${origin}${pathname}`) || url.startsWith(`blob:${origin}/`);
    if (!own) this.#problems.push(`request beyond the page's origin: ${url}`);
  }

  async #start(): Promise<void> {
    const program = findEngine("chromium");
    if (!program) throw new Error("no Chromium here: install it, or name its path in SEGWASM_CHROMIUM");
    this.#site = await serveBuilt();
    const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    this.#browser = await chromium.launch({
      executablePath: program,
      args: [...QUIET, ...sandbox, ...this.#arguments],
    });
  }

  async #check(): Promise<void> {
    for (const page of this.#pages.splice(0)) await page.close();
    const expected = this.#expected;
    this.#expected = undefined;
    expect(this.#problems.splice(0).filter((problem) => !expected?.test(problem))).toEqual([]);
  }

  async #stop(): Promise<void> {
    await this.#browser?.close();
    this.#site?.close();
  }
}

/** Waits for a value; machines that do much else are slow. */
export const eventually = <T>(value: () => T) => expect.poll(value, { timeout: 30_000 });

/** Gives the page a file through its file dialogue, and waits until it is shown and segmented. */
export async function openFile(page: Page, file: TestFile): Promise<void> {
  await giveFile(page, file);
  await eventually(() => page.textContent("#subject-name")).toBe(file.name);
  await computed(page);
}

/** Gives the page a file without waiting for anything. */
export function giveFile(page: Page, { name, bytes }: TestFile): Promise<void> {
  return page.setInputFiles("#file", { name, mimeType: "", buffer: Buffer.from(bytes) });
}

/** Waits until the lesson has been computed with the settings of the form. */
export async function computed(page: Page): Promise<void> {
  await page.waitForSelector('#table[aria-busy="false"]');
  await page.waitForSelector("#count");
}

/** Types a setting of the lesson. */
export async function set(page: Page, id: string, value: number | string): Promise<void> {
  await page.fill(`#${id}`, String(value));
  await page.dispatchEvent(`#${id}`, "change");
}

/** Canvas position of the middle of a voxel of the current slice. */
export async function placeOf(page: Page, x: number, y: number, width: number, height: number, aspect = 1) {
  const box = (await page.locator("#canvas").boundingBox()) as { x: number; y: number; width: number; height: number };
  const scale = Math.min((box.width - 32) / width, (box.height - 32) / (height * aspect), 96);
  return {
    x: box.x + box.width / 2 + (x + 0.5 - width / 2) * scale,
    y: box.y + box.height / 2 + (y + 0.5 - height / 2) * scale * aspect,
  };
}

/** Colours on the screen at some places, as [red, green, blue]. */
export async function coloursAt(page: Page, places: readonly { x: number; y: number }[]): Promise<number[][]> {
  // Two frames: one that draws, one that is sure to come after it.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const { data, width, channels } = decode(await page.screenshot());
  return places.map(({ x, y }) => {
    const at = (Math.floor(y) * width + Math.floor(x)) * channels;
    return Array.from(data.slice(at, at + 3));
  });
}

/** Presses a button that saves, and returns the file. */
export async function saved(page: Page, id: string): Promise<TestFile> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(`#${id}`)]);
  return { name: download.suggestedFilename(), bytes: new Uint8Array(readFileSync(await download.path())) };
}
