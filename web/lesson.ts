import type { Image, SegmentOptions } from "../bindings/index.js";
import type { Segmenter } from "../bindings/worker.js";
import { announce, clearError, showError } from "./messages.js";
import type { LessonSettings, ViewerStore } from "./state.js";
import { formatCount } from "./text.js";

/** Milliseconds of quiet after which a changed setting is computed. */
const QUIET = 80;

/** Computes the lesson again whenever its settings or the image change; only the last change counts. */
export class Lesson {
  readonly #store: ViewerStore;
  readonly #segmenter: Segmenter;
  #attempt: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: ViewerStore, segmenter: Segmenter) {
    this.#store = store;
    this.#segmenter = segmenter;
    // In this order: what was computed for another image is dropped before anything new is planned.
    store.watch(["subject"], () => this.cancel());
    store.watch(["subject", "settings", "live"], (state) => {
      if (state.subject && state.live) this.#plan();
      else this.#drop();
    });
    // What the user has laid over the image is not to be replaced by what was still being computed.
    store.watch(["result", "segments"], ({ result, segments }) => {
      if (result?.origin !== undefined || segments) this.cancel();
    });
  }

  /** Computes now. */
  async run(): Promise<void> {
    this.cancel();
    const { subject, settings } = this.#store.state;
    if (!subject) return;
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#store.update({ computing: true, progress: 0 });
    try {
      const args: [Image, SegmentOptions] = [subject.image, optionsOf(settings)];
      const onProgress = (progress: number) => this.#store.update({ progress });
      const result = await this.#segmenter.request("segment", args, { signal: attempt.signal, onProgress });
      this.#store.update({
        result: { ...result, settings },
        segments: undefined,
        ...this.#keptSelection(result.count),
      });
      clearError();
      announce(`${formatCount(result.count)} ${result.count === 1 ? "object" : "objects"}.`);
    } catch (error) {
      showError(error);
    } finally {
      if (this.#attempt === attempt) this.#store.update({ computing: false });
    }
  }

  /** Stops computing; the last result stays. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#attempt?.abort();
    this.#attempt = undefined;
    this.#store.update({ computing: false });
  }

  #plan(): void {
    this.cancel();
    this.#store.update({ computing: true });
    this.#timer = setTimeout(() => this.run(), QUIET);
  }

  /** Forgets a run that is planned but has not begun: it would take settings that are not to be computed live. */
  #drop(): void {
    if (this.#timer === undefined) return;
    this.cancel();
  }

  #keptSelection(count: number): { selected?: number } {
    return this.#store.state.selected > count ? { selected: 0 } : {};
  }
}

/** The form's settings as the library takes them. */
export function optionsOf({ connectivity, ...settings }: LessonSettings): SegmentOptions {
  return connectivity === undefined ? settings : { ...settings, connectivity };
}
