import { Gzip, gzipSync, type Zippable, Zlib, zipSync, zlibSync } from "fflate";
import { joined } from "./samples.js";

/**
 * Effort 4 of 9: on labels and microscopy images higher efforts take up to twice the time for a few per cent. The size
 * of the match table is fixed because the library would otherwise derive it with a logarithm, which engines round
 * differently.
 */
const SETTINGS = { level: 4, mem: 4 } as const;
const GZIP_SETTINGS = { ...SETTINGS, mtime: 1 } as const;

/** Bytes of long data packed at once: the library makes room for data that do not shrink, and copies what it has filled. */
const PART = 2 ** 20;

/** Compresses bytes as a zlib stream in one go, the same bytes in every engine. */
export function deflated(bytes: Uint8Array): Uint8Array {
  return zlibSync(bytes, SETTINGS);
}

/** The same of `length` bytes that come in stretches, part by part as they are taken. No part is empty. */
export function deflatedParts(length: number, stretches: Iterable<Uint8Array>): Iterable<Uint8Array> {
  if (length <= PART) return [deflated(joined([...stretches]))];
  return packed(new Zlib(SETTINGS), stretches);
}

/** Compresses bytes in one go as one gzip member without name or time. */
export function gzipped(bytes: Uint8Array): Uint8Array {
  return withoutOrigin(gzipSync(bytes, GZIP_SETTINGS));
}

/** The same of `length` bytes that come in stretches, part by part as they are taken. No part is empty. */
export function* gzippedParts(length: number, stretches: Iterable<Uint8Array>): Generator<Uint8Array> {
  if (length <= PART) return yield gzipped(joined([...stretches]));
  let first = true;
  for (const part of packed(new Gzip(GZIP_SETTINGS), stretches)) {
    yield first ? withoutOrigin(part) : part;
    first = false;
  }
}

/** No time stamp, and the mark of an unknown system: nothing but the voxels decides the bytes. */
function withoutOrigin(member: Uint8Array): Uint8Array {
  member.fill(0, 4, 8);
  member[9] = 255;
  return member;
}

function* packed(packer: Zlib | Gzip, stretches: Iterable<Uint8Array>): Generator<Uint8Array> {
  let ready: Uint8Array[] = [];
  packer.ondata = (part) => {
    if (part.length > 0) ready.push(part);
  };
  const taken = () => {
    const parts = ready;
    ready = [];
    return parts.length > 0 ? [joined(parts)] : [];
  };
  for (const stretch of stretches) {
    for (let from = 0; from < stretch.length; from += PART) {
      packer.push(stretch.subarray(from, from + PART));
      yield* taken();
    }
  }
  packer.push(new Uint8Array(0), true);
  yield* taken();
}

/** A ZIP archive of files by name, with the same settings. Its only time is the first that the format can say. */
export function zipped(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  // Local, because the library writes the hour of the wall.
  return zipSync(files as Zippable, { ...SETTINGS, mtime: new Date(1980, 0, 1) });
}
