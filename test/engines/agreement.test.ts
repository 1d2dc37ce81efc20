import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { findEngine } from "../../.ci/browsers.mjs";
import type { Build } from "../../bindings/core/kernels.js";
import { REGISTRY } from "../../bindings/registry.js";
import { BUILDS } from "../builds.js";
import type { Digests } from "./agreement.js";
import { bundleAgreement, SHIPPED } from "./bundle.js";
import { ACCEPTANCE_RUNS } from "./library.js";
import { type Answer, inBrowser, inJavaScriptCore, inNode } from "./run.js";
import { sha256 } from "./sha256.js";

let bundle: string;
let node: Record<Build, Digests>;

beforeAll(async () => {
  bundle = await bundleAgreement();
  node = (await inNode(bundle, [], BUILDS)) as typeof node;
});

/** Names of the cases in which two runs differ, few enough to read. */
function differences(got: Digests, want: Digests): string[] {
  const names = [...new Set([...Object.keys(got), ...Object.keys(want)])];
  return names.filter((name) => got[name] !== want[name]).slice(0, 20);
}

function expectAgreement(answer: Answer, builds = SHIPPED): void {
  for (const build of builds)
    expect({ build, cases: differences(answer[build] ?? {}, node.simd) }).toEqual({ build, cases: [] });
}

describe("the same bytes", () => {
  it("come from cases on every operation", () => {
    const names = Object.keys(node.simd);
    const covered = (op: string) =>
      names.some((name) => name.startsWith(`${op} `) && !isError(node.simd[name] as string));
    expect(REGISTRY.map(({ name }) => name).filter((name) => !covered(name))).toEqual([]);
  });

  it("come from files of every element type", () => {
    const files = Object.entries(node.simd).filter(([name]) => name.startsWith("file "));
    expect(files.length).toBe(55);
    expect(files.filter(([, outcome]) => isError(outcome))).toEqual([]);
  });

  it.each(ACCEPTANCE_RUNS)("are those published for the acceptance volume: $options", ({ options, labels, mask }) => {
    const beginning = (what: string) => node.simd[`acceptance ${what} ${JSON.stringify(options)}`]?.slice(0, 16);
    expect([beginning("labels"), beginning("recipe"), beginning("mask")]).toEqual([labels, labels, mask]);
  });

  it.each(["scalar", "debug"] as const)("come from the %s build", (build) => {
    expect(differences(node[build], node.simd)).toEqual([]);
  });

  const tiers = [["--liftoff-only"], ["--no-liftoff"]];
  it.each(tiers)("come from Node with %s", async (...flags) => {
    expectAgreement(await inNode(bundle, flags));
  });

  it.each(tiers)(
    "come from Node with %s on processors without AVX, for which vectors are compiled otherwise",
    async (tier) => {
      expectAgreement(await inNode(bundle, [tier, "--no-enable-avx"], ["simd"]), ["simd"]);
    },
  );

  it.each(["chromium", "firefox"] as const)("come from %s, on one thread and on two", async (name) => {
    const answer = await inBrowser(name, bundle);
    expectAgreement(answer);
    expect(differences(answer.threads ?? {}, node.simd)).toEqual([]);
  });

  it("come from JavaScriptCore", async ({ skip }) => {
    const program = findEngine("jsc");
    if (!program) return skip("no jsc: its package is not to be had on this machine");
    expectAgreement(await inJavaScriptCore(program, bundle));
  });
});

const isError = (outcome: string) => outcome.startsWith("E_");

describe("the digest of the agreement", () => {
  it.each([0, 1, 55, 56, 63, 64, 65, 1000])("is SHA-256 of %d bytes", (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => i * 7);
    expect(sha256(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
  });
});
