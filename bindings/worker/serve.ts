import { loadKernels } from "../browser.js";
import { isSegmentError, SegmentError, toErrorRecord } from "../core/errors.js";
import type { Watch } from "../core/progress.js";
import { Desk, type LoadKernels } from "./desk.js";
import { type CallName, type Port, pack, type Reply, type Request } from "./protocol.js";

export interface ServeOptions {
  /** How kernels are had. Default: fetched from beside the package, as `loadKernels` of a browser does. */
  load?: LoadKernels;
}

/** Answers the calls of a `Segmenter` on a port: in a worker, `serve(self)` is all it takes. */
export function serve(port: Port, options: ServeOptions = {}): void {
  const desk = new Desk(options.load ?? loadKernels);
  port.onmessage = async ({ data }: MessageEvent<Request>) => {
    desk.prepare(data.threads, watchOf(data, port));
    const reply = await answer(desk, data);
    const { value, transfer } = pack(reply, true);
    port.postMessage(value, transfer);
  };
}

/** A page need not hear of less than this. */
const PROGRESS_STEP = 0.005;

/** Tells the page how far a request is, and ends it when the page says so. */
function watchOf({ id, progress, cancel }: Request, port: Port): Watch {
  const flag = cancel && new Int32Array(cancel);
  let told = Number.NEGATIVE_INFINITY;
  return {
    cancelled: flag && (() => Atomics.load(flag, 0) !== 0),
    onProgress: progress
      ? (fraction) => {
          // The page itself says 1 when it has the result.
          if (fraction < told + PROGRESS_STEP || fraction === 1) return;
          told = fraction;
          const reply: Reply = { id, kind: "progress", fraction };
          port.postMessage(reply, []);
        }
      : undefined,
  };
}

async function answer(desk: Desk, { id, call, arguments: args }: Request): Promise<Reply> {
  try {
    const method = desk[call as CallName] as (...args: unknown[]) => Promise<unknown>;
    return { id, kind: "result", value: await method.apply(desk, args) };
  } catch (error) {
    if (isSegmentError(error)) return { id, kind: "refused", error: toErrorRecord(error) };
    if (isAllocationFailure(error)) return { id, kind: "refused", error: toErrorRecord(outOfMemory(error)) };
    return { id, kind: "broken", message: error instanceof Error ? error.message : String(error) };
  }
}

/** Engines report an array that cannot be had as a plain RangeError. */
function isAllocationFailure(error: unknown): error is RangeError {
  return error instanceof RangeError && /alloc|array (buffer )?length|array size|out of memory/i.test(error.message);
}

function outOfMemory(cause: RangeError): SegmentError {
  const advice = "crop or downscale the image, or close other pages";
  return new SegmentError("E_NOMEM", "out of memory: the browser cannot give what this image needs", { advice }, cause);
}
