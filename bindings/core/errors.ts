/**
 * Every way segwasm says no. Wrong kind of argument: `ArgumentTypeError` (a `TypeError`); wrong value:
 * `ArgumentRangeError` (a `RangeError`); trouble of the world: a subclass of `SegmentError`. All carry a stable `code`
 * that survives workers, and none is ever thrown as a bare string or number.
 */

/** Stable codes; messages may change between releases, codes do not. */
export const ERROR_CODES = [
  "E_DTYPE", // element type not allowed here
  "E_NDIM", // rank is not 2 or 3, or does not fit the option
  "E_SHAPE", // data length and shape disagree, or an axis is not a whole number
  "E_SHAPE_MISMATCH", // two images that must share a grid do not
  "E_EMPTY", // an image without voxels
  "E_NONFINITE", // NaN or infinity where only numbers make sense
  "E_SIGMA", // sigma negative or not finite
  "E_RADIUS", // radius negative, fractional where whole numbers are needed
  "E_ODD", // a window with an even extent has no centre
  "E_OPTION", // unknown option, or a value outside its range
  "E_CONNECTIVITY", // connectivity does not exist in this rank
  "E_LABEL_NEGATIVE", // a label below zero
  "E_LABEL_RANGE", // more labels, or larger ones, than the type holds
  "E_CONSTANT_IMAGE", // a threshold that needs contrast met a constant image
  "E_TWO_PEAKS", // the histogram has not the two peaks that `minimum` needs
  "E_SPACING", // spacing not positive, or not one per axis
  "E_NOMEM", // linear memory cannot grow to what is needed
  "E_BUSY", // the instance is already inside a call
  "E_POISONED", // the instance trapped earlier and must be replaced
  "E_WASM", // the module cannot be loaded, or is of another version
  "E_FORMAT", // no reader or writer for this kind of file
  "E_CORRUPT", // the file contradicts itself
  "E_TRUNCATED", // the file ends before its data does
  "E_CHECKSUM", // stored and computed checksums differ
  "E_LIMIT", // larger than a limit allows
  "E_TIMEOUT", // took longer than allowed
  "E_NOTFILE", // a folder, pipe or device where a regular file is needed
  "E_PATH", // a file names another one outside its own folder
  "E_READ", // the system refused to read
  "E_WRITE", // the system refused to write
  "E_EXISTS", // the output exists and may not be replaced
  "E_RECIPE", // the recipe is not valid
  "E_SEGMENT", // no such segment, or one that does not fit its segmentation
  "E_OVERLAP", // segments overlap where one label image has to hold them
  "E_INTERRUPTED", // cancelled by the caller
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** What an error may carry beside its message; all optional, all plain data. */
export interface ErrorDetail {
  /** The file concerned. */
  path?: string;
  /** Bytes, voxels or items that would be needed. */
  needed?: number;
  /** Bytes, voxels or items that are allowed. */
  allowed?: number;
  /** What the reader can do about it, one sentence. */
  advice?: string;
}

/** Base of all errors that are not the caller's arguments. */
export class SegmentError extends Error {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.detail = detail;
  }
}

/** Linear memory cannot grow to what the call needs. `detail.needed` holds the bytes. */
export class OutOfMemory extends SegmentError {
  constructor(needed: number, what = "this call") {
    super("E_NOMEM", `out of memory: ${what} needs ${needed} more bytes of WebAssembly memory (at most 4 GiB in all)`, {
      needed,
      advice: "crop or downscale the image, or process it in slabs",
    });
  }
}

/** The file is of a kind, or uses a feature, that segwasm does not read. */
export class UnsupportedFile extends SegmentError {
  constructor(message: string, detail?: ErrorDetail, cause?: unknown) {
    super("E_FORMAT", message, detail, cause);
  }
}

/** The file contradicts itself, ends too early, or fails its checksum. */
export class CorruptFile extends SegmentError {
  constructor(
    message: string,
    detail?: ErrorDetail,
    code: "E_CORRUPT" | "E_TRUNCATED" | "E_CHECKSUM" | "E_PATH" = "E_CORRUPT",
    cause?: unknown,
  ) {
    super(code, message, detail, cause);
  }
}

/** Larger than a limit allows; `detail` names needed and allowed, `advice` the option that raises the limit. */
export class LimitExceeded extends SegmentError {
  constructor(message: string, detail: ErrorDetail) {
    super("E_LIMIT", message, detail);
  }
}

/** The values of an image do not allow what was asked of it: NaN or infinity, no contrast, no two peaks. */
export class UnsuitableImage extends SegmentError {
  constructor(code: "E_NONFINITE" | "E_CONSTANT_IMAGE" | "E_TWO_PEAKS", message: string, detail?: ErrorDetail) {
    super(code, message, detail);
  }
}

/** Two images that must share a grid do not. */
export class MismatchedShape extends SegmentError {
  constructor(who: string, a: readonly number[], b: readonly number[], what = "both images") {
    super("E_SHAPE_MISMATCH", `${who}: ${what} must have one shape, got ${a.join("×")} and ${b.join("×")} (z, y, x)`);
  }
}

/** An argument of the wrong kind. */
export class ArgumentTypeError extends TypeError {
  override readonly name = "ArgumentTypeError";
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** An argument of the right kind with a value that is not allowed. */
export class ArgumentRangeError extends RangeError {
  override readonly name = "ArgumentRangeError";
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Any error segwasm throws on purpose. */
export type AnySegmentError = SegmentError | ArgumentTypeError | ArgumentRangeError;

/** True for segwasm's own errors, optionally only for one code; works across realms and workers. */
export function isSegmentError(error: unknown, code?: ErrorCode): error is AnySegmentError {
  if (!(error instanceof Error) || !("code" in error)) return false;
  const own = (ERROR_CODES as readonly unknown[]).includes(error.code);
  return own && (code === undefined || error.code === code);
}

/** An error as plain data, for `postMessage` and `--json`. */
export interface ErrorRecord {
  name: string;
  code: ErrorCode;
  message: string;
  detail: ErrorDetail;
}

/** Flattens one of our errors; anything else is the caller's bug and is not handled here. */
export function toErrorRecord(error: AnySegmentError): ErrorRecord {
  const detail = error instanceof SegmentError ? error.detail : {};
  return { name: error.name, code: error.code, message: error.message, detail };
}

/** The inverse of `toErrorRecord`: same class family, same code and message. */
export function fromErrorRecord(record: ErrorRecord): AnySegmentError {
  if (record.name === "ArgumentTypeError") return new ArgumentTypeError(record.code, record.message);
  if (record.name === "ArgumentRangeError") return new ArgumentRangeError(record.code, record.message);
  return new SegmentError(record.code, record.message, record.detail);
}
