import { instantiateSync } from "@assemblyscript/loader";
import type { instantiate } from "../wasm/simd.js";
import { SegmentError } from "./errors.js";
import { checkFit } from "./fit.js";
import type { Callable, Rooms } from "./job-board.js";
import { checkThreads, type HelperSetup, helpOwner, Pool, type StartHelper } from "./pool.js";
import { Progress, type Watch } from "./progress.js";

/** The module's exports as the compiler types them. Seen only here and inside a scratch scope. */
export type RawExports = Awaited<ReturnType<typeof instantiate>>;

/**
 * Builds of the one source. All give the same bytes; `threads` works in shared memory, `scalar` is the readable twin,
 * `debug` has asserts and names.
 */
export type Build = "simd" | "threads" | "scalar" | "debug";

/** One instance of the kernels with its own memory. Not re-entrant; used by the thread that made it alone. */
export interface Kernels {
  /** Which build this is. */
  readonly build: Build;
  /** True when the kernels use 128-bit vectors. */
  readonly simd: boolean;
  /** Version of the raw interface. */
  readonly abi: number;
  /** Threads that work on a call, the caller's own counted: 1 but for the build "threads" once its helpers have started. */
  readonly threads: number;
  /** "ready", "busy" inside a call, "poisoned" after a trap: then every later call fails with E_POISONED. */
  readonly state: "ready" | "busy" | "poisoned";
  /** Bytes of linear memory this instance has taken from the system. */
  readonly memoryBytes: number;
  /** Ends the helper threads, if there are any. The instance can still be used, on the caller's thread alone. */
  dispose(): void;
}

/** Helpers for the build "threads". */
export interface HelperOptions {
  /** Threads that share a call, the caller's own counted. */
  threads: number;
  /** Starts a thread that calls `serveHelper` with what it is given. */
  start: StartHelper;
  /** Work, in voxels or about nanoseconds, from which a range of rows is worth a thread. Default: 30,000. */
  worth?: number;
}

/** What `loadKernels` loads. */
export interface LoadOptions {
  /** Default: "threads" for more than one thread where that works, otherwise "simd". */
  build?: Build | undefined;
  /** Threads that share each call, the caller's own counted; results do not depend on it. Default: 1. */
  threads?: number | undefined;
  /** `false` does not wait until the helpers have begun; they then join in when they are there. Default: true. */
  wait?: boolean | undefined;
}

/** Pages of 64 KiB: what the build "threads" asks of the memory that it is given. */
const SHARED_PAGES = { initial: 16, maximum: 65_536 };

/** Handing a range to a thread takes about as many nanoseconds. */
const WORTH_SHARING = 30_000;

/** What a scratch scope sees of an instance. */
export interface Inside {
  readonly raw: RawExports;
  /** Threads that may hold a room of their own: 1 without a pool. */
  readonly seats: number;
  readonly threads: number;
  /** Work from which a range is worth a thread. */
  readonly worth: number;
  /** Set while somebody watches. */
  progress: Progress | undefined;
  /** Calls a kernel with each list of arguments, on all threads there are. */
  share(name: string, calls: readonly (readonly number[])[], rooms?: Rooms): number[];
}

interface Instance extends Kernels {
  state: Kernels["state"];
  inside: Inside;
  pool: Pool | undefined;
}

/**
 * Makes an instance from a compiled module or its bytes. Throws E_WASM when it is not ours, or when the host cannot give
 * the build "threads" its shared memory; that build works on the caller's thread alone unless `helpers` are given.
 */
export function instantiateKernels(
  source: WebAssembly.Module | BufferSource,
  build: Build = "simd",
  helpers?: HelperOptions,
): Kernels {
  const threads = helpers ? checkThreads("instantiateKernels", helpers.threads) : 1;
  const { raw, module, memory } = start(source, build);
  const abi = typeof raw.abi === "function" ? raw.abi() : 0;
  checkFit(module, abi);
  const list = callables(raw);
  const pool = helpers && memory ? new Pool(module, memory, [...list.values()], threads, helpers.start) : undefined;
  const instance: Instance = {
    build,
    simd: raw.hasSimd() !== 0,
    abi,
    get threads() {
      return pool?.threads ?? 1;
    },
    state: "ready",
    pool,
    inside: insideOf(raw, [...list.keys()], pool, helpers?.worth ?? WORTH_SHARING),
    get memoryBytes() {
      return raw.memory.buffer.byteLength;
    },
    dispose: () => pool?.close(),
  };
  return instance;
}

/** Settles when the helpers of an instance have begun, or failed to; there may be none. */
export async function helpersStarted(kernels: Kernels): Promise<void> {
  await (kernels as Instance).pool?.started();
}

/**
 * The whole life of a helper's thread: an instance of its own in the owner's memory, and the parts it does there. Returns
 * when the owner has disposed of its instance.
 *
 * @param setup what the owner's `StartHelper` was given
 * @param begun called when the helper is ready to work
 */
export function serveHelper(setup: HelperSetup, begun: () => void): void {
  const raw = instantiateSync(setup.module, { env: { memory: setup.memory } }).exports as unknown as RawExports;
  helpOwner([...callables(raw).values()], setup, begun);
}

interface Started {
  raw: RawExports;
  module: WebAssembly.Module;
  memory: WebAssembly.Memory | undefined;
}

function start(source: WebAssembly.Module | BufferSource, build: Build): Started {
  try {
    const memory = build === "threads" ? new WebAssembly.Memory({ ...SHARED_PAGES, shared: true }) : undefined;
    const env = { ...(build === "debug" && { abort: reportAbort }), ...(memory && { memory }) };
    const { exports, module } = instantiateSync(source as WebAssembly.Module, { env });
    return { raw: exports as unknown as RawExports, module, memory };
  } catch (cause) {
    throw new SegmentError(
      "E_WASM",
      `cannot start the ${build} kernels: ${cause instanceof Error ? cause.message : "unknown reason"}`,
      { advice: "the engine must support WebAssembly SIMD (Chrome 91, Firefox 89, Safari 16.4, Node 16.4 or later)" },
      cause,
    );
  }
}

/** The functions of a module in the order of its exports, which is the same in every thread. */
function callables(raw: RawExports): Map<string, Callable> {
  const functions = Object.entries(raw).filter(([, value]) => typeof value === "function");
  return new Map(functions as [string, Callable][]);
}

function insideOf(raw: RawExports, names: readonly string[], pool: Pool | undefined, worth: number): Inside {
  return {
    raw,
    worth,
    progress: undefined,
    get seats() {
      return pool?.seats ?? 1;
    },
    get threads() {
      return pool?.threads ?? 1;
    },
    share(name, calls, rooms) {
      const heard = this.progress?.job(calls.length) ?? (() => {});
      return (pool as Pool).run({ kernel: names.indexOf(name), calls, rooms }, heard);
    },
  };
}

/**
 * Runs calls that somebody watches: told how far they are, and able to end them. Nothing else changes, and the instance
 * can be used again after a call was ended.
 *
 * @param k the instance that `body` calls
 * @param watch `onProgress` and `cancelled`, both called on this thread, between parts of the work
 * @param body the calls; they are one from 0 to 1
 * @throws SegmentError E_INTERRUPTED when `cancelled` has said so; whatever `body` throws
 * @example
 * const heard: number[] = [];
 * const image = { data: new Uint8Array([1, 5, 9, 2]), shape: [2, 2] };
 * watched(k, { onProgress: (fraction) => heard.push(fraction) }, () => segment(k, image, { sigma: 0 }));
 * heard.at(-1); // 1
 */
export function watched<T>(k: Kernels, watch: Watch, body: () => T): T {
  const { inside } = k as Instance;
  const before = inside.progress;
  const progress = new Progress(watch);
  inside.progress = progress;
  try {
    const result = body();
    progress.finish();
    return result;
  } finally {
    inside.progress = before;
  }
}

/** Runs `body` with the raw exports; refuses re-entry, and poisons the instance when a kernel traps. */
export function enter<T>(kernels: Kernels, body: (inside: Inside) => T): T {
  const instance = kernels as Instance;
  if (instance.state === "busy") {
    throw new SegmentError("E_BUSY", "these kernels are already inside a call; use one instance per thread");
  }
  if (instance.state === "poisoned") {
    throw new SegmentError("E_POISONED", "these kernels trapped in an earlier call; load a fresh instance");
  }
  instance.state = "busy";
  try {
    return body(instance.inside);
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) {
      instance.state = "poisoned";
      instance.dispose();
    }
    throw error;
  } finally {
    if (instance.state === "busy") instance.state = "ready";
  }
}

/** The debug build's assertion text ends in a trap, so that the instance is poisoned like by any other. */
function reportAbort(message: number, file: number, line: number, column: number): never {
  throw new WebAssembly.RuntimeError(`assertion failed at ${line}:${column} (message ${message}, file ${file})`);
}
