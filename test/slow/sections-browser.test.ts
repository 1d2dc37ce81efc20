/** Sections as large as the programs recommend at most, in browsers. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findEngine } from "../../.ci/browsers.mjs";
import { writeSectionFiles } from "../../bench/section-files.js";
import { checkQuintSeries } from "../../bindings/index.js";
import { countRows } from "../../bindings/quint/verdict.js";
import { kernelsOf } from "../builds.js";
import { Firefox } from "../web/firefox.js";
import { type Site, serveBuilt } from "../web/site.js";
import { ViewerTest } from "../web/viewer.js";

const MINUTES = 60_000;
/** Bytes that the process of the page may hold. */
const MOST = 1.5e9;

const viewer = new ViewerTest();
let folder: string;
let png: string;
let site: Site;
let want: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "segwasm-large-section-"));
  ({ png } = await writeSectionFiles(folder));
  site = await serveBuilt();
  const bytes = new Uint8Array(readFileSync(png));
  const file = { name: "a_s001.png", head: (most: number) => bytes.subarray(0, most), read: () => bytes };
  const report = await checkQuintSeries(kernelsOf(), [file], { colour: [255, 0, 0] });
  want = countRows(report).flatMap((row) => row.slice(1).map(String));
}, 10 * MINUTES);

afterAll(() => {
  site?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The most that any process that this one has started held at once; 0 where there is no /proc. */
function largestPeak(): number {
  const parents = new Map<number, number>();
  const peaks = new Map<number, number>();
  for (const pid of readdirSync("/proc").map(Number).filter(Number.isInteger)) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      parents.set(pid, Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]));
      peaks.set(pid, 1024 * Number(/^VmHWM:\s*(\d+)/m.exec(status)?.[1] ?? 0));
    } catch {
      // It has ended meanwhile.
    }
  }
  const isOurs = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === process.pid || isOurs(parents.get(pid)));
  return Math.max(0, ...[...peaks].filter(([pid]) => pid !== process.pid && isOurs(pid)).map(([, peak]) => peak));
}

const numbers = (texts: readonly (string | null)[]) => texts.map((text) => (text ?? "").replace(/\D/g, ""));

it(
  "are checked in Chromium: 140 megapixels, the counts of Node",
  async () => {
    const page = await viewer.open();
    await page.click("#sections-open");
    await page.setInputFiles("#sections-files-field", png);
    const start = performance.now();
    await page.waitForSelector("#sections-verdict", { timeout: 4 * MINUTES });
    const seconds = (performance.now() - start) / 1000;
    const peak = largestPeak();
    process.stderr.write(`Chromium: ${seconds.toFixed(1)} s, ${(peak / 1e9).toFixed(2)} GB\n`);
    expect(numbers(await page.locator("#sections-result tbody td").allTextContents())).toEqual(want);
    expect(peak).toBeLessThan(MOST);
  },
  6 * MINUTES,
);

it(
  "are checked in Firefox: 140 megapixels, the counts of Node",
  async () => {
    const program = findEngine("firefox");
    if (!program) throw new Error("no Firefox here: install it, or name its path in SEGWASM_FIREFOX");
    const firefox = await Firefox.start(program);
    try {
      await firefox.goTo(site.address);
      await firefox.run(`document.getElementById("sections-open").click();`);
      await firefox.choose("#sections-files-field", png);
      const start = performance.now();
      const told = () =>
        firefox.run<string[]>(
          `return [...document.querySelectorAll("#sections-result tbody td")].map((one) => one.textContent);`,
        );
      await expect.poll(async () => numbers(await told()), { timeout: 4 * MINUTES, interval: 1000 }).toEqual(want);
      const [seconds, peak] = [(performance.now() - start) / 1000, largestPeak()];
      process.stderr.write(`Firefox: ${seconds.toFixed(1)} s, ${(peak / 1e9).toFixed(2)} GB\n`);
      expect(peak).toBeLessThan(MOST);
    } finally {
      await firefox.close();
    }
  },
  6 * MINUTES,
);
