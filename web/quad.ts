import type { Segmenter } from "../bindings/worker.js";
import { button, byId, show } from "./dom.js";
import { MeshPane } from "./mesh-pane.js";
import { PlaneView } from "./plane-view.js";
import type { ViewerStore } from "./state.js";

/** The second layout: three slices through one voxel, and the surfaces of what is segmented. */
export function setUpQuad(store: ViewerStore, segmenter: Segmenter): void {
  const planes = ([0, 1, 2] as const).map((which) => new PlaneView(store, which));
  const [axial, coronal, sagittal] = planes.map(({ element }) => element) as [HTMLElement, HTMLElement, HTMLElement];
  const meshes = new MeshPane(store, segmenter);
  // As Slicer's four-up: axial and 3-D above, coronal and sagittal below.
  byId("quad", HTMLDivElement).append(axial, meshes.element, coronal, sagittal);
  const [single, four] = [button("layout-single"), button("layout-four")];
  single.addEventListener("click", () => store.update({ layout: "single" }));
  four.addEventListener("click", () => store.update({ layout: "four" }));
  store.watch(["layout", "subject"], ({ layout, subject }) => {
    const isFour = layout === "four";
    show(byId("layout", HTMLDivElement), (subject?.depth ?? 1) > 1);
    single.setAttribute("aria-pressed", String(!isFour));
    four.setAttribute("aria-pressed", String(isFour));
    show(byId("quad", HTMLDivElement), isFour);
    show(byId("canvas-room", HTMLDivElement), !isFour);
    show(byId("zoom", HTMLDivElement), !isFour);
    document.body.classList.toggle("four", isFour);
  });
}

/** From one layout to the other, where the image has several slices. */
export function otherLayout(store: ViewerStore): void {
  const { subject, layout } = store.state;
  if (subject && subject.depth > 1) store.update({ layout: layout === "single" ? "four" : "single" });
}
