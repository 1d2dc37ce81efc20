import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { helpersStarted, instantiateKernels, type Kernels } from "../bindings/core/kernels.js";
import type { Helper, StartHelper } from "../bindings/core/pool.js";

const module = new WebAssembly.Module(readFileSync(new URL("../bindings/wasm/threads.wasm", import.meta.url)));

/** Helpers that were started here, so that a test can count them. */
export const started: Worker[] = [];

/** Starts the script of the built package: Node itself reads no TypeScript. */
export const startHelper: StartHelper = (setup): Helper => {
  const worker = new Worker(new URL("../dist/bindings/node-helper.js", import.meta.url), {
    workerData: setup,
    execArgv: [],
  });
  started.push(worker);
  worker.unref();
  const begun = new Promise<void>((resolve) => {
    for (const event of ["message", "error", "exit"]) worker.on(event, () => resolve());
  });
  return { started: begun, stop: () => void worker.terminate() };
};

/** A fresh instance of the build "threads", its helpers begun, which shares even the smallest work. */
export async function threadedKernels(threads: number, start: StartHelper = startHelper): Promise<Kernels> {
  const kernels = instantiateKernels(module, "threads", { threads, start, worth: 1 });
  await helpersStarted(kernels);
  return kernels;
}
