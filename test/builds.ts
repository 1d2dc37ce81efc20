import { readFileSync } from "node:fs";
import { describe } from "vitest";
import { type Build, instantiateKernels, type Kernels } from "../bindings/core/kernels.js";

/** The builds every operation must agree in. */
export const BUILDS: readonly Build[] = ["simd", "scalar", "debug"];

const modules = new Map<Build, WebAssembly.Module>();

/** A fresh instance of a build. */
export function kernelsOf(build: Build = "simd"): Kernels {
  let module = modules.get(build);
  if (!module) {
    module = new WebAssembly.Module(readFileSync(new URL(`../bindings/wasm/${build}.wasm`, import.meta.url)));
    modules.set(build, module);
  }
  return instantiateKernels(module, build);
}

/** Runs the same tests on every build. */
export function onEveryBuild(name: string, suite: (k: Kernels, build: Build) => void): void {
  for (const build of BUILDS) describe(`${name} (${build})`, () => suite(kernelsOf(build), build));
}
