import type { FileParts } from "./file.js";

/** Numbers at places of a file, as a `DataView` reads them. */
export type NumbersAt = Pick<
  DataView,
  | "getInt8"
  | "getUint8"
  | "getInt16"
  | "getUint16"
  | "getInt32"
  | "getUint32"
  | "getFloat32"
  | "getFloat64"
  | "getBigUint64"
>;

/** Bytes fetched at once: directories and tables are small and lie together. */
const PAGE = 4096;
/** Bytes of the longest number, which may begin at the end of a page. */
const OVERLAP = 8;
/** Pages kept; beyond, all are forgotten. */
const MOST_PAGES = 1024;

/** Numbers of a file that is read in parts. A place beyond its end is a RangeError, as in a `DataView`. */
export class PartsView implements NumbersAt {
  readonly #pages = new Map<number, DataView>();

  constructor(private readonly file: FileParts) {}

  getInt8(at: number): number {
    return this.#page(at).getInt8(at % PAGE);
  }
  getUint8(at: number): number {
    return this.#page(at).getUint8(at % PAGE);
  }
  getInt16(at: number, little?: boolean): number {
    return this.#page(at).getInt16(at % PAGE, little);
  }
  getUint16(at: number, little?: boolean): number {
    return this.#page(at).getUint16(at % PAGE, little);
  }
  getInt32(at: number, little?: boolean): number {
    return this.#page(at).getInt32(at % PAGE, little);
  }
  getUint32(at: number, little?: boolean): number {
    return this.#page(at).getUint32(at % PAGE, little);
  }
  getFloat32(at: number, little?: boolean): number {
    return this.#page(at).getFloat32(at % PAGE, little);
  }
  getFloat64(at: number, little?: boolean): number {
    return this.#page(at).getFloat64(at % PAGE, little);
  }

  getBigUint64(at: number, little?: boolean): bigint {
    return this.#page(at).getBigUint64(at % PAGE, little);
  }

  #page(at: number): DataView {
    const number = Math.floor(at / PAGE);
    const known = this.#pages.get(number);
    if (known) return known;
    if (this.#pages.size >= MOST_PAGES) this.#pages.clear();
    const from = number * PAGE;
    const bytes = new Uint8Array(Math.max(0, Math.min(PAGE + OVERLAP, this.file.size - from)));
    this.file.read(from, bytes);
    const page = new DataView(bytes.buffer);
    this.#pages.set(number, page);
    return page;
  }
}
