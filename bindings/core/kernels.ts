import { instantiateSync } from "@assemblyscript/loader";
import type { instantiate } from "../wasm/simd.js";
import { SegmentError } from "./errors.js";

/** The module's exports as the compiler types them. Seen only here and inside a scratch scope. */
export type RawExports = Awaited<ReturnType<typeof instantiate>>;

/** Builds of the one source. All give the same bytes; `scalar` is the readable twin, `debug` has asserts and names. */
export type Build = "simd" | "scalar" | "debug";

/** One instance of the kernels with its own memory. Not re-entrant; use one per thread. */
export interface Kernels {
  /** Which build this is. */
  readonly build: Build;
  /** True when the kernels use 128-bit vectors. */
  readonly simd: boolean;
  /** Version of the raw interface. */
  readonly abi: number;
  /** "ready", "busy" inside a call, "poisoned" after a trap: then every later call fails with E_POISONED. */
  readonly state: "ready" | "busy" | "poisoned";
  /** Bytes of linear memory this instance has taken from the system. */
  readonly memoryBytes: number;
}

/** The raw interface these bindings were written for. */
const ABI = 1;

interface Instance extends Kernels {
  state: Kernels["state"];
  raw: RawExports;
}

/** Makes an instance from a compiled module or its bytes. Throws E_WASM when it is not ours. */
export function instantiateKernels(source: WebAssembly.Module | BufferSource, build: Build = "simd"): Kernels {
  let raw: RawExports;
  try {
    const imports = build === "debug" ? { env: { abort: reportAbort } } : {};
    raw = instantiateSync(source as WebAssembly.Module, imports).exports as unknown as RawExports;
  } catch (cause) {
    throw new SegmentError(
      "E_WASM",
      `cannot start the ${build} kernels: ${cause instanceof Error ? cause.message : "unknown reason"}`,
      { advice: "the engine must support WebAssembly SIMD (Chrome 91, Firefox 89, Safari 16.4, Node 16.4 or later)" },
      cause,
    );
  }
  const abi = typeof raw.abi === "function" ? raw.abi() : 0;
  if (abi !== ABI) {
    throw new SegmentError(
      "E_WASM",
      `expected kernels of interface ${ABI}, got ${abi}: module and bindings are of different versions`,
    );
  }
  const instance: Instance = {
    build,
    simd: raw.hasSimd() !== 0,
    abi,
    state: "ready",
    raw,
    get memoryBytes() {
      return raw.memory.buffer.byteLength;
    },
  };
  return instance;
}

/** Runs `body` with the raw exports; refuses re-entry, and poisons the instance when a kernel traps. */
export function enter<T>(kernels: Kernels, body: (raw: RawExports) => T): T {
  const instance = kernels as Instance;
  if (instance.state === "busy") {
    throw new SegmentError("E_BUSY", "these kernels are already inside a call; use one instance per thread");
  }
  if (instance.state === "poisoned") {
    throw new SegmentError("E_POISONED", "these kernels trapped in an earlier call; load a fresh instance");
  }
  instance.state = "busy";
  try {
    return body(instance.raw);
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) instance.state = "poisoned";
    throw error;
  } finally {
    if (instance.state === "busy") instance.state = "ready";
  }
}

/** The debug build's assertion text ends in a trap, so that the instance is poisoned like by any other. */
function reportAbort(message: number, file: number, line: number, column: number): never {
  throw new WebAssembly.RuntimeError(`assertion failed at ${line}:${column} (message ${message}, file ${file})`);
}
