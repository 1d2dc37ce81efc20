import { instantiateKernels, type Kernels } from "./core/kernels.js";
import { simdBase64 } from "./wasm/inline.js";

export * from "./index.js";

/**
 * Loads one instance of the kernels from bytes embedded in this file: for bundlers that do not copy assets, single-file
 * pages and hosts without `fetch`.
 *
 * @throws SegmentError E_WASM when the module cannot be started
 */
export async function loadKernels(): Promise<Kernels> {
  const text = atob(simdBase64);
  return instantiateKernels(await WebAssembly.compile(Uint8Array.from(text, (letter) => letter.charCodeAt(0))));
}
