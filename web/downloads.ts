import { segmentRecipe } from "../bindings/index.js";
import { writeCsv } from "../bindings/io/index.js";
import type { Segmenter } from "../bindings/worker.js";
import { button } from "./dom.js";
import { optionsOf } from "./lesson.js";
import { announce, showError } from "./messages.js";
import type { ViewerStore } from "./state.js";
import { outputName, printableName } from "./text.js";

/** Labels as TIFF, the table as CSV, the recipe as JSON: what is saved is always what is shown. */
export function setUpDownloads(store: ViewerStore, segmenter: Segmenter): void {
  const save = (id: string, make: () => Promise<void>) => {
    button(id).addEventListener("click", () => make().catch(showError));
    store.watch(["result", "segments"], ({ result, segments }) => {
      // Labels from a file are of no recipe, and a segmentation is a file already.
      const none = segments ? id !== "save-table" : !result;
      button(id).disabled = none || (id === "save-recipe" && result?.origin !== undefined);
    });
  };
  save("save-labels", async () => {
    const { subject, result } = store.state;
    if (!subject || !result) return;
    const bytes = await segmenter.request("write", [result.labels, "tiff"]);
    download(outputName(subject.name, "labels", ".tif"), "image/tiff", bytes as Uint8Array<ArrayBuffer>);
  });
  save("save-table", async () => {
    const { subject, result, segments } = store.state;
    const table = segments?.table ?? result?.table;
    if (subject && table) download(outputName(subject.name, "stats", ".csv"), "text/csv", writeCsv(table));
  });
  save("save-recipe", async () => {
    const { subject, result } = store.state;
    if (!subject || !result) return;
    const text = `${JSON.stringify(segmentRecipe(optionsOf(result.settings), subject.image.shape.length), null, 2)}\n`;
    download(outputName(subject.name, "recipe", ".json"), "application/json", text);
  });
}

/** Hands bytes to the browser as a file. */
export function download(name: string, type: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the bytes over by then, even for slow disks.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  announce(`Saved ${printableName(name)}.`);
}
