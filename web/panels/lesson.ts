import { SEGMENT_PARAMETERS, THRESHOLD_METHODS, type ThresholdMethod } from "../../bindings/index.js";
import { button, byId, input, make, setChoices, show } from "../dom.js";
import type { Lesson } from "../lesson.js";
import type { LessonSettings, State, ViewerStore } from "../state.js";
import { formatValue, sentence } from "../text.js";
import { bindCheck } from "./contrast.js";

/** Names of the settings that are plain numbers. */
type NumberSetting = "sigma" | "erode" | "expand" | "minSize";

interface NumberField {
  name: NumberSetting;
  label: string;
  /** The slider's largest value; the number beside it may be larger. */
  slider?: number;
  step: number;
}

const FIELDS: readonly NumberField[] = [
  { name: "sigma", label: "Blur (σ)", slider: 12, step: 0.1 },
  { name: "erode", label: "Erode", slider: 30, step: 1 },
  { name: "expand", label: "Expand", slider: 30, step: 1 },
  { name: "minSize", label: "Smallest", step: 1 },
];

/** Methods are named after people and figures; only some need more than a capital letter. */
const METHOD_NAMES: Readonly<Record<string, string>> = { multiotsu: "Multi-Otsu" };
const methodName = (name: string) => METHOD_NAMES[name] ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** Neighbourhoods by rank; the first is the widest. */
const NEIGHBOURS: Readonly<Record<number, readonly (readonly [value: string, text: string])[]>> = {
  2: [
    ["8", "8: sides and corners"],
    ["4", "4: sides"],
  ],
  3: [
    ["26", "26: faces, edges, corners"],
    ["18", "18: faces and edges"],
    ["6", "6: faces"],
  ],
};

/** The form of the lesson: a field for each setting, in the order of the steps. */
export function setUpLesson(store: ViewerStore, lesson: Lesson): void {
  const form = byId("lesson", HTMLFormElement);
  const rows = new Map(FIELDS.map((field) => [field.name, numberField(store, field)]));
  const number = (name: NumberSetting) => rows.get(name) as HTMLDivElement;
  form.append(number("sigma"), thresholdField(store), fillField(), number("erode"), connectivityField());
  form.append(number("expand"), number("minSize"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    lesson.run();
  });
  bindFill(store);
  bindConnectivity(store);
  bindCheck(store, "live", "live");
  button("cancel").addEventListener("click", () => lesson.cancel());
  store.watch(["computing"], ({ computing }) => {
    show(button("cancel"), computing);
    show(button("run"), !computing);
  });
}

function set(store: ViewerStore, patch: Partial<LessonSettings>): void {
  store.update({ settings: { ...store.state.settings, ...patch } });
}

function row(label: string, id: string, ...controls: HTMLElement[]): HTMLDivElement {
  return make("div", { class: "lesson-field" }, make("label", { for: id }, label), ...controls);
}

/** What a setting means, as the library describes it. */
function helpFor(name: keyof LessonSettings): string {
  const { summary = "", unit } = SEGMENT_PARAMETERS[name] ?? {};
  return sentence(unit ? `${summary}, in ${unit}` : summary);
}

function numberField(store: ViewerStore, { name, label, slider: most, step }: NumberField): HTMLDivElement {
  const help = helpFor(name);
  const number = make("input", {
    type: "number",
    id: name,
    class: "number",
    min: "0",
    step: SEGMENT_PARAMETERS[name]?.type === "integer" ? "1" : "any",
  });
  number.title = help;
  const slider = make("input", { type: "range", min: "0", max: String(most ?? 0), step: String(step) });
  slider.setAttribute("aria-label", `${label}, slider`);
  slider.title = help;
  const take = (source: HTMLInputElement) => {
    if (source.validity.valid && source.value !== "") set(store, { [name]: source.valueAsNumber });
  };
  number.addEventListener("change", () => take(number));
  slider.addEventListener("input", () => take(slider));
  store.watch(["settings"], ({ settings }) => {
    if (slider.valueAsNumber !== settings[name]) slider.value = String(settings[name]);
    if (number.valueAsNumber !== settings[name]) number.value = formatValue(settings[name]);
  });
  if (most === undefined) {
    const unit = make("span", { class: "hint", id: `${name}-unit` }, "voxels, else dropped");
    return row(label, name, unit, number);
  }
  return row(label, name, slider, number);
}

/** A method, or a level by hand. */
function thresholdField(store: ViewerStore): HTMLDivElement {
  const method = make("select", { id: "threshold", class: "select" });
  setChoices(method, [
    ...THRESHOLD_METHODS.map((name) => [name, methodName(name)] as const),
    ["manual", "By hand"] as const,
  ]);
  const level = make("input", { type: "number", id: "level", class: "number", step: "any" });
  level.setAttribute("aria-label", "Threshold in image units");
  level.title = "In image units. Type a number, or drag the line in the histogram, to set it by hand.";
  method.addEventListener("change", () => {
    const byHand = store.state.result?.threshold ?? store.state.contrast.limits.low;
    set(store, { threshold: method.value === "manual" ? byHand : (method.value as ThresholdMethod) });
  });
  level.addEventListener("change", () => {
    if (level.validity.valid && level.value !== "") set(store, { threshold: level.valueAsNumber });
    showThreshold(store.state);
  });
  const showThreshold = ({ settings, result }: State) => {
    const { threshold } = settings;
    method.value = typeof threshold === "number" ? "manual" : threshold;
    const now = typeof threshold === "number" ? threshold : result?.threshold;
    level.value = now === undefined ? "" : formatValue(now);
  };
  store.watch(["settings", "result"], showThreshold);
  return row("Threshold", "threshold", method, level);
}

function fillField(): HTMLDivElement {
  const box = make("input", { type: "checkbox", id: "fillHoles" });
  const label = make("label", { class: "check wide", for: "fillHoles" }, box, "Fill holes");
  return make("div", { class: "lesson-field" }, make("span"), label);
}

function bindFill(store: ViewerStore): void {
  const box = input("fillHoles");
  box.addEventListener("change", () => set(store, { fillHoles: box.checked }));
  store.watch(["settings"], ({ settings }) => {
    box.checked = settings.fillHoles;
  });
}

function connectivityField(): HTMLDivElement {
  const choice = make("select", { id: "connectivity", class: "select wide" });
  choice.title = helpFor("connectivity");
  return row("Neighbours", "connectivity", choice);
}

function bindConnectivity(store: ViewerStore): void {
  const choice = byId("connectivity", HTMLSelectElement);
  choice.addEventListener("change", () =>
    set(store, { connectivity: Number(choice.value) as LessonSettings["connectivity"] }),
  );
  store.watch(["subject"], ({ subject, settings }) => {
    const choices = NEIGHBOURS[subject?.image.shape.length ?? 3] ?? [];
    setChoices(choice, choices);
    // A neighbourhood of the other rank does not exist here: back to the library's own choice.
    const known = choices.some(([value]) => Number(value) === settings.connectivity);
    if (!known && settings.connectivity !== undefined) set(store, { connectivity: undefined });
  });
  store.watch(["settings"], ({ settings }) => {
    if (settings.connectivity === undefined) choice.selectedIndex = 0;
    else choice.value = String(settings.connectivity);
  });
}
