import { CorruptFile, LimitExceeded, SegmentError, UnsupportedFile } from "../core/errors.js";
import { arrayType, type Dtype, type TypedArray } from "../core/image.js";
import type { FileParts, Inflater, Limits, Siblings } from "./file.js";
import { type NumbersAt, PartsView } from "./parts-view.js";

/** Most bytes that one byte of a deflate stream can stand for: 258 bytes per 2 bits. */
export const DEFLATE_RATIO = 1032;

/** Longest sentence of a message or note; names and labels inside files may be as long as the file. */
const LONGEST_SENTENCE = 400;
/** Samples one byte of a JPEG can stand for: a block of 64 takes at least one bit. */
export const JPEG_RATIO = 512;

/** The bytes of a file together with what every message about them needs: its name and the limits. */
export class Source {
  readonly size: number;
  /** Numbers at any place of the file. */
  readonly view: NumbersAt;
  /** Name as it may stand in a message: no control or direction characters, so that a terminal is safe. */
  readonly name: string;
  /** Bytes of other files read for this one. */
  #siblingBytes = 0;
  /** All bytes; undefined as long as only parts of the file were read. */
  #held: Uint8Array | undefined;
  readonly #parts: FileParts | undefined;

  constructor(
    content: Uint8Array | FileParts,
    name: string,
    readonly limits: Limits,
    /** Bytes of another file of the same folder; undefined where it is not there. */
    private readonly siblings?: Siblings,
    /** A faster way to unfold gzip data. */
    readonly gunzip?: Inflater,
    readonly notes: string[] = [],
  ) {
    this.name = printable(name);
    if (content instanceof Uint8Array) {
      // A plain view: subclasses such as Node's Buffer give `slice` another meaning.
      this.#held = new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
      this.view = new DataView(content.buffer, content.byteOffset, content.byteLength);
      this.size = content.length;
    } else {
      this.#parts = content;
      this.view = new PartsView(content);
      this.size = content.size;
    }
  }

  /**
   * All bytes of the file. One that is given in parts is read whole now: for readers that cannot do with less.
   *
   * @throws E_LIMIT where it is larger than a decoded image may be, or than the engine holds in one array
   */
  get bytes(): Uint8Array {
    this.#held ??= this.#whole();
    return this.#held;
  }

  #whole(): Uint8Array {
    const { size, name: path } = this;
    this.checkLimit("maxBytes", size, "its size in bytes");
    let whole: Uint8Array;
    try {
      whole = new Uint8Array(size);
    } catch {
      const advice =
        "save it as uncompressed TIFF, NIfTI or NRRD, of which parts are read, or as OME-Zarr, or cut it into several files";
      throw new LimitExceeded(
        `${path}: has ${size} bytes, more than fit into one array, and in its format a part cannot be read without the rest`,
        { path, needed: size, advice },
      );
    }
    this.#parts?.read(0, whole);
    return whole;
  }

  /** The first bytes, at most `most`. */
  head(most: number): Uint8Array {
    return this.part(0, Math.min(most, this.size));
  }

  /** Bytes that are known to be there; not to be changed. */
  part(offset: number, length: number): Uint8Array {
    if (this.#held) return this.#held.subarray(offset, offset + length);
    const bytes = this.allocate("uint8", length) as Uint8Array;
    this.#parts?.read(offset, bytes);
    return bytes;
  }

  /** Copies bytes that are known to be there. */
  copy(offset: number, into: Uint8Array): void {
    if (this.#held) into.set(this.#held.subarray(offset, offset + into.length));
    else this.#parts?.read(offset, into);
  }

  /** The same file with other bytes, such as unpacked ones; both have the same notes. */
  holding(bytes: Uint8Array): Source {
    return new Source(bytes, this.name, this.limits, this.siblings, this.gunzip, this.notes);
  }

  /**
   * The first file of these names beside this one. Names come from files and file names: only plain ones are looked
   * up, never a path.
   *
   * @throws E_PATH for a path, E_READ when none is there
   */
  async sibling(names: readonly string[], what: string): Promise<Source> {
    for (const name of names) {
      const plain = name.replace(/^\.\//, "");
      if (plain === "" || plain === ".." || /[\\/\0]|^\.$|^[a-z]:/i.test(plain)) {
        throw new CorruptFile(
          this.#sentence(`${what} lie in ${quoted(name)}, which is not a file of its own folder`),
          { path: this.name, advice: "put the data file beside the header and name it without a path" },
          "E_PATH",
        );
      }
      const content = await this.siblings?.(plain);
      if (content) {
        // What is read in parts is not held.
        if (content instanceof Uint8Array) this.#siblingBytes += content.length;
        this.checkLimit("maxBytes", this.#siblingBytes, "the size of its data files in bytes");
        return new Source(content, plain, this.limits, this.siblings, this.gunzip);
      }
    }
    const wanted = names.map(quoted).join(" or ");
    throw new SegmentError("E_READ", this.#sentence(`${what} lie in ${wanted}, which is not there`), {
      path: this.name,
      advice: "open it from a folder that holds both files",
    });
  }

  /** Throws E_TRUNCATED when gzip data of `stored` bytes cannot unfold into `decoded` bytes. */
  checkGzipExpansion(decoded: number, stored = this.size): void {
    this.checkExpansion(decoded, stored, DEFLATE_RATIO, "its header");
  }

  note(sentence: string): void {
    const short = shortened(sentence);
    if (!this.notes.includes(short)) this.notes.push(short);
  }

  /** A message about this file: words from the file itself are made safe to print and to read. */
  #sentence(what: string): string {
    return `${this.name}: ${shortened(what)}`;
  }

  unsupported(what: string, cause?: unknown): UnsupportedFile {
    return new UnsupportedFile(this.#sentence(what), { path: this.name }, cause);
  }

  corrupt(what: string, cause?: unknown): CorruptFile {
    return new CorruptFile(this.#sentence(what), { path: this.name }, "E_CORRUPT", cause);
  }

  checksum(what: string): CorruptFile {
    return new CorruptFile(this.#sentence(what), { path: this.name }, "E_CHECKSUM");
  }

  /** `needed` and `allowed` are bytes: what the file promises and what it holds. */
  truncated(what: string, needed?: number, allowed?: number): CorruptFile {
    const detail = {
      path: this.name,
      ...(needed !== undefined && { needed }),
      ...(allowed !== undefined && { allowed }),
    };
    return new CorruptFile(this.#sentence(what), detail, "E_TRUNCATED");
  }

  /** Throws E_TRUNCATED unless `length` bytes lie at `offset`. Both may be any number a header can state. */
  need(offset: number, length: number, what: string): void {
    if (offset >= 0 && length >= 0 && offset + length <= this.size) return;
    throw this.truncated(
      `${what} needs ${length} bytes at byte ${offset}, but the file has only ${this.size} bytes`,
      offset + length,
      this.size,
    );
  }

  /**
   * Throws E_LIMIT when `needed` items exceed the limit `key`, naming the command-line option that raises it; `instead` is
   * what else can be done.
   */
  checkLimit(key: keyof Limits, needed: number, what: string, instead = ""): void {
    const allowed = this.limits[key];
    if (needed <= allowed) return;
    const option = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new LimitExceeded(`${this.name}: ${what} is ${needed}, more than the ${allowed} allowed; raise ${option}`, {
      path: this.name,
      needed,
      allowed,
      advice: `raise the limit with ${option} ${needed}${instead}`,
    });
  }

  /**
   * Throws E_TRUNCATED when `stored` bytes cannot unfold into `decoded` bytes even at the best ratio of the
   * compression: such a header lies, and nothing must be allocated for it.
   */
  checkExpansion(decoded: number, stored: number, ratio: number, what: string): void {
    if (decoded <= stored * ratio) return;
    throw this.truncated(
      `${what} promises ${decoded} bytes, more than ${stored} stored bytes can hold`,
      decoded,
      stored,
    );
  }

  /** An array for decoded values; E_NOMEM where the engine refuses. */
  allocate(dtype: Dtype, length: number): TypedArray {
    try {
      return new (arrayType(dtype))(length);
    } catch (cause) {
      const needed = length * arrayType(dtype).BYTES_PER_ELEMENT;
      const detail = {
        path: this.name,
        needed,
        advice: "choose a channel, time or slice, or use a machine with more memory",
      };
      throw new SegmentError(
        "E_NOMEM",
        `${this.name}: out of memory for ${needed} bytes of decoded values`,
        detail,
        cause,
      );
    }
  }
}

/** A sentence made safe to print, and cut where it is too long to be read. */
function shortened(sentence: string): string {
  const short = sentence.length > LONGEST_SENTENCE ? `${sentence.slice(0, LONGEST_SENTENCE)} …` : sentence;
  return printable(short);
}

function quoted(name: string): string {
  return JSON.stringify(printable(name.slice(0, 80)));
}

/** Text from a file or a file name, made safe to print. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, "?");
}
