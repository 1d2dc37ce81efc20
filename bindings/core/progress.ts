import { SegmentError } from "./errors.js";

/** What a caller hears of a running call, and may say to it. */
export interface Watch {
  /** Told how much is done, ascending from 0 to 1; also where a call ends with an error, but then without the 1. */
  onProgress?: ((fraction: number) => void) | undefined;
  /** Asked again and again while a call runs; `true` ends it with E_INTERRUPTED. */
  cancelled?: (() => boolean) | undefined;
}

/** How far the calls of one watched body are. */
export class Progress {
  #at = 0;
  #end = 1;
  #staged = false;

  constructor(private readonly watch: Watch) {
    this.#report(0);
  }

  /** The stage before is done, and what follows takes the call to `end`. */
  stage(end: number): void {
    if (this.#staged) this.#report(this.#end);
    this.#staged = true;
    this.#end = end;
  }

  /** Starts a job of parts; the result is told how many of them are done. How many jobs a stage has, nobody knows. */
  job(parts: number): (done: number) => void {
    const [from, span] = [this.#at, (this.#end - this.#at) / 2];
    return (done) => this.#report(from + (span * done) / parts);
  }

  /** All is done. */
  finish(): void {
    this.#report(1);
  }

  #report(fraction: number): void {
    if (this.watch.cancelled?.()) throw new SegmentError("E_INTERRUPTED", "cancelled");
    if (fraction < this.#at) return;
    this.#at = fraction;
    this.watch.onProgress?.(fraction);
  }
}
