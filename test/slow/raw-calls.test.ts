/**
 * A hundred thousand calls of every raw export with random arguments; test/raw tries a few of them. What has passed is kept
 * with the digest of the export's code in dist/raw-calls.json, so that a run that is stopped goes on where it was, and only
 * what has changed is tried again; SEGWASM_CALLS sets another number, SEGWASM_FRESH forgets what has passed.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { wasmPath } from "../engines/bundle.js";
import { checkCalls, seedsFrom } from "../raw/calls.js";
import { DECLARATIONS } from "../raw/declarations.js";
import { exportDigests } from "../raw/digests.js";
import { ROOT } from "../sources.js";

const CALLS = Number(process.env.SEGWASM_CALLS ?? 100_000);
/** Calls after which progress is written down. */
const PART = 2000;
const FIRST_SEED = 1_000_000;
const PATH = join(ROOT, "dist", "raw-calls.json");

/** How often an export whose code has this digest was called. */
interface Passed {
  digest: string;
  calls: number;
}

const [scalar, simd] = ["scalar", "simd"].map((build) => exportDigests(wasmPath(build)));
const passed: Record<string, Passed> =
  existsSync(PATH) && !process.env.SEGWASM_FRESH ? JSON.parse(readFileSync(PATH, "utf8")) : {};

it.each(Object.keys(DECLARATIONS))("%s", { timeout: 3_600_000 }, (name) => {
  const start = performance.now();
  const digest = `${scalar?.[name]} ${simd?.[name]}`;
  const before = passed[name]?.digest === digest ? passed[name].calls : 0;
  for (let done = before; done < CALLS; done += PART) {
    const count = Math.min(PART, CALLS - done);
    expect(checkCalls(name, seedsFrom(FIRST_SEED + done, count))).toBeUndefined();
    passed[name] = { digest, calls: done + count };
    writeFileSync(PATH, JSON.stringify(passed));
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const calls = passed[name]?.calls ?? 0;
  process.stderr.write(`${name}: ${calls} calls, ${calls - before} of them now in ${seconds} s\n`);
});
