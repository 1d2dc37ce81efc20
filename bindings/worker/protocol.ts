import type { ErrorRecord } from "../core/errors.js";
import type { Image } from "../core/image.js";
import type { ReadOptions } from "../io/file.js";
import type { Desk } from "./desk.js";

/** What may be asked of a worker: the methods of the desk that answers there. */
export type CallName = Exclude<keyof Desk, "discardKernels" | "prepare">;
export type Arguments<K extends CallName> = Parameters<Desk[K]>;
export type Answer<K extends CallName> = Awaited<ReturnType<Desk[K]>>;

/** An image that stays in the worker: the voxels travel with the first request that needs them, then only the handle. */
export interface HeldImage {
  handle: number;
  image?: Image;
}

/** A file of the page. Its bytes stay where they are until they are needed. */
export interface FileEntry {
  /** Its name; with "/" where it lies in a folder that was given. */
  path: string;
  blob: Blob;
}

/**
 * An image by handle: one file, or several that make one image. The files are named each time, so that a fresh worker can
 * open it again; blobs travel by reference.
 */
export interface FileReference {
  handle: number;
  files: readonly FileEntry[];
  options: ReadOptions;
}

/** From page to worker. */
export interface Request {
  id: number;
  call: CallName;
  arguments: unknown[];
  /** Threads that share the call where they can; kernels are loaded for as many. */
  threads: number;
  /** True when the page wants to hear how far the call is. */
  progress: boolean;
  /** An i32 that becomes other than 0 when the call should end; only where memory can be shared. */
  cancel?: SharedArrayBuffer | undefined;
}

/** From worker to page: one per request, after any number of fractions. */
export type Reply =
  | { id: number; kind: "progress"; fraction: number }
  | { id: number; kind: "result"; value: unknown }
  /** One of segwasm's own errors. */
  | { id: number; kind: "refused"; error: ErrorRecord }
  /** Anything else: a bug or a trap. The worker must not be used again. */
  | { id: number; kind: "broken"; message: string };

/** The part of a Worker or MessagePort that the protocol needs. */
export interface Port {
  postMessage(message: unknown, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

export interface Packed<T> {
  value: T;
  transfer: ArrayBuffer[];
}

/**
 * Prepares a plain value for `postMessage`. A window on a larger buffer is cut out first, because cloning it would copy
 * the whole buffer. With `give`, arrays that own their buffer are moved instead of copied, and empty for the sender.
 */
export function pack<T>(value: T, give: boolean): Packed<T> {
  const transfer = new Set<ArrayBuffer>();
  const packed = visit(value, (view) => {
    if (!(view.buffer instanceof ArrayBuffer)) return view;
    if (view.byteLength !== view.buffer.byteLength) view = view.slice();
    else if (!give) return view;
    transfer.add(view.buffer as ArrayBuffer);
    return view;
  });
  return { value: packed as T, transfer: [...transfer] };
}

function visit(value: unknown, each: (view: Uint8Array) => Uint8Array): unknown {
  if (ArrayBuffer.isView(value)) return value instanceof DataView ? value : each(value as Uint8Array);
  if (Array.isArray(value)) return value.map((part) => visit(part, each));
  if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, visit(part, each)]));
}
