/**
 * Measures every task against memory copies and other libraries, checks their results against ours, and judges the
 * goals. Writes bench/results/VERSION-CPU.json and prints the tables.
 *
 *   npm run bench -- [--only TEXT] [--quick] [--no-peers] [--saved] [--readme]
 *
 * `--saved` prints what this machine's last whole run has found; `--readme` also puts it into README.md, docs/speed.md
 * and docs/speed.svg.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measureCalls } from "./api.js";
import { measureCancelled } from "./cancel.js";
import { measureCold } from "./cold.js";
import { judge } from "./goals.js";
import { measureGrowth } from "./growth.js";
import { Inputs } from "./images.js";
import { measureJobs } from "./jobs.js";
import { freshKernels, threadedKernels } from "./kernels.js";
import { startPeers } from "./peers/index.js";
import { drawPlot } from "./plot.js";
import { measureReading } from "./reading.js";
import { machine, type Report, type Row, readReport, writeReport } from "./report.js";
import { type Bench, measureTask } from "./rows.js";
import { measureSegmentations } from "./segmentations.js";
import { measureSizes } from "./size.js";
import { readmeReport, wholeReport, writeBetween } from "./tables.js";
import type { Task } from "./task.js";
import { TASKS } from "./tasks/index.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const say = (line: string) => process.stderr.write(`${line}\n`);

interface Flags {
  only?: string;
  quick?: boolean;
  "no-peers"?: boolean;
}

async function measureAll(flags: Flags): Promise<Report> {
  const { only, quick } = flags;
  const k = freshKernels();
  const peers = flags["no-peers"] ? [] : await startPeers();
  const bench: Bench = { k, threaded: await threadedKernels(), inputs: new Inputs(k), peers };
  const tasks = TASKS.filter(({ op, title }) => !only || `${op} ${title}`.includes(only));
  const rows = await measureRows(tasks, bench, quick ? { rounds: 5, budget: 1_000 } : { rounds: 15, budget: 3_000 });
  bench.threaded.dispose();
  const segments = !only || "segmentations".includes(only);
  if (segments) say("segmentations");
  const segmentations = segments ? await measureSegmentations(k, bench.inputs, peers, quick ? 2 : 5) : undefined;
  for (const peer of peers) peer.close();
  say("growth, first calls, small calls, cancelled calls");
  const growth = measureGrowth(k, only);
  const cold = measureCold(quick ? 2 : 5);
  const calls = await measureCalls(k, bench.inputs);
  const cancelled = only ? [] : await measureCancelled();
  const readings = !only || "reading".includes(only);
  if (readings) say("reading");
  const reading = readings ? await measureReading(quick ? 5 : 9) : [];
  const versions = Object.assign({}, ...peers.map((peer) => peer.versions)) as Record<string, string>;
  const wanted = !only || "quint check, quint export".includes(only);
  if (wanted) say("whole jobs");
  const jobs = wanted ? await measureJobs(k, root, quick ? 1 : 3, !flags["no-peers"]) : undefined;
  const measured = {
    rows,
    growth,
    calls,
    cold,
    cancelled,
    reading,
    sizes: measureSizes(),
    ...(segmentations && { segmentations }),
    ...(jobs && { jobs }),
  };
  const partial = { machine: machine(), peers: versions, ...measured };
  const report: Report = { ...partial, goals: judge(partial) };
  // A part of the rows must not replace what a whole run has found.
  if (!only) say(`wrote ${writeReport(report)}`);
  return report;
}

async function measureRows(tasks: readonly Task[], bench: Bench, options: { rounds: number; budget: number }) {
  const rows: Row[] = [];
  for (const [i, task] of tasks.entries()) {
    say(`${i + 1}/${tasks.length} ${task.title}`);
    const rounds = Math.min(options.rounds, task.rounds ?? options.rounds);
    rows.push(await measureTask(task, bench, { ...options, rounds }));
    // Large inputs of one task must not crowd the next.
    if (!tasks.slice(i + 1).some(({ input }) => input === task.input)) await forget(task, bench);
  }
  return rows;
}

async function forget({ input }: Task, { inputs, peers }: Bench): Promise<void> {
  // The tiny image is asked for again at the end.
  if (input !== "slide") inputs.drop(input);
  for (const peer of peers) await peer.forget(input);
}

/** Writes the plot, the whole report and the readme's part of it. */
function publish(report: Report): void {
  const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
  writeFileSync(path("docs/speed.svg"), drawPlot(report));
  writeFileSync(path("docs/speed.md"), `# Speed\n\n${wholeReport(report)}`);
  writeBetween(path("README.md"), readmeReport(report));
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
  process.stdout.write(wholeReport(report));
  if (values.readme) publish(report);
  process.exitCode = report.rows.some((row) => row.subjects.some(({ ok }) => ok === false)) ? 1 : 0;
}

await main();
