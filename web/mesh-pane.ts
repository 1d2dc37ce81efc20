import { autoOpacities, type Segment } from "../bindings/index.js";
import { placementOf } from "../bindings/ops/world-grid.js";
import type { Segmenter } from "../bindings/worker.js";
import { make, show } from "./dom.js";
import { MeshPointer } from "./mesh-pointer.js";
import { type MeshSource, makeSurfaces, meshSource, obstacle, type Surface } from "./mesh-source.js";
import { describeError } from "./messages.js";
import { backgroundOf, decorCanvas } from "./stage.js";
import type { State, ViewerStore } from "./state.js";
import { onThemeChange } from "./theme.js";
import { type Camera, firstCamera } from "./view/camera.js";
import { labelColour } from "./view/colours.js";
import { drawCompass } from "./view/compass.js";
import { MeshRenderer, type ShownMesh } from "./view/mesh-renderer.js";
import { lookOf, SEGMENT_LOOK } from "./view/shown-segments.js";

/** The closed surfaces of what is segmented, to be turned round. */
export class MeshPane {
  readonly element: HTMLElement;
  readonly canvas = make("canvas", { tabindex: "0", role: "img", id: "mesh" });
  readonly #store: ViewerStore;
  readonly #segmenter: Segmenter;
  readonly #room = make("div", { class: "pane-room" });
  readonly #decor = decorCanvas();
  readonly #message = make("p", { class: "pane-message", role: "status" });
  readonly #inside = make("input", { type: "checkbox", id: "see-inside" });
  readonly #reset = make(
    "button",
    { type: "button", class: "button small", title: "As it was at first (Home)" },
    "Reset",
  );
  #renderer: MeshRenderer | undefined;
  #camera: Camera = firstCamera(true);
  #source: MeshSource | undefined;
  #surfaces: Surface[] = [];
  #attempt: AbortController | undefined;
  #awaited = 0;

  constructor(store: ViewerStore, segmenter: Segmenter) {
    this.#store = store;
    this.#segmenter = segmenter;
    this.canvas.setAttribute("aria-label", "Surfaces in 3-D. Arrows turn them, plus and minus zoom, Home resets.");
    this.#inside.checked = true;
    const check = make(
      "label",
      { class: "check", title: "Surfaces around others are see-through" },
      this.#inside,
      "See inside",
    );
    const bar = make("div", { class: "pane-bar" }, make("span", { class: "pane-title" }, "3-D"), check, this.#reset);
    this.#room.append(this.canvas, this.#decor, this.#message);
    this.element = make("div", { class: "pane", "data-plane": "space" }, this.#room, bar);
    this.#inside.addEventListener("change", () => this.refresh());
    this.#reset.addEventListener("click", () => this.reset());
    this.canvas.addEventListener("webglcontextlost", (event) => this.#lost(event));
    this.canvas.addEventListener("webglcontextrestored", () => this.#start());
    new MeshPointer(this);
    store.watch(["subject"], () => this.reset());
    store.watch(["layout", "subject", "segments", "result"], (state) => this.#take(state));
    store.watch([...SEGMENT_LOOK, "palette", "seed"], () => this.refresh());
    onThemeChange(() => this.refresh());
    new ResizeObserver(() => this.#resize()).observe(this.#room);
  }

  get camera(): Camera {
    return this.#camera;
  }

  set camera(camera: Camera) {
    this.#camera = camera;
    this.refresh();
  }

  /** Back to the first view. */
  reset(): void {
    this.camera = firstCamera(this.#store.state.subject?.image.space === "LPS");
  }

  /** Draws with the next frame of the display. */
  refresh(): void {
    if (this.#awaited || this.#store.state.layout !== "four") return;
    this.#awaited = requestAnimationFrame(() => {
      this.#awaited = 0;
      this.#draw();
    });
  }

  /** Surfaces are made when they are first looked at, and again when there is something else to make them of. */
  #take(state: State): void {
    if (state.layout !== "four") return;
    if (!this.#renderer && !this.#start()) return;
    const source = meshSource(state);
    if (source === this.#source && source) return;
    this.#attempt?.abort();
    this.#source = source;
    this.#surfaces = [];
    const why = obstacle(source);
    this.#say(why);
    this.refresh();
    if (source && why === "") this.#make(source);
  }

  async #make(source: MeshSource): Promise<void> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.canvas.setAttribute("aria-busy", "true");
    this.#say("Making surfaces…");
    try {
      await makeSurfaces(this.#segmenter, source, attempt.signal, (surfaces, part) => {
        if (this.#attempt !== attempt) return;
        this.#surfaces = [...this.#surfaces, ...surfaces];
        this.#say(part < 1 ? `Making surfaces… ${Math.floor(100 * part)} %` : "");
        this.refresh();
      });
    } catch (error) {
      if (!attempt.signal.aborted) {
        const { title, message } = describeError(error);
        this.#say(`${title} ${message}`);
      }
    } finally {
      if (this.#attempt === attempt) this.canvas.setAttribute("aria-busy", "false");
    }
  }

  #start(): boolean {
    try {
      this.#renderer = new MeshRenderer(this.canvas);
      this.canvas.dataset.renderer = "webgl2";
      this.refresh();
      return true;
    } catch {
      this.#say("Surfaces need WebGL 2, which this browser does not offer here. Slices and tables need it not.");
      return false;
    }
  }

  #lost(event: Event): void {
    event.preventDefault();
    this.#renderer = undefined;
  }

  #say(text: string): void {
    this.#message.textContent = text;
    show(this.#message, text !== "");
  }

  #resize(): void {
    const density = window.devicePixelRatio || 1;
    for (const canvas of [this.canvas, this.#decor]) {
      canvas.width = Math.max(1, Math.round(this.#room.clientWidth * density));
      canvas.height = Math.max(1, Math.round(this.#room.clientHeight * density));
    }
    this.#draw();
  }

  #draw(): void {
    const { state } = this.#store;
    if (state.layout !== "four") return;
    if (!this.#source) {
      this.#renderer?.clear(backgroundOf(this.#room));
      return;
    }
    const turn = turnOf(this.#source);
    const [low, high] = boundsOf(this.#surfaces);
    const size = Math.sqrt(low.reduce((sum, from, axis) => sum + (((high[axis] as number) - from) / 2) ** 2, 0));
    const middle = low.map((from, axis) => (from + (high[axis] as number)) / 2);
    const centre = [0, 1, 2].map((row) =>
      middle.reduce((sum, part, axis) => sum + (turn[3 * row + axis] as number) * part, 0),
    );
    const ground = backgroundOf(this.#room);
    const scene = { meshes: this.#shown(state), camera: this.#camera, turn, centre, radius: size || 1, ground };
    this.#renderer?.draw(scene);
    const context = this.#decor.getContext("2d");
    const patient = state.subject?.image.space === "LPS";
    const ink = getComputedStyle(this.element).color;
    if (context) drawCompass(context, this.#camera, patient, ink, window.devicePixelRatio || 1);
  }

  /** Visible surfaces with their colours; those around others let one look in. */
  #shown(state: State): ShownMesh[] {
    const looks = this.#surfaces.flatMap((surface) => {
      const look = this.#lookOf(state, surface.number);
      return look && look.opacity > 0 ? [{ ...surface, ...look }] : [];
    });
    // Boxes stand for surfaces: nothing else of them decides.
    const boxes = looks.map(({ low, high }) => ({
      vertices: Float32Array.from([...low, ...high]),
      faces: new Uint32Array(0),
    }));
    const inside = this.#inside.checked ? autoOpacities(boxes) : looks.map(() => 1);
    return looks.map((look, at) => ({ ...look, opacity: look.opacity * (inside[at] as number) }));
  }

  #lookOf(state: State, number: number): Pick<ShownMesh, "colour" | "opacity"> | undefined {
    const { segments, selected, onlySelected, labelsVisible, palette, seed } = state;
    if (segments) {
      const look = lookOf(state, segments.segmentation.segments[number - 1] as Segment, number);
      return look.visible && look.visible3D ? { colour: look.color, opacity: look.opacity3D } : undefined;
    }
    const hidden = !labelsVisible || (onlySelected && selected !== 0 && selected !== number);
    return hidden ? undefined : { colour: labelColour(number, palette, seed), opacity: 1 };
  }
}

/** From vertices (z, y, x) to the world (x, y, z), in rows; without the origin, as only directions are seen. */
function turnOf(source: MeshSource): number[] {
  const { matrix } = placementOf("segmentation" in source ? source.segmentation : source.labels, false);
  return [2, 1, 0].flatMap((row) => matrix.slice(3 * row, 3 * row + 3));
}

function boundsOf(surfaces: readonly Surface[]): [low: number[], high: number[]] {
  const side = (of: (...values: number[]) => number, corner: (surface: Surface) => readonly number[]) =>
    [0, 1, 2].map((axis) => (surfaces.length > 0 ? of(...surfaces.map((one) => corner(one)[axis] as number)) : 0));
  return [side(Math.min, ({ low }) => low), side(Math.max, ({ high }) => high)];
}
