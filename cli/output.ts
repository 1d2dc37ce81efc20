import {
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { SegmentError } from "../bindings/core/errors.js";
import { usageError } from "./flags.js";
import type { Host } from "./host.js";

/** Bytes per write call. */
const CHUNK = 64 * 2 ** 20;

/** One file a command is going to write. */
export interface Target {
  /** The option that names it, for messages: "--output". */
  flag: string;
  path: string;
  /** The endings it may have; checked in lower case. */
  extensions: readonly string[];
}

interface Staged {
  path: string;
  temporary: string;
}

/** The names of unfinished files of a process begin with this; whoever cleans up after it looks for them. */
export function temporaryPrefix(pid: number): string {
  return `.segwasm-${pid}-`;
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

  /** Writes all outputs, or none where one of them cannot be written. */
  write(files: readonly (readonly [path: string, content: Uint8Array | string])[]): void {
    try {
      for (const [path, content] of files) this.stage(path, content);
      for (const file of this.staged) this.place(file);
      for (const folder of new Set(this.staged.map(({ path }) => dirname(path)))) syncFolder(folder);
    } finally {
      for (const { temporary } of this.staged.splice(0)) removeQuietly(temporary);
    }
  }

  private stage(path: string, content: Uint8Array | string): void {
    this.host.progress(`writing ${basename(path)}`);
    const temporary = join(dirname(path), `${temporaryPrefix(process.pid)}${serial++}.part`);
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    try {
      writeDurably(temporary, bytes, () => this.staged.push({ path, temporary }));
    } catch (error) {
      throw writeError(path, error);
    }
  }

  private place({ path, temporary }: Staged): void {
    try {
      if (this.force) renameSync(temporary, path);
      else linkOrRename(temporary, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") throw existsError(path);
      throw writeError(path, error);
    }
  }
}

/** A link never replaces a file that has appeared meanwhile; a rename would. */
function linkOrRename(temporary: string, path: string): void {
  try {
    linkSync(temporary, path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    // Some file systems (FAT, some network shares) know no links.
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"].includes(code)) throw error;
    if (statsOf(path, lstatSync)) throw existsError(path);
    renameSync(temporary, path);
  }
}

function writeDurably(path: string, bytes: Uint8Array, created: () => void): void {
  const descriptor = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o666);
  created();
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at, Math.min(CHUNK, bytes.length - at));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

const FOLDERS_CANNOT = new Set(["EISDIR", "EINVAL", "EACCES", "EPERM", "ENOTSUP", "EOPNOTSUPP", "EBADF"]);

/** Makes the new name itself survive a power cut; not every system can. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, constants.O_RDONLY);
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    // Windows and some network shares cannot open or flush a folder; the file itself is already on the disk.
    if (!FOLDERS_CANNOT.has((error as NodeJS.ErrnoException).code ?? "")) throw writeError(folder, error);
  }
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Renamed already, or gone with its folder.
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
  if (present.isDirectory()) {
    throw new SegmentError("E_EXISTS", `cannot write ${JSON.stringify(path)}: it is a folder`, { path });
  }
  if (!force) throw existsError(path);
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
  return new SegmentError("E_WRITE", `cannot write ${JSON.stringify(path)}: ${REASONS[code] ?? code}`, { path }, error);
}
