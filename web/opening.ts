import { SAMPLES, type SampleName } from "../bindings/index.js";
import type { FileEntry } from "../bindings/worker.js";
import { button, byId, input, select, show } from "./dom.js";
import { chosenFiles, droppedFiles, offeredFiles } from "./given.js";
import { showError } from "./messages.js";
import { imageAndSegmentation } from "./overlay.js";
import { looksLikeSections, type Sections } from "./sections.js";
import { isSegmentationFile, splitSegmentation } from "./segmentation.js";
import type { Session } from "./session.js";
import type { ViewerStore } from "./state.js";

/** Lets the user choose a file. */
export function chooseFile(): void {
  input("file").click();
}

/** Opens what was given: an image of one file or of several, with or without its segmentation, or brain sections. */
async function openGiven(
  store: ViewerStore,
  session: Session,
  sections: Sections,
  files: readonly FileEntry[],
): Promise<unknown> {
  const pair = sections.isOpen ? undefined : imageAndSegmentation(files);
  if (pair) return session.openWith([pair[0]], [pair[1]]);
  if (sections.isOpen || looksLikeSections(files)) return sections.check(files);
  const parts = await splitSegmentation(files);
  if (parts) return session.openWith(...parts);
  const { subject } = store.state;
  const onVolume = subject && !subject.blank && subject.depth > 1 && files.length === 1;
  if (onVolume && (await isSegmentationFile(files[0] as FileEntry))) return session.overlay(files);
  return session.openFiles(files);
}

/** Buttons, the file dialogue, samples, and what is dropped anywhere on the page. */
export function setUpOpening(store: ViewerStore, session: Session, sections: Sections): void {
  for (const id of ["open", "welcome-open"]) button(id).addEventListener("click", chooseFile);
  const open = (files: readonly FileEntry[]) => openGiven(store, session, sections, files).catch(showError);
  const chooser = input("file");
  chooser.addEventListener("change", () => {
    const files = chosenFiles(chooser);
    if (files.length > 0) open(files);
  });
  const labels = input("labels-field");
  button("labels-open").addEventListener("click", () => labels.click());
  labels.addEventListener("change", () => {
    const files = chosenFiles(labels);
    if (files.length > 0) session.overlay(files);
  });
  const samples = select("sample");
  samples.addEventListener("change", () => {
    if (samples.value !== "") session.openSample(samples.value as SampleName);
    samples.value = "";
  });
  for (const one of document.querySelectorAll<HTMLButtonElement>("button[data-sample]")) {
    one.addEventListener("click", () => session.openSample(one.dataset.sample as SampleName));
  }
  setUpDrops(open);
  openFromAddress(session, open);
  store.watch(["opening", "computing", "progress"], ({ opening, computing, progress }) => {
    show(byId("busy", HTMLDivElement), opening || computing);
    const part = progress > 0 ? ` ${Math.floor(100 * progress)} %` : "";
    byId("busy-text", HTMLSpanElement).textContent = opening ? "Opening…" : `Computing…${part}`;
  });
}

/** Opens what the address names: a sample, as in `index.html#sample=nuclei`, or files that the server offers. */
function openFromAddress(session: Session, open: (files: readonly FileEntry[]) => void): void {
  const wanted = new URLSearchParams(location.hash.slice(1));
  const token = wanted.get("given") ?? "";
  if (/^[\w-]+$/.test(token)) offeredFiles(token).then(open, showError);
  const name = wanted.get("sample");
  if (name !== null && Object.hasOwn(SAMPLES, name)) session.openSample(name as SampleName);
}

function setUpDrops(open: (files: readonly FileEntry[]) => void): void {
  // Only what carries files: a dragged link or text is none of ours.
  const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  let depth = 0;
  const mark = (change: number) => {
    depth = Math.max(0, depth + change);
    document.body.classList.toggle("dragging", depth > 0);
  };
  window.addEventListener("dragenter", (event) => carriesFiles(event) && mark(1));
  window.addEventListener("dragleave", (event) => carriesFiles(event) && mark(-1));
  window.addEventListener("dragover", (event) => {
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = carriesFiles(event) ? "copy" : "none";
  });
  window.addEventListener("drop", (event) => {
    // Without this the browser would leave the page for whatever was dropped.
    event.preventDefault();
    mark(-depth);
    if (!event.dataTransfer) return;
    droppedFiles(event.dataTransfer).then((files) => files.length > 0 && open(files), showError);
  });
}
