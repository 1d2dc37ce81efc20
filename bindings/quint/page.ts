import { printable } from "../io/source.js";
import type { QuintReport } from "./check.js";
import type { QuintFinding } from "./finding.js";
import { type Preview, previewPng } from "./preview.js";
import type { SectionReport } from "./section.js";
import { COUNT_COLUMNS, countRows, countSums, describedSize, SEVERITY_WORDS, summaryOf, verdictOf } from "./verdict.js";

/** Text inside of a page: names of files are other people's words. */
const escaped = (text: string): string => printable(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

const STYLE = `
:root{color-scheme:light dark;--line:#8884;--error:#c62828;--warning:#b26a00;--info:#1565c0;--ok:#2e7d32}
@media (prefers-color-scheme:dark){:root{--error:#ff8a80;--warning:#ffb74d;--info:#82b1ff;--ok:#81c784}}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:70rem;padding:1.5rem}
h1{font-size:1.5rem;margin:0 0 .5rem}h2{font-size:1.1rem;margin:0;overflow-wrap:anywhere}
.verdict{font-size:1.1rem;font-weight:600}.ready{color:var(--ok)}.not{color:var(--error)}
section{border-top:1px solid var(--line);display:grid;gap:0 1.5rem;grid-template-columns:20rem 1fr;padding:1rem 0}
@media (max-width:45rem){section{grid-template-columns:1fr}}
img{border:1px solid var(--line);image-rendering:pixelated;max-width:100%;height:auto;background:#fff}
ul{list-style:none;margin:.5rem 0;padding:0}li{margin:.4rem 0;padding-left:.7rem;border-left:4px solid}
.error{border-color:var(--error)}.warning{border-color:var(--warning)}.info{border-color:var(--info)}
.code{color:#888;font-size:.85em}.hint{display:block}
table{border-collapse:collapse;margin:.5rem 0}td,th{border-bottom:1px solid var(--line);padding:.2rem .9rem .2rem 0;text-align:right}
tfoot{font-weight:600}th:first-child,td:first-child{text-align:left;overflow-wrap:anywhere}p{margin:.3rem 0}`;

/**
 * A report as one page that needs nothing else: no scripts, no network, pictures inside. For somebody who has the folder
 * open beside it.
 *
 * @param folder its name, for the title
 * @param report with previews, for pictures
 * @param registration the name of the file that the series was compared with
 */
export function quintPage(folder: string, report: QuintReport, registration?: string): string {
  const { sections, findings, errors } = report;
  const verdict = `<p class="verdict ${errors === 0 ? "ready" : "not"}">${verdictOf(report)}</p>`;
  const own = findings.filter(({ file }) => file === null);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>QUINT check of ${escaped(folder)}</title><style>${STYLE}</style></head><body>
<h1>Segmented sections in ${escaped(folder)}</h1>
${verdict}
<p>${summaryOf(report)}${registration === undefined ? "" : ` Compared with the registration ${escaped(registration)}.`}</p>
${findingList(own)}
${countTable(report)}
${sections.map((section) => sectionPart(section, findings)).join("\n")}
</body></html>
`;
}

function findingList(findings: readonly QuintFinding[]): string {
  if (findings.length === 0) return "";
  const items = findings.map(({ code, severity, message, hint }) => {
    const advice = hint === "" ? "" : `<span class="hint">→ ${escaped(hint)}</span>`;
    return `<li class="${severity}"><b>${SEVERITY_WORDS[severity]}.</b> ${escaped(message)} <span class="code">${code}</span>${advice}</li>`;
  });
  return `<ul>${items.join("")}</ul>`;
}

/** What each program will count, one row a section. */
function countTable(report: QuintReport): string {
  const line = (row: readonly (string | number)[]) =>
    `<tr>${row.map((cell) => `<td>${escaped(String(cell))}</td>`).join("")}</tr>`;
  const rows = countRows(report);
  if (rows.length === 0) return "";
  const head = COUNT_COLUMNS.map((title) => `<th>${title}</th>`).join("");
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.map(line).join("")}</tbody>
<tfoot>${rows.length > 1 ? line(countSums(rows)) : ""}</tfoot></table>
<p>How many objects each program will report, worked out beforehand.</p>`;
}

function sectionPart(section: SectionReport, findings: readonly QuintFinding[]): string {
  const { file, preview } = section;
  const size = escaped(describedSize(section));
  const image = preview
    ? `<img alt="Objects of the section, outlined" width="${preview.width}" height="${preview.height}" src="${pictureOf(preview)}">`
    : "<p>No picture of its objects.</p>";
  const own = findings.filter((finding) => finding.file === file);
  return `<section><div>${image}</div><div><h2>${escaped(file)}</h2><p>${size}</p>${findingList(own)}</div></section>`;
}

function pictureOf(preview: Preview): string {
  const bytes = previewPng(preview);
  let text = "";
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return `data:image/png;base64,${btoa(text)}`;
}
