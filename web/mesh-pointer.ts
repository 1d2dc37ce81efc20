import type { MeshPane } from "./mesh-pane.js";
import { moved, orbited, zoomed } from "./view/camera.js";

interface Point {
  x: number;
  y: number;
}

/** One press of an arrow, as part of a quarter of a turn, and of + or −. */
const TURN = 0.06;
const ZOOM = 1.15;

/** Turning by dragging or arrows, zooming by wheel, pinch or + and −, moving with Shift, another button or two fingers. */
export class MeshPointer {
  readonly #pane: MeshPane;
  readonly #down = new Map<number, Point>();
  #moving = false;

  constructor(pane: MeshPane) {
    this.#pane = pane;
    const { canvas } = pane;
    canvas.addEventListener("pointerdown", (event) => this.#press(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"] as const) {
      canvas.addEventListener(end, ({ pointerId }) => this.#down.delete(pointerId));
    }
    canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    canvas.addEventListener("keydown", (event) => this.#key(event));
  }

  #press(event: PointerEvent): void {
    this.#pane.canvas.setPointerCapture(event.pointerId);
    this.#down.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.#moving = event.button > 0 || event.shiftKey;
  }

  #move({ pointerId, clientX: x, clientY: y }: PointerEvent): void {
    const before = this.#down.get(pointerId);
    if (!before) return;
    const other = [...this.#down].find(([id]) => id !== pointerId)?.[1];
    this.#down.set(pointerId, { x, y });
    const [dx, dy] = [x - before.x, y - before.y];
    if (other) {
      const apart = (a: Point) => Math.max(1, Math.sqrt((a.x - other.x) ** 2 + (a.y - other.y) ** 2));
      this.#pane.camera = zoomed(this.#pane.camera, apart({ x, y }) / apart(before));
      this.#shift(dx / 2, dy / 2);
    } else if (this.#moving) this.#shift(dx, dy);
    else this.#turn(dx / this.#size, dy / this.#size);
  }

  /** One way across the canvas is half a turn. */
  #turn(across: number, down: number): void {
    this.#pane.camera = orbited(this.#pane.camera, 1.5 * across, 1.5 * down);
  }

  #shift(dx: number, dy: number): void {
    const { clientWidth, clientHeight } = this.#pane.canvas;
    this.#pane.camera = moved(this.#pane.camera, (2 * dx) / clientWidth, (-2 * dy) / clientHeight);
  }

  get #size(): number {
    const { clientWidth, clientHeight } = this.#pane.canvas;
    return Math.max(1, Math.min(clientWidth, clientHeight));
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const turn = (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 1) * (event.deltaY || event.deltaX);
    const step = Math.min(0.4, Math.abs(turn) / 700);
    this.#pane.camera = zoomed(this.#pane.camera, turn < 0 ? 1 + step : 1 / (1 + step));
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const deeds: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => this.#turn(-TURN, 0),
      ArrowRight: () => this.#turn(TURN, 0),
      ArrowUp: () => this.#turn(0, -TURN),
      ArrowDown: () => this.#turn(0, TURN),
      Home: () => this.#pane.reset(),
      ...Object.fromEntries(["+", "="].map((key) => [key, () => this.#zoom(ZOOM)])),
      ...Object.fromEntries(["-", "_"].map((key) => [key, () => this.#zoom(1 / ZOOM)])),
    };
    const deed = deeds[event.key];
    if (!deed) return;
    // Keys of the page would go through slices meanwhile.
    event.preventDefault();
    event.stopPropagation();
    deed();
  }

  #zoom(factor: number): void {
    this.#pane.camera = zoomed(this.#pane.camera, factor);
  }
}
