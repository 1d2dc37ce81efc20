import { dtypeRange } from "../../bindings/index.js";
import { button, byId, input, show } from "../dom.js";
import type { State, ViewerStore } from "../state.js";
import { formatValue } from "../text.js";
import { autoContrast, type Contrast, fullRange, resetContrast, withLimits } from "../view/contrast.js";

/** Limits of this slice, once. */
export function contrastOnce(store: ViewerStore): void {
  const { sliceExtent, contrast } = store.state;
  if (sliceExtent) store.update({ contrast: autoContrast(contrast, sliceExtent) });
}

/** Buttons, number fields, gamma and the switches of the contrast panel. */
export function setUpContrast(store: ViewerStore): void {
  const { update, state } = { update: store.update.bind(store), state: () => store.state };
  button("contrast-auto").addEventListener("click", () => contrastOnce(store));
  button("contrast-reset").addEventListener("click", () => {
    const { subject, sliceExtent } = state();
    if (subject && sliceExtent) update({ contrast: resetContrast(subject.dtype, sliceExtent) });
  });
  button("contrast-full").addEventListener("click", () => {
    const { subject, contrast } = state();
    if (subject) update({ contrast: fullRange(contrast, subject.dtype) });
  });
  setUpLimits(store);
  setUpGamma(store);
  bindCheck(store, "whole", "wholeVolume");
  bindCheck(store, "log", "logCounts");
  bindCheck(store, "auto-contrast", "autoContrast");
  store.watch(["subject", "sliceExtent"], ({ subject, sliceExtent }) => {
    const range = subject && dtypeRange(subject.dtype);
    button("contrast-full").disabled = !range;
    button("contrast-full").title = range
      ? "Range of the number type; the limits stay"
      : "Only whole-number types have a range of their own";
    for (const id of ["contrast-auto", "contrast-reset"]) button(id).disabled = !sliceExtent;
    for (const id of ["whole-field", "auto-field"]) show(byId(id, HTMLLabelElement), (subject?.depth ?? 1) > 1);
  });
  store.watch(["autoContrast", "sliceExtent"], (now) => now.autoContrast && contrastOnce(store));
}

function setUpLimits(store: ViewerStore): void {
  const [low, high] = [input("low"), input("high")];
  const commit = (patch: (limits: Contrast["limits"], value: number) => [number, number]) => (event: Event) => {
    const value = (event.target as HTMLInputElement).valueAsNumber;
    const { contrast } = store.state;
    if (Number.isFinite(value)) store.update({ contrast: withLimits(contrast, ...patch(contrast.limits, value)) });
    display(store.state);
  };
  low.addEventListener(
    "change",
    commit((limits, value) => [value, limits.high]),
  );
  high.addEventListener(
    "change",
    commit((limits, value) => [limits.low, value]),
  );
  const display = ({ contrast }: State) => {
    low.value = formatValue(contrast.limits.low);
    high.value = formatValue(contrast.limits.high);
  };
  store.watch(["contrast"], display);
}

function setUpGamma(store: ViewerStore): void {
  const gamma = input("gamma");
  gamma.addEventListener("input", () => store.update({ gamma: gamma.valueAsNumber }));
  store.watch(["gamma"], (state) => {
    gamma.value = String(state.gamma);
    byId("gamma-value", HTMLOutputElement).textContent = state.gamma.toFixed(2);
  });
}

/** Names of the switches among the state. */
type Switch = { [K in keyof State]: State[K] extends boolean ? K : never }[keyof State];

/** Keeps a check box and a part of the state alike. */
export function bindCheck(store: ViewerStore, id: string, name: Switch): void {
  const check = input(id);
  check.addEventListener("change", () => store.update({ [name]: check.checked }));
  store.watch([name], (state) => {
    check.checked = state[name];
  });
}
