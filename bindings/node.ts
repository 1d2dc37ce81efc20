import { readFileSync } from "node:fs";
import { type Build, instantiateKernels, type Kernels } from "./core/kernels.js";

export * from "./index.js";

/**
 * Loads one instance of the kernels. In Node the module is read from the package; no network, no other file.
 *
 * @param build "simd" (default), "scalar" or "debug"; all give the same bytes
 * @throws SegmentError E_WASM when the module cannot be started
 */
export async function loadKernels(build: Build = "simd"): Promise<Kernels> {
  return instantiateKernels(readFileSync(new URL(`./wasm/${build}.wasm`, import.meta.url)), build);
}
