import type { Segmenter } from "../bindings/worker.js";
import { byId, make } from "./dom.js";
import { showError } from "./messages.js";
import type { State, ViewerStore } from "./state.js";
import { sentence } from "./text.js";

/** Milliseconds after opening, so that the first segmentation is not kept waiting. */
const PATIENCE = 500;

const MARKS = { ok: "✓", note: "i", warn: "!" } as const;
const WORDS = { ok: "Fine", note: "Note", warn: "Warning" } as const;

/** Quality control of the opened image, in sentences. */
export function setUpQuality(store: ViewerStore, segmenter: Segmenter): void {
  let attempt: AbortController | undefined;
  store.watch(["subject"], () => {
    attempt?.abort();
    attempt = new AbortController();
    const { signal } = attempt;
    setTimeout(() => inspect(store, segmenter, signal).catch(showError), PATIENCE);
  });
  store.watch(["subject", "verdicts"], showVerdicts);
}

async function inspect(store: ViewerStore, segmenter: Segmenter, signal: AbortSignal): Promise<void> {
  const { subject } = store.state;
  if (!subject || signal.aborted) return;
  const stored = subject.file ? { stored: { bitDepth: subject.file.bitDepth } } : {};
  const { verdicts } = await segmenter.request("inspect", [subject.image, stored], { signal });
  store.update({ verdicts });
}

const ORDER = ["warn", "note", "ok"] as const;

/** Warnings first; of equal weight, what the reader noticed comes first: it may explain the rest. */
function showVerdicts({ subject, verdicts }: State): void {
  const notes = (subject?.notes ?? []).map((text) => ({ level: "note" as const, text: sentence(text) }));
  const all = [...notes, ...verdicts];
  const sorted = ORDER.flatMap((level) => all.filter((line) => line.level === level));
  const lines = sorted.map(({ level, text }) => {
    const mark = make("span", { class: `mark-${level}`, role: "img", "aria-label": WORDS[level] }, MARKS[level]);
    return make("li", {}, mark, make("span", {}, text));
  });
  byId("notes", HTMLUListElement).replaceChildren(...lines);
}
