/** The examples that use the bare module, as a reader would start them. */
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./sources.js";

const path = (name: string) => join(ROOT, name);
const WASM = path("bindings/wasm/simd.wasm");

describe("the bare module", () => {
  it("finds and measures objects in Node without the library", () => {
    const out = execFileSync(process.execPath, [path("examples/node/raw.mjs"), WASM], { encoding: "utf8" });
    // Voxels of 0.5 × 0.5; the speck comes first, as its first voxel lies in the first row.
    expect(out.split("\n")).toEqual([
      "3 objects",
      "1: 1 voxels, area 0.25, at 0, 5.5, mean 200",
      "2: 9 voxels, area 2.25, at 1, 1, mean 200",
      "3: 9 voxels, area 2.25, at 1.5, 3.5, mean 200",
      "",
    ]);
  });

  it("counts them in Python", ({ skip }) => {
    const python = process.env["SEGWASM_PYTHON"] ?? "python3";
    if (spawnSync(python, ["-c", "import wasmtime"]).status !== 0) return skip("no Python with wasmtime here");
    const out = execFileSync(python, [path("examples/python/raw.py"), WASM], { encoding: "utf8" });
    expect(out).toBe("3 objects\n");
  });
});
