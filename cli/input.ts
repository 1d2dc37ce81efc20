import { constants as constantsOfBuffers } from "node:buffer";
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { LimitExceeded, SegmentError } from "../bindings/core/errors.js";
import type { Image } from "../bindings/core/image.js";
import {
  DEFAULT_LIMITS,
  type ImageFile,
  type Limits,
  type ReadOptions,
  type Selection,
  type Siblings,
} from "../bindings/io/file.js";
import { type Folder, openFolder, openImage } from "../bindings/io/index.js";
import type { Host } from "./host.js";
import { shortBytes } from "./printable.js";

/** Bytes per read call. */
const CHUNK = 64 * 2 ** 20;

/** Memory that reading may take whatever the size of the image. */
const WORKING_MEMORY = 512 * 2 ** 20;

/** Opens the image files of one command. */
export class Reader {
  /** What the readers noticed, each sentence with its file. */
  readonly notes: string[] = [];
  /** Time spent on reading and decoding so far. */
  milliseconds = 0;

  constructor(
    private readonly host: Host,
    private readonly limits: Partial<Limits>,
    private readonly timeout: number | undefined,
    /** Which level of a pyramid and which array of an archive. */
    private readonly parts: Pick<ReadOptions, "level" | "array"> = {},
  ) {}

  /** Opens a file and lets `use` take from it; the time both need counts as reading. */
  async with<T>(path: string, use: (file: ImageFile) => Promise<T>): Promise<T> {
    const start = performance.now();
    this.host.progress(`reading ${basename(path)}`);
    try {
      const file = await this.#open(path);
      const result = await use(file);
      this.notes.push(...file.notes.map((note) => `note: ${path}: ${note}`));
      return result;
    } finally {
      this.unwatch();
      this.milliseconds += performance.now() - start;
    }
  }

  #open(path: string): Promise<ImageFile> {
    if (isFolder(path)) {
      // Its chunks are read later: the time for the largest image allowed.
      this.#allow(path, this.#maxBytes);
      return openFolder(folderAt(path, this.#maxBytes), { ...this.parts, limits: this.limits });
    }
    const bytes = readRegularFile(path, this.#maxBytes);
    this.#allow(path, bytes.length);
    return openImage(bytes, { ...this.parts, name: path, limits: this.limits, siblings: this.#siblingsOf(path) });
  }

  /** What is read now by other means is watched too, until the next file or `unwatch`. */
  watch(path: string): void {
    this.#allow(path, statSync(path, { throwIfNoEntry: false })?.size ?? 0);
  }

  unwatch(): void {
    this.host.readingFor({ path: "", seconds: 0, bytes: 0 });
  }

  /** What reading so many bytes may take, unless an option says otherwise. */
  #allow(path: string, size: number): void {
    const seconds = this.timeout ?? 60 + size / 1e7;
    this.host.readingFor({ path, seconds, bytes: 4 * this.#maxBytes + WORKING_MEMORY });
  }

  get #maxBytes(): number {
    return this.limits.maxBytes ?? DEFAULT_LIMITS.maxBytes;
  }

  /** Looks beside a file for the voxels of a header that lies apart. */
  #siblingsOf(path: string): Siblings {
    return async (name) => {
      const beside = join(dirname(path), name);
      return existsSync(beside) ? readRegularFile(beside, this.#maxBytes) : undefined;
    };
  }

  /** The voxels of a file. */
  read(path: string, selection: Selection): Promise<Image> {
    return this.with(path, (file) => file.read(selection));
  }
}

/** What cannot be looked at is left to the reader of files, which says why. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** The files below a folder. Links that lead out of it are not followed. */
export function folderAt(path: string, maxBytes: number): Folder {
  const root = realpathSync(path);
  return {
    name: path,
    list: async () => {
      const entries = readdirSync(root, { withFileTypes: true });
      const names = entries.filter((entry) => entry.isFile() || entry.isSymbolicLink()).map(({ name }) => name);
      // A slice that is passed over would be missing without a word: a link to nothing, or a name that is not UTF-8.
      const lost = names.find((name) => !existsSync(join(root, name)));
      if (lost !== undefined) {
        const advice = "give the file a plain name, or get what the link points to, or take it out of the folder";
        throw new SegmentError("E_READ", `cannot read ${JSON.stringify(join(path, lost))}`, { path, advice });
      }
      return names;
    },
    read: async (name) => {
      const file = fileBelow(root, name);
      return file === undefined ? undefined : readRegularFile(file, maxBytes);
    },
    head: async (name, bytes) => {
      const file = fileBelow(root, name);
      return file === undefined ? undefined : readHead(file, bytes).bytes;
    },
  };
}

/** A file below a folder; undefined where there is none. Throws E_PATH where it leads out of it. */
export function fileBelow(root: string, name: string): string | undefined {
  const file = join(root, name);
  if (!existsSync(file) || statSync(file).isDirectory()) return undefined;
  if (!realpathSync(file).startsWith(root + sep)) {
    throw new SegmentError("E_PATH", `${JSON.stringify(file)} leads out of its folder`, { path: file });
  }
  return file;
}

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
    const got = readAll(descriptor, bytes);
    const after = fstatSync(descriptor);
    if (got !== before.size || after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
      throw new SegmentError("E_READ", `${JSON.stringify(path)} changed while it was being read`, { path });
    }
    return bytes;
  } catch (error) {
    throw error instanceof Error && "syscall" in error ? readError(path, error) : error;
  } finally {
    closeSync(descriptor);
  }
}

/** A file is held in one piece. Images in chunks need not be. */
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

function readAll(descriptor: number, bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const got = readSync(descriptor, bytes, at, Math.min(CHUNK, bytes.length - at), at);
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
