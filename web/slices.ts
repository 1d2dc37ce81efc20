import { button, byId, input, show } from "./dom.js";
import type { ViewerStore } from "./state.js";

/** Goes to a slice; numbers beyond the ends mean the first and the last. */
export function goToSlice(store: ViewerStore, z: number): void {
  const { subject } = store.state;
  if (subject) store.update({ z: Math.min(subject.depth - 1, Math.max(0, Math.round(z))) });
}

/** Goes some slices on or back. */
export function stepSlice(store: ViewerStore, by: number): void {
  goToSlice(store, store.state.z + by);
}

/** The slider below the picture; images of one slice have none. */
export function setUpSlices(store: ViewerStore): void {
  const slider = input("slice");
  slider.addEventListener("input", () => goToSlice(store, slider.valueAsNumber));
  button("slice-back").addEventListener("click", () => stepSlice(store, -1));
  button("slice-on").addEventListener("click", () => stepSlice(store, 1));
  store.watch(["subject", "z", "layout"], ({ subject, z, layout }) => {
    show(byId("slice-bar", HTMLDivElement), (subject?.depth ?? 1) > 1 && layout === "single");
    const last = (subject?.depth ?? 1) - 1;
    slider.max = String(last);
    slider.value = String(z);
    slider.setAttribute("aria-valuetext", `slice ${z} of 0 to ${last}`);
    byId("slice-value", HTMLOutputElement).textContent = `${z} / ${last}`;
    button("slice-back").disabled = z === 0;
    button("slice-on").disabled = z === last;
  });
}
