import { existsSync, lstatSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { SegmentError } from "../../bindings/core/errors.js";
import type { Call } from "../command.js";
import { isFolder } from "../make-folder.js";
import { removeTemporaries } from "../output.js";
import type { Place } from "./batch.js";
import { digestOf, stampOf } from "./digest.js";
import type { Done } from "./ended.js";
import { type Head, readJournal, type Told } from "./journal.js";
import { isAlive } from "./lock.js";
import { jobDigest, outputList, type Plan, type PlannedInput } from "./plan.js";

/** The first line of the journal of a plan. */
export function headOf({ job }: Plan): Head {
  return { journal: 1, job: jobDigest(job), version: job.version };
}

/**
 * The journal to go on with; undefined for a run that begins. Throws E_EXISTS where the folder holds another run, or files
 * of the names that are to be written.
 */
export function earlierRun({ args }: Call, plan: Plan, { out, journal, results, resume }: Place): Told | undefined {
  const path = join(out, journal);
  const force = args.has("force");
  if (!existsSync(path)) {
    // The files of a task were asked about when it was planned.
    if (!force && results.length > 0) checkFree(plan, out, results);
    return undefined;
  }
  if (!resume) {
    if (force) return undefined;
    throw taken(
      out,
      "holds a run already",
      "go on with it by --resume, begin again by --force, or name another folder",
    );
  }
  const told = readJournal(path);
  // Killed before its first line was whole: nothing was done.
  if (told === undefined) return undefined;
  const { job, version } = headOf(plan);
  if (told.head.job === job) return told;
  if (force) return undefined;
  const what = told.head.version === version ? "another recipe or other options" : `segwasm ${told.head.version}`;
  throw taken(out, `holds a run of ${what}`, "begin again by --force, or name another folder");
}

function taken(out: string, what: string, advice: string): SegmentError {
  return new SegmentError("E_EXISTS", `the folder ${JSON.stringify(out)} ${what}`, { path: out, advice });
}

/** Throws E_EXISTS for the first file that would be replaced. */
export function checkFree({ job, inputs }: Plan, out: string, results: readonly string[]): void {
  if (!existsSync(out)) return;
  const names = [...results, ...inputs.flatMap(({ name }) => outputList(job, name))];
  const present = names.find((name) => isThere(join(out, name)));
  if (present === undefined) return;
  const path = join(out, present);
  const advice = "replace it with --force, or name another folder";
  throw new SegmentError("E_EXISTS", `${JSON.stringify(path)} exists already`, { path, advice });
}

/** What cannot be looked at is said when it is written. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/** The inputs that need no more work: they are as they were, and so is all that came out of them. */
export function doneBefore(told: Told | undefined, { inputs }: Plan, out: string): Map<string, Done> {
  const done = new Map<string, Done>();
  for (const input of inputs) {
    const ended = told?.ended.get(input.name);
    if (ended?.ok && isSame(input, ended) && areThere(out, ended)) done.set(input.name, ended);
  }
  return done;
}

/** By size and time; where only the time is another, by its content. */
function isSame({ path }: PlannedInput, { source }: Done): boolean {
  try {
    const { size, mtime } = stampOf(path);
    return size === source.size && (mtime === source.mtime || digestOf(path) === source.sha256);
  } catch {
    return false;
  }
}

/** True when all outputs are what was written. */
export function areThere(out: string, { files }: Done): boolean {
  try {
    return Object.entries(files).every(([name, digest]) => digestOf(join(out, name)) === digest);
  } catch {
    return false;
  }
}

/** The folders of all outputs. */
export function foldersOf({ job, inputs }: Plan, out: string): string[] {
  const names = inputs.flatMap(({ name }) => outputList(job, name));
  return [...new Set([out, ...names.map((name) => dirname(join(out, name)))])];
}

/** Removes what processes that were killed have left unfinished. */
export function sweep(folders: readonly string[]): void {
  for (const folder of folders.filter(isFolder)) {
    const pids = readdirSync(folder).flatMap((name) => /^\.segwasm-(\d+)-/.exec(name)?.[1] ?? []);
    for (const pid of new Set(pids)) if (!isAlive(Number(pid))) removeTemporaries(folder, Number(pid));
  }
}
