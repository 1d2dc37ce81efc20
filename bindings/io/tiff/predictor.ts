import type { TypedArray } from "../../core/image.js";

/**
 * Undoes horizontal differencing (predictor 2) in place: each sample was stored as its difference to the same sample of
 * the pixel before, modulo the type. 64-bit samples come as pairs of words.
 *
 * @param perRow values of a row; `step` values to a pixel
 */
export function undoDifferences(values: TypedArray, perRow: number, step: number, wide: boolean): void {
  for (let row = 0; row + perRow <= values.length; row += perRow) {
    if (wide) addWide(values as Uint32Array, row, perRow, step);
    else
      for (let i = row + step; i < row + perRow; i++) values[i] = (values[i] as number) + (values[i - step] as number);
  }
}

function addWide(words: Uint32Array, row: number, perRow: number, step: number): void {
  for (let i = row + step; i < row + perRow; i += 2) {
    const low = (words[i] as number) + (words[i - step] as number);
    words[i] = low;
    words[i + 1] = (words[i + 1] as number) + (words[i - step + 1] as number) + (low > 0xffffffff ? 1 : 0);
  }
}

/**
 * Undoes the floating-point predictor (3): the bytes of a row were sorted by significance, highest first, and then
 * differenced bytewise.
 *
 * @param row the stored bytes, changed
 * @param into the bytes of the native values
 * @param size bytes per value; `samples` values to a pixel
 */
export function undoFloatRow(row: Uint8Array, into: Uint8Array, size: number, samples: number): void {
  for (let i = samples; i < row.length; i++) row[i] = (row[i] as number) + (row[i - samples] as number);
  const count = row.length / size;
  for (let byte = 0; byte < size; byte++) {
    const from = (size - 1 - byte) * count;
    for (let i = 0; i < count; i++) into[i * size + byte] = row[from + i] as number;
  }
}
