import type { RegionTable } from "../../bindings/index.js";
import { byId, make } from "../dom.js";
import { centreOf } from "../places.js";
import { goToSlice } from "../slices.js";
import type { Stage } from "../stage.js";
import {
  type LessonResult,
  type ShownSegments,
  type State,
  type Subject,
  spacingOf,
  type ViewerStore,
} from "../state.js";
import { formatCount, formatMeasure, formatTime, formatValue, printableName } from "../text.js";
import { type Colour, labelColour } from "../view/colours.js";
import type { Voxel } from "../view/planes.js";
import { centreOn, isVisible } from "../view/zoom.js";
import { bindCheck } from "./contrast.js";
import { type Column, VirtualTable } from "./table.js";

/** The outcome of the lesson: how many objects, and a row for each. */
export function setUpObjects(store: ViewerStore, stage: Stage): void {
  bindCheck(store, "only-selected", "onlySelected");
  const table = new VirtualTable(byId("table", HTMLDivElement), (label) => goToObject(store, stage, label));
  store.watch(["result", "segments"], ({ result, segments }) => {
    byId("objects-title", HTMLHeadingElement).textContent = segments ? "Statistics" : "Objects";
    table.show(segments ? segmentColumns(segments) : result ? columnsOf(result.table) : []);
  });
  store.watch(["segments", "palette", "seed"], (state) => table.colour((label) => colourOf(state, label)));
  store.watch(["result", "segments", "selected"], ({ selected }) => table.select(selected));
  store.watch(["result", "segments", "subject", "computing"], showSummary);
  store.watch(["computing"], ({ computing }) =>
    byId("table", HTMLDivElement).setAttribute("aria-busy", `${computing}`),
  );
}

function colourOf({ segments, palette, seed }: State, label: number): Colour {
  return segments?.segmentation.segments[label - 1]?.color ?? labelColour(label, palette, seed);
}

function showSummary({ result, segments, subject, computing }: State): void {
  const line = byId("summary", HTMLParagraphElement);
  const detail = byId("summary-detail", HTMLParagraphElement);
  const hint = byId("summary-hint", HTMLParagraphElement);
  hint.textContent = result ? adviceFor(result) : "";
  if (!result || !subject) {
    line.textContent = segments ? "" : computing ? "Computing…" : subject ? "Not computed yet." : "";
    detail.textContent = "";
    return;
  }
  const part = Number(((100 * result.foreground) / subject.image.data.length).toPrecision(3));
  const { origin, threshold } = result;
  const facts =
    threshold === undefined
      ? [origin ?? "", `${part} % of the image`]
      : [`Threshold ${formatValue(threshold)}`, `${part} % above it`];
  detail.textContent = [...facts, formatTime(result.milliseconds)].join("  ·  ");
  line.replaceChildren(
    make("strong", { id: "count" }, formatCount(result.count)),
    ` ${result.count === 1 ? "object" : "objects"}`,
  );
}

/** What to change when nothing is left. */
function adviceFor({ count, foreground, settings, origin }: LessonResult): string {
  if (count > 0) return "";
  if (origin !== undefined) return "The segmentation holds no object.";
  if (foreground === 0) return "No voxel lies above the threshold. Choose a lower one.";
  if (settings.erode > 0) return `Eroding by ${formatValue(settings.erode)} left nothing. Try a smaller radius.`;
  return "Every object was too small. Lower the smallest size.";
}

/** The columns of the table that the panel shows. */
function columnsOf(table: RegionTable): Column[] {
  const flat = !table.columns.some(({ name }) => name === "centroid_z");
  const wanted: readonly (readonly [name: string, title: string, format: (value: number) => string])[] = [
    ["label", "Label", String],
    ["count", flat ? "Pixels" : "Voxels", formatCount],
    ["volume", "Volume", formatMeasure],
    ["area", "Area", formatMeasure],
    ["intensity_mean", "Mean", formatMeasure],
  ];
  return wanted.flatMap(([name, title, format]) => {
    const column = table.columns.find((candidate) => candidate.name === name);
    const unit = column?.unit ? ` ${column.unit.replace("2", "²").replace("3", "³")}` : "";
    // In voxels, a volume would only repeat the count.
    const repeats = (name === "volume" || name === "area") && column?.unit.startsWith("px");
    return column && !repeats ? [{ title: `${title}${unit}`, values: column.values, format }] : [];
  });
}

/** Columns of Slicer's table that the panel shows, by their names there. */
const SEGMENT_COLUMNS: readonly (readonly [
  names: readonly string[],
  title: string,
  format: (value: number) => string,
])[] = [
  [["Voxel count", "Voxel count (LM)"], "Voxels", formatCount],
  [["Volume cm3", "Volume cm3 (LM)"], "cm³", formatMeasure],
  [["Mean"], "Mean", formatMeasure],
  [["Standard deviation"], "SD", formatMeasure],
];

/** The table of segments: a row for each, by its number from 1. */
function segmentColumns({ segmentation, table }: ShownSegments): Column[] {
  const names = segmentation.segments.map(({ name, id }) => printableName(name === "" ? id : name));
  const numbers = Float64Array.from(names, (_, at) => at + 1);
  const columns = SEGMENT_COLUMNS.flatMap(([wanted, title, format]): Column[] => {
    const column = table.columns.find(({ name }) => wanted.includes(name));
    return column ? [{ title, values: Float64Array.from(column.values, Number), format }] : [];
  });
  return [{ title: "Segment", values: numbers, format: (number) => names[number - 1] ?? "" }, ...columns];
}

/** Selects an object or segment and goes to its middle. */
export function goToObject(store: ViewerStore, stage: Stage, label: number): void {
  const { subject, segments, view } = store.state;
  store.update({ selected: label });
  if (!subject || label === 0) return;
  const place = segments ? centreOf(segments, label - 1) : centroidOf(store.state, subject, label);
  if (!place) return;
  const pixel = { x: place[2], y: place[1] };
  if (subject.depth > 1) goToSlice(store, place[0]);
  const within = (value: number, extent: number) => Math.min(extent - 1, Math.max(0, Math.round(value)));
  store.update({ x: within(pixel.x, subject.width), y: within(pixel.y, subject.height) });
  const frame = stage.frame();
  if (view && frame && !isVisible(view, frame, pixel)) {
    store.update({ view: centreOn(view, frame, pixel.x + 0.5, pixel.y + 0.5) });
  }
}

/** The centroid of an object, in voxels. */
function centroidOf({ result }: State, subject: Subject, label: number): Voxel | undefined {
  const row = result ? valuesOf(result.table, "label").indexOf(label) : -1;
  if (!result || row < 0) return undefined;
  const spacing = spacingOf(subject);
  const at = (axis: "x" | "y" | "z") => (valuesOf(result.table, `centroid_${axis}`)[row] ?? 0) / spacing[axis];
  return [at("z"), at("y"), at("x")];
}

function valuesOf(table: RegionTable, name: string): Float64Array {
  return table.columns.find((column) => column.name === name)?.values ?? new Float64Array(0);
}
