import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { ApiRow } from "./api.js";
import type { Cancelled } from "./cancel.js";
import type { Cold } from "./cold.js";
import type { Goal } from "./goals.js";
import type { Growth } from "./growth.js";
import type { Jobs } from "./jobs.js";
import type { Timing } from "./measure.js";
import type { Reading } from "./reading.js";
import type { Segmentations } from "./segmentations.js";
import type { Size } from "./size.js";

/** Times of one subject on one task, milliseconds, and what they mean. */
export interface RowSubject extends Timing {
  nanosecondsPerVoxel: number;
  /** Times the copying of as many bytes. */
  timesMemcpy: number;
  /** Times our kernel, the same on several threads, and our whole call: above 1 the subject is slower. */
  timesKernel: number;
  timesThreads: number;
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
  /** Ours as in subjects.ts, then peers. */
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
  growth: Growth[];
  calls: ApiRow[];
  cold: Cold;
  cancelled: Cancelled[];
  reading: Reading[];
  sizes: Size[];
  /** Not in reports of a part of the rows. */
  segmentations?: Segmentations;
  /** Whole processes; not in reports of a part of the rows. */
  jobs?: Jobs;
  goals: Goal[];
}

const root = new URL("../../", import.meta.url);

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
