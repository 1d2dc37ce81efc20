import { constants as constantsOfBuffers } from "node:buffer";
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { LimitExceeded, SegmentError } from "../bindings/core/errors.js";
import { DEFAULT_LIMITS, type FileParts } from "../bindings/io/file.js";
import { shortBytes } from "./printable.js";

/** Bytes per read call. */
const CHUNK = 64 * 2 ** 20;

/** Image files up to this size are read at once. */
const HELD = 64 * 2 ** 20;

/** The text of a file that may have the size of an image at most. */
export function readText(path: string): string {
  return new TextDecoder().decode(readRegularFile(path, DEFAULT_LIMITS.maxBytes));
}

/** All bytes of a regular file that does not change meanwhile. Throws E_NOTFILE, E_READ or E_LIMIT. */
export function readRegularFile(path: string, maxBytes: number): Uint8Array {
  const descriptor = openForReading(path);
  try {
    const before = fstatSync(descriptor);
    checkRegular(path, before);
    if (before.size > constantsOfBuffers.MAX_LENGTH) throw tooLarge(path, before.size);
    if (before.size > maxBytes) {
      throw new LimitExceeded(
        `${JSON.stringify(path)} has ${shortBytes(before.size)}, more than the ${shortBytes(maxBytes)} allowed`,
        { path, needed: before.size, allowed: maxBytes, advice: "raise the limit with --max-bytes" },
      );
    }
    const bytes = new Uint8Array(before.size);
    if (readAll(descriptor, bytes) !== before.size || isChanged(descriptor, before)) throw changed(path);
    return bytes;
  } catch (error) {
    throw error instanceof Error && "syscall" in error ? readError(path, error) : error;
  } finally {
    closeSync(descriptor);
  }
}

/** These files are held in one piece. */
function tooLarge(path: string, size: number): LimitExceeded {
  const allowed = constantsOfBuffers.MAX_LENGTH;
  const most = `the ${shortBytes(allowed)} that Node ${process.versions.node} holds in one piece`;
  const advice = "cut it into several files, or write it as OME-Zarr, which is read chunk by chunk";
  return new LimitExceeded(`${JSON.stringify(path)} has ${shortBytes(size)}, more than ${most}`, {
    path,
    needed: size,
    allowed,
    advice,
  });
}

/** The first bytes of a regular file and its size, without reading the rest. Throws E_NOTFILE or E_READ. */
export function readHead(path: string, most: number): { bytes: Uint8Array; size: number } {
  const descriptor = openForReading(path);
  try {
    const stats = fstatSync(descriptor);
    checkRegular(path, stats);
    const bytes = new Uint8Array(Math.min(most, stats.size));
    return { bytes: bytes.subarray(0, readAll(descriptor, bytes)), size: stats.size };
  } catch (error) {
    throw error instanceof Error && "syscall" in error ? readError(path, error) : error;
  } finally {
    closeSync(descriptor);
  }
}

/** Without blocking: opening a pipe for reading would otherwise wait for a writer for ever. */
function openForReading(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw readError(path, error);
  }
}

/** An open file of which parts are read. To be closed, which tells whether it stayed the same. */
export class FileOnDisk implements FileParts {
  readonly size: number;
  readonly #descriptor: number;
  readonly #before: Stats;

  /** Throws E_NOTFILE or E_READ. */
  constructor(private readonly path: string) {
    this.#descriptor = openForReading(path);
    this.#before = fstatSync(this.#descriptor);
    this.size = this.#before.size;
  }

  read(offset: number, into: Uint8Array): void {
    try {
      if (readAll(this.#descriptor, into, offset) < into.length) throw changed(this.path);
    } catch (error) {
      throw error instanceof Error && "syscall" in error ? readError(this.path, error) : error;
    }
  }

  /** Throws E_READ where the file is not what it was. */
  check(): void {
    if (isChanged(this.#descriptor, this.#before)) throw changed(this.path);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** A regular file as an image reader takes it: a short one whole, of a long one what it asks for. */
export function openContent(path: string, maxBytes: number): Uint8Array | FileOnDisk {
  return isLong(path) ? new FileOnDisk(path) : readRegularFile(path, maxBytes);
}

/** What cannot be looked at is left to the reading, which says why. */
function isLong(path: string): boolean {
  try {
    const stats = statSync(path);
    return stats.isFile() && stats.size > HELD;
  } catch {
    return false;
  }
}

function isChanged(descriptor: number, before: Stats): boolean {
  const after = fstatSync(descriptor);
  return after.size !== before.size || after.mtimeMs !== before.mtimeMs;
}

function changed(path: string): SegmentError {
  return new SegmentError("E_READ", `${JSON.stringify(path)} changed while it was being read`, { path });
}

/** Bytes from `start` on; returns how many there were. */
function readAll(descriptor: number, bytes: Uint8Array, start = 0): number {
  let at = 0;
  while (at < bytes.length) {
    const got = readSync(descriptor, bytes, at, Math.min(CHUNK, bytes.length - at), start + at);
    if (got === 0) break;
    at += got;
  }
  return at;
}

function checkRegular(path: string, stats: Stats): void {
  if (stats.isFile()) return;
  const what = stats.isDirectory() ? "a folder" : stats.isFIFO() ? "a pipe" : "a device or socket";
  throw new SegmentError("E_NOTFILE", `${JSON.stringify(path)} is ${what}, not a file`, { path });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "it does not exist",
  ENOTDIR: "a part of its path is not a folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  ELOOP: "its links form a circle",
  ENAMETOOLONG: "its name is too long",
  EIO: "the disk reports an error",
  ENXIO: "it is a pipe or device, not a file",
};

function readError(path: string, error: unknown): SegmentError {
  const code = String((error as NodeJS.ErrnoException).code);
  const kind = code === "ENXIO" ? "E_NOTFILE" : "E_READ";
  return new SegmentError(kind, `cannot read ${JSON.stringify(path)}: ${REASONS[code] ?? code}`, { path }, error);
}
