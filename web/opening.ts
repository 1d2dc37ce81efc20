import { SAMPLES, type SampleName, SegmentError } from "../bindings/index.js";
import { button, byId, input, select, show } from "./dom.js";
import { showError } from "./messages.js";
import type { Session } from "./session.js";
import type { ViewerStore } from "./state.js";

/** Lets the user choose a file. */
export function chooseFile(): void {
  input("file").click();
}

/** Buttons, the file dialogue, samples, and files dropped anywhere on the page. */
export function setUpOpening(store: ViewerStore, session: Session): void {
  for (const id of ["open", "welcome-open"]) button(id).addEventListener("click", chooseFile);
  const chooser = input("file");
  chooser.addEventListener("change", () => {
    const file = chooser.files?.[0];
    // Emptied, so that choosing the same file again is a change.
    chooser.value = "";
    if (file) session.openFile(file);
  });
  const samples = select("sample");
  samples.addEventListener("change", () => {
    if (samples.value !== "") session.openSample(samples.value as SampleName);
    samples.value = "";
  });
  for (const one of document.querySelectorAll<HTMLButtonElement>("button[data-sample]")) {
    one.addEventListener("click", () => session.openSample(one.dataset.sample as SampleName));
  }
  setUpDrops(session);
  openFromAddress(session);
  store.watch(["opening", "computing", "progress"], ({ opening, computing, progress }) => {
    show(byId("busy", HTMLDivElement), opening || computing);
    const part = progress > 0 ? ` ${Math.floor(100 * progress)} %` : "";
    byId("busy-text", HTMLSpanElement).textContent = opening ? "Opening…" : `Computing…${part}`;
  });
}

/** Opens the sample that the address names, as in `index.html#sample=nuclei`. */
function openFromAddress(session: Session): void {
  const name = new URLSearchParams(location.hash.slice(1)).get("sample");
  if (name !== null && Object.hasOwn(SAMPLES, name)) session.openSample(name as SampleName);
}

function setUpDrops(session: Session): void {
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
    const file = droppedFile(event);
    if (file) session.openFile(file);
  });
}

/** The dropped file; a message for folders and for several files at once. */
function droppedFile({ dataTransfer }: DragEvent): File | undefined {
  const files = dataTransfer?.files;
  if (!files || files.length === 0) return undefined;
  if (dataTransfer.items[0]?.webkitGetAsEntry()?.isDirectory) {
    showError(new SegmentError("E_NOTFILE", "a folder was dropped"));
    return undefined;
  }
  if (files.length > 1) {
    showError(new SegmentError("E_NOTFILE", `${files.length} files were dropped, and the viewer shows one at a time`));
    return undefined;
  }
  return files[0];
}
