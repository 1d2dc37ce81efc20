import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { wasmPath } from "../engines/bundle.js";
import { checkCalls, seedsFrom } from "./calls.js";
import { DECLARATIONS } from "./declarations.js";

/** The arena itself and what only tells about the module; test/raw/arena.test.ts is about them. */
const OF_THE_ARENA = ["abi", "alloc", "hasSimd", "mark", "release"];

const names = WebAssembly.Module.exports(new WebAssembly.Module(readFileSync(wasmPath("simd"))))
  .filter(({ kind }) => kind === "function")
  .map(({ name }) => name);

describe("raw exports with random arguments", () => {
  it("are all declared", () => {
    expect(Object.keys(DECLARATIONS).concat(OF_THE_ARENA).sort()).toEqual(names.sort());
  });

  it.each(Object.keys(DECLARATIONS))("%s writes only what it may and reads only what it is given", (name) => {
    expect(checkCalls(name, seedsFrom(1, 150))).toBeUndefined();
  });
});

describe("the guards", () => {
  it("notice a write behind a buffer", () => {
    const tooShort = checkCalls("unpack", [1], (c) => [
      c.out(c.n - 1),
      c.put(new Uint8Array(c.rows * c.pitch).fill(255)),
      c.pitch,
      c.w,
      c.rows,
      7,
    ]);
    expect(tooShort).toMatch(/wrote behind buffer 0 \(out/);
  });

  it("notice a write before a buffer", () => {
    const shifted = checkCalls("complement", [1], (c) => [
      c.maskOut() - 16,
      c.put(new Uint8Array(c.rows * c.pitch)),
      c.pitch,
      c.w,
      c.rows,
    ]);
    expect(shifted).toMatch(/wrote before buffer 0 \(out/);
  });

  it("notice a changed input", () => {
    const sorted = checkCalls("keepDistinct", [1], (c) => [c.put(Uint32Array.of(1, 1, 2)), 3]);
    expect(sorted).toMatch(/changed buffer 0, an input/);
  });

  it("notice what depends on memory that was not given", () => {
    const beyond = checkCalls("countSet", [1], (c) => [c.put(new Uint8Array(16)), 24]);
    expect(beyond).toMatch(/scalar returned 0, simd 64/);
  });

  it("notice reading far behind a buffer", () => {
    const far = checkCalls("countSet", [1], (c) => [c.put(new Uint8Array(16)), 4096]);
    expect(far).toMatch(/memory access out of bounds|returned/);
  });
});
