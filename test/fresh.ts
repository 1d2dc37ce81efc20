import { kernelSources } from "../.ci/sources.mjs";
import { SOURCES } from "../bindings/wasm/built.js";

/** Runs before all tests: kernels of older sources would give wrong results, or none that mean anything. */
export function setup(): void {
  if (SOURCES === kernelSources()) return;
  throw new Error("bindings/wasm was built from other sources than assembly/ has now; run node .ci/build.mjs");
}
