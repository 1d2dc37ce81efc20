import { quintPage } from "../bindings/index.js";
import { parseRgb } from "../bindings/quint/colour.js";
import type { QuintTarget } from "../bindings/quint/finding.js";
import { sectionName } from "../bindings/quint/names.js";
import { isPictureName } from "../bindings/quint/series.js";
import type { Answer, FileEntry, Segmenter } from "../bindings/worker.js";
import { button, byId, input, make, select } from "./dom.js";
import { download } from "./downloads.js";
import { chosenFiles } from "./given.js";
import { announce, describeError } from "./messages.js";
import { showSections } from "./panels/sections.js";
import type { Session } from "./session.js";
import { outputName } from "./text.js";

/** Milliseconds a series may take: a minute, and ten seconds more for every 10 MB of packed pictures. */
const patience = (bytes: number) => 60_000 + bytes / 1000;

const baseName = (path: string) => path.slice(path.lastIndexOf("/") + 1);
const depthOf = (path: string) => path.split("/").length;

/** Whether what was dropped is a series of brain sections: several files, and pictures with the number of a section. */
export function looksLikeSections(files: readonly FileEntry[]): boolean {
  const isSection = ({ path }: FileEntry) =>
    isPictureName(baseName(path)) && sectionName(baseName(path)).section !== undefined;
  return files.length > 1 && files.some(isSection);
}

/** Whether a file lies in a folder of the images that were segmented. */
const isOriginal = ({ path }: FileEntry) => /(^|\/)(originals?|images?|raw)\/[^/]*$/i.test(path);

/** The pictures that lie least deep, and what lies beside them; images that were segmented only where there is nothing else. */
function seriesOf(given: readonly FileEntry[]): FileEntry[] {
  const segmented = given.filter((file) => !isOriginal(file));
  const files = segmented.some(({ path }) => isPictureName(baseName(path))) ? segmented : given;
  const depths = files.filter(({ path }) => isPictureName(baseName(path))).map(({ path }) => depthOf(path));
  const least = depths.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  return files.filter(({ path }) => depthOf(path) === least);
}

/** The dialogue in which a series of segmented sections is checked before it goes to QUINT. */
export class Sections {
  readonly #segmenter: Segmenter;
  readonly #session: Session;
  readonly #dialog = byId("sections", HTMLDialogElement);
  readonly #result = byId("sections-result", HTMLDivElement);
  #files: readonly FileEntry[] = [];
  #report: Answer<"quintCheck"> | undefined;
  #attempt: AbortController | undefined;

  constructor(segmenter: Segmenter, session: Session) {
    this.#segmenter = segmenter;
    this.#session = session;
    for (const id of ["sections-open", "welcome-sections"]) button(id).addEventListener("click", () => this.open());
    button("sections-close").addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("close", () => this.#attempt?.abort());
    for (const what of ["folder", "files"]) {
      const field = input(`sections-${what}-field`);
      button(`sections-${what}`).addEventListener("click", () => field.click());
      field.addEventListener("change", () => this.check(chosenFiles(field)));
    }
    for (const field of [select("sections-target"), input("sections-colour")]) {
      field.addEventListener("change", () => this.#files.length > 0 && this.check(this.#files));
    }
    button("sections-save").addEventListener("click", () => this.#save());
  }

  get isOpen(): boolean {
    return this.#dialog.open;
  }

  open(): void {
    if (!this.isOpen) this.#dialog.showModal();
  }

  /** Checks a series and shows what was found; the one asked for last wins. */
  async check(files: readonly FileEntry[]): Promise<void> {
    this.open();
    this.#attempt?.abort();
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#files = files;
    this.#report = undefined;
    button("sections-save").disabled = true;
    this.#result.ariaBusy = "true";
    try {
      this.#report = await this.#ask(seriesOf(files), attempt.signal);
      showSections(this.#result, this.#report, (file) => this.#show(file), this.#withOriginal());
      button("sections-save").disabled = this.#report.sections.length === 0;
      announce(`Checked ${this.#report.sections.length} sections.`);
    } catch (error) {
      if (attempt.signal.aborted) return;
      const { message, advice } = describeError(error);
      this.#result.replaceChildren(make("p", { class: "verdict not", role: "alert" }, `${message} ${advice}`));
    }
    this.#result.ariaBusy = "false";
  }

  async #ask(files: readonly FileEntry[], signal: AbortSignal): Promise<Answer<"quintCheck">> {
    const typed = input("sections-colour").value.trim();
    const colour = typed === "" || typed === "auto" ? undefined : parseRgb("the colour of the objects", typed);
    const target = select("sections-target").value as QuintTarget;
    const folder = folderOf(files);
    const onProgress = (part: number) => {
      const text = `Checking… ${Math.floor(100 * part)} %`;
      this.#result.replaceChildren(make("p", { class: "checking" }, make("span", { class: "spinner" }), text));
    };
    onProgress(0);
    const timeout = patience(files.reduce((sum, { blob }) => sum + blob.size, 0));
    const options = { colour, target, preview: true, ...(folder !== "" && { folder }) };
    return this.#segmenter.request("quintCheck", [files, options], { signal, timeout, onProgress });
  }

  /** The image that a section was segmented in, among what was dropped with it. */
  #originalOf(name: string): FileEntry | undefined {
    const { section, stem } = sectionName(name);
    const series = new Set(seriesOf(this.#files));
    const others = this.#files.filter((file) => !series.has(file) && isPictureName(baseName(file.path)));
    const of = ({ path }: FileEntry) => sectionName(baseName(path));
    return (
      others.find((file) => of(file).stem === stem) ??
      (section === undefined ? undefined : others.find((file) => of(file).section === section))
    );
  }

  #withOriginal(): ReadonlySet<string> {
    const names = this.#report?.sections.map(({ file }) => file) ?? [];
    return new Set(names.filter((name) => this.#originalOf(name)));
  }

  /** Shows the objects of a section on its image, or on the section itself. */
  #show(name: string): void {
    const file = seriesOf(this.#files).find(({ path }) => baseName(path) === name);
    if (!file) return;
    this.#dialog.close();
    this.#session.openWith([this.#originalOf(name) ?? file], [file]);
  }

  #save(): void {
    if (!this.#report) return;
    const folder = baseName(folderOf(seriesOf(this.#files))) || "sections";
    const page = quintPage(folder, this.#report, this.#report.registration ?? undefined);
    download(outputName(folder, "report", ".html"), "text/html", page);
  }
}

/** The folder that the series lies in; "" for loose files. */
function folderOf([first]: readonly FileEntry[]): string {
  return first ? first.path.slice(0, Math.max(0, first.path.lastIndexOf("/"))) : "";
}
