import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { type Build, helpersStarted, instantiateKernels, type Kernels, type LoadOptions } from "./core/kernels.js";
import { canShareMemory, checkThreads, type StartHelper } from "./core/pool.js";

export * from "./index.js";

/**
 * Loads one instance of the kernels. In Node the module is read from the package; no network, no other file.
 *
 * With `threads` the instance has helpers of its own, which sleep between calls and do not keep the process alive;
 * `dispose()` ends them. Where threads cannot share memory the instance works on one thread, with the same results.
 *
 * @param what the build, "simd" (default), "threads", "scalar" or "debug", or `{ build, threads, wait }`; all give the same bytes
 * @throws SegmentError E_WASM when the module cannot be started; ArgumentRangeError E_OPTION for a number of threads that
 *   is not a whole number from 1 on
 * @example
 * const k = await loadKernels({ threads: 2 });
 * k.threads; // 2
 * k.dispose();
 */
export async function loadKernels(what: Build | LoadOptions = {}): Promise<Kernels> {
  const options = typeof what === "string" ? { build: what } : what;
  const threads = checkThreads("loadKernels", options.threads ?? 1);
  const build = options.build ?? (threads > 1 && canShareMemory() ? "threads" : "simd");
  const bytes = readFileSync(new URL(`./wasm/${build}.wasm`, import.meta.url));
  const kernels = instantiateKernels(bytes, build, { threads, start: startHelper });
  if (options.wait ?? true) await helpersStarted(kernels);
  return kernels;
}

const startHelper: StartHelper = (setup) => {
  const worker = new Worker(new URL("./node-helper.js", import.meta.url), {
    workerData: setup,
    // Hooks and flags of the caller's process are not meant for kernels.
    execArgv: [],
  });
  const started = new Promise<void>((resolve) => {
    for (const event of ["message", "error", "exit"]) worker.on(event, () => resolve());
  }).then(() => worker.unref());
  return { started, stop: () => void worker.terminate() };
};
