import type { Done, Ended, Failed } from "../batch/ended.js";
import { outputNames, type Plan, type PlannedInput } from "../batch/plan.js";
import { shapeText } from "../encode.js";
import { plural, printable, shortNumber } from "../printable.js";
import { escapeXml } from "./drawing.js";

/** Pictures that one page holds; beyond, they are shown from their files. */
const MOST_PICTURES = 300;

const STYLE = `
:root{color-scheme:light dark;--line:#8884;--bad:#c62828;--ok:#2e7d32;--bar:#2e5eaa55}
@media (prefers-color-scheme:dark){:root{--bad:#ff8a80;--ok:#81c784;--bar:#82b1ff55}}
body{font:15px/1.5 system-ui,sans-serif;margin:0 auto;max-width:76rem;padding:1.5rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .5rem}p{margin:.3rem 0}
.good{color:var(--ok)}.bad{color:var(--bad)}.faint{opacity:.7}
.bad,.good{font-weight:600}code{font-size:.9em;overflow-wrap:anywhere}
ul.failed{list-style:none;padding:0}ul.failed li{border-left:4px solid var(--bad);margin:.5rem 0;padding-left:.7rem;overflow-wrap:anywhere}
.wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
td,th{border-bottom:1px solid var(--line);padding:.15rem .9rem .15rem 0;text-align:right;white-space:nowrap}
th:first-child,td:first-child,td:last-child,th:last-child{text-align:left}td:first-child{overflow-wrap:anywhere;white-space:normal}
.bar{background:linear-gradient(to left,var(--bar) var(--part),transparent var(--part))}
.pictures{display:grid;gap:1.2rem;grid-template-columns:repeat(auto-fill,minmax(16rem,1fr))}
figure{margin:0}img{background:#fff;border:1px solid var(--line);display:block;height:auto;max-width:100%}
figcaption{font-size:.9em;overflow-wrap:anywhere}a{color:inherit}`;

/** What to do where an error does not say it. */
const ADVICE: Readonly<Record<string, string>> = {
  E_TRUNCATED: "the file is not whole: copy or export it again",
  E_CORRUPT: "the file is damaged: copy or export it again",
  E_CHECKSUM: "the file is damaged: copy or export it again",
  E_FORMAT: "convert it to TIFF, PNG, NIfTI or NRRD first, or leave it out",
  E_READ: "see that the file is there and may be read",
  E_CONSTANT_IMAGE:
    "look at the image: there is nothing to tell apart in it; a threshold as a number works on any image",
};

/** Text inside of a page: names of files and messages are other people's words. */
const escaped = (text: string) => escapeXml(printable(text));

/** An input with what became of it. */
type Line = readonly [PlannedInput, Ended];
type DoneLine = readonly [PlannedInput, Done];

/**
 * A batch as one page that needs nothing else: what failed and what to do about it, a line and a picture for every file. No
 * times and no places: the same run anywhere makes the same page.
 *
 * @param table name of the table beside the page
 * @param preview the PNG of an input by its name
 * @returns the page in pieces
 */
export function* batchPage(
  plan: Plan,
  lines: readonly Line[],
  table: string | undefined,
  preview: (name: string) => Uint8Array,
): Iterable<string> {
  const done = lines.filter((line): line is DoneLine => line[1].ok);
  const failed = lines.filter((line): line is readonly [PlannedInput, Failed] => !line[1].ok);
  yield `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data: 'self'; style-src 'unsafe-inline'">
<title>segwasm: ${plural(lines.length, "file")}</title><style>${STYLE}</style></head><body>
<h1>${plural(lines.length, "file")}, ${totalOf(done)}</h1>
${verdict(done.length, failed.length)}
<p>${stepsOf(plan)}</p>
<p class="faint">segwasm ${escaped(plan.job.version)}, kernels ${plan.job.wasm.slice(0, 12)}${optionsOf(plan)}</p>
<p>${links(table)}</p>
`;
  if (failed.length > 0) yield `<h2>Failed</h2>\n<ul class="failed">${failed.map(failure).join("\n")}</ul>\n`;
  if (done.length > 0) yield overview(done) + noticed(done);
  yield done.length > 0 ? `<h2>Pictures</h2>\n<div class="pictures">\n` : "<div>";
  const inside = done.length <= MOST_PICTURES ? preview : undefined;
  for (const [at, line] of done.entries()) yield picture(plan, line, at, inside);
  yield "</div>\n</body></html>\n";
}

/** "1234 objects". */
function totalOf(done: readonly DoneLine[]): string {
  const counts = done.flatMap(([, { kind, labels }]) => (kind === "labels" && labels !== null ? [labels] : []));
  if (counts.length > 0) {
    const total = counts.reduce((sum, n) => sum + n, 0);
    return plural(total, "object");
  }
  return done[0]?.[1].kind === "mask" ? plural(done.length, "mask") : plural(done.length, "image");
}

function verdict(done: number, failed: number): string {
  if (failed === 0) return '<p class="good">All of them are done.</p>';
  return `<p class="bad">${failed} failed, ${done} done. What failed stopped nothing else; run again with --resume once it is mended.</p>`;
}

/** The recipe on one line. */
function stepsOf({ job }: Plan): string {
  const steps = job.recipe.steps.map(({ op, ...options }) => {
    const words = Object.entries(options).map(([name, value]) => `${name} ${plain(value)}`);
    return `<b>${escaped(op)}</b> ${escaped(words.join(", "))}`.trim();
  });
  return steps.join(" → ");
}

const plain = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));

function optionsOf({ job }: Plan): string {
  const { format: _, ...options } = job.options;
  return Object.entries(options)
    .map(([name, value]) => `, ${name} ${escaped(plain(value))}`)
    .join("");
}

function links(table: string | undefined): string {
  const beside = ["run.json", ...(table === undefined ? [] : [table])];
  const [run, ...tables] = beside.map((name) => `<a href="${name}">${name}</a>`);
  const first = tables.length > 0 ? `${tables[0]}: a row for every object. ` : "";
  return `${first}${run}: every file with its digests and times.`;
}

function failure([{ path, shown }, { error }]: readonly [PlannedInput, Failed]): string {
  const words = error.advice ?? ADVICE[error.code];
  // Where the file lies is another matter on every machine.
  const message = error.message.replace(`${path}: `, "").replaceAll(path, shown);
  const advice = words === undefined ? "" : `<br>→ ${escaped(words)}`;
  return `<li><b>${escaped(shown)}</b> <span class="faint">${escaped(error.code)}</span><br>${escaped(message)}${advice}</li>`;
}

/** One line a file; bars show at once which one is unlike the others. */
function overview(done: readonly DoneLine[]): string {
  const most = Math.max(1, ...done.map(([, { labels }]) => labels ?? 0));
  const heads = ["file", "objects", "labelled", "threshold", "size", "", "notes"];
  const rows = done.map(([{ shown }, how], at) => {
    const voxels = how.shape.reduce((all, n) => all * n, 1);
    const cells = [
      `<td><a href="#f${at}">${escaped(shown)}</a></td>`,
      how.labels === null
        ? "<td></td>"
        : `<td class="bar" style="--part:${((100 * how.labels) / most).toFixed(1)}%">${how.labels}</td>`,
      `<td>${how.labelled === null ? "" : `${shortNumber((100 * how.labelled) / voxels, 3)} %`}</td>`,
      `<td>${how.thresholds.map((level) => shortNumber(level, 6)).join(", ")}</td>`,
      `<td>${shapeText(how.shape)}</td><td>${how.dtype}</td>`,
      `<td>${how.notes.length === 0 ? "" : escaped(plural(how.notes.length, "note"))}</td>`,
    ];
    return `<tr>${cells.join("")}</tr>`;
  });
  const head = heads.map((title) => `<th>${title}</th>`).join("");
  return `<h2>Files</h2>\n<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table></div>\n`;
}

/** What the readers said, each sentence once. */
function noticed(done: readonly DoneLine[]): string {
  const files = new Map<string, string[]>();
  for (const [{ shown }, { notes }] of done) {
    for (const note of notes) files.set(note, [...(files.get(note) ?? []), shown]);
  }
  const items = [...files].map(([note, names]) => {
    const where = names.length === 1 ? (names[0] as string) : plural(names.length, "file");
    return `<li>${escaped(note)} <span class="faint">${escaped(where)}</span></li>`;
  });
  return items.length === 0 ? "" : `<h2>Notes</h2>\n<ul>${items.join("\n")}</ul>\n`;
}

function picture(
  { job }: Plan,
  [{ name, shown }, { labels }]: DoneLine,
  at: number,
  preview: ((name: string) => Uint8Array) | undefined,
): string {
  const names = outputNames(job, name);
  const source = preview
    ? `data:image/png;base64,${Buffer.from(preview(name)).toString("base64")}`
    : address(names.preview);
  const count = labels === null ? "" : `: ${plural(labels, "object")}`;
  return `<figure id="f${at}"><a href="${address(names.result)}"><img loading="lazy" alt="Outlines on ${escaped(shown)}" src="${source}"></a>
<figcaption>${escaped(shown)}${count}</figcaption></figure>
`;
}

/** A file beside the page. */
const address = (path: string) =>
  escaped(
    path
      .replace(/\p{Cs}/gu, "\ufffd")
      .split("/")
      .map(encodeURIComponent)
      .join("/"),
  );
