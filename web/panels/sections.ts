import { previewPng, type QuintFinding, type QuintReport, type SectionReport } from "../../bindings/index.js";
import {
  COUNT_COLUMNS,
  type CountRow,
  countRows,
  countSums,
  describedSize,
  SEVERITY_WORDS,
  summaryOf,
  verdictOf,
} from "../../bindings/quint/verdict.js";
import { make } from "../dom.js";
import { formatCount, printableName } from "../text.js";

/** Addresses of the pictures shown now. */
let pictures: string[] = [];

/**
 * What was found out about a series: the verdict, the series as a whole, the counts, then section by section.
 *
 * @param onShow called with the file of a section that the user wants to see
 * @param withOriginal files whose image was dropped with them
 */
export function showSections(
  root: HTMLElement,
  report: QuintReport & { registration: string | null },
  onShow: (file: string) => void,
  withOriginal: ReadonlySet<string>,
): void {
  for (const address of pictures) URL.revokeObjectURL(address);
  pictures = [];
  const { sections, findings, errors, registration } = report;
  const compared = registration === null ? "" : ` Compared with the registration ${printableName(registration)}.`;
  const tone = errors === 0 && sections.length > 0 ? "ready" : "not";
  root.replaceChildren(
    make("p", { class: `verdict ${tone}`, id: "sections-verdict" }, verdictOf(report)),
    make("p", { class: "hint" }, `${summaryOf(report)}${compared}`),
    findingList(findings.filter(({ file }) => file === null)),
    ...countTable(report),
    ...sections.map((section) => {
      const show = make("button", { type: "button", class: "button small" });
      show.textContent = withOriginal.has(section.file) ? "Show on its image" : "Show";
      show.addEventListener("click", () => onShow(section.file));
      return sectionPart(section, findings, show);
    }),
  );
}

function findingList(findings: readonly QuintFinding[]): HTMLElement {
  const items = findings.map(({ code, severity, message, hint }) => {
    const words = [make("b", {}, `${SEVERITY_WORDS[severity]}. `), `${printableName(message)} `];
    const advice = hint === "" ? [] : [make("span", { class: "finding-hint" }, `→ ${printableName(hint)}`)];
    return make("li", { class: severity }, ...words, make("span", { class: "code" }, code), ...advice);
  });
  const list = make("ul", { class: "findings" }, ...items);
  list.hidden = items.length === 0;
  return list;
}

function countTable(report: QuintReport): HTMLElement[] {
  const rows = countRows(report);
  if (rows.length === 0) return [];
  const head = make("tr", {}, ...COUNT_COLUMNS.map((title) => make("th", { scope: "col" }, title)));
  const line = ([name, ...counts]: CountRow) => {
    const cells = counts.map((count) => make("td", {}, formatCount(count)));
    return make("tr", {}, make("th", { scope: "row" }, printableName(name)), ...cells);
  };
  const sums = rows.length > 1 ? [make("tfoot", {}, line(countSums(rows)))] : [];
  const table = make(
    "table",
    { class: "counts" },
    make("thead", {}, head),
    make("tbody", {}, ...rows.map(line)),
    ...sums,
  );
  return [table, make("p", { class: "hint" }, "How many objects each program will report, worked out beforehand.")];
}

function sectionPart(section: SectionReport, findings: readonly QuintFinding[], show: HTMLElement): HTMLElement {
  const { file } = section;
  const own = findings.filter((finding) => finding.file === file);
  return make(
    "section",
    { class: "section" },
    pictureOf(section),
    make(
      "div",
      {},
      make("h3", {}, printableName(file)),
      make("p", { class: "hint" }, describedSize(section)),
      findingList(own),
      ...(section.width === undefined ? [] : [show]),
    ),
  );
}

function pictureOf({ preview }: SectionReport): HTMLElement {
  if (!preview) return make("p", { class: "hint" }, "No picture of its objects.");
  const bytes = previewPng(preview) as Uint8Array<ArrayBuffer>;
  const src = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
  pictures.push(src);
  const size = { width: String(preview.width), height: String(preview.height) };
  return make("img", { src, alt: "Objects of the section, outlined", ...size });
}
