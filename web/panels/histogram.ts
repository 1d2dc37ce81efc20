import type { Segmenter } from "../../bindings/worker.js";
import { countImage } from "../counting.js";
import { byId, show } from "../dom.js";
import { showError } from "../messages.js";
import { type HistogramData, type State, sliceOf, type ViewerStore } from "../state.js";
import { formatCount, formatValue } from "../text.js";
import { onThemeChange } from "../theme.js";
import { type Interval, withLimits } from "../view/contrast.js";
import { log10 } from "../view/log.js";
import { setUpHandle } from "./handle.js";

/** The histogram with its draggable lines. Counts are exact: every voxel of the slice or of the volume. */
export function setUpHistogram(store: ViewerStore, segmenter: Segmenter): void {
  const counter = new Counter(store, segmenter);
  store.watch(["subject", "z", "wholeVolume"], () => counter.count());
  const canvas = byId("histogram-canvas", HTMLCanvasElement);
  const draw = () => drawBars(canvas, store.state);
  store.watch(["histogram", "contrast", "logCounts"], draw);
  onThemeChange(draw);
  new ResizeObserver(draw).observe(canvas);
  store.watch(["histogram", "wholeVolume"], (state) => {
    byId("histogram-text", HTMLParagraphElement).textContent = describeHistogram(state);
  });
  setUpLines(store);
}

/** Keeps the histogram and the extent of the slice up to date, one request at a time. */
class Counter {
  readonly #store: ViewerStore;
  readonly #segmenter: Segmenter;
  #busy = false;
  #again = false;

  constructor(store: ViewerStore, segmenter: Segmenter) {
    this.#store = store;
    this.#segmenter = segmenter;
  }

  async count(): Promise<void> {
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    do {
      this.#again = false;
      await this.#countOnce();
    } while (this.#again);
    this.#busy = false;
  }

  async #countOnce(): Promise<void> {
    const { subject, z } = this.#store.state;
    if (!subject) return;
    const slice = { data: sliceOf(subject.image.data, subject, z), shape: [subject.height, subject.width] };
    try {
      const counted = await countImage(this.#segmenter, slice);
      const { subject: now, wholeVolume, volumeHistogram } = this.#store.state;
      if (now !== subject) return;
      this.#store.update({
        histogram: (wholeVolume ? volumeHistogram : counted?.histogram) ?? null,
        sliceExtent: counted?.extent,
      });
    } catch (error) {
      showError(error);
    }
  }
}

function describeHistogram({ subject, histogram, wholeVolume, z }: State): string {
  if (!subject || histogram === undefined) return "";
  if (histogram === null) return "No histogram: there is nothing but NaN or infinity here.";
  const voxels = histogram.counts.reduce((sum, count) => sum + count, 0);
  const flat = subject.depth === 1;
  const where = flat ? "" : wholeVolume ? " in the volume" : ` in slice ${z}`;
  return `${formatCount(voxels)} ${flat ? "pixels" : "voxels"}${where}`;
}

function drawBars(canvas: HTMLCanvasElement, { histogram, contrast, logCounts }: State): void {
  const density = window.devicePixelRatio || 1;
  const context = canvas.getContext("2d");
  canvas.width = Math.round(canvas.clientWidth * density);
  canvas.height = Math.round(canvas.clientHeight * density);
  if (!context || !histogram) return;
  const heights = Array.from(histogram.counts, (count) => (logCounts ? log10(count + 1) : count));
  const tallest = Math.max(1e-9, ...heights);
  const { color } = getComputedStyle(canvas);
  context.fillStyle = color;
  for (const [index, height] of heights.entries()) {
    const [left, right] = barSpan(histogram, index, contrast.range, canvas.width);
    const tall = (height / tallest) * (canvas.height - 8 * density);
    // A count of one must still be seen beside a count of a million.
    if (height > 0) context.fillRect(left, canvas.height, Math.max(density, right - left), -Math.max(density, tall));
  }
}

function barSpan({ edges }: HistogramData, index: number, { low, high }: Interval, width: number): [number, number] {
  const place = (value: number) => ((value - low) / Math.max(high - low, Number.MIN_VALUE)) * width;
  return [place(edges[index] as number), place(edges[index + 1] as number)];
}

/** The lines: black, white, and the threshold in use. */
function setUpLines(store: ViewerStore): void {
  const range = () => store.state.contrast.range;
  const whole = () => !store.state.subject?.dtype.startsWith("float");
  const limit = (name: "low" | "high") => ({
    range,
    whole,
    value: () => store.state.contrast.limits[name],
    set(value: number) {
      const { limits } = store.state.contrast;
      // Lines push each other along instead of changing places.
      const [low, high] = name === "low" ? [value, Math.max(value, limits.high)] : [Math.min(value, limits.low), value];
      store.update({ contrast: withLimits(store.state.contrast, low, high) });
    },
  });
  const low = setUpHandle(byId("limit-low", HTMLDivElement), limit("low"));
  const high = setUpHandle(byId("limit-high", HTMLDivElement), limit("high"));
  const line = byId("limit-threshold", HTMLDivElement);
  const threshold = setUpHandle(line, {
    range,
    whole: () => false,
    value: () => thresholdOf(store.state) ?? 0,
    set: (value) => store.update({ settings: { ...store.state.settings, threshold: value } }),
  });
  store.watch(["contrast", "settings", "result"], (state) => {
    const value = thresholdOf(state);
    const inside = value !== undefined && value >= range().low && value <= range().high;
    show(line, inside);
    if (inside) line.title = `Threshold ${formatValue(value)}: drag to set it by hand`;
    for (const place of [low, high, threshold]) place();
  });
}

/** The level set by hand, or the one the method found. */
function thresholdOf({ settings, result }: State): number | undefined {
  return typeof settings.threshold === "number" ? settings.threshold : result?.threshold;
}
