import { loadKernels } from "../browser.js";
import { isSegmentError, SegmentError, toErrorRecord } from "../core/errors.js";
import type { Kernels } from "../core/kernels.js";
import { Desk } from "./desk.js";
import { type CallName, type Port, pack, type Reply, type Request } from "./protocol.js";

export interface ServeOptions {
  /** How kernels are had. Default: fetched from beside the package, as `loadKernels` of a browser does. */
  load?: () => Promise<Kernels>;
}

/** Answers the calls of a `Segmenter` on a port: in a worker, `serve(self)` is all it takes. */
export function serve(port: Port, options: ServeOptions = {}): void {
  const desk = new Desk(options.load ?? loadKernels);
  port.onmessage = async ({ data }: MessageEvent<Request>) => {
    const reply = await answer(desk, data);
    const { value, transfer } = pack(reply, true);
    port.postMessage(value, transfer);
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
