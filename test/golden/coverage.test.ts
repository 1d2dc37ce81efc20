import { expect, it } from "vitest";
import * as segwasm from "../../bindings/index.js";
import { sourcesBelow } from "../sources.js";

/** Public functions that are not called as their operation is. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  expand: "expandLabels",
  "threshold-local": "localThreshold",
  fractional: "maskToFractional",
};

/** Operations that no other library has, and what vouches for them instead. */
const REASONS: Readonly<Record<string, string>> = {
  fractional: "shares of blocks, whose sums are compared in test/ops/fractional.test.ts",
  "grow-seeds": "3D Slicer's rules, with their counts and an obvious twin, in test/ops/grow-seeds.test.ts",
  "fill-between-slices": "areas and digests of ITK's own runs are in test/ops/fill-between-slices.test.ts",
  margin: "lengths from voxel centres, compared with every pair of voxels in test/ops/shells.test.ts",
  hollow: "the same",
  "smooth-mask": "VTK's counts are in test/ops/shells.test.ts",
};

/** Tests that compare with what other libraries made, without their comments. */
const tests = sourcesBelow(["test"])
  .filter(({ path, text }) => {
    // Some tests keep their calls in a file beside the numbers.
    if (/golden\/[\w-]+(?<!\.test)\.ts$/.test(path)) return true;
    return path.endsWith(".test.ts") && /golden\/[\w-]+\.(json|js)"/.test(text);
  })
  .map(({ text }) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ""));

const functionOf = (op: string): string =>
  FUNCTIONS[op] ?? op.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

const isCalled = (op: string): boolean => {
  const call = new RegExp(`"${op}"|\\b${functionOf(op)}\\b`);
  return tests.some((text) => call.test(text));
};

it("every operation is compared with another library's results, or says why not", () => {
  const names = segwasm.REGISTRY.map(({ name }) => name);
  expect(names.filter((name) => !(functionOf(name) in segwasm))).toEqual([]);
  expect(names.filter((name) => !isCalled(name) && !REASONS[name])).toEqual([]);
});

it("no reason is given for an operation that is not there, or is compared", () => {
  const names = segwasm.REGISTRY.map(({ name }) => name);
  expect(Object.keys(REASONS).filter((name) => !names.includes(name) || isCalled(name))).toEqual([]);
});
