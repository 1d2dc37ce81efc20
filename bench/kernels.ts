import { readFileSync } from "node:fs";
import { instantiateKernels, type Kernels } from "../bindings/index.js";
import { loadKernels } from "../bindings/node.js";
import { THREADS } from "./subjects.js";

/** Bytes of a built module, found from the compiled bench in dist/bench. */
export function wasmBytes(build: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`../bindings/wasm/${build}.wasm`, import.meta.url)));
}

/** A fresh instance with its own memory, on one thread. */
export function freshKernels(): Kernels {
  return instantiateKernels(new WebAssembly.Module(wasmBytes("simd")));
}

/** An instance with helpers. */
export function threadedKernels(): Promise<Kernels> {
  return loadKernels({ threads: THREADS });
}
