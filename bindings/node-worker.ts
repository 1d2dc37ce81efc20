/** `segwasm/worker` in Node: as in browsers, over threads of `node:worker_threads`. */
import { Worker } from "node:worker_threads";
import { loadKernels } from "./node.js";
import { type ServeOptions, serve as servePort } from "./worker/serve.js";
import { type Port, Segmenter as PortableSegmenter, type SegmenterOptions, type WorkerLike } from "./worker.js";

export * from "./worker.js";

/** The library over a thread of its own, which does not keep the process alive between calls. */
export class Segmenter extends PortableSegmenter {
  constructor(options: SegmenterOptions = {}) {
    super({ start: startThread, ...options });
  }
}

/** The library over a worker. See `Segmenter`. */
export function createSegmenter(options: SegmenterOptions = {}): Segmenter {
  return new Segmenter(options);
}

/** Answers the calls of a `Segmenter` on a port, by default with the kernels of the package. */
export function serve(port: Port, options: ServeOptions = {}): void {
  servePort(port, { load: loadKernels, ...options });
}

function startThread(): WorkerLike {
  // Hooks and flags of the caller's process are not meant for kernels.
  const thread = new Worker(new URL("./node-served.js", import.meta.url), { execArgv: [] });
  // Calls that are not answered: while there are any, the process stays.
  let open = 0;
  const worker: WorkerLike = {
    onmessage: null,
    onerror: null,
    postMessage(message, transfer) {
      if (open++ === 0) thread.ref();
      thread.postMessage(message, transfer as never);
    },
    terminate: () => void thread.terminate(),
  };
  thread.on("message", (data: { kind: string }) => {
    if (data.kind !== "progress" && --open === 0) thread.unref();
    worker.onmessage?.({ data } as MessageEvent);
  });
  thread.on("error", (error: Error) => worker.onerror?.({ message: error.message } as ErrorEvent));
  return worker;
}
