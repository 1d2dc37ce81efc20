import { button, byId, make } from "./dom.js";
import { contrastOnce } from "./panels/contrast.js";
import { selectAt } from "./pointer.js";
import { otherLayout } from "./quad.js";
import { stepSlice } from "./slices.js";
import type { Stage } from "./stage.js";
import type { ViewerStore } from "./state.js";
import { nextTheme } from "./theme.js";
import { centreOn, isVisible, type Pixel, panBy, zoomAbout } from "./view/zoom.js";

/** Pixels of one step: panning on the canvas, and the read-out in the image with and without Shift. */
const PAN = 60;
const NEAR = 1;
const FAR = 10;
const ZOOM = 1.25;

/** What keys do beyond the picture. */
export interface Deeds {
  openFile(): void;
  cancel(): void;
}

/** One thing that keys do: how the help shows it, what it does, and what runs for each `event.key`. */
type KeyAction = readonly [shown: string, does: string, keys: Readonly<Record<string, () => void>>];

/** All of them, in the order of the help. Keys of letters are in lower case; Shift is part of the name. */
function keyActions(store: ViewerStore, stage: Stage, deeds: Deeds): KeyAction[] {
  const slice = (by: number) => () => stepSlice(store, by);
  const zoom = (factor: number) => () => zoomBy(store, stage, factor);
  const pan = (x: number, y: number) => () => panTo(store, stage, x * PAN, y * PAN);
  const cursor = (x: number, y: number) => () => moveCursor(store, stage, x, y);
  const toggle = (name: "labelsVisible" | "imageVisible" | "onlySelected") => () =>
    store.update({ [name]: !store.state[name] });
  const fit = () => {
    stage.fit();
    store.update({ fits: store.state.fits + 1 });
  };
  return [
    ["← →", "Previous, next slice", { ArrowLeft: slice(-1), ArrowRight: slice(1) }],
    ["↓ ↑", "Previous, next slice", { ArrowDown: slice(-1), ArrowUp: slice(1) }],
    ["PgDn PgUp", "Ten slices back, on", { PageDown: slice(-10), PageUp: slice(10) }],
    ["+ −", "Zoom in, out", { "+": zoom(ZOOM), "=": zoom(ZOOM), "-": zoom(1 / ZOOM), _: zoom(1 / ZOOM) }],
    ["0 Home", "Show the whole slice", { 0: fit, Home: fit }],
    [
      "Shift+arrows",
      "Pan",
      {
        "Shift+ArrowLeft": pan(1, 0),
        "Shift+ArrowRight": pan(-1, 0),
        "Shift+ArrowUp": pan(0, 1),
        "Shift+ArrowDown": pan(0, -1),
      },
    ],
    [
      "W A S D",
      "Move the read-out; by ten with Shift",
      {
        ...{ w: cursor(0, -NEAR), a: cursor(-NEAR, 0), s: cursor(0, NEAR), d: cursor(NEAR, 0) },
        ...{ "Shift+w": cursor(0, -FAR), "Shift+a": cursor(-FAR, 0) },
        ...{ "Shift+s": cursor(0, FAR), "Shift+d": cursor(FAR, 0) },
      },
    ],
    ["F", "One slice, or three and 3-D", { f: () => otherLayout(store) }],
    ["L", "Select the object under the read-out", { l: () => selectAt(store, readAt(store)) }],
    ["I", "Show only the selected object", { i: toggle("onlySelected") }],
    ["V", "Show or hide the labels", { v: toggle("labelsVisible") }],
    ["Shift+V", "Show or hide the image", { "Shift+v": toggle("imageVisible") }],
    ["C", "Contrast of this slice", { c: () => contrastOnce(store) }],
    ["O", "Open a file", { o: () => deeds.openFile() }],
    ["T", "Theme: system, light, dark", { t: nextTheme }],
    ["Esc", "Cancel, or select nothing", { Escape: () => deeds.cancel() }],
    ["?", "These keys", { "?": openHelp }],
  ];
}

/** Listens for keys, and writes the help from the same list. */
export function setUpKeys(store: ViewerStore, stage: Stage, deeds: Deeds): void {
  const actions = keyActions(store, stage, deeds);
  const runs = new Map(actions.flatMap(([, , keys]) => Object.entries(keys)));
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]") || belongsToControl(event)) return;
    const run = runs.get(nameOf(event));
    if (!run) return;
    event.preventDefault();
    run();
  });
  setUpHelp(actions);
}

/** The key as the list of actions names it. Shift is part of it for letters and arrows, not for signs. */
function nameOf({ key, shiftKey }: KeyboardEvent): string {
  const isLetter = /^\p{L}$/u.test(key);
  const name = isLetter ? key.toLowerCase() : key;
  return shiftKey && (isLetter || key.length > 1) ? `Shift+${name}` : name;
}

/** True when the focused control uses the key itself. */
function belongsToControl({ target, key }: KeyboardEvent): boolean {
  if (target instanceof HTMLSelectElement) return key !== "Escape";
  if (!(target instanceof HTMLInputElement)) return false;
  if (target.type === "checkbox") return false;
  if (target.type === "range") return /^(Arrow|Page|Home|End)/.test(key);
  // A number field takes digits, signs and the e of powers; other letters mean what they mean everywhere.
  if (target.type === "number" && /^[a-df-z?]$/i.test(key)) return false;
  return key !== "Escape";
}

function zoomBy(store: ViewerStore, stage: Stage, factor: number): void {
  const frame = stage.frame();
  const { view } = store.state;
  if (view && frame)
    store.update({ view: zoomAbout(view, frame, factor, frame.canvasWidth / 2, frame.canvasHeight / 2) });
}

/** The buttons beside the zoom factor. */
export function setUpZoom(store: ViewerStore, stage: Stage): void {
  button("zoom-in").addEventListener("click", () => zoomBy(store, stage, ZOOM));
  button("zoom-out").addEventListener("click", () => zoomBy(store, stage, 1 / ZOOM));
  button("zoom-fit").addEventListener("click", () => stage.fit());
  store.watch(["view"], ({ view }) => {
    byId("zoom-value", HTMLOutputElement).textContent = view ? `${Math.round(100 * view.scale)} %` : "";
  });
}

function panTo(store: ViewerStore, stage: Stage, dx: number, dy: number): void {
  const frame = stage.frame();
  const { view } = store.state;
  if (view && frame) store.update({ view: panBy(view, frame, dx, dy) });
}

/** The pixel of the stored slice that the read-out tells of. */
function readAt({ state: { layout, x, y, cursor } }: ViewerStore): Pixel | undefined {
  return layout === "four" ? { x, y } : cursor;
}

/** Moves the read-out, which starts in the middle of the slice and takes the view along. */
function moveCursor(store: ViewerStore, stage: Stage, dx: number, dy: number): void {
  const { subject, view, layout } = store.state;
  const frame = stage.frame();
  if (!subject || !view || !frame) return;
  const from = readAt(store) ?? { x: Math.floor(subject.width / 2) - dx, y: Math.floor(subject.height / 2) - dy };
  const pixel = {
    x: Math.min(subject.width - 1, Math.max(0, from.x + dx)),
    y: Math.min(subject.height - 1, Math.max(0, from.y + dy)),
  };
  if (layout === "four") {
    store.update(pixel);
    return;
  }
  const moved = isVisible(view, frame, pixel) ? view : centreOn(view, frame, pixel.x, pixel.y);
  store.update({ cursor: pixel, view: moved });
}

function openHelp(): void {
  byId("help", HTMLDialogElement).showModal();
}

function setUpHelp(actions: readonly KeyAction[]): void {
  const dialog = byId("help", HTMLDialogElement);
  const rows = actions.map(([shown, does]) => {
    const keys = shown.split(" ").flatMap((key) => [make("kbd", {}, key), " "]);
    return make("div", { class: "help-key" }, make("span", {}, ...keys), make("span", {}, does));
  });
  byId("help-keys", HTMLDivElement).replaceChildren(...rows);
  button("help-open").addEventListener("click", openHelp);
  button("help-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}
