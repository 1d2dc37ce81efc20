import { type ErrorCode, isSegmentError, SegmentError } from "../bindings/core/errors.js";

/** What the command ends with. Scripts rely on these numbers. */
export const EXIT = {
  done: 0,
  someFailed: 1,
  usage: 2,
  input: 3,
  limit: 4,
  output: 5,
  bug: 70,
  stdout: 74,
  interrupted: 130,
  terminated: 143,
} as const;

/** The exit code of every error code. */
export const EXIT_OF_ERROR: Readonly<Record<ErrorCode, number>> = {
  E_ODD: EXIT.usage,
  E_OPTION: EXIT.usage,
  E_SIGMA: EXIT.usage,
  E_RADIUS: EXIT.usage,
  E_CONNECTIVITY: EXIT.usage,
  E_SPACING: EXIT.usage,
  E_RECIPE: EXIT.usage,
  E_SEGMENT: EXIT.usage,
  E_EXISTS: EXIT.usage,
  E_DTYPE: EXIT.input,
  E_NDIM: EXIT.input,
  E_SHAPE: EXIT.input,
  E_SHAPE_MISMATCH: EXIT.input,
  E_EMPTY: EXIT.input,
  E_NONFINITE: EXIT.input,
  E_LABEL_NEGATIVE: EXIT.input,
  E_LABEL_RANGE: EXIT.input,
  E_CONSTANT_IMAGE: EXIT.input,
  E_TWO_PEAKS: EXIT.input,
  E_FORMAT: EXIT.input,
  E_CORRUPT: EXIT.input,
  E_TRUNCATED: EXIT.input,
  E_CHECKSUM: EXIT.input,
  E_NOTFILE: EXIT.input,
  E_PATH: EXIT.input,
  E_READ: EXIT.input,
  E_LIMIT: EXIT.limit,
  E_NOMEM: EXIT.limit,
  E_TIMEOUT: EXIT.limit,
  E_OVERLAP: EXIT.output,
  E_WRITE: EXIT.output,
  E_INTERRUPTED: EXIT.interrupted,
  E_BUSY: EXIT.bug,
  E_POISONED: EXIT.bug,
  E_WASM: EXIT.bug,
};

/** The exit code an exception leads to; anything unknown is a bug. */
export function exitCodeOf(error: unknown): number {
  return isSegmentError(error) ? (EXIT_OF_ERROR[error.code] ?? EXIT.bug) : EXIT.bug;
}

/** JavaScript engines report exhausted memory as a RangeError or TypeError of these words. */
const ALLOCATION = /allocation failed|invalid (typed )?array (buffer )?length|cannot create a (buffer|string)/i;

/** Gives engine errors that mean "too large" our own shape; leaves everything else as it is. */
export function recognise(error: unknown): unknown {
  if ((error as NodeJS.ErrnoException | undefined)?.code === "ERR_WORKER_OUT_OF_MEMORY") {
    const advice = "crop or downscale the image, or give Node more memory: NODE_OPTIONS=--max-old-space-size=8192";
    return new SegmentError("E_NOMEM", "out of memory", { advice }, error);
  }
  if (isSegmentError(error) || !(error instanceof Error) || !ALLOCATION.test(error.message)) return error;
  const advice = "crop or downscale the image, or run on a machine with more memory";
  return new SegmentError("E_NOMEM", "out of memory while holding the image", { advice }, error);
}
