import { zlibSync } from "fflate";

/**
 * Compresses bytes as a zlib stream, the same bytes in every engine. Effort 4 of 9: on labels and microscopy images
 * higher efforts take up to twice the time for a few per cent. The size of the match table is fixed because the
 * library would otherwise derive it with a logarithm, which engines round differently.
 */
export function deflated(bytes: Uint8Array): Uint8Array {
  return zlibSync(bytes, { level: 4, mem: 4 });
}
