import { isSegmentError } from "../bindings/index.js";
import { button, byId, show } from "./dom.js";
import { sentence } from "./text.js";

/** What to say above an error, and what to do where the error itself does not tell. */
const WORDS: Readonly<Record<string, readonly [title: string, advice: string]>> = {
  E_FORMAT: ["This file cannot be opened.", "Export it in one of these formats first."],
  E_CORRUPT: ["This file is damaged.", "Copy or export it again from where it came."],
  E_TRUNCATED: ["This file is incomplete.", "Copy or download it again."],
  E_CHECKSUM: ["This file is damaged.", "Copy or download it again."],
  E_LIMIT: ["This file is too large for the viewer.", "Crop it, or use the command line."],
  E_NOMEM: ["There is not enough memory.", "Close other tabs, or crop the image."],
  E_TIMEOUT: ["This took too long.", "The work was stopped; nothing is lost."],
  E_NOTFILE: [
    "This is no image that can be opened.",
    "Drop one image: a file, a folder with a DICOM series, or an OME-Zarr folder.",
  ],
  E_READ: ["The file could not be read.", "Check that it is still there, and open it again."],
  E_NONFINITE: ["This image holds NaN or infinity.", "Replace such values before segmenting."],
  E_POISONED: ["Computing broke down.", "It was started afresh; try again, and please report this image."],
  E_WASM: ["The computing part did not load.", "Reload the page."],
};

/** An error in plain words. */
export function describeError(error: unknown): { title: string; message: string; advice: string } {
  const message = error instanceof Error ? error.message : String(error);
  if (!isSegmentError(error)) return { title: "Something went wrong.", message, advice: "Reload the page." };
  const [title, fallback] = WORDS[error.code] ?? ["This did not work.", ""];
  const advice = "detail" in error ? (error.detail.advice ?? fallback) : fallback;
  return { title, message: sentence(message), advice: sentence(advice) };
}

/** Shows an error until it is dismissed or something else succeeds. Cancelling is no error. */
export function showError(error: unknown): void {
  if (isSegmentError(error, "E_INTERRUPTED")) return;
  const { title, message, advice } = describeError(error);
  byId("banner-title", HTMLElement).textContent = title;
  byId("banner-message", HTMLElement).textContent = message;
  byId("banner-advice", HTMLElement).textContent = advice;
  show(byId("banner", HTMLDivElement), true);
}

/** Takes the shown error away. */
export function clearError(): void {
  show(byId("banner", HTMLDivElement), false);
}

/** Tells screen readers what happened. */
export function announce(text: string): void {
  byId("announcer", HTMLParagraphElement).textContent = text;
}

/** Makes the banner dismissable. */
export function setUpMessages(): void {
  button("banner-close").addEventListener("click", clearError);
}
