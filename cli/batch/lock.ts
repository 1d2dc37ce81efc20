import { readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { SegmentError } from "../../bindings/core/errors.js";
import { removeQuietly } from "../durable.js";

/** Milliseconds between two signs of life, and after which there is none. */
const BEAT = 15_000;
const SILENCE = 10 * BEAT;

/** Whose work is going on in a folder. */
interface Owner {
  pid: number;
  host: string;
}

/**
 * Keeps a second run out of an output folder. What a run that was killed has left does not count.
 *
 * @param name of the lock: tasks of a plan may work side by side
 * @returns what ends the lock
 * @throws SegmentError E_EXISTS
 */
export function lockFolder(folder: string, name: string): () => void {
  const path = join(folder, `.${name}.lock`);
  const owner: Owner = { pid: process.pid, host: hostname() };
  try {
    writeFileSync(path, JSON.stringify(owner), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw cannotWrite(path, error);
    const other = ownerOf(path);
    if (other && mayBeAtWork(path, other)) throw locked(folder, path, other);
    writeFileSync(path, JSON.stringify(owner));
  }
  const beat = setInterval(() => touch(path), BEAT);
  beat.unref();
  return () => {
    clearInterval(beat);
    removeQuietly(path);
  };
}

function ownerOf(path: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Owner;
  } catch {
    // Torn: whoever wrote it has not come far.
    return undefined;
  }
}

/** Shows other computers that the work goes on. */
function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // The folder may be out of reach for a while.
  }
}

/** Of other computers only the sign they give is known. */
function mayBeAtWork(path: string, { pid, host }: Owner): boolean {
  if (host !== hostname()) return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < SILENCE;
  return pid !== process.pid && isAlive(pid);
}

/** True for a process there is, also one of another user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function locked(folder: string, path: string, { pid, host }: Owner): SegmentError {
  const what = `another run is working in ${JSON.stringify(folder)}: process ${pid} of ${host}`;
  return new SegmentError("E_EXISTS", what, { path: folder, advice: `wait for it; if it has ended, remove ${path}` });
}

function cannotWrite(path: string, error: unknown): SegmentError {
  const reason = (error as NodeJS.ErrnoException).code ?? "it is not possible";
  return new SegmentError("E_WRITE", `cannot write ${JSON.stringify(path)}: ${reason}`, { path }, error);
}
