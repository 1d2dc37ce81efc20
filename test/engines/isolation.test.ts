import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sample, segment } from "../../bindings/index.js";
import { kernelsOf } from "../builds.js";
import { ROOT } from "../sources.js";
import { digestOf } from "./agreement.js";
import { openIn } from "./browsers.js";
import type { Seen } from "./page/main.js";

const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
const folder = mkdtempSync(join(tmpdir(), "segwasm-page-"));

/** Files of the built page. */
function files(path: string) {
  try {
    const name = path === "/" ? "/index.html" : path;
    return { type: TYPES[extname(name)] ?? "text/plain", body: readFileSync(join(folder, name)) };
  } catch {
    return undefined;
  }
}

beforeAll(async () => {
  await build({
    configFile: false,
    root: join(ROOT, "test/engines/page"),
    logLevel: "error",
    base: "./",
    worker: { format: "es" },
    build: { outDir: folder, emptyOutDir: true, target: "es2022", assetsInlineLimit: 0 },
  });
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const want = digestOf(segment(kernelsOf(), sample("acceptance"), { sigma: 1, erode: 2, expand: 3 }).labels);

describe.each(["chromium", "firefox"] as const)("a bundled page in %s", (name) => {
  it.each([true, false])("computes the same, isolated from other pages: %s", async (isolated) => {
    const seen = (await openIn(name, { files, isolated })) as Seen;
    expect(seen.isolated).toBe(isolated);
    // A page's own thread must never wait for another.
    expect([seen.threads, seen.onPage]).toEqual([isolated ? 2 : 1, 1]);
    expect(seen.digests).toEqual([want, want]);
    expect(seen.progress).toEqual([...seen.progress].sort((a, b) => a - b));
    expect(seen.progress.at(-1)).toBe(1);
    expect([seen.cancelled, seen.next]).toEqual(["E_INTERRUPTED", { min: 3, max: 4 }]);
  });
});
