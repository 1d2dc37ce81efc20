import { availableParallelism, totalmem } from "node:os";
import { basename, dirname, join } from "node:path";
import { constrainedMemory } from "node:process";
import { isSegmentError, SegmentError } from "../../bindings/core/errors.js";
import type { Call } from "../command.js";
import { SCHEMA } from "../failure.js";
import { makeFolder } from "../make-folder.js";
import { plural, printable, printableJson } from "../printable.js";
import { stampOf } from "./digest.js";
import { documentOf, type Ended } from "./ended.js";
import { Journal } from "./journal.js";
import { lockFolder } from "./lock.js";
import type { Plan, PlannedInput } from "./plan.js";
import { Pool, type Room, Stuck } from "./pool.js";
import { doneBefore, earlierRun, foldersOf, headOf, sweep } from "./resume.js";

/** Seconds for a file of no length, and bytes for which there is one more. */
const PATIENCE = 600;
const BYTES_A_SECOND = 1e6;
/** Part of the machine's memory that all jobs may take together. */
const SHARE = 0.75;
/** Memory a process may need for every byte of a file, and beside that. */
const BYTES_A_BYTE = 12;
const BASE = 256 * 2 ** 20;

/** What became of a batch: every input in order, with those that were done before. */
export interface Batch {
  ended: readonly (readonly [PlannedInput, Ended])[];
  resumed: number;
}

/** Where a batch writes what it does, below the output folder. */
export interface Place {
  out: string;
  journal: string;
  /** Files that are made at the end. */
  results: readonly string[];
  /** Go on where there is a journal. */
  resume: boolean;
}

/**
 * Works on all inputs of a plan that are not done yet, and keeps a journal. `last` is called with everything while the folder
 * is still locked.
 *
 * @throws SegmentError E_EXISTS before anything is written; E_WRITE when nothing can be written any more
 */
export async function runBatch<T>(call: Call, plan: Plan, place: Place, last: (batch: Batch) => T): Promise<T> {
  const { out } = place;
  const told = earlierRun(call, plan, place);
  const journalPath = join(out, place.journal);
  makeFolder(dirname(journalPath));
  const unlock = lockFolder(dirname(journalPath), basename(journalPath));
  try {
    const folders = foldersOf(plan, out);
    call.host.writingIn(folders);
    sweep(folders);
    const journal = told ? Journal.goOn(journalPath, told) : Journal.begin(journalPath, headOf(plan));
    try {
      return last(await workOnAll(call, plan, place, journal, doneBefore(told, plan, out)));
    } finally {
      journal.close();
    }
  } finally {
    unlock();
  }
}

async function workOnAll(
  call: Call,
  plan: Plan,
  { out }: Place,
  journal: Journal,
  done: ReadonlyMap<string, Ended>,
): Promise<Batch> {
  const { args, host } = call;
  const ended = new Map<string, Ended>(done);
  const inputs = new Map(plan.inputs.map((input) => [input.name, input]));
  const todo = plan.inputs.filter(({ name }) => !done.has(name));
  for (const [name, how] of done) tell(call, plan, inputs.get(name) as PlannedInput, how, true);
  const { jobs, threads, room } = shareMachine(call, todo);
  const setup = { out, job: plan.job, limits: args.limits(), timeout: args.number("timeout"), threads };
  const pool = new Pool(setup, room, (pids) => host.processes(pids), args.has("debug"));
  const progress = () => {
    const failed = [...ended.values()].filter(({ ok }) => !ok).length;
    const words = failed > 0 ? `, ${failed} failed` : "";
    host.progress(`${ended.size} of ${plan.inputs.length} done${words}`, ended.size / plan.inputs.length);
  };
  progress();
  try {
    await pool.run(todo, jobs, ({ name }, how) => {
      journal.write(how);
      ended.set(name, how);
      tell(call, plan, inputs.get(name) as PlannedInput, how, false);
      progress();
    });
  } catch (error) {
    throw stuck(error, ended.size, plan.inputs.length);
  }
  return { ended: plan.inputs.map((input) => [input, ended.get(input.name) as Ended]), resumed: done.size };
}

/** A full disk would fail every further input. */
function stuck(error: unknown, done: number, of: number): unknown {
  const words =
    error instanceof Stuck ? error.words : isSegmentError(error, "E_WRITE") ? { message: error.message } : undefined;
  if (words === undefined) return error;
  const advice = `${done} of ${of} files are done; make room, then give the same line with --resume`;
  return new SegmentError("E_WRITE", words.message, { ...("path" in words && { path: words.path }), advice }, error);
}

/** A line of JSON for an input, and a sentence for one that failed. */
function tell({ args, host }: Call, { job }: Plan, input: PlannedInput, how: Ended, resumed: boolean): void {
  const { path } = input;
  if (args.has("json")) {
    host.out(`${printableJson({ schema: SCHEMA, ...documentOf(job, input, how), ...(resumed && { resumed }) })}\n`);
  }
  if (how.ok) return;
  const { message, advice } = how.error;
  const line = message.includes(path) ? message : `${path}: ${message}`;
  host.err(`segwasm: ${printable(line)}\n${advice === undefined ? "" : `  ${printable(advice)}\n`}`);
}

/** How many files at once, with how many threads each, and what each may take. */
function shareMachine({ args }: Call, todo: readonly PlannedInput[]): { jobs: number; threads: number; room: Room } {
  const sizes = new Map(todo.map(({ path, name }) => [name, sizeOf(path)]));
  const memory = SHARE * Math.min(totalmem(), constrainedMemory() || Number.POSITIVE_INFINITY);
  const given = args.number("max-memory");
  const need = given ?? BASE + BYTES_A_BYTE * Math.max(0, ...sizes.values());
  const fitting = Math.min(availableParallelism(), Math.floor(memory / need));
  const jobs = Math.max(1, Math.min(args.number("jobs") ?? fitting, todo.length));
  const threads = args.number("threads") ?? Math.max(1, Math.floor(availableParallelism() / jobs));
  const bytes = given ?? memory / jobs;
  const seconds = ({ name }: { name: string }) =>
    args.number("timeout") ?? PATIENCE + (sizes.get(name) ?? 0) / BYTES_A_SECOND;
  return { jobs, threads, room: { bytes, seconds } };
}

/** What cannot be looked at is said when it is read. */
function sizeOf(path: string): number {
  try {
    return stampOf(path).size;
  } catch {
    return 0;
  }
}

/** "18 of 20 files done, 2 failed". */
export function summaryOf({ ended, resumed }: Batch): string {
  const failed = ended.filter(([, { ok }]) => !ok).length;
  const parts = [`${ended.length - failed} of ${plural(ended.length, "file")} done`];
  if (resumed > 0) parts.push(`${resumed} of them before`);
  if (failed > 0) parts.push(`${failed} failed`);
  return parts.join(", ");
}
