import { ArgumentRangeError } from "../core/errors.js";
import { describe } from "../core/image.js";
import { checkSegmentation, type Segmentation } from "../core/segmentation.js";
import { type Delta, deltaOf, restored } from "./delta.js";

/** Options of `SegmentationHistory`. */
export interface HistoryOptions {
  /** States that are kept, 0 for none. Default: 10. */
  states?: number;
  /** Bytes that all stored differences may take together; the oldest states go first. Default: 256 MiB. */
  bytes?: number;
}

const DEFAULTS = { states: 10, bytes: 2 ** 28 };

/**
 * Undo and redo for a segmentation. The present state is held as it is, all others as their differences to the next: runs of
 * bytes that changed.
 *
 * Call `save` before an edit, and `change` with its result. `undo` from a state that was not saved saves it first, so that
 * `redo` finds it. An edit after `undo` forgets what could be redone.
 *
 * @example
 * const history = new SegmentationHistory(segmentation);
 * history.save();
 * history.change(editSegment(k, history.current, "Segment_1", brush, { mode: "add" }));
 * history.undo();
 * history.canRedo; // true
 */
export class SegmentationHistory {
  readonly #limits: { states: number; bytes: number };
  #current: Segmentation;
  /** `#deltas[i]` lies between the stored states i and i + 1. */
  #deltas: Delta[] = [];
  /** Number of stored states. */
  #stored = 0;
  /** Which of them the current state is, or was made from; -1 before the first. */
  #at = -1;
  /** The stored state at `#at`; the current one is that one unless it was changed. */
  #base: Segmentation | undefined;

  /** @throws ArgumentRangeError E_OPTION for limits that are none, E_SEGMENT for a segmentation that is not valid */
  constructor(segmentation: Segmentation, options: HistoryOptions = {}) {
    checkSegmentation("SegmentationHistory", segmentation);
    const { states = DEFAULTS.states, bytes = DEFAULTS.bytes } = options;
    if (!(Number.isInteger(states) && states >= 0) || !(bytes >= 0)) {
      throw new ArgumentRangeError(
        "E_OPTION",
        `SegmentationHistory: expected states and bytes >= 0, got ${describe(states)} and ${describe(bytes)}`,
      );
    }
    this.#limits = { states, bytes };
    this.#current = segmentation;
  }

  /** The present state. */
  get current(): Segmentation {
    return this.#current;
  }

  /** Number of stored states. */
  get states(): number {
    return this.#stored;
  }

  /** Bytes of all stored differences. */
  get bytes(): number {
    return this.#deltas.reduce((sum, delta) => sum + delta.bytes, 0);
  }

  get canUndo(): boolean {
    return this.#at > 0 || (this.#at === 0 && this.#current !== this.#base);
  }

  get canRedo(): boolean {
    return this.#at < this.#stored - 1 && this.#current === this.#base;
  }

  /** Stores the present state. Without a change since the last one, nothing happens. */
  save(): void {
    if (this.#limits.states === 0 || this.#current === this.#base) return;
    this.#forgetRedo();
    if (this.#base) this.#deltas.push(deltaOf(this.#base, this.#current));
    this.#stored++;
    this.#at = this.#stored - 1;
    this.#base = this.#current;
    this.#forgetOldest();
  }

  /** Takes the result of an edit as the present state; what could be redone is forgotten. */
  change(next: Segmentation): void {
    if (next === this.#current) return;
    this.#forgetRedo();
    this.#current = next;
  }

  /** Goes back to the state before; does nothing where there is none. */
  undo(): Segmentation {
    if (!this.canUndo) return this.#current;
    this.save();
    if (this.#at > 0) this.#move(-1);
    return this.#current;
  }

  /** Goes on to the state that was undone; does nothing where there is none. */
  redo(): Segmentation {
    if (this.canRedo) this.#move(1);
    return this.#current;
  }

  #move(step: -1 | 1): void {
    const delta = this.#deltas[step < 0 ? this.#at - 1 : this.#at] as Delta;
    this.#current = restored(step < 0 ? delta.before : delta.after, this.#base as Segmentation);
    this.#base = this.#current;
    this.#at += step;
  }

  #forgetRedo(): void {
    if (this.#at < 0) return;
    this.#stored = this.#at + 1;
    this.#deltas.length = this.#at;
  }

  #forgetOldest(): void {
    while (this.#stored > 1 && (this.#stored > this.#limits.states || this.bytes > this.#limits.bytes)) {
      this.#deltas.shift();
      this.#stored--;
      this.#at--;
    }
  }
}
