import type { RegionTable } from "../../bindings/index.js";
import { byId, make } from "../dom.js";
import { goToSlice } from "../slices.js";
import type { Stage } from "../stage.js";
import { type LessonResult, type State, spacingOf, type ViewerStore } from "../state.js";
import { formatCount, formatMeasure, formatTime, formatValue } from "../text.js";
import { centreOn, isVisible } from "../view/zoom.js";
import { bindCheck } from "./contrast.js";
import { type Column, VirtualTable } from "./table.js";

/** The outcome of the lesson: how many objects, and a row for each. */
export function setUpObjects(store: ViewerStore, stage: Stage): void {
  bindCheck(store, "only-selected", "onlySelected");
  const table = new VirtualTable(byId("table", HTMLDivElement), (label) => goToObject(store, stage, label));
  store.watch(["result"], ({ result }) => table.show(result ? columnsOf(result.table) : []));
  store.watch(["palette", "seed"], ({ palette, seed }) => table.colour(palette, seed));
  store.watch(["result", "selected"], ({ selected }) => table.select(selected));
  store.watch(["result", "subject", "computing"], showSummary);
  store.watch(["computing"], ({ computing }) =>
    byId("table", HTMLDivElement).setAttribute("aria-busy", `${computing}`),
  );
}

function showSummary({ result, subject, computing }: State): void {
  const line = byId("summary", HTMLParagraphElement);
  const detail = byId("summary-detail", HTMLParagraphElement);
  const hint = byId("summary-hint", HTMLParagraphElement);
  hint.textContent = result ? adviceFor(result) : "";
  if (!result || !subject) {
    line.textContent = computing ? "Computing…" : subject ? "Not computed yet." : "";
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

/** Selects an object and shows the slice and the place of its centroid. */
export function goToObject(store: ViewerStore, stage: Stage, label: number): void {
  const { subject, result, view } = store.state;
  store.update({ selected: label });
  if (!subject || !result || label === 0) return;
  const row = valuesOf(result.table, "label").indexOf(label);
  if (row < 0) return;
  const spacing = spacingOf(subject);
  const at = (axis: "x" | "y" | "z") => (valuesOf(result.table, `centroid_${axis}`)[row] ?? 0) / spacing[axis];
  if (subject.depth > 1) goToSlice(store, at("z"));
  const frame = stage.frame();
  const pixel = { x: at("x"), y: at("y") };
  if (view && frame && !isVisible(view, frame, pixel)) {
    store.update({ view: centreOn(view, frame, pixel.x + 0.5, pixel.y + 0.5) });
  }
}

function valuesOf(table: RegionTable, name: string): Float64Array {
  return table.columns.find((column) => column.name === name)?.values ?? new Float64Array(0);
}
