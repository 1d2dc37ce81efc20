import type { TypedArray } from "../bindings/index.js";
import { make } from "./dom.js";
import { PlanePointer } from "./plane-pointer.js";
import { backgroundOf, decorCanvas } from "./stage.js";
import { type State, type Subject, spacingOf, type ViewerStore } from "./state.js";
import { drawDecor } from "./view/decor.js";
import { alongAxis, type PlaneAxes, planesOf, planeThrough, type ScreenAxis, type Voxel } from "./view/planes.js";
import { CanvasRenderer } from "./view/renderer-2d.js";
import type { Plane, Scene } from "./view/scene.js";
import { SegmentPainter } from "./view/segment-painter.js";
import { SEGMENT_LOOK } from "./view/shown-segments.js";
import { aspectOf, type Frame, fitView, type Pixel, pixelAt, type View } from "./view/zoom.js";

/** State that a plane depends on. */
const SHOWN: readonly (keyof State)[] = [
  ...(["subject", "result", "z", "y", "x", "layout", "contrast", "gamma", "imageVisible"] as const),
  ...(["contour", "palette", "seed"] as const),
  ...SEGMENT_LOOK,
];

const AXES = ["z", "y", "x"] as const;

/** Names of the planes as the style sheet has colours for them. */
const KEYS = ["axial", "coronal", "sagittal"] as const;

/** One of the three slices through a voxel. */
export class PlaneView {
  readonly element: HTMLElement;
  readonly canvas = make("canvas", { tabindex: "0", role: "img" });
  readonly #store: ViewerStore;
  readonly #which: 0 | 1 | 2;
  readonly #room = make("div", { class: "pane-room" });
  readonly #decor = decorCanvas();
  readonly #title = make("span", { class: "pane-title" });
  readonly #slider = make("input", { type: "range", min: "0", step: "1" });
  readonly #value = make("output");
  readonly #letters = ["left", "right", "top", "bottom"].map((side) =>
    make("span", { class: `letter letter-${side}`, "aria-hidden": "true" }),
  );
  readonly #renderer: CanvasRenderer;
  readonly #segments = new SegmentPainter();
  #axes: PlaneAxes | undefined;
  #view: View | undefined;
  #fitted: View | undefined;
  #awaited = 0;
  #cut: { causes: unknown[]; plane: Plane | undefined }[] = [];
  #serial = 0;

  constructor(store: ViewerStore, which: 0 | 1 | 2) {
    this.#store = store;
    this.#which = which;
    const key = KEYS[which];
    this.canvas.id = `plane-${key}`;
    this.#room.append(this.canvas, this.#decor, ...this.#letters);
    const bar = make("div", { class: "pane-bar" }, this.#title, this.#slider, this.#value);
    this.element = make("div", { class: "pane", "data-plane": key }, this.#room, bar);
    this.#renderer = new CanvasRenderer(this.canvas);
    this.#slider.addEventListener("input", () => this.goTo(this.#slider.valueAsNumber));
    new PlanePointer(this);
    store.watch(["subject"], ({ subject }) => this.#take(subject));
    store.watch(["subject", "z", "y", "x"], () => this.#showPlace());
    store.watch(["fits"], () => this.fit());
    store.watch(SHOWN, () => this.refresh());
    new ResizeObserver(() => this.#resize()).observe(this.#room);
  }

  /** Where the plane lies on the canvas. */
  get view(): View | undefined {
    return this.#view;
  }

  set view(view: View | undefined) {
    this.#view = view;
    this.refresh();
  }

  /** Size of the canvas and of the plane on it. */
  frame(): Frame | undefined {
    const { subject } = this.#store.state;
    if (!subject || !this.#axes) return undefined;
    const { across, down } = this.#axes;
    const spacing = spacingOf(subject);
    return {
      width: extentOf(subject, across),
      height: extentOf(subject, down),
      ...aspectOf(spacing[AXES[down.axis]], spacing[AXES[across.axis]]),
      canvasWidth: Math.max(1, this.#room.clientWidth),
      canvasHeight: Math.max(1, this.#room.clientHeight),
    };
  }

  /** Shows the whole plane. */
  fit(): void {
    const frame = this.frame();
    this.#fitted = frame && fitView(frame);
    this.view = this.#fitted;
  }

  /** Goes to a slice; beyond the ends to the first or last. */
  goTo(index: number): void {
    const { subject } = this.#store.state;
    if (!subject || !this.#axes) return;
    const { through } = this.#axes;
    const last = extentOf(subject, through) - 1;
    this.#store.update({ [AXES[through.axis]]: Math.min(last, Math.max(0, Math.round(index))) });
  }

  /** Goes some slices on or back. */
  step(by: number): void {
    if (this.#axes) this.goTo(this.#voxel()[this.#axes.through.axis] + by);
  }

  /** Lets all planes pass through the voxel under a place of the canvas. */
  pass(canvasX: number, canvasY: number): void {
    const frame = this.frame();
    const pixel = this.#view && frame && pixelAt(this.#view, frame, canvasX, canvasY);
    if (!pixel || !this.#axes) return;
    const { across, down } = this.#axes;
    const { shape } = volumeOf(this.#store.state.subject as Subject);
    this.#store.update({
      [AXES[across.axis]]: alongAxis(across, shape, pixel.x),
      [AXES[down.axis]]: alongAxis(down, shape, pixel.y),
    });
  }

  /** Draws with the next frame of the display. */
  refresh(): void {
    if (this.#awaited || this.#store.state.layout !== "four") return;
    this.#awaited = requestAnimationFrame(() => {
      this.#awaited = 0;
      this.#draw();
    });
  }

  #voxel(): Voxel {
    const { z, y, x } = this.#store.state;
    return [z, y, x];
  }

  #take(subject: Subject | undefined): void {
    this.#axes = subject && planesOf(subject.image)[this.#which];
    if (!this.#axes || !subject) return;
    const { title, across, down, through } = this.#axes;
    this.#title.textContent = title;
    this.canvas.setAttribute(
      "aria-label",
      `${title} slice. A click moves the other slices there, the wheel goes through slices.`,
    );
    this.#slider.setAttribute("aria-label", `${title} slice`);
    this.#slider.max = String(extentOf(subject, through) - 1);
    const letters = [across.from, across.to, down.from, down.to];
    for (const [at, letter] of this.#letters.entries()) letter.textContent = letters[at] as string;
    this.fit();
  }

  #showPlace(): void {
    const { subject } = this.#store.state;
    if (!subject || !this.#axes) return;
    const { through } = this.#axes;
    const at = this.#voxel()[through.axis];
    this.#slider.value = String(at);
    this.#value.textContent = `${at} / ${extentOf(subject, through) - 1}`;
  }

  #resize(): void {
    const density = window.devicePixelRatio || 1;
    for (const canvas of [this.canvas, this.#decor]) {
      canvas.width = Math.max(1, Math.round(this.#room.clientWidth * density));
      canvas.height = Math.max(1, Math.round(this.#room.clientHeight * density));
    }
    if (this.#view === this.#fitted) this.fit();
    this.#draw();
  }

  #draw(): void {
    const frame = this.frame();
    const { state } = this.#store;
    if (!frame || !this.#axes || !this.#view || state.layout !== "four") return;
    const density = this.canvas.width / frame.canvasWidth;
    const painted = this.#painted(state, frame);
    const { gamma, opacity, contour, palette, seed, selected, onlySelected } = state;
    const scene: Scene = {
      image: state.imageVisible ? this.#plane(0, state.subject?.image.data) : undefined,
      labels: painted?.plane ?? this.#plane(1, state.labelsVisible ? state.result?.labels.data : undefined),
      painted: state.segments !== undefined,
      limits: state.contrast.limits,
      ...{ gamma, opacity, contour, palette, seed, selected, onlySelected },
      ...{ view: this.#view, frame, density, ground: backgroundOf(this.#room) },
    };
    this.#renderer.draw(scene);
    const context = this.#decor.getContext("2d");
    const outlines = painted?.outlines ?? [];
    if (context) drawDecor(context, { outlines, cross: this.#cross(), view: this.#view, frame, density });
  }

  #painted(state: State, frame: Frame) {
    const { subject, segments } = state;
    const axes = this.#axes;
    if (!subject || !segments || !axes) return undefined;
    const voxel = this.#voxel();
    const { shape } = volumeOf(subject);
    return this.#segments.paint(state, `${voxel[axes.through.axis]}`, frame, (layer) =>
      planeThrough(layer, shape, axes, voxel),
    );
  }

  /** The plane of a volume, cut once; `slot` keeps apart what is cut of the image and of its labels. */
  #plane(slot: 0 | 1, volume: TypedArray | undefined): Plane | undefined {
    const { subject } = this.#store.state;
    if (!volume || !subject || !this.#axes) return undefined;
    const voxel = this.#voxel();
    const causes = [volume, voxel[this.#axes.through.axis]];
    const known = this.#cut[slot];
    if (known && causes.every((cause, at) => cause === known.causes[at])) return known.plane;
    const { across, down } = this.#axes;
    const data = planeThrough(volume, volumeOf(subject).shape, this.#axes, voxel);
    const plane = {
      key: `${++this.#serial}`,
      data,
      width: extentOf(subject, across),
      height: extentOf(subject, down),
    };
    this.#cut[slot] = { causes, plane };
    return plane;
  }

  #cross(): (Pixel & { vertical: string; horizontal: string }) | undefined {
    const { subject } = this.#store.state;
    if (!subject || !this.#axes) return undefined;
    const { across, down } = this.#axes;
    const { shape } = volumeOf(subject);
    const voxel = this.#voxel();
    const colour = ({ axis }: ScreenAxis) => {
      const other = planesOf(subject.image).findIndex(({ through }) => through.axis === axis);
      return getComputedStyle(this.element).getPropertyValue(`--${KEYS[other] ?? "axial"}`);
    };
    return {
      x: alongAxis(across, shape, voxel[across.axis]),
      y: alongAxis(down, shape, voxel[down.axis]),
      vertical: colour(across),
      horizontal: colour(down),
    };
  }
}

/** A picture is a volume of one slice. */
function volumeOf({ depth, height, width }: Subject): { shape: readonly [number, number, number] } {
  return { shape: [depth, height, width] };
}

function extentOf(subject: Subject, { axis }: ScreenAxis): number {
  return volumeOf(subject).shape[axis];
}
