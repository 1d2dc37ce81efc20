import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { ApiRow } from "./api.js";
import type { Cold } from "./cold.js";
import { type Goal, significant } from "./goals.js";
import type { Timing } from "./measure.js";
import type { Size } from "./size.js";

/** Times of one subject on one task, milliseconds, and what they mean. */
export interface RowSubject extends Timing {
  nanosecondsPerVoxel: number;
  /** Times the copying of as many bytes. */
  timesMemcpy: number;
  /** Times our whole call: above 1 the subject is slower. */
  timesCall: number;
  /** What a peer ran. */
  call?: string;
  /** How its result compares with ours. */
  check?: string;
  ok?: boolean;
}

export interface Row {
  op: string;
  title: string;
  input: string;
  voxels: number;
  /** Bytes of input and output. */
  bytes: number;
  /** ns per voxel of the measured prototype. */
  prototype?: number;
  /** "kernel", "call", "copies", "memcpy", then peers. */
  subjects: RowSubject[];
}

export interface Machine {
  version: string;
  cpu: string;
  cores: number;
  node: string;
  v8: string;
}

export interface Report {
  machine: Machine;
  peers: Record<string, string>;
  rows: Row[];
  calls: ApiRow[];
  cold: Cold;
  sizes: Size[];
  goals: Goal[];
}

const root = new URL("../../", import.meta.url);
const PEERS = ["scikit-image", "SciPy", "NumPy", "OpenCV", "opencv-js", "image-js"];

export function machine(): Machine {
  const { version } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
  const cpu = cpus()[0]?.model.trim() ?? "unknown";
  return { version, cpu, cores: availableParallelism(), node: process.versions.node, v8: process.versions.v8 };
}

/** Where this machine's report of this version lies. */
function reportPath({ version, cpu }: Machine): string {
  const slug = cpu
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return fileURLToPath(new URL(`bench/results/${version}-${slug}.json`, root));
}

/** Writes the report as JSON under bench/results and returns the path. */
export function writeReport(report: Report): string {
  const path = reportPath(report.machine);
  mkdirSync(dirname(path), { recursive: true });
  const rounded = (_: string, value: unknown) => (typeof value === "number" ? Number(value.toPrecision(5)) : value);
  writeFileSync(path, `${JSON.stringify(report, rounded, 2)}\n`);
  return path;
}

/** The report that `writeReport` wrote last on this machine. */
export function readReport(): Report {
  return JSON.parse(readFileSync(reportPath(machine()), "utf8"));
}

/** The report as Markdown: a table of tasks and one of goals. */
export function printTable({ machine, peers, rows, goals, calls }: Report): string {
  const named = PEERS.filter((peer) => rows.some(({ subjects }) => subjects.some(({ name }) => name === peer)));
  const versions = named.map((peer) => `${peer} ${peers[peer]}`).join(", ");
  const head = ["operation", "ns/voxel", "× memcpy", "with copies", ...named];
  const lines = rows.map((row) => tableLine(row, named));
  return [
    `${machine.cpu}, one thread, Node ${machine.node}; fastest of 25 runs (slow peers: fewer), taken in turns` +
      `${versions ? ` (${versions})` : ""}. Peers: how many times longer they take than our whole call.`,
    "",
    ...markdownTable(head, lines),
    "",
    ...markdownTable(
      ["goal", "measured", ""],
      goals.map(({ goal, measured, ok }) => [goal, measured, ok ? "yes" : "no"]),
    ),
    "",
    `A whole call on 128×128 pixels, µs: ${calls.map(({ op, microseconds }) => `${op} ${significant(microseconds)}`).join(", ")}.`,
    "",
  ].join("\n");
}

function tableLine({ title, subjects }: Row, named: readonly string[]): string[] {
  const [kernel, call] = ["kernel", "call"].map((name) => subjects.find((one) => one.name === name)) as [
    RowSubject,
    RowSubject,
  ];
  const cells = named.map((peer) => {
    const fastest = subjects.filter(({ name }) => name === peer).sort((a, b) => a.min - b.min)[0];
    return fastest ? `${significant(fastest.timesCall)}×${fastest.ok === false ? " (differs)" : ""}` : "";
  });
  const ours = [kernel.nanosecondsPerVoxel, kernel.timesMemcpy, call.nanosecondsPerVoxel].map(significant);
  return [title, ...ours, ...cells];
}

function markdownTable(head: string[], lines: string[][]): string[] {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...lines.map(line)];
}

/** Puts the table between the markers of a Markdown file. Throws when the file has no markers. */
export function writeReadme(path: string, report: Report): void {
  const text = readFileSync(path, "utf8");
  const [start, end] = ["<!-- bench:start -->", "<!-- bench:end -->"];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${path} has no ${start} … ${end}`);
  writeFileSync(path, `${text.slice(0, from + start.length)}\n${printTable(report)}${text.slice(to)}`);
}
