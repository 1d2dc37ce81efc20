import { gzipSync, type Zippable, zipSync, zlibSync } from "fflate";

/**
 * Compresses bytes as a zlib stream, the same bytes in every engine. Effort 4 of 9: on labels and microscopy images
 * higher efforts take up to twice the time for a few per cent. The size of the match table is fixed because the
 * library would otherwise derive it with a logarithm, which engines round differently.
 */
export function deflated(bytes: Uint8Array): Uint8Array {
  return zlibSync(bytes, { level: 4, mem: 4 });
}

/** Compresses bytes as one gzip member without name or time, with the same settings. */
export function gzipped(bytes: Uint8Array): Uint8Array {
  const file = gzipSync(bytes, { level: 4, mem: 4, mtime: 1 });
  // No time stamp, and the mark of an unknown system: nothing but the voxels decides the bytes.
  file.fill(0, 4, 8);
  file[9] = 255;
  return file;
}

/** A ZIP archive of files by name, with the same settings. Its only time is the first that the format can say. */
export function zipped(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  // Local, because the library writes the hour of the wall.
  return zipSync(files as Zippable, { level: 4, mem: 4, mtime: new Date(1980, 0, 1) });
}
