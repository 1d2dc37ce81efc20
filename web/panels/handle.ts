import { formatValue } from "../text.js";
import type { Interval } from "../view/contrast.js";

/** The value a line of the histogram stands for. */
export interface HandleValue {
  range(): Interval;
  value(): number;
  set(value: number): void;
  /** True when only whole numbers make sense. */
  whole(): boolean;
}

/** Steps of the keys, in units of the smallest step. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
};

/** Makes a line draggable, by pointer and by keys; returns what puts it where its value is. */
export function setUpHandle(line: HTMLElement, handle: HandleValue): () => void {
  const set = (value: number) => {
    const { low, high } = handle.range();
    const inside = Math.min(high, Math.max(low, value));
    handle.set(handle.whole() ? Math.round(inside) : inside);
  };
  line.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    line.setPointerCapture(event.pointerId);
    line.focus({ preventScroll: true });
    event.preventDefault();
  });
  line.addEventListener("pointermove", (event) => {
    if (line.hasPointerCapture(event.pointerId)) set(valueAt(line, event.clientX, handle.range()));
  });
  line.addEventListener("keydown", (event) => {
    const value = keyed(event.key, handle);
    if (value === undefined) return;
    set(value);
    event.preventDefault();
    event.stopPropagation();
  });
  return () => place(line, handle);
}

function place(line: HTMLElement, handle: HandleValue): void {
  const { low, high } = handle.range();
  const value = handle.value();
  const part = high > low ? (value - low) / (high - low) : 0;
  line.style.left = `${100 * Math.min(1, Math.max(0, part))}%`;
  line.setAttribute("aria-valuemin", formatValue(low));
  line.setAttribute("aria-valuemax", formatValue(high));
  line.setAttribute("aria-valuenow", formatValue(value));
}

function valueAt(line: HTMLElement, clientX: number, { low, high }: Interval): number {
  const box = (line.parentElement ?? line).getBoundingClientRect();
  return low + ((clientX - box.left) / box.width) * (high - low);
}

/** Where a key moves the line; undefined for keys that do not. */
function keyed(key: string, handle: HandleValue): number | undefined {
  const { low, high } = handle.range();
  if (key === "Home") return low;
  if (key === "End") return high;
  const steps = STEPS[key];
  if (steps === undefined) return undefined;
  const step = (high - low) / 256;
  return handle.value() + steps * (handle.whole() ? Math.max(1, Math.round(step)) : step);
}
