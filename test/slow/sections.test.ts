/** Memory and time of the command on sections as large as the programs recommend at most, and larger. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { lookAt, measureJobs } from "../../bench/jobs.js";
import { measureNode } from "../../bench/process.js";
import { kernelsOf } from "../builds.js";
import { BIN } from "../cli/host.js";
import { blankPng } from "../quint/fixtures.js";
import { ROOT } from "../sources.js";

it("checks and exports 140 megapixels within its memory, three times as fast as Python where it is there", async () => {
  const { jobs } = await measureJobs(kernelsOf(), ROOT, 1, true);
  expect(jobs.map(({ title }) => title)).toEqual(["quint check", "quint export"]);
  for (const { peak, limit, cpu, peer } of jobs) {
    expect(peak).toBeLessThan(limit);
    if (!peer) continue;
    expect(peer.agrees).toBe(true);
    expect(peer.cpu / cpu).toBeGreaterThan(3);
  }
}, 600_000);

it("checks a palette of 14,001 × 10,001 pixels in less than 600 MB and 5 s of a processor", async () => {
  const folder = mkdtempSync(join(tmpdir(), "segwasm-palette-"));
  writeFileSync(join(folder, "a_s001.png"), blankPng(14_001, 10_001));
  const { out, peak, cpu } = await measureNode(BIN, "quint", "check", folder);
  rmSync(folder, { recursive: true, force: true });
  expect(out).toMatch(/Q33 warning 14001 x 10001/);
  expect(peak).toBeLessThan(600e6);
  expect(cpu).toBeLessThan(5);
});

it("looks at the header of 20,000 × 20,000 pixels in less than 50 ms", async () => {
  expect(await lookAt(kernelsOf(), blankPng(20_000, 20_000))).toBeLessThan(50);
});
