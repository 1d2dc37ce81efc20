import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { installPackage } from "./package/install.js";
import { ROOT } from "./sources.js";

const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const consumer = installPackage();
afterAll(() => consumer.remove());

/** Every file that `exports` and `bin` point at; patterns are left out. */
function targets(value: unknown): string[] {
  if (typeof value === "string") return value.includes("*") ? [] : [value.replace(/^\.\//, "")];
  return Object.values(value as object).flatMap(targets);
}

const use = `
  const mask = threshold(k, { data: new Uint8Array([1, 5, 9, 2]), shape: [2, 2] }, { level: 4 });
  console.log(mask.bits[0], mask.bits[16]);`;
const answer = "2 1\n";

describe("the published package", () => {
  it("holds every file that its entries name", () => {
    const named = [...targets(manifest.exports), ...targets(manifest.bin)];
    expect(named.filter((path) => !consumer.files.includes(path))).toEqual([]);
  });

  it("holds the four builds, the licence and the readme", () => {
    const wanted = ["simd", "threads", "scalar", "debug"].map((build) => `dist/bindings/wasm/${build}.wasm`);
    expect(consumer.files).toEqual(expect.arrayContaining([...wanted, "LICENSE", "README.md", "CHANGELOG.md"]));
  });

  it("holds no tests, benches or left-overs of building", () => {
    const foreign = /(^|\/)(test|bench|node_modules|\.[^/]+)\/|\.test\.|\.tsbuildinfo$|report\.json$|\.map\.map$/;
    expect(consumer.files.filter((path) => foreign.test(path))).toEqual([]);
  });

  it("has sources for its source maps", () => {
    const maps = consumer.files.filter((path) => /\.js\.map$/.test(path));
    const lost = maps.flatMap((path) => {
      const { sources } = JSON.parse(readFileSync(join(consumer.folder, "node_modules/segwasm", path), "utf8"));
      const at = (source: string) => join(path, "..", source).replaceAll("\\", "/");
      return (sources as string[]).map(at).filter((source) => !consumer.files.includes(source));
    });
    expect(lost).toEqual([]);
  });

  it("runs no script when it is installed", () => {
    expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([]);
  });

  it("can be imported", () => {
    const script = `import { loadKernels, threshold } from "segwasm"; const k = await loadKernels(); ${use}`;
    expect(consumer.node("--input-type=module", "-e", script)).toBe(answer);
  });

  it("starts helper threads that let the process end", () => {
    const script = `
      import { loadKernels, threshold } from "segwasm";
      const k = await loadKernels({ threads: 2 });
      console.log(k.threads);
      ${use}`;
    expect(consumer.node("--input-type=module", "-e", script)).toBe(`2\n${answer}`);
  });

  it("works on a thread that lets the process end, cancelled or not", () => {
    const script = `
      import { createSegmenter } from "segwasm/worker";
      const segmenter = createSegmenter({ threads: 2 });
      const image = { data: Uint8Array.of(3, 4), shape: [1, 2] };
      console.log((await segmenter.request("extent", [image])).max);
      const volume = { data: new Uint8Array(200 ** 3), shape: [200, 200, 200] };
      const abort = new AbortController();
      const call = { signal: abort.signal, onProgress: () => abort.abort() };
      await segmenter.request("apply", ["gaussian", volume, { sigma: 30 }], call).catch(({ code }) => console.log(code));
      console.log((await segmenter.request("extent", [image])).min);`;
    expect(consumer.node("--input-type=module", "-e", script)).toBe("4\nE_INTERRUPTED\n3\n");
  });

  it("can be required", () => {
    const script = `const { loadKernels, threshold } = require("segwasm"); loadKernels().then((k) => { ${use} });`;
    // Node 20 and 22 announce that require() of ES modules is new; that is the caller's to hear, not a failure.
    expect(consumer.node("--no-warnings", "-e", script)).toBe(answer);
  });

  it("can be used with the module embedded", () => {
    const script = `import { loadKernels, threshold } from "segwasm/inline"; const k = await loadKernels(); ${use}`;
    expect(consumer.node("--input-type=module", "-e", script)).toBe(answer);
  });

  it("hands out the raw modules", () => {
    const script = `
      import { readFileSync } from "node:fs";
      const bytes = readFileSync(new URL(import.meta.resolve("segwasm/wasm/simd.wasm")));
      console.log((await WebAssembly.instantiate(bytes)).instance.exports.abi());`;
    expect(consumer.node("--input-type=module", "-e", script)).toBe("1\n");
  });

  it.each(["nodenext", "bundler"])("has types under %s resolution", (resolution) => {
    const file = join(consumer.folder, `${resolution}.mts`);
    const module = resolution === "bundler" ? "esnext" : "nodenext";
    writeFileSync(
      file,
      'import { type Mask, threshold } from "segwasm";\nexport const f: (...a: never) => Mask = threshold;\n',
    );
    const options = ["--noEmit", "--strict", "--ignoreConfig", "--target", "es2022", "--module", module];
    const check = [join(ROOT, "node_modules/typescript/bin/tsc"), ...options, "--moduleResolution", resolution, file];
    expect(spawnSync(process.execPath, check, { cwd: consumer.folder, encoding: "utf8" }).stdout).toBe("");
  });

  it("installs its command", () => {
    const bin = join("node_modules/segwasm", manifest.bin.segwasm);
    expect(consumer.node(bin, "--version").trim()).toBe(manifest.version);
  });
});
