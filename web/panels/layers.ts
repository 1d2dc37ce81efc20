import { button, byId, input, select, setChoices, show } from "../dom.js";
import { extentOf, type Session } from "../session.js";
import type { State, Subject, ViewerStore } from "../state.js";
import { formatBytes, formatCount, formatValue, printableName } from "../text.js";
import type { Palette } from "../view/colours.js";

/** The list of layers, how labels look, which part of the file is shown, and what is known of it. */
export function setUpLayers(store: ViewerStore, session: Session): void {
  bindEye(store, "labels-visible", "labelsVisible");
  bindEye(store, "image-visible", "imageVisible");
  bindSlider(store, "opacity", "opacity", (value) => `${Math.round(100 * value)} %`);
  bindSlider(store, "contour", "contour", (value) => (value === 0 ? "off" : `${value} px`));
  bindPalette(store);
  bindSelection(store, session);
  store.watch(["subject"], ({ subject }) => showSubject(subject));
  store.watch(["result", "segments"], ({ result, segments }) => {
    const count = segments?.segmentation.segments.length ?? result?.count;
    const detail = count === undefined ? "none yet" : formatCount(count);
    for (const id of ["contour-field", "palette-field"]) show(byId(id, HTMLDivElement), segments === undefined);
    byId("labels-detail", HTMLSpanElement).textContent = detail;
  });
  store.watch(["subject", "volumeExtent"], showFacts);
}

function bindEye(store: ViewerStore, id: string, name: "labelsVisible" | "imageVisible"): void {
  const eye = button(id);
  eye.addEventListener("click", () => store.update({ [name]: !store.state[name] }));
  store.watch([name], (state) => eye.setAttribute("aria-pressed", String(state[name])));
}

function bindSlider(
  store: ViewerStore,
  id: string,
  name: "opacity" | "contour",
  format: (value: number) => string,
): void {
  const slider = input(id);
  slider.addEventListener("input", () => store.update({ [name]: slider.valueAsNumber }));
  store.watch([name], (state) => {
    slider.value = String(state[name]);
    slider.setAttribute("aria-valuetext", format(state[name]));
    byId(`${id}-value`, HTMLOutputElement).textContent = format(state[name]);
  });
}

function bindPalette(store: ViewerStore): void {
  const palette = select("palette");
  palette.addEventListener("change", () => store.update({ palette: palette.value as Palette }));
  button("shuffle").addEventListener("click", () => store.update({ seed: (store.state.seed + 1) % 0x10000 }));
  store.watch(["palette"], (state) => {
    palette.value = state.palette;
  });
}

function bindSelection(store: ViewerStore, session: Session): void {
  const [channel, time] = [select("channel"), select("time")];
  const chosen = (list: HTMLSelectElement) => (list.value === "" ? undefined : Number(list.value));
  for (const list of [channel, time]) {
    list.addEventListener("change", () => session.choose(chosen(channel), chosen(time)));
  }
  store.watch(["subject"], ({ subject }) => {
    const channels = subject?.file ? extentOf(subject.file, "C") : 1;
    const samples = subject?.file ? extentOf(subject.file, "S") : 1;
    const numbered = (count: number) => Array.from({ length: count }, (_, i) => [String(i), String(i)] as const);
    const names = subject?.file?.legend.channelNames;
    const named = ([value, number]: readonly [string, string]) => [value, names?.[Number(value)] || number] as const;
    if (channels > 1) setChoices(channel, numbered(channels).map(named));
    else setChoices(channel, [["", "Luminance"], ...sampleNames(samples)]);
    const times = subject?.file ? extentOf(subject.file, "T") : 1;
    setChoices(time, times > 1 ? numbered(times) : []);
    channel.value = String(subject?.channel ?? "");
    time.value = String(subject?.time ?? "");
    show(byId("channel-field", HTMLDivElement), channels > 1 || samples > 1);
    show(byId("time-field", HTMLDivElement), times > 1);
  });
}

/** Samples of a colour pixel; with alpha there are two or four. */
function sampleNames(count: number): (readonly [string, string])[] {
  const names = count >= 3 ? ["Red", "Green", "Blue", "Alpha"] : ["Grey", "Alpha"];
  return Array.from({ length: count }, (_, i) => [String(i), names[i] ?? `Sample ${i}`] as const);
}

function showSubject(subject: Subject | undefined): void {
  const name = subject ? printableName(subject.name) : "";
  document.title = subject ? `${name} – segwasm viewer` : "segwasm viewer";
  byId("subject-name", HTMLParagraphElement).textContent = name;
  const layer = byId("image-layer-name", HTMLSpanElement);
  layer.textContent = name;
  layer.title = name;
  byId("image-detail", HTMLSpanElement).textContent = subject?.blank ? "no image" : (subject?.dtype ?? "");
}

function showFacts({ subject, volumeExtent }: State): void {
  const facts = byId("facts", HTMLDListElement);
  const rows = subject ? factsOf(subject, volumeExtent) : [];
  facts.replaceChildren(
    ...rows.flatMap(([name, value]) => {
      const [term, detail] = [document.createElement("dt"), document.createElement("dd")];
      term.textContent = name;
      detail.textContent = value;
      return [term, detail];
    }),
  );
}

function factsOf({ image, dtype, file }: Subject, extent: State["volumeExtent"]): [string, string][] {
  const rows: [string, string][] = [[image.shape.length === 3 ? "Size z, y, x" : "Size y, x", image.shape.join(" × ")]];
  rows.push(["Number type", dtype]);
  if (image.spacing) {
    const steps = image.spacing.map((step) => String(Number(step.toPrecision(4)))).join(" × ");
    rows.push([image.shape.length === 3 ? "Voxel size" : "Pixel size", `${steps} ${image.unit ?? ""}`.trim()]);
  }
  if (extent) rows.push(["Values", `${formatValue(extent.low)} to ${formatValue(extent.high)}`]);
  rows.push(["In memory", formatBytes(image.data.byteLength)]);
  if (file) rows.push(["Format", file.format.toUpperCase()]);
  return rows;
}
