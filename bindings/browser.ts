import { SegmentError } from "./core/errors.js";
import { type Build, helpersStarted, instantiateKernels, type Kernels, type LoadOptions } from "./core/kernels.js";
import { canShareMemory, checkThreads, type StartHelper } from "./core/pool.js";

export * from "./index.js";

/**
 * Loads one instance of the kernels. In browsers the module is fetched from beside this file, so bundlers copy it.
 *
 * With `threads` the instance has helpers of its own, which sleep between calls; `dispose()` ends them. That takes a
 * worker of a cross-origin isolated page: elsewhere the instance works on one thread, with the same results.
 *
 * @param what the build, "simd" (default), "threads", "scalar" or "debug", or `{ build, threads, wait }`; all give the same bytes
 * @throws SegmentError E_WASM when the module cannot be fetched or started; ArgumentRangeError E_OPTION for a number of
 *   threads that is not a whole number from 1 on
 */
export async function loadKernels(what: Build | LoadOptions = {}): Promise<Kernels> {
  const options = typeof what === "string" ? { build: what } : what;
  const threads = checkThreads("loadKernels", options.threads ?? 1);
  const build = options.build ?? (threads > 1 && canShareMemory() ? "threads" : "simd");
  const response = await fetch(moduleUrl(build));
  const bytes = new Uint8Array(await response.arrayBuffer());
  // A single-page server answers every address with its HTML; say so instead of "bad magic word".
  if (!response.ok || bytes[0] !== 0) {
    throw new SegmentError("E_WASM", `the server did not send ${build}.wasm (status ${response.status})`, {
      advice: "copy the package's wasm files beside the bundle, or import segwasm/inline",
    });
  }
  const kernels = instantiateKernels(await WebAssembly.compile(bytes), build, { threads, start: startHelper });
  if (options.wait ?? true) await helpersStarted(kernels);
  return kernels;
}

// Literal URLs: bundlers find assets by this exact form.
function moduleUrl(build: Build): URL {
  if (build === "threads") return new URL("./wasm/threads.wasm", import.meta.url);
  if (build === "scalar") return new URL("./wasm/scalar.wasm", import.meta.url);
  if (build === "debug") return new URL("./wasm/debug.wasm", import.meta.url);
  return new URL("./wasm/simd.wasm", import.meta.url);
}

/** Milliseconds after which nobody waits any longer for a helper. */
const PATIENCE = 5000;

const startHelper: StartHelper = (setup) => {
  let worker: Worker | undefined;
  const started = new Promise<void>((resolve) => {
    try {
      worker = new Worker(new URL("./browser-helper.js", import.meta.url), { type: "module" });
    } catch {
      // Policies of a page may forbid it. Then its threads are fewer.
      return resolve();
    }
    setTimeout(resolve, PATIENCE);
    worker.onmessage = () => resolve();
    worker.onerror = (event) => {
      event.preventDefault();
      resolve();
    };
    worker.postMessage(setup);
  });
  return { started, stop: () => worker?.terminate() };
};
