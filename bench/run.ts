/**
 * Measures every task against memory copies and other libraries, checks their results against ours, and judges the
 * goals. Writes bench/results/VERSION-CPU.json and prints the table.
 *
 *   npm run bench -- [--only TEXT] [--quick] [--no-peers] [--saved] [--readme]
 *
 * `--saved` prints what this machine's last whole run has found; `--readme` also puts it into README.md.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type ApiRow, measureCalls } from "./api.js";
import { type Cold, measureCold } from "./cold.js";
import { compare, plainOf } from "./compare.js";
import { judge } from "./goals.js";
import { type BenchObject, INPUTS, Inputs } from "./images.js";
import { freshKernels } from "./kernels.js";
import { copySubject, type MeasureOptions, measure, type Subject, subject, type Timing } from "./measure.js";
import { startPeers } from "./peers/index.js";
import type { Peer } from "./peers/peer.js";
import {
  machine,
  printTable,
  type Report,
  type Row,
  type RowSubject,
  readReport,
  writeReadme,
  writeReport,
} from "./report.js";
import { measureSizes } from "./size.js";
import { type PeerCall, type Task, timeCopies, timeKernel } from "./task.js";
import { TASKS } from "./tasks/index.js";

const k = freshKernels();
const inputs = new Inputs(k);
const say = (line: string) => process.stderr.write(`${line}\n`);

/** Measures one task: kernel, whole call, copies, memcpy and peers in turns. */
async function measureTask(task: Task, peers: readonly Peer[], options: MeasureOptions): Promise<Row> {
  const input = inputs.get(task.input);
  const result = task.call(k, input) as BenchObject | number;
  const bytes = bytesOf(input) + bytesOf(result);
  const prepared = await preparePeers(task, input, peers);
  const timings = await measure(
    [
      { name: "kernel", run: () => timeKernel(task, k, input) },
      subject("call", () => void task.call(k, input)),
      { name: "copies", run: () => timeCopies(task, k, input) },
      copySubject(bytes),
      ...prepared.map(({ subject }) => subject),
    ],
    options,
  );
  const voxels = input.shape.reduce((n, extent) => n * extent, 1);
  const checks = await checkPeers(prepared, result);
  const subjects = timings.map((timing, i) => describe(timing, timings, voxels, checks[i - 4] ?? {}));
  const { op, title, prototype } = task;
  return {
    op,
    title,
    input: INPUTS[task.input],
    voxels,
    bytes,
    subjects,
    ...(prototype !== undefined && { prototype }),
  };
}

interface Prepared {
  call: PeerCall;
  peer: Peer;
  subject: Subject;
}

async function preparePeers(task: Task, input: BenchObject, peers: readonly Peer[]): Promise<Prepared[]> {
  const prepared: Prepared[] = [];
  for (const call of task.peers) {
    for (const peer of peers) {
      const source = { name: task.input, plain: () => plainOf(input) };
      const subject = await peer.prepare(call.peer, call.call, source, call.parameters ?? {});
      if (subject) prepared.push({ call, peer, subject });
    }
  }
  return prepared;
}

/** Runs each peer once more and compares what it made with what we made. */
async function checkPeers(prepared: readonly Prepared[], result: BenchObject | number): Promise<Partial<RowSubject>[]> {
  const ours = plainOf(result);
  const checks: Partial<RowSubject>[] = [];
  for (const { call, peer, subject } of prepared) {
    await subject.run();
    const outcome = call.check && compare(ours, await peer.result(), call.check);
    checks.push({ call: call.call, ...(outcome && { check: outcome.text, ok: outcome.ok }) });
  }
  return checks;
}

function describe(timing: Timing, all: readonly Timing[], voxels: number, check: Partial<RowSubject>): RowSubject {
  const minimum = (name: string) => all.find((other) => other.name === name)?.min as number;
  return {
    ...timing,
    nanosecondsPerVoxel: (timing.min * 1e6) / voxels,
    timesMemcpy: timing.min / minimum("memcpy"),
    timesCall: timing.min / minimum("call"),
    ...check,
  };
}

function bytesOf(object: unknown): number {
  if (object === null || typeof object !== "object") return 0;
  const parts = object as { data?: ArrayBufferView; bits?: ArrayBufferView };
  return (parts.data ?? parts.bits)?.byteLength ?? 0;
}

interface Flags {
  only?: string;
  quick?: boolean;
  "no-peers"?: boolean;
}

async function measureAll(flags: Flags): Promise<Report> {
  const options = flags.quick ? { rounds: 5, budget: 2_000 } : { rounds: 25, budget: 8_000 };
  const peers = flags["no-peers"] ? [] : await startPeers();
  const rows: Row[] = [];
  for (const task of TASKS.filter(({ op, title }) => !flags.only || `${op} ${title}`.includes(flags.only))) {
    say(task.title);
    rows.push(await measureTask(task, peers, options));
  }
  for (const peer of peers) peer.close();
  const cold: Cold = measureCold(flags.quick ? 2 : 5);
  const calls: ApiRow[] = await measureCalls(k, inputs);
  const versions = Object.assign({}, ...peers.map((peer) => peer.versions)) as Record<string, string>;
  const partial = { machine: machine(), peers: versions, rows, calls, cold, sizes: measureSizes() };
  const report: Report = { ...partial, goals: judge(partial) };
  // A part of the rows must not replace what a whole run has found.
  if (!flags.only) say(`wrote ${writeReport(report)}`);
  return report;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: "string" },
      quick: { type: "boolean" },
      "no-peers": { type: "boolean" },
      saved: { type: "boolean" },
      readme: { type: "boolean" },
    },
  });
  const report = values.saved ? readReport() : await measureAll(values);
  process.stdout.write(printTable(report));
  if (values.readme) writeReadme(fileURLToPath(new URL("../../README.md", import.meta.url)), report);
  process.exitCode = report.rows.some((row) => row.subjects.some(({ ok }) => ok === false)) ? 1 : 0;
}

await main();
