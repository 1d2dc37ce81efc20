import { LimitExceeded, SegmentError } from "../bindings/core/errors.js";
import { shortBytes, shortNumber } from "./printable.js";

/** What reading one file may take. */
export interface Allowance {
  path: string;
  /** 0: reading has ended. */
  seconds: number;
  /** Bytes of memory, beyond what was held before. */
  bytes: number;
}

/** Milliseconds between two looks at the memory. */
const LOOK = 100;

/** Decoders are other people's code: one that does not come back, or that takes more and more memory, is stopped. */
export class ReadingWatch {
  #clock: NodeJS.Timeout | undefined;
  #meter: NodeJS.Timeout | undefined;

  /** Watches until the next call; `stop` is told why reading has to end. */
  start({ path, seconds, bytes }: Allowance, stop: (error: unknown) => void): void {
    this.end();
    if (seconds === 0) return;
    const before = process.memoryUsage.rss();
    this.#clock = setTimeout(() => stop(tooLong(path, seconds)), seconds * 1000);
    this.#meter = setInterval(() => {
      const taken = process.memoryUsage.rss() - before;
      if (taken > bytes) stop(tooMuch(path, taken, bytes));
    }, LOOK);
  }

  end(): void {
    clearTimeout(this.#clock);
    clearInterval(this.#meter);
  }
}

function tooLong(path: string, seconds: number): Error {
  return new SegmentError("E_TIMEOUT", `reading ${JSON.stringify(path)} takes longer than ${shortNumber(seconds)} s`, {
    path,
    allowed: seconds,
    advice: "give it more time with --timeout",
  });
}

function tooMuch(path: string, needed: number, allowed: number): Error {
  return new LimitExceeded(`reading ${JSON.stringify(path)} takes more than ${shortBytes(allowed)} of memory`, {
    path,
    needed,
    allowed,
    advice: "raise the limit with --max-bytes; reading may take four times as much, and 512 MiB",
  });
}
