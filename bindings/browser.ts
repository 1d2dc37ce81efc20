import { SegmentError } from "./core/errors.js";
import { type Build, instantiateKernels, type Kernels } from "./core/kernels.js";

export * from "./index.js";

/**
 * Loads one instance of the kernels. In browsers the module is fetched from beside this file, so bundlers copy it.
 *
 * @param build "simd" (default), "scalar" or "debug"; all give the same bytes
 * @throws SegmentError E_WASM when the module cannot be fetched or started
 */
export async function loadKernels(build: Build = "simd"): Promise<Kernels> {
  const response = await fetch(moduleUrl(build));
  const bytes = new Uint8Array(await response.arrayBuffer());
  // A single-page server answers every address with its HTML; say so instead of "bad magic word".
  if (!response.ok || bytes[0] !== 0) {
    throw new SegmentError("E_WASM", `the server did not send ${build}.wasm (status ${response.status})`, {
      advice: "copy the package's wasm files beside the bundle, or import segwasm/inline",
    });
  }
  return instantiateKernels(await WebAssembly.compile(bytes), build);
}

// Literal URLs: bundlers find assets by this exact form.
function moduleUrl(build: Build): URL {
  if (build === "scalar") return new URL("./wasm/scalar.wasm", import.meta.url);
  if (build === "debug") return new URL("./wasm/debug.wasm", import.meta.url);
  return new URL("./wasm/simd.wasm", import.meta.url);
}
