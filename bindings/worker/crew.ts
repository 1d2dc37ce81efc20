import type { Port, Request } from "./protocol.js";

/** A worker as the segmenter drives it; a browser's `Worker` is one. */
export interface WorkerLike extends Port {
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

/** No request has this number: its answer is for nobody. */
const NOBODY = 0;

/**
 * The worker that answers calls, and a spare that has its kernels ready: starting a thread takes longer than most calls,
 * so one that has to be ended in the middle of a call should find its successor there.
 */
export class Crew {
  readonly #start: () => WorkerLike;
  readonly #threads: number;
  readonly #failed: (message: string) => void;
  #active: WorkerLike | undefined;
  #spare: WorkerLike | undefined;

  /** `failed` is called when the active worker stops by itself; a spare that does so is let go. */
  constructor(start: () => WorkerLike, threads: number, failed: (message: string) => void) {
    this.#start = start;
    this.#threads = threads;
    this.#failed = failed;
  }

  /** The worker for the next call: the one there is, the spare, or a new one. */
  active(): WorkerLike {
    if (this.#active) return this.#active;
    const worker = this.#spare ?? this.#start();
    this.#spare = undefined;
    worker.onerror = (event) => {
      event.preventDefault?.();
      this.#failed(event.message);
    };
    this.#active = worker;
    return worker;
  }

  /** Has a spare start, unless there is one. */
  prepare(): void {
    if (this.#spare) return;
    try {
      const spare = this.#start();
      this.#spare = spare;
      spare.onerror = (event) => {
        event.preventDefault?.();
        spare.terminate();
        if (this.#spare === spare) this.#spare = undefined;
      };
      const request: Request = { id: NOBODY, call: "threads", arguments: [], threads: this.#threads, progress: false };
      spare.postMessage(request, []);
    } catch {
      // Whoever needs a worker will be told why there is none.
      this.#spare = undefined;
    }
  }

  /** Ends the active worker, whatever it is doing. */
  end(): void {
    if (this.#active) release(this.#active);
    this.#active = undefined;
  }

  /** Ends both. */
  close(): void {
    this.end();
    if (this.#spare) release(this.#spare);
    this.#spare = undefined;
  }
}

function release(worker: WorkerLike): void {
  worker.onmessage = worker.onerror = null;
  worker.terminate();
}
