import { lstatSync, readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { SegmentError } from "../bindings/core/errors.js";
import { formatOfName } from "../bindings/io/index.js";
import { labelsPlace } from "../bindings/io/zarr/labels.js";
import { type Content, placeDurably, removeQuietly, syncFolder, writeDurably } from "./durable.js";
import { usageError } from "./flags.js";
import type { Host } from "./host.js";

/** One file or folder a command is going to write. */
export interface Target {
  /** The option that names it, for messages: "--output". */
  flag: string;
  path: string;
  /** The endings it may have; checked in lower case. */
  extensions: readonly string[];
}

/** What a write waits for. */
type Wait = "all" | "files" | "nothing";

interface Staged {
  path: string;
  temporary: string;
}

/** The names of unfinished files of a process begin with this; whoever cleans up after it looks for them. */
export function temporaryPrefix(pid: number): string {
  return `.segwasm-${pid}-`;
}

/** Removes the unfinished files of a process. */
export function removeTemporaries(folder: string, pid: number): void {
  try {
    for (const name of readdirSync(folder)) {
      if (name.startsWith(temporaryPrefix(pid))) removeQuietly(join(folder, name));
    }
  } catch {
    // The folder has gone, and the files with it.
  }
}

let serial = 0;

/**
 * The output files of one command. `plan` checks all of them before any work; `write` puts them under temporary names
 * in their own folders and gives them their names when all are on the disk. A file is whole or not there.
 */
export class Outputs {
  private readonly staged: Staged[] = [];

  private constructor(
    private readonly host: Host,
    private readonly force: boolean,
  ) {}

  /** Checks every output against the inputs, the disk and each other. Throws E_OPTION, E_EXISTS or E_WRITE. */
  static plan(host: Host, who: string, targets: readonly Target[], inputs: readonly string[], force: boolean): Outputs {
    const seen = new Map<string, string>();
    const identities = new Map(inputs.map((path) => [identity(path), path]));
    for (const { flag, path, extensions } of targets) {
      checkExtension(who, flag, path, extensions);
      const place = checkFolder(path);
      const other = seen.get(place);
      if (other) throw usageError(who, `${other} and ${flag} name the same file ${JSON.stringify(path)}`);
      seen.set(place, flag);
      checkTarget(path, identities, force);
    }
    host.writingIn(targets.map(({ path }) => resolve(dirname(path))));
    return new Outputs(host, force);
  }

  /**
   * Writes all outputs, or none where one of them cannot be written.
   *
   * @param wait for everything to be on the disk, or for files but not for their names, or for nothing: a power cut may then
   *   take what was written last, which whoever reads it must notice
   */
  write(files: readonly (readonly [path: string, content: Content])[], wait: Wait = "all"): void {
    try {
      for (const [path, content] of files) this.stage(path, content, wait !== "nothing");
      for (const file of this.staged) this.place(file);
      if (wait !== "all") return;
      for (const folder of new Set(this.staged.map(({ path }) => dirname(path)))) {
        translated(folder, () => syncFolder(folder));
      }
    } finally {
      for (const { temporary } of this.staged.splice(0)) removeQuietly(temporary);
    }
  }

  private stage(path: string, content: Content, wait: boolean): void {
    this.host.progress(`writing ${basename(path)}`);
    const temporary = temporaryBeside(path);
    translated(path, () => writeDurably(temporary, content, () => this.staged.push({ path, temporary }), wait));
  }

  private place({ path, temporary }: Staged): void {
    translated(path, () => placeDurably(temporary, path, this.force));
  }
}

function temporaryBeside(path: string): string {
  return join(dirname(path), `${temporaryPrefix(process.pid)}${serial++}.part`);
}

/** Runs what touches the disk; its errors come as ours. */
function translated(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw writeError(path, error);
  }
}

function checkExtension(who: string, flag: string, path: string, extensions: readonly string[]): void {
  const name = basename(path).toLowerCase();
  if (extensions.some((extension) => name.endsWith(extension) && name !== extension)) return;
  throw usageError(who, `${flag} ${JSON.stringify(path)} must end in ${extensions.join(" or ")}`);
}

/** Where the file will lie, in one spelling, so that two names of one place are recognised. */
function checkFolder(path: string): string {
  const folder = dirname(path);
  const stats = statsOf(folder, statSync);
  if (!stats?.isDirectory()) {
    const reason = stats ? "is not a folder" : "does not exist";
    throw new SegmentError(
      "E_WRITE",
      `cannot write ${JSON.stringify(path)}: the folder ${JSON.stringify(folder)} ${reason}`,
      {
        path,
        advice: `create it first: mkdir -p ${JSON.stringify(folder)}`,
      },
    );
  }
  // Disks that fold case or Unicode forms would give both outputs one file.
  return join(realpathSync(folder), basename(path)).normalize("NFC").toLowerCase();
}

function checkTarget(path: string, inputs: ReadonlyMap<string | undefined, string>, force: boolean): void {
  const present = statsOf(path, lstatSync);
  if (!present) return;
  const followed = identity(path);
  const input = followed === undefined ? undefined : inputs.get(followed);
  if (input !== undefined) {
    throw new SegmentError("E_EXISTS", `the output ${JSON.stringify(path)} is the input ${JSON.stringify(input)}`, {
      path,
      advice: "choose another output; inputs are never replaced, not even with --force",
    });
  }
  const inside = [...inputs.values()].find((name) => isBelow(name, path));
  if (inside !== undefined) {
    const what = `the output ${JSON.stringify(path)} holds the input ${JSON.stringify(inside)}`;
    throw new SegmentError("E_EXISTS", what, { path, advice: "choose another output" });
  }
  // Only a folder that is an image may be replaced by one.
  const isImage = formatOfName(path) === "zarr" || labelsPlace(path) !== undefined;
  if (present.isDirectory() && !(isImage && isZarr(path))) {
    throw new SegmentError("E_EXISTS", `cannot write ${JSON.stringify(path)}: it is a folder`, { path });
  }
  if (!force) throw existsError(path);
}

/** True for what lies in a folder, by whatever name; false where either is missing. */
export function isBelow(path: string, folder: string): boolean {
  try {
    return realpathSync(path).startsWith(realpathSync(folder) + sep);
  } catch {
    return false;
  }
}

/** True for a folder that is an image. */
export function isZarr(folder: string): boolean {
  return ["zarr.json", ".zgroup", ".zarray"].some((name) => statsOf(join(folder, name), lstatSync)?.isFile());
}

/** Device and inode: the same for all names and links of one file. */
function identity(path: string): string | undefined {
  const stats = statsOf(path, statSync);
  return stats && `${stats.dev}:${stats.ino}`;
}

function statsOf(path: string, read: (path: string, options: { throwIfNoEntry: false }) => Stats | undefined) {
  try {
    return read(path, { throwIfNoEntry: false });
  } catch {
    // A loop of links or a forbidden folder: opening it will say so.
    return undefined;
  }
}

function existsError(path: string): SegmentError {
  return new SegmentError("E_EXISTS", `${JSON.stringify(path)} exists already`, {
    path,
    advice: "replace it with --force, or choose another name",
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would be larger than this system allows",
  EROFS: "the disk is read-only",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EIO: "the disk reports an error",
  ENAMETOOLONG: "its name is too long",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  ENOENT: "its folder has gone",
};

function writeError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !("syscall" in error)) return error;
  const code = String((error as NodeJS.ErrnoException).code);
  if (code === "EEXIST") return existsError(path);
  return new SegmentError("E_WRITE", `cannot write ${JSON.stringify(path)}: ${REASONS[code] ?? code}`, { path }, error);
}
