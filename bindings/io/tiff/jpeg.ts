import { Source } from "../source.js";
import type { Directory, TiffFile } from "./directory.js";
import type { Page } from "./page.js";
import { COMPRESSION, TAG } from "./tags.js";

/** True when some page, or one that is none of the chain, may need the JPEG reader. */
export function usesJpeg(file: TiffFile, other: Directory): boolean {
  return [other, ...file.directories].some(
    (directory) => file.number(directory, TAG.Compression, 1) === COMPRESSION.jpeg,
  );
}

/** Decodes a strip or tile that is a JPEG of its own, with the tables that all of a page share. */
export function unpackJpeg(file: TiffFile, page: Page, stored: Uint8Array, into: Uint8Array, what: string): void {
  const { source, readJpeg } = file;
  if (!readJpeg) throw new Error("the JPEG reader is not loaded");
  const part = new Source(withTables(file, page, stored), `${source.name}: ${what}`, source.limits);
  const planes = readJpeg(part, page.ycbcr ? "ycbcr" : "rgb");
  const { X, Y, S } = planes.sizes;
  const samples = page.planar ? 1 : page.samples;
  const values = X * Y * S;
  if (X !== page.blockWidth || S !== samples || values < into.length) {
    throw source.corrupt(`${what} is a JPEG of ${X} × ${Y} pixels with ${S} samples, not what its page states`);
  }
  const all = values === into.length ? into : (source.allocate("uint8", values) as Uint8Array);
  planes.readPlane({ t: 0, c: 0, z: 0 }, all);
  if (all !== into) into.set(all.subarray(0, into.length));
}

/** Start, tables, then the rest of the block: both lie between a start and an end of their own. */
function withTables(file: TiffFile, page: Page, stored: Uint8Array): Uint8Array {
  const tables = file.bytes(page.directory, TAG.JPEGTables);
  if (!tables || tables.length < 4) return stored;
  const head = tables.subarray(0, tables.length - 2);
  const whole = new Uint8Array(head.length + stored.length - 2);
  whole.set(head);
  whole.set(stored.subarray(2), head.length);
  return whole;
}
