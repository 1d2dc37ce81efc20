import { parseTerminology, type Segment } from "../../bindings/index.js";
import { button, byId, make, show } from "../dom.js";
import type { ShownSegments, State, ViewerStore } from "../state.js";
import { formatCount, printableName, sentence } from "../text.js";
import { cssColour } from "../view/decor.js";
import { lookOf, SEGMENT_LOOK } from "../view/shown-segments.js";
import { eyeIcon } from "./eye.js";

/** Rows of the list; of more segments the table tells. */
const MOST_ROWS = 2000;

interface Row {
  element: HTMLLIElement;
  eye: HTMLButtonElement;
  name: HTMLButtonElement;
  opacity: HTMLInputElement;
}

/** The list of segments: colour, name, layer and voxels; each can be hidden, seen through, chosen and gone to. */
export function setUpSegments(store: ViewerStore, goTo: (number: number) => void): void {
  const list = byId("segments", HTMLUListElement);
  let rows: Row[] = [];
  store.watch(["segments"], ({ segments }) => {
    document.body.classList.toggle("segmented", segments !== undefined);
    for (const id of ["segments-panel"]) show(byId(id, HTMLElement), segments !== undefined);
    for (const id of ["lesson-panel"]) show(byId(id, HTMLElement), segments === undefined);
    rows = segments ? rowsOf(store, segments, goTo) : [];
    list.replaceChildren(...rows.map(({ element }) => element));
    showSummary(segments);
  });
  store.watch(SEGMENT_LOOK, (state) => showRows(state, rows));
  list.addEventListener("keydown", (event) => stepThrough(event, rows, goTo));
  button("segments-close").addEventListener("click", () => store.update({ segments: undefined, selected: 0 }));
  button("segments-all").addEventListener("click", () => showAll(store, true));
  button("segments-none").addEventListener("click", () => showAll(store, false));
}

function showSummary(segments: ShownSegments | undefined): void {
  const summary = byId("segments-summary", HTMLParagraphElement);
  const notes = byId("segments-notes", HTMLUListElement);
  notes.replaceChildren();
  if (!segments) return;
  const { segmentation, name } = segments;
  const plural = (count: number, what: string) => `${formatCount(count)} ${what}${count === 1 ? "" : "s"}`;
  const counts = `${plural(segmentation.segments.length, "segment")} in ${plural(segmentation.layers.length, "layer")}`;
  const more = segmentation.segments.length > MOST_ROWS ? `; the first ${formatCount(MOST_ROWS)} are listed` : "";
  summary.textContent = `${counts}${more}`;
  summary.title = printableName(name);
  const line = (text: string) =>
    make(
      "li",
      {},
      make("span", { class: "mark-note", role: "img", "aria-label": "Note" }, "i"),
      make("span", {}, sentence(text)),
    );
  notes.replaceChildren(...segments.notes.map(line));
}

function showAll(store: ViewerStore, visible: boolean): void {
  const { segments, display } = store.state;
  const all = segments?.segmentation.segments ?? [];
  store.update({ display: Object.fromEntries(all.map(({ id }) => [id, { ...display[id], visible }])) });
}

function rowsOf(store: ViewerStore, { segmentation, extents }: ShownSegments, goTo: (number: number) => void): Row[] {
  return segmentation.segments.slice(0, MOST_ROWS).map((segment, at) => {
    const change = (patch: object) => {
      const { display } = store.state;
      store.update({ display: { ...display, [segment.id]: { ...display[segment.id], ...patch } } });
    };
    const title = printableName(segment.name === "" ? segment.id : segment.name);
    const eye = make(
      "button",
      { type: "button", class: "eye", tabindex: "-1", "aria-label": `Show ${title}` },
      eyeIcon(),
    );
    eye.addEventListener("click", () => change({ visible: !(store.state.display[segment.id]?.visible ?? true) }));
    const swatch = make("span", { class: "swatch", "aria-hidden": "true" });
    swatch.style.background = cssColour(segment.color);
    const layer = make(
      "span",
      { class: "segment-layer", title: `Layer ${segment.layer + 1}` },
      `L${segment.layer + 1}`,
    );
    const count = make("span", { class: "segment-count" }, formatCount(extents[at]?.count ?? 0));
    const text = make("span", { class: "segment-name", dir: "auto" }, title);
    const name = make("button", { type: "button", class: "segment-button", tabindex: "-1", title: tooltipOf(segment) });
    name.append(swatch, text, layer, count);
    name.addEventListener("click", () => goTo(at + 1));
    const opacity = make("input", {
      type: "range",
      min: "0",
      max: "1",
      step: "0.05",
      "aria-label": `Opacity of ${title}`,
    });
    opacity.addEventListener("input", () => {
      const value = opacity.valueAsNumber;
      change({ opacity3D: value, opacity2DFill: value, opacity2DOutline: value });
    });
    const slider = make(
      "span",
      { class: "segment-opacity" },
      make("span", { "aria-hidden": "true" }, "Opacity"),
      opacity,
    );
    return { element: make("li", { class: "segment" }, eye, name, slider), eye, name, opacity };
  });
}

/** What a segment is, in codes, as far as its file says. */
function tooltipOf({ name, id, tags, labelValue }: Segment): string {
  const { category, type, modifier, region } = parseTerminology(tags.TerminologyEntry ?? "");
  const words = [category, modifier, type, region].flatMap((code) =>
    code ? [`${code.meaning} (${code.scheme} ${code.value})`] : [],
  );
  return printableName([name || id, ...words, `ID ${id}, label ${labelValue}`].join(" · "));
}

function showRows(state: State, rows: readonly Row[]): void {
  const { segments, selected, display } = state;
  if (!segments) return;
  for (const [at, { element, eye, name, opacity }] of rows.entries()) {
    const segment = segments.segmentation.segments[at] as Segment;
    const isSelected = selected === at + 1;
    const reachable = isSelected || (at === 0 && !(selected >= 1 && selected <= rows.length));
    eye.setAttribute("aria-pressed", String(display[segment.id]?.visible ?? true));
    eye.tabIndex = name.tabIndex = reachable ? 0 : -1;
    name.setAttribute("aria-current", String(isSelected));
    element.classList.toggle("selected", isSelected);
    element.classList.toggle("unseen", !lookOf(state, segment, at + 1).visible);
    opacity.value = String(display[segment.id]?.opacity3D ?? 1);
    if (isSelected) element.scrollIntoView({ block: "nearest" });
  }
}

/** Arrows, Home and End go through the list. */
function stepThrough(event: KeyboardEvent, rows: readonly Row[], goTo: (number: number) => void): void {
  const now = rows.findIndex(({ name, eye }) => name === event.target || eye === event.target);
  const ends: Record<string, number> = { ArrowUp: now - 1, ArrowDown: now + 1, Home: 0, End: rows.length - 1 };
  const next = rows[ends[event.key] ?? -1];
  if (now < 0 || ends[event.key] === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  if (!next) return;
  goTo(rows.indexOf(next) + 1);
  (rows[now]?.eye === event.target ? next.eye : next.name).focus();
}
