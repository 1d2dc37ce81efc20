import { LimitExceeded, SegmentError } from "../bindings/core/errors.js";
import { shortBytes, shortNumber } from "./printable.js";

/** What reading one file, or all work on it, may take. */
export interface Allowance {
  path: string;
  /** 0: reading has ended. */
  seconds: number;
  /** Bytes of memory, beyond what was held before. */
  bytes: number;
}

/** Milliseconds between two looks at the memory. */
const LOOK = 100;

/** What is watched, and the options that allow more of it. */
const ADVICE = {
  reading: {
    seconds: "give it more time with --timeout",
    bytes: "raise the limit with --max-bytes; reading may take four times as much, and 512 MiB",
  },
  "working on": {
    seconds: "give each file more time with --timeout",
    bytes: "raise the limit with --max-memory, or work on fewer files at once with -j",
  },
} as const;
type Watched = keyof typeof ADVICE;

/** Decoders are other people's code: one that does not come back, or that takes more and more memory, is stopped. */
export class Watch {
  #clock: NodeJS.Timeout | undefined;
  #meter: NodeJS.Timeout | undefined;

  /** Watches until the next call; `stop` is told why the work has to end. */
  start(what: Watched, { path, seconds, bytes }: Allowance, stop: (error: unknown) => void): void {
    this.end();
    if (seconds === 0) return;
    const before = process.memoryUsage.rss();
    this.#clock = setTimeout(() => stop(tooLong(what, path, seconds)), seconds * 1000);
    this.#meter = setInterval(() => {
      const taken = process.memoryUsage.rss() - before;
      if (taken > bytes) stop(tooMuch(what, path, taken, bytes));
    }, LOOK);
  }

  end(): void {
    clearTimeout(this.#clock);
    clearInterval(this.#meter);
  }
}

function tooLong(what: Watched, path: string, seconds: number): Error {
  return new SegmentError("E_TIMEOUT", `${what} ${JSON.stringify(path)} takes longer than ${shortNumber(seconds)} s`, {
    path,
    allowed: seconds,
    advice: ADVICE[what].seconds,
  });
}

function tooMuch(what: Watched, path: string, needed: number, allowed: number): Error {
  return new LimitExceeded(`${what} ${JSON.stringify(path)} takes more than ${shortBytes(allowed)} of memory`, {
    path,
    needed,
    allowed,
    advice: ADVICE[what].bytes,
  });
}
