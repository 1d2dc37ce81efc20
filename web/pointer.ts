import { stepSlice } from "./slices.js";
import type { Stage } from "./stage.js";
import type { ViewerStore } from "./state.js";
import { segmentsAt } from "./view/shown-segments.js";
import { fitView, type Pixel, panBy, pixelAt, zoomAbout } from "./view/zoom.js";

/** Movement in CSS pixels up to which a press counts as a click. */
const CLICK_SLACK = 4;

interface Point {
  x: number;
  y: number;
}

/** Pan by dragging, zoom by wheel or pinch, read-out by moving, selection by clicking. */
export function setUpPointer(store: ViewerStore, stage: Stage): void {
  stage.onCanvas((canvas) => new PointerTool(store, stage, canvas));
}

class PointerTool {
  readonly #store: ViewerStore;
  readonly #stage: Stage;
  readonly #canvas: HTMLCanvasElement;
  /** Fingers or buttons that are down, by pointer. */
  readonly #down = new Map<number, Point>();
  #travelled = 0;

  constructor(store: ViewerStore, stage: Stage, canvas: HTMLCanvasElement) {
    this.#store = store;
    this.#stage = stage;
    this.#canvas = canvas;
    canvas.addEventListener("pointerdown", (event) => this.#press(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    canvas.addEventListener("pointerup", (event) => this.#release(event, true));
    canvas.addEventListener("pointercancel", (event) => this.#release(event, false));
    canvas.addEventListener("pointerleave", () => store.update({ cursor: undefined }));
    canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
  }

  #press(event: PointerEvent): void {
    if (event.button > 1) return;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#down.set(event.pointerId, this.#place(event));
    this.#travelled = this.#down.size > 1 ? CLICK_SLACK + 1 : 0;
  }

  #move(event: PointerEvent): void {
    const now = this.#place(event);
    const before = this.#down.get(event.pointerId);
    this.#store.update({ cursor: this.#pixel(now) });
    if (!before) return;
    this.#travelled += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
    if (this.#travelled <= CLICK_SLACK) return;
    this.#canvas.classList.add("panning");
    const other = [...this.#down].find(([id]) => id !== event.pointerId)?.[1];
    this.#down.set(event.pointerId, now);
    if (other) this.#pinch(other, before, now);
    else this.#pan(now.x - before.x, now.y - before.y);
  }

  #release(event: PointerEvent, lifted: boolean): void {
    const pressed = this.#down.delete(event.pointerId);
    this.#canvas.classList.remove("panning");
    if (!lifted || !pressed || event.button !== 0 || this.#travelled > CLICK_SLACK) return;
    const pixel = this.#pixel(this.#place(event));
    selectAt(this.#store, pixel);
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const turn = event.deltaY || event.deltaX;
    if (event.shiftKey) {
      stepSlice(this.#store, Math.sign(turn));
      return;
    }
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 * turn : turn;
    // A notch of a wheel is about 100: half as large or twice as large in about seven notches.
    const step = Math.min(0.4, Math.abs(lines) / 1000);
    this.#zoom(lines < 0 ? 1 + step : 1 / (1 + step), this.#place(event));
  }

  #pinch(other: Point, before: Point, now: Point): void {
    const apart = (a: Point) => Math.max(1, Math.sqrt((a.x - other.x) ** 2 + (a.y - other.y) ** 2));
    this.#zoom(apart(now) / apart(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    this.#pan((now.x - before.x) / 2, (now.y - before.y) / 2);
  }

  #pan(dx: number, dy: number): void {
    const { view } = this.#store.state;
    const frame = this.#stage.frame();
    if (view && frame) this.#store.update({ view: panBy(view, frame, dx, dy) });
  }

  #zoom(factor: number, { x, y }: Point): void {
    const frame = this.#stage.frame();
    if (frame) this.#store.update({ view: zoomAbout(this.#store.state.view ?? fitView(frame), frame, factor, x, y) });
  }

  #pixel({ x, y }: Point): Pixel | undefined {
    const { view } = this.#store.state;
    const frame = this.#stage.frame();
    return view && frame ? pixelAt(view, frame, x, y) : undefined;
  }

  #place(event: MouseEvent): Point {
    const box = this.#canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }
}

/** Selects the object under a pixel; nothing where there is none. */
export function selectAt(store: ViewerStore, pixel: Pixel | undefined): void {
  store.update({ selected: pixel ? labelAt(store, pixel) : 0 });
}

/** The label under a pixel of the current slice, or the number of a segment; 0 where there is none or labels are hidden. */
export function labelAt({ state }: ViewerStore, { x, y }: Pixel): number {
  const { subject, result, segments, z, labelsVisible } = state;
  if (!subject || !labelsVisible) return 0;
  const index = (z * subject.height + y) * subject.width + x;
  return segments ? (segmentsAt(state, index).at(-1) ?? 0) : (result?.labels.data[index] ?? 0);
}
