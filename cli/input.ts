import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { SegmentError } from "../bindings/core/errors.js";
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
import { giveBack } from "./give-back.js";
import type { Host } from "./host.js";
import { gunzipNatively } from "./inflate.js";
import { isFolder } from "./make-folder.js";
import { FileOnDisk, openContent, readHead, readRegularFile } from "./regular-file.js";

/** Memory that reading may take whatever the size of the image. */
const WORKING_MEMORY = 512 * 2 ** 20;

/** Opens the image files of one command. */
export class Reader {
  /** What the readers noticed, each sentence with its file. */
  readonly notes: string[] = [];
  /** Time spent on reading and decoding so far. */
  milliseconds = 0;
  /** Files of which parts are being read. */
  readonly #long: FileOnDisk[] = [];

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
      return await this.#use(path, use);
    } finally {
      this.unwatch();
      // Whatever was read into is the result's alone now.
      giveBack();
      for (const long of this.#long.splice(0)) long.close();
      this.milliseconds += performance.now() - start;
    }
  }

  /** Apart from `with`, so that the file is forgotten when it gives memory back. */
  async #use<T>(path: string, use: (file: ImageFile) => Promise<T>): Promise<T> {
    const file = await this.#open(path);
    const result = await use(file);
    for (const long of this.#long) long.check();
    // A file may be opened more than once.
    const notes = file.notes.map((note) => `note: ${path}: ${note}`);
    this.notes.push(...notes.filter((note) => !this.notes.includes(note)));
    return result;
  }

  #open(path: string): Promise<ImageFile> {
    if (isFolder(path)) {
      // Its chunks are read later: the time for the largest image allowed.
      this.#allow(path, this.#maxBytes);
      return openFolder(folderAt(path, this.#maxBytes), { ...this.parts, limits: this.limits });
    }
    const content = this.#content(path);
    this.#allow(path, content instanceof Uint8Array ? content.length : content.size);
    return openImage(content, {
      ...this.parts,
      gunzip: gunzipNatively,
      name: path,
      limits: this.limits,
      siblings: this.#siblingsOf(path),
    });
  }

  /** Short files whole; long ones stay open until `with` has ended. */
  #content(path: string): Uint8Array | FileOnDisk {
    const content = openContent(path, this.#maxBytes);
    if (content instanceof FileOnDisk) this.#long.push(content);
    return content;
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
      return existsSync(beside) ? this.#content(beside) : undefined;
    };
  }

  /** The voxels of a file. */
  read(path: string, selection: Selection): Promise<Image> {
    return this.with(path, (file) => file.read(selection));
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
