/**
 * A hundred thousand calls of every raw export with random arguments; test/raw tries a few of them. What has passed is kept
 * with the digests of the builds in dist/raw-calls.json, so that a run that is stopped goes on where it was; SEGWASM_CALLS
 * sets another number, SEGWASM_FRESH forgets what has passed.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { wasmPath } from "../engines/bundle.js";
import { checkCalls, seedsFrom } from "../raw/calls.js";
import { DECLARATIONS } from "../raw/declarations.js";
import { ROOT } from "../sources.js";

const CALLS = Number(process.env.SEGWASM_CALLS ?? 100_000);
/** Calls after which progress is written down. */
const PART = 2000;
const FIRST_SEED = 1_000_000;
const PATH = join(ROOT, "dist", "raw-calls.json");

const builds = ["scalar", "simd"].map((build) => readFileSync(wasmPath(build)));
const digest = builds.reduce((hash, bytes) => hash.update(bytes), createHash("sha256")).digest("hex");
const passed = earlier();

/** Calls that have passed, by export; none where the builds are others. */
function earlier(): Record<string, number> {
  if (process.env.SEGWASM_FRESH || !existsSync(PATH)) return {};
  const kept = JSON.parse(readFileSync(PATH, "utf8"));
  return kept.digest === digest ? kept.passed : {};
}

it.each(Object.keys(DECLARATIONS))("%s", { timeout: 3_600_000 }, (name) => {
  const start = performance.now();
  const before = passed[name] ?? 0;
  for (let done = before; done < CALLS; done += PART) {
    const count = Math.min(PART, CALLS - done);
    expect(checkCalls(name, seedsFrom(FIRST_SEED + done, count))).toBeUndefined();
    passed[name] = done + count;
    writeFileSync(PATH, JSON.stringify({ digest, passed }));
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stderr.write(`${name}: ${passed[name]} calls, ${(passed[name] ?? 0) - before} of them now in ${seconds} s\n`);
});
