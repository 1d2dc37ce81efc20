import { fromErrorRecord, SegmentError } from "../core/errors.js";
import type { Image } from "../core/image.js";
import { checkThreads } from "../core/pool.js";
import type { Segmentation } from "../core/segmentation.js";
import type { ImageFile, ReadOptions, Selection } from "../io/file.js";
import { Crew, type WorkerLike } from "./crew.js";
import type { Answer, Arguments, CallName, FileEntry, FileReference, HeldImage, Reply } from "./protocol.js";
import { pack } from "./protocol.js";

export interface SegmenterOptions {
  /** Starts a worker whose script calls `serve`. Default: the package's own. */
  start?: () => WorkerLike;
  /** Milliseconds a cancelled call may go on before its worker is replaced. Default: 60. */
  grace?: number;
  /**
   * Threads that share each call, in a cross-origin isolated page; elsewhere it is one. Results do not depend on it.
   * Default: as many as the machine has processors, 8 at most.
   */
  threads?: number;
}

export interface CallOptions {
  /** Cancels the call: it rejects at once with E_INTERRUPTED, and a worker that does not stop is replaced. */
  signal?: AbortSignal | undefined;
  /** Milliseconds after which the call rejects with E_TIMEOUT and the worker is replaced. Default: no limit. */
  timeout?: number | undefined;
  /** Told how much of the call is done, ascending, the last time 1; most calls that only read or write tell the 1 alone. */
  onProgress?: ((fraction: number) => void) | undefined;
}

/** An opened file whose bytes are decoded in the worker. */
export interface RemoteFile extends Omit<ImageFile, "read" | "readHyperstack" | "readSegmentation"> {
  /** The image, and what the reader noticed up to then. */
  read(selection?: Selection, call?: CallOptions): Promise<{ image: Image; notes: readonly string[] }>;
  /** The segmentation, and what the reader noticed up to then. */
  readSegmentation(
    selection?: Selection,
    call?: CallOptions,
  ): Promise<{ segmentation: Segmentation; notes: readonly string[] }>;
  /** The segmentation on the grid of an image, or on its own, with counts and statistics there. */
  fitSegments(image?: Image, call?: CallOptions): Promise<Answer<"fitSegments">>;
}

interface Job extends CallOptions {
  call: CallName;
  arguments: unknown[];
  resolve(value: unknown): void;
  reject(error: unknown): void;
  forget?: () => void;
  /** True once the promise is settled. */
  ended?: boolean;
  /** Ends the call where the worker sees this memory. */
  cancel?: SharedArrayBuffer | undefined;
}

/**
 * The library over a worker: nothing blocks the page, a call can be cancelled, and a file that hangs or a kernel that
 * traps costs a worker, not the tab. Calls run one after another in the order they were made.
 */
export class Segmenter {
  readonly #crew: Crew;
  readonly #grace: number;
  readonly #threads: number;
  readonly #queue: Job[] = [];
  readonly #held = new Map<object, number>();
  readonly #known = new Set<number>();
  #current: Job | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #spareTime: ReturnType<typeof setTimeout> | undefined;
  #lastId = 0;

  constructor(options: SegmenterOptions = {}) {
    this.#grace = options.grace ?? 60;
    this.#threads = checkThreads("createSegmenter", options.threads ?? processors());
    this.#crew = new Crew(options.start ?? startWorker, this.#threads, (message) =>
      this.#replace(new SegmentError("E_WASM", `the worker stopped: ${message || "its script did not load"}`)),
    );
  }

  /**
   * Reads and checks the description of an image: of a file, or of several files that make one image, such as those of a
   * DICOM series or of an OME-Zarr folder. The voxels follow with `read`.
   */
  async open(what: Blob | readonly FileEntry[], options: ReadOptions = {}, call?: CallOptions): Promise<RemoteFile> {
    const files = what instanceof Blob ? [{ path: options.name ?? "the file", blob: what }] : what;
    const reference: FileReference = { handle: ++this.#lastId, files, options };
    const description = await this.request("open", [reference], call);
    return {
      ...description,
      read: (selection = {}, later) => this.request("read", [reference, selection], later),
      readSegmentation: (selection = {}, later) => this.request("readSegmentation", [reference, selection], later),
      fitSegments: (image, later) => this.request("fitSegments", [reference, image], later),
    };
  }

  /** Keeps an image in the worker, so that its voxels travel only once for any number of calls. */
  hold(image: Image): void {
    if (!this.#held.has(image)) this.#held.set(image, ++this.#lastId);
  }

  /** Lets a held image go. */
  release(image: Image): void {
    const handle = this.#held.get(image);
    if (handle === undefined) return;
    this.#held.delete(image);
    if (this.#known.delete(handle)) this.request("forget", [handle]).catch(() => {});
  }

  /** Any call of the worker, by name. Rejects with segwasm's own errors. */
  request<K extends CallName>(call: K, args: Arguments<K>, options: CallOptions = {}): Promise<Answer<K>> {
    return new Promise((resolve, reject) => {
      const { signal, timeout, onProgress } = options;
      const cancel = signal && canShare() ? new SharedArrayBuffer(4) : undefined;
      const job: Job = {
        call,
        arguments: args,
        resolve: resolve as never,
        reject,
        signal,
        timeout,
        onProgress,
        cancel,
      };
      if (signal?.aborted) return reject(interrupted());
      const abort = () => this.#abort(job);
      signal?.addEventListener("abort", abort, { once: true });
      job.forget = () => signal?.removeEventListener("abort", abort);
      this.#queue.push(job);
      this.#next();
    });
  }

  /** Ends the worker. Calls that are not done reject with E_INTERRUPTED. */
  dispose(): void {
    for (const job of this.#queue.splice(0)) settle(job, () => job.reject(interrupted()));
    this.#crew.close();
    this.#replace(interrupted());
  }

  #next(): void {
    if (this.#current) return;
    const job = this.#queue.shift();
    if (!job) return;
    this.#current = job;
    const id = ++this.#lastId;
    try {
      const worker = this.#crew.active();
      const args = job.arguments.map((argument) => this.#byHandle(argument));
      const request = { id, call: job.call, threads: this.#threads, progress: job.onProgress !== undefined };
      const { value, transfer } = pack({ ...request, cancel: job.cancel, arguments: args }, false);
      worker.onmessage = ({ data }: MessageEvent<Reply>) => data.id === id && this.#receive(data);
      worker.postMessage(value, transfer);
      if (job.timeout !== undefined) this.#setDeadline(job.timeout, timedOut(job.timeout));
      // By the time a long call is cancelled its worker's successor should be there.
      if (job.signal) this.#spareTime = setTimeout(() => this.#crew.prepare(), this.#grace / 2);
    } catch (error) {
      this.#replace(error);
    }
  }

  /** Held images by their handle, also where they stand among options. */
  #byHandle(argument: unknown): unknown {
    const handle = this.#held.get(argument as object);
    if (handle === undefined) {
      const fields = Object.entries(Object(argument) as object);
      if (!fields.some(([, field]) => this.#held.has(field as object))) return argument;
      return Object.fromEntries(fields.map(([name, field]) => [name, this.#byHandle(field)]));
    }
    const held: HeldImage = this.#known.has(handle) ? { handle } : { handle, image: argument as Image };
    this.#known.add(handle);
    return held;
  }

  #receive(reply: Reply): void {
    if (reply.kind === "broken") {
      this.#replace(new SegmentError("E_POISONED", `the worker broke down: ${reply.message}`));
      return;
    }
    if (reply.kind === "progress") {
      if (!this.#current?.ended) this.#current?.onProgress?.(reply.fraction);
      return;
    }
    const job = this.#release();
    if (job && !job.ended) {
      settle(job, () => {
        if (reply.kind === "refused") return job.reject(fromErrorRecord(reply.error));
        job.onProgress?.(1);
        job.resolve(reply.value);
      });
    }
    this.#next();
  }

  #abort(job: Job): void {
    settle(job, () => job.reject(interrupted()));
    if (job.cancel) Atomics.store(new Int32Array(job.cancel), 0, 1);
    const place = this.#queue.indexOf(job);
    if (place >= 0) this.#queue.splice(place, 1);
    else if (job === this.#current) this.#setDeadline(this.#grace, interrupted());
  }

  #setDeadline(milliseconds: number, error: SegmentError): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => {
      this.#replace(error);
      // The next call should not have to wait for a thread to start.
      if (!this.#current) this.#crew.prepare();
    }, milliseconds);
  }

  #release(): Job | undefined {
    clearTimeout(this.#deadline);
    clearTimeout(this.#spareTime);
    const job = this.#current;
    this.#current = undefined;
    return job;
  }

  /** Ends the worker whatever it is doing; the next call has another. */
  #replace(error: unknown): void {
    this.#crew.end();
    this.#known.clear();
    const job = this.#release();
    if (job) settle(job, () => job.reject(error));
    this.#next();
  }
}

/** The library over a worker. See `Segmenter`. */
export function createSegmenter(options: SegmenterOptions = {}): Segmenter {
  return new Segmenter(options);
}

// A literal URL: bundlers find workers by this exact form.
function startWorker(): WorkerLike {
  return new Worker(new URL("./entry.js", import.meta.url), { type: "module" });
}

function settle(job: Job, how: () => void): void {
  job.forget?.();
  job.ended = true;
  how();
}

/** True where a page and its workers can share memory. */
function canShare(): boolean {
  return typeof SharedArrayBuffer !== "undefined" && globalThis.crossOriginIsolated !== false;
}

function processors(): number {
  return Math.min(8, globalThis.navigator?.hardwareConcurrency ?? 1);
}

const interrupted = () => new SegmentError("E_INTERRUPTED", "cancelled");

function timedOut(milliseconds: number): SegmentError {
  return new SegmentError("E_TIMEOUT", `took longer than ${Math.round(milliseconds / 1000)} s and was stopped`);
}
