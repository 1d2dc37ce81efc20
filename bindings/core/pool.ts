import { ArgumentRangeError } from "./errors.js";
import { describe } from "./image.js";
import { type Callable, type Job, JobBoard } from "./job-board.js";

/** Most threads of one instance, its owner counted. */
export const MOST_THREADS = 64;

/** What a helper needs to work for an instance; travels to its thread by `postMessage`. */
export interface HelperSetup {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  board: SharedArrayBuffer;
  /** Counted from 1; 0 is the owner. */
  seat: number;
}

/** A thread that helps, seen by the owner. */
export interface Helper {
  /** Settles, never rejects, when the thread has begun to help or when it is known that it will not. */
  readonly started: Promise<void>;
  /** Ends the thread. */
  stop(): void;
}

/** Starts a thread that calls `helpOwner` with the setup; each host has its own way. */
export type StartHelper = (setup: HelperSetup) => Helper;

/** The helpers of one instance. */
export class Pool {
  readonly #board = new JobBoard();
  readonly #kernels: readonly Callable[];
  readonly #helpers: Helper[] = [];

  /** `threads` counts the owner. */
  constructor(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    kernels: readonly Callable[],
    threads: number,
    start: StartHelper,
  ) {
    this.#kernels = kernels;
    for (let seat = 1; seat < threads; seat++) {
      this.#helpers.push(start({ module, memory, board: this.#board.buffer, seat }));
    }
  }

  /** Threads there may be, the owner counted: seats are below this. */
  get seats(): number {
    return this.#helpers.length + 1;
  }

  /** Threads that work now, the owner counted. */
  get threads(): number {
    return this.#helpers.length === 0 ? 1 : 1 + this.#board.present;
  }

  /** Settles when every helper has begun, or failed to. */
  async started(): Promise<void> {
    await Promise.all(this.#helpers.map((helper) => helper.started));
  }

  /** See `JobBoard.run`. */
  run(job: Job, heard: (done: number) => void): number[] {
    return this.#board.run(job, this.#kernels, heard);
  }

  /** Ends all helpers. */
  close(): void {
    this.#board.close();
    for (const helper of this.#helpers.splice(0)) helper.stop();
  }
}

/** The work of a helper's thread: does parts of what the owner posts until the owner closes the board. */
export function helpOwner(kernels: readonly Callable[], { board, seat }: HelperSetup, begun: () => void): void {
  const jobs = new JobBoard(board);
  jobs.arrive();
  begun();
  jobs.help(kernels, seat);
}

/** Throws E_OPTION unless `threads` is a whole number from 1 on; more than `MOST_THREADS` are not used. */
export function checkThreads(who: string, threads: number): number {
  if (Number.isInteger(threads) && threads >= 1) return Math.min(threads, MOST_THREADS);
  throw new ArgumentRangeError(
    "E_OPTION",
    `${who}: expected threads to be a whole number >= 1, got ${describe(threads)}`,
  );
}

/**
 * True where threads can share memory and this one may wait for others: in Node, and in the workers of cross-origin
 * isolated pages. A page's own thread must never wait.
 */
export function canShareMemory(): boolean {
  if (typeof SharedArrayBuffer === "undefined") return false;
  if ((globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === false) return false;
  try {
    // Returns at once, because the value differs; throws where waiting is not allowed.
    return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0) === "not-equal";
  } catch {
    return false;
  }
}
