import type { TypedArray } from "../bindings/index.js";
import { byId, show } from "./dom.js";
import { type State, sliceOf, spacingOf, type ViewerStore } from "./state.js";
import { onThemeChange } from "./theme.js";
import type { Colour } from "./view/colours.js";
import { drawDecor } from "./view/decor.js";
import { CanvasRenderer } from "./view/renderer-2d.js";
import { GlRenderer } from "./view/renderer-gl.js";
import type { Plane, Renderer, Scene } from "./view/scene.js";
import { SegmentPainter } from "./view/segment-painter.js";
import { SEGMENT_LOOK } from "./view/shown-segments.js";
import { aspectOf, type Frame, fitView, scaleBar, type View } from "./view/zoom.js";

/** State that the picture depends on. */
const SHOWN: readonly (keyof State)[] = [
  ...(["subject", "result", "z", "layout", "view", "contrast", "gamma", "imageVisible", "labelsVisible"] as const),
  ...(["opacity", "contour", "palette", "seed", "selected", "onlySelected"] as const),
  ...SEGMENT_LOOK,
];

/** Losses of the graphics card after which the stage goes on without it. */
const PATIENCE = 2;

/** The canvas and what draws on it. Voxels live in the state, never only on the graphics card. */
export class Stage {
  readonly #store: ViewerStore;
  readonly #room = byId("canvas-room", HTMLDivElement);
  readonly #listeners: ((canvas: HTMLCanvasElement) => void)[] = [];
  #canvas: HTMLCanvasElement;
  /** Lies above the other one and takes no part in anything but being seen. */
  readonly #decor = decorCanvas();
  readonly #segments = new SegmentPainter();
  #renderer: Renderer | undefined;
  /** The view that `fit` chose last. */
  #fitted: View | undefined;
  #losses = 0;
  #awaited = 0;
  /** Numbers of volumes, for the names of their slices. */
  readonly #numbers = new WeakMap<TypedArray, number>();
  #lastNumber = 0;

  constructor(store: ViewerStore) {
    this.#store = store;
    this.#canvas = this.#newCanvas("webgl2");
    store.watch(SHOWN, () => this.refresh());
    onThemeChange(() => this.refresh());
    new ResizeObserver(() => this.#resize()).observe(this.#room);
  }

  /** Runs `listener` for the canvas, and again for each canvas that replaces it. */
  onCanvas(listener: (canvas: HTMLCanvasElement) => void): void {
    this.#listeners.push(listener);
    listener(this.#canvas);
  }

  /** Size of the canvas and of the slice on it; undefined without an image. */
  frame(): Frame | undefined {
    const { subject } = this.#store.state;
    if (!subject) return undefined;
    const { y, x } = spacingOf(subject);
    return {
      width: subject.width,
      height: subject.height,
      ...aspectOf(y, x),
      canvasWidth: Math.max(1, this.#room.clientWidth),
      canvasHeight: Math.max(1, this.#room.clientHeight),
    };
  }

  /** Shows the whole slice. */
  fit(): void {
    const frame = this.frame();
    if (!frame) return;
    this.#fitted = fitView(frame);
    this.#store.update({ view: this.#fitted });
  }

  /** Draws with the next frame of the display. */
  refresh(): void {
    if (this.#awaited) return;
    this.#awaited = requestAnimationFrame(() => {
      this.#awaited = 0;
      this.#draw();
    });
  }

  #newCanvas(kind: Renderer["name"]): HTMLCanvasElement {
    const canvas = document.createElement("canvas");
    canvas.tabIndex = 0;
    canvas.id = "canvas";
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", "Slice of the image. W, A, S and D move the read-out.");
    try {
      this.#renderer = kind === "webgl2" ? new GlRenderer(canvas) : new CanvasRenderer(canvas);
    } catch (reason) {
      if (kind === "canvas2d") throw reason;
      return this.#newCanvas("canvas2d");
    }
    canvas.dataset.renderer = kind;
    // A canvas that has been replaced is of no concern any more.
    const inUse = (run: (event: Event) => void) => (event: Event) => event.target === this.#canvas && run(event);
    canvas.addEventListener(
      "webglcontextlost",
      inUse((event) => this.#lost(event)),
    );
    canvas.addEventListener(
      "webglcontextrestored",
      inUse(() => this.#restored()),
    );
    this.#room.replaceChildren(canvas, this.#decor);
    return canvas;
  }

  #lost(event: Event): void {
    // Without this the browser would never offer the context again.
    event.preventDefault();
    this.#renderer = undefined;
    this.#losses++;
    if (this.#losses > PATIENCE) this.#goWithoutCard();
    else setTimeout(() => this.#renderer ?? this.#goWithoutCard(), 3000);
  }

  #restored(): void {
    try {
      this.#renderer = new GlRenderer(this.#canvas);
      this.refresh();
    } catch {
      this.#goWithoutCard();
    }
  }

  #goWithoutCard(): void {
    this.#renderer?.dispose();
    this.#canvas = this.#newCanvas("canvas2d");
    for (const listener of this.#listeners) listener(this.#canvas);
    this.#resize();
  }

  #resize(): void {
    const density = window.devicePixelRatio || 1;
    const frame = this.frame();
    for (const canvas of [this.#canvas, this.#decor]) {
      canvas.width = Math.max(1, Math.round(this.#room.clientWidth * density));
      canvas.height = Math.max(1, Math.round(this.#room.clientHeight * density));
    }
    // What showed the whole slice still does; any other view was chosen and stays.
    if (frame && this.#store.state.view === this.#fitted) this.fit();
    // A resized canvas is blank at once: waiting for the next frame would flicker.
    this.#draw();
  }

  #draw(): void {
    const frame = this.frame();
    const { state } = this.#store;
    if (!frame || !state.view || state.layout !== "single") return;
    this.#drawScaleBar(state);
    this.#drawDecor(state, frame);
    try {
      this.#renderer?.draw(this.#scene(state, frame));
    } catch (reason) {
      if (this.#renderer?.name !== "webgl2") throw reason;
      // A card that cannot draw this picture is as good as lost.
      this.#goWithoutCard();
    }
  }

  #scene(state: State, frame: Frame): Scene {
    const { gamma, opacity, contour, palette, seed, selected, onlySelected } = state;
    return {
      image: state.imageVisible ? this.#plane(state.subject?.image.data, state) : undefined,
      labels: this.#areas(state)?.plane ?? this.#labels(state),
      painted: state.segments !== undefined,
      limits: state.contrast.limits,
      ...{ gamma, opacity, contour, palette, seed, selected, onlySelected },
      view: state.view ?? fitView(frame),
      frame,
      density: this.#canvas.width / frame.canvasWidth,
      ground: backgroundOf(byId("stage", HTMLElement)),
    };
  }

  #labels(state: State): Plane | undefined {
    return state.labelsVisible ? this.#plane(state.result?.labels.data, state) : undefined;
  }

  /** Areas and outlines of the segments in the current slice. */
  #areas(state: State) {
    const { subject, z } = state;
    if (!subject || !state.segments) return undefined;
    return this.#segments.paint(state, `${z}`, subject, (layer) => sliceOf(layer, subject, z));
  }

  #drawDecor(state: State, frame: Frame): void {
    const context = this.#decor.getContext("2d");
    const density = this.#decor.width / frame.canvasWidth;
    const outlines = this.#areas(state)?.outlines ?? [];
    if (context) drawDecor(context, { outlines, view: state.view ?? fitView(frame), frame, density });
  }

  /** The current slice of a volume, named so that it is uploaded once. */
  #plane(volume: TypedArray | undefined, { subject, z }: State): Plane | undefined {
    if (!volume || !subject) return undefined;
    let number = this.#numbers.get(volume);
    if (number === undefined) this.#numbers.set(volume, (number = ++this.#lastNumber));
    const { width, height } = subject;
    return { key: `${number}:${z}`, data: sliceOf(volume, subject, z), width, height };
  }

  #drawScaleBar({ subject, view }: State): void {
    const bar = byId("scale-bar", HTMLDivElement);
    const known = subject?.image.spacing !== undefined;
    show(bar, known);
    if (!subject || !view || !known) return;
    const { y, x, unit } = spacingOf(subject);
    const { length, pixels } = scaleBar(view.scale / Math.min(x, y));
    byId("scale-bar-text", HTMLSpanElement).textContent = `${Number(length.toPrecision(6))} ${unit}`;
    byId("scale-bar-line", HTMLSpanElement).style.width = `${pixels}px`;
  }
}

/** A canvas for what lies above a slice. */
export function decorCanvas(): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.className = "decor";
  canvas.setAttribute("aria-hidden", "true");
  return canvas;
}

/** The colour behind an element. */
export function backgroundOf(element: Element): Colour {
  const parts =
    getComputedStyle(element)
      .backgroundColor.match(/[\d.]+/g)
      ?.map(Number) ?? [];
  return [(parts[0] ?? 0) / 255, (parts[1] ?? 0) / 255, (parts[2] ?? 0) / 255];
}
