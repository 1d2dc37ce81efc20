import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { BUILDS } from "../builds.js";
import { ROOT } from "../sources.js";

const folder = mkdtempSync(join(tmpdir(), "segwasm-build-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("building again", () => {
  it.each(BUILDS)("gives the same bytes for %s", (build) => {
    const file = join(folder, `${build}.wasm`);
    const compiler = join(ROOT, "node_modules/assemblyscript/bin/asc.js");
    // The debug build names its source map, so the copy must have the same name in its own folder.
    execFileSync(process.execPath, [compiler, "--target", build, "--outFile", file], { cwd: ROOT, stdio: "pipe" });
    const again = readFileSync(file);
    expect(again.equals(readFileSync(join(ROOT, "bindings/wasm", `${build}.wasm`)))).toBe(true);
  });
});
