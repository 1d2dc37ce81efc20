import { readFileSync } from "node:fs";
import binaryen from "binaryen";
import { describe, expect, it } from "vitest";
import { kernelSources } from "../.ci/sources.mjs";
import { instantiateKernels } from "../bindings/core/kernels.js";
import { SOURCES } from "../bindings/wasm/built.js";
import { BUILDS } from "./builds.js";

const bytesOf = (build: string) => readFileSync(new URL(`../bindings/wasm/${build}.wasm`, import.meta.url));
const moduleOf = (build: string) => new WebAssembly.Module(bytesOf(build));
const exportsOf = (build: string) =>
  WebAssembly.Module.exports(moduleOf(build))
    .map(({ kind, name }) => `${kind} ${name}`)
    .sort();

/** Text of a module, in which every vector instruction names its lanes. */
function textOf(build: string): string {
  const module = binaryen.readBinary(bytesOf(build));
  const text = module.emitText();
  module.dispose();
  return text;
}

describe("the raw modules", () => {
  // Hosts in C, Rust, Java or Python can only embed a module that asks nothing of them.
  it.each(["simd", "scalar"])("%s imports nothing", (build) => {
    expect(WebAssembly.Module.imports(moduleOf(build))).toEqual([]);
  });

  it("debug imports nothing but the report of a failed assertion", () => {
    const imports = WebAssembly.Module.imports(moduleOf("debug")).map(({ module, name }) => `${module}.${name}`);
    expect(imports.filter((name) => name !== "env.abort")).toEqual([]);
  });

  it("threads imports nothing but its shared memory", () => {
    const imports = WebAssembly.Module.imports(moduleOf("threads"));
    expect(imports).toEqual([{ module: "env", name: "memory", kind: "memory" }]);
    // Whoever starts it must give a memory that threads can share.
    const memory = new WebAssembly.Memory({ initial: 16, maximum: 65_536 });
    expect(() => new WebAssembly.Instance(moduleOf("threads"), { env: { memory } })).toThrow(WebAssembly.LinkError);
  });

  it("threads writes nothing into its memory that differs from instance to instance", () => {
    const memory = new WebAssembly.Memory({ initial: 16, maximum: 65_536, shared: true });
    const start = () => new WebAssembly.Instance(moduleOf("threads"), { env: { memory } });
    const copy = () => new Uint8Array(memory.buffer).slice();
    start();
    const first = copy();
    start();
    expect(copy()).toEqual(first);
  });

  it.each([...BUILDS, "threads"])("%s exports what simd exports", (build) => {
    expect(exportsOf(build)).toEqual(exportsOf("simd"));
  });

  it("export their memory and no global", () => {
    expect(exportsOf("simd").filter((entry) => !entry.startsWith("function "))).toEqual(["memory memory"]);
  });

  it.each([...BUILDS, "threads"])("%s says which sources it is of, and is refused with those of others", (build) => {
    const bytes = bytesOf(build);
    expect(bytes.subarray(-8).toString("hex")).toBe(kernelSources());
    const stale = Uint8Array.from(bytes);
    stale[bytes.length - 1] = ~(bytes.at(-1) as number);
    const of = (module: Uint8Array<ArrayBuffer>) => () => instantiateKernels(module, build as "simd");
    expect(of(stale)).toThrow(expect.objectContaining({ code: "E_WASM", message: expect.stringContaining(SOURCES) }));
    // Without its mark nobody knows.
    expect(of(stale.slice(0, -18))).toThrow(/got none/);
    expect(of(Uint8Array.from(bytes))).not.toThrow();
  });

  it("have vectors in simd and none in scalar", () => {
    const vectors = /\b(v128|[if]\d+x\d+)\./;
    expect(textOf("scalar")).not.toMatch(vectors);
    expect(textOf("simd")).toMatch(vectors);
  });

  it("stay small: simd.wasm is below 106 kB", () => {
    expect(bytesOf("simd").length).toBeLessThan(106_000);
  });
});
