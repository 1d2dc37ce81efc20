import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sample, segment } from "../../bindings/index.js";
import { openImage, writeImage, writeMesh } from "../../bindings/io/index.js";
import { kernelsOf } from "../builds.js";
import { cli, cliJson, temporaryFolder } from "../cli/host.js";
import { ROOT } from "../sources.js";
import { digestOf } from "./agreement.js";
import { openIn } from "./browsers.js";
import { FIXTURES, fixtureDigests, SLICERS_FRACTIONS, SPHERE, SPHERE_GRID, voxelDigest } from "./fixtures.js";
import type { Seen } from "./page/main.js";

const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
const folder = mkdtempSync(join(tmpdir(), "segwasm-page-"));
/** Digests of the modules that pages have fetched. */
const served = new Set<string>();

/** Files of the built page. */
function files(path: string) {
  try {
    const name = path === "/" ? "/index.html" : path;
    const body = readFileSync(join(folder, name));
    if (name.endsWith(".wasm")) served.add(createHash("sha256").update(body).digest("hex"));
    return { type: TYPES[extname(name)] ?? "text/plain", body };
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

/** What the command line makes of the fixtures, by name. */
async function fromCommands(): Promise<Record<string, string>> {
  const own = temporaryFolder();
  const at = (name: string) => join(own, name);
  const { labels } = segment(kernelsOf(), sample("acceptance"), { sigma: 1, erode: 2, expand: 3 });
  writeFileSync(at("image.nrrd"), await writeImage(sample("acceptance"), "nrrd"));
  writeFileSync(at("labels.nrrd"), await writeImage(labels, "nrrd"));
  writeFileSync(at("grid.nrrd"), await writeImage({ ...SPHERE_GRID, data: new Uint8Array(61 * 62 * 62) }, "nrrd"));
  writeFileSync(at("sphere.ply"), writeMesh(SPHERE, "ply"));
  const digests: Record<string, string> = {};
  for (const { name, words } of FIXTURES) {
    const out = at("out.nrrd");
    const { code, err } = await cli(...words(at, out), "--force");
    expect({ name, code, err }).toMatchObject({ code: 0 });
    const read = await (await openImage(readFileSync(out))).read();
    digests[name] = voxelDigest(read);
    if (name === "Slicer's fractions") {
      const sum = Array.from(read.data).reduce((total, value) => total + value, 0);
      const n = read.data.length;
      expect([n, sum / n, sum + 108 * n]).toEqual(SLICERS_FRACTIONS);
    }
  }
  return digests;
}

it("fixtures are the same from the library in Node and from the command line", async () => {
  expect(FIXTURES.length).toBeGreaterThanOrEqual(10);
  expect(new Set(Object.values(fixtures)).size).toBe(FIXTURES.length);
  expect(await fromCommands()).toEqual(fixtures);
});

const fixtures = fixtureDigests(kernelsOf());
const want = digestOf(segment(kernelsOf(), sample("acceptance"), { sigma: 1, erode: 2, expand: 3 }).labels);

describe.each(["chromium", "firefox"] as const)("a bundled page in %s", (name) => {
  it.each([true, false])("computes the same, isolated from other pages: %s", async (isolated) => {
    const seen = (await openIn(name, { files, isolated })) as Seen;
    expect(seen.isolated).toBe(isolated);
    // A page's own thread must never wait for another.
    expect([seen.threads, seen.onPage]).toEqual([isolated ? 2 : 1, 1]);
    expect(seen.digests).toEqual([want, want]);
    expect(seen.fixtures).toEqual(fixtures);
    expect(seen.progress).toEqual([...seen.progress].sort((a, b) => a - b));
    expect(seen.progress.at(-1)).toBe(1);
    expect([seen.cancelled, seen.next]).toEqual(["E_INTERRUPTED", { min: 3, max: 4 }]);
  });
});

it("pages fetch the very modules that the command line names", async () => {
  const builds = (await cliJson("info"))["builds"] as { name: string; sha256: string }[];
  const known = builds.filter(({ name }) => name === "simd" || name === "threads").map(({ sha256 }) => sha256);
  expect([...served].sort()).toEqual(known.sort());
});
