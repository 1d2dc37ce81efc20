import type { PlaneView } from "./plane-view.js";
import { panBy, zoomAbout } from "./view/zoom.js";

interface Point {
  x: number;
  y: number;
}

/** Wheel travel that makes one slice, so that touch pads do not race. */
const NOTCH = 60;

/**
 * In a plane: pressing and dragging moves the other planes, the wheel goes through slices; with Ctrl it zooms, and with Shift
 * or another button dragging moves the picture, as two fingers do.
 */
export class PlanePointer {
  readonly #view: PlaneView;
  readonly #down = new Map<number, Point>();
  #panning = false;
  #travelled = 0;

  constructor(view: PlaneView) {
    this.#view = view;
    const { canvas } = view;
    canvas.addEventListener("pointerdown", (event) => this.#press(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"] as const) {
      canvas.addEventListener(end, ({ pointerId }) => this.#down.delete(pointerId));
    }
    canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  #press(event: PointerEvent): void {
    this.#view.canvas.setPointerCapture(event.pointerId);
    this.#down.set(event.pointerId, this.#place(event));
    this.#panning = event.button > 0 || event.shiftKey || this.#down.size > 1;
    if (!this.#panning) this.#pass(event);
  }

  #move(event: PointerEvent): void {
    const before = this.#down.get(event.pointerId);
    if (!before) return;
    const now = this.#place(event);
    const other = [...this.#down].find(([id]) => id !== event.pointerId)?.[1];
    this.#down.set(event.pointerId, now);
    if (other) this.#pinch(other, before, now);
    else if (this.#panning) this.#pan(now.x - before.x, now.y - before.y);
    else this.#pass(event);
  }

  #pass(event: PointerEvent): void {
    const { x, y } = this.#place(event);
    this.#view.pass(x, y);
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const turn = (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 1) * (event.deltaY || event.deltaX);
    if (event.ctrlKey || event.metaKey) {
      const step = Math.min(0.4, Math.abs(turn) / 500);
      this.#zoom(turn < 0 ? 1 + step : 1 / (1 + step), this.#place(event));
      return;
    }
    this.#travelled += turn;
    const notches = Math.trunc(this.#travelled / NOTCH);
    if (notches === 0) return;
    this.#travelled -= notches * NOTCH;
    this.#view.step(-Math.sign(notches));
  }

  #pinch(other: Point, before: Point, now: Point): void {
    const apart = (a: Point) => Math.max(1, Math.sqrt((a.x - other.x) ** 2 + (a.y - other.y) ** 2));
    this.#zoom(apart(now) / apart(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    this.#pan((now.x - before.x) / 2, (now.y - before.y) / 2);
  }

  #pan(dx: number, dy: number): void {
    const frame = this.#view.frame();
    if (frame && this.#view.view) this.#view.view = panBy(this.#view.view, frame, dx, dy);
  }

  #zoom(factor: number, { x, y }: Point): void {
    const frame = this.#view.frame();
    if (frame && this.#view.view) this.#view.view = zoomAbout(this.#view.view, frame, factor, x, y);
  }

  #place({ clientX, clientY }: MouseEvent): Point {
    const box = this.#view.canvas.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  }
}
