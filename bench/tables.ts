import { readFileSync, writeFileSync } from "node:fs";
import { significant } from "./numbers.js";
import type { Report, Row, RowSubject } from "./report.js";
import { OURS } from "./subjects.js";

export const PEERS = ["scikit-image", "SciPy", "NumPy", "OpenCV", "opencv-js", "image-js"] as const;

/** Everything that was measured, as Markdown. */
export function wholeReport(report: Report): string {
  return [
    summary(report),
    "",
    ...rowTable(report),
    "",
    ...growthTable(report),
    "",
    ...jobTable(report),
    ...readingTable(report),
    ...goalTable(report),
    "",
    callLine(report),
    "",
  ].join("\n");
}

/** What the readme tells: the plot, the goals, and where the rest is. */
export function readmeReport(report: Report): string {
  return [
    "![How many times longer other libraries take, by operation](docs/speed.svg)",
    "",
    summary(report),
    "All rows are in [docs/speed.md](docs/speed.md).",
    "",
    ...goalTable(report),
    "",
  ].join("\n");
}

function summary({ machine, peers, rows }: Report): string {
  const versions = namedIn(rows).map((peer) => `${peer} ${peers[peer]}`);
  return (
    `${machine.cpu}, Node ${machine.node}; fastest of up to 15 runs, taken in turns, every library on one thread` +
    `${versions.length > 0 ? ` (${versions.join(", ")})` : ""}. Peers: how many times longer they take than our kernel, ` +
    "and in brackets than our whole call with its copies. ~ marks rows during which the machine was busy."
  );
}

/** Peers that are in at least one row. */
function namedIn(rows: readonly Row[]): string[] {
  return PEERS.filter((peer) => rows.some(({ subjects }) => subjects.some(({ name }) => name === peer)));
}

function rowTable({ rows }: Report): string[] {
  const named = namedIn(rows);
  const head = ["operation", "ns/voxel", OURS.threads, "× memcpy", "with copies", "copies", ...named];
  return markdownTable(
    head,
    rows.map((row) => rowLine(row, named)),
  );
}

function rowLine({ title, subjects }: Row, named: readonly string[]): string[] {
  const [kernel, threads, call, copies] = [OURS.kernel, OURS.threads, OURS.call, OURS.copies].map((name) =>
    subjects.find((subject) => subject.name === name),
  );
  const cells = named.map((peer) => {
    const fastest = subjects.filter(({ name }) => name === peer).sort((a, b) => a.min - b.min)[0];
    return fastest ? peerCell(fastest) : "";
  });
  const nanoseconds = [kernel, threads].map((one) => (one ? significant(one.nanosecondsPerVoxel) : ""));
  const multiple = kernel ? significant(kernel.timesMemcpy) : "";
  const whole = [call, copies].map((one) => (one ? significant(one.nanosecondsPerVoxel) : ""));
  const busy = [kernel, call].some((one) => one?.noisy) ? " ~" : "";
  return [title + busy, ...nanoseconds, multiple, ...whole, ...cells];
}

function peerCell({ timesKernel, timesCall, ok }: RowSubject): string {
  return `${significant(timesKernel)}× (${significant(timesCall)}×)${ok === false ? " differs" : ""}`;
}

function growthTable({ growth }: Report): string[] {
  if (growth.length === 0) return [];
  const sides = Object.keys(growth[0]?.milliseconds ?? {});
  const head = ["time against size", "pattern", ...sides.map((side) => `${side}², ms`), "exponent"];
  return markdownTable(
    head,
    growth.map(({ op, pattern, milliseconds, exponent }) => [
      op,
      pattern,
      ...Object.values(milliseconds).map(significant),
      exponent.toFixed(2),
    ]),
  );
}

/** Whole processes on a section of 14,000 × 10,000 pixels. */
function jobTable({ jobs }: Report): string[] {
  if (!jobs) return [];
  const head = ["a section of 140 megapixels, whole process", "s", "CPU s", "GB", "Python: s", "CPU s", "GB"];
  const numbers = ({ seconds, cpu, peak }: { seconds: number; cpu: number; peak: number }) =>
    [seconds, cpu, peak / 1e9].map(significant);
  const rows = jobs.jobs.map((job) => [job.title, ...numbers(job), ...(job.peer ? numbers(job.peer) : ["", "", ""])]);
  return [...markdownTable(head, rows), ""];
}

/** Files in memory into voxels. */
function readingTable({ reading }: Report): string[] {
  if (reading.length === 0) return [];
  const head = ["reading a file in memory, warm", "ms", "GB/s", "× memcpy", "other reader", "ms"];
  const rows = reading.map(({ title, bytes, milliseconds, memcpy, peer }) => [
    title,
    significant(milliseconds),
    ...[bytes / milliseconds / 1e6, milliseconds / memcpy].map(significant),
    ...(peer ? [peer.name, significant(peer.milliseconds)] : ["", ""]),
  ]);
  return [...markdownTable(head, rows), ""];
}

function goalTable({ goals }: Report): string[] {
  return markdownTable(
    ["goal", "measured", ""],
    goals.map(({ goal, measured, ok }) => [goal, measured, ok ? "yes" : "no"]),
  );
}

function callLine({ calls }: Report): string {
  const times = calls.map(({ op, microseconds }) => `${op} ${significant(microseconds)}`);
  return `A whole call on 128×128 pixels, µs: ${times.join(", ")}.`;
}

function markdownTable(head: string[], lines: string[][]): string[] {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...lines.map(line)];
}

/** Puts a text between the markers of a Markdown file. Throws when the file has no markers. */
export function writeBetween(path: string, content: string): void {
  const text = readFileSync(path, "utf8");
  const [start, end] = ["<!-- bench:start -->", "<!-- bench:end -->"];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${path} has no ${start} … ${end}`);
  writeFileSync(path, `${text.slice(0, from + start.length)}\n${content}${text.slice(to)}`);
}
