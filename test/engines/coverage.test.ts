import { expect, it } from "vitest";
import * as segwasm from "../../bindings/index.js";
import { LIBRARY_CALLS } from "./functions.js";

/**
 * Public functions whose first parameter is an instance of the kernels, with their source. Asynchronous ones read sources
 * and leave the computing to these.
 */
const onKernels = Object.entries(segwasm).filter(
  ([, value]) => typeof value === "function" && /^function\*? *\w+\(_?k\b/.test(value.toString()),
);

it("every public function that computes is checked for agreement: as an operation, or by a call of its own", () => {
  expect(onKernels.length).toBeGreaterThan(20);
  const own = onKernels.filter(([, body]) => !/\brunOp\)?\(/.test(body.toString())).map(([name]) => name);
  const called = new Set(LIBRARY_CALLS.map(({ name }) => name));
  expect(own.filter((name) => !called.has(name))).toEqual([]);
});

it("every call has a name of its own", () => {
  const names = LIBRARY_CALLS.map(({ name, variant, on }) => `${name} ${variant} ${on}`);
  expect(new Set(names).size).toBe(names.length);
});

it("no call is of a function that is not public", () => {
  expect(LIBRARY_CALLS.map(({ name }) => name).filter((name) => !(name in segwasm))).toEqual([]);
});
