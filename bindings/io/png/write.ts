import { ArgumentRangeError } from "../../core/errors.js";
import { deflatedParts } from "../deflate.js";
import { joined } from "../samples.js";
import { GREY, GREY_ALPHA, RGB, RGB_ALPHA } from "./chunks.js";
import { chunk, pngInParts } from "./file.js";

/** A picture to be encoded: samples side by side, rows from top to bottom. */
export interface Pixels {
  data: Uint8Array | Uint8ClampedArray | Uint16Array;
  width: number;
  height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
  channels: 1 | 2 | 3 | 4;
}

const COLOURS = { 1: GREY, 2: GREY_ALPHA, 3: RGB, 4: RGB_ALPHA } as const;

/**
 * Encodes 8- or 16-bit pixels as PNG; the same bytes in every engine.
 *
 * @param pixels `data` holds width × height × channels samples; 16-bit when it is a Uint16Array
 * @throws ArgumentRangeError E_SHAPE when the extents are not positive whole numbers or do not fit the data
 */
export function encodePng(pixels: Pixels): Uint8Array {
  return joined([...pngParts(pixels)]);
}

/** The same file in parts, one after the other as they are taken. Throws as `encodePng`, before the first part. */
export function pngParts(pixels: Pixels): Iterable<Uint8Array> {
  const { width, height, channels, data } = pixels;
  const sound = [width, height].every((side) => Number.isInteger(side) && side > 0 && side <= 0x7fffffff);
  if (!sound || !Object.hasOwn(COLOURS, channels) || data.length !== width * height * channels) {
    throw new ArgumentRangeError(
      "E_SHAPE",
      `encodePng: ${data.length} samples do not make ${width} × ${height} pixels of ${channels} channels`,
    );
  }
  const depth = data instanceof Uint16Array ? 16 : 8;
  const rows = filteredRows(pixels, depth / 8);
  const stream = deflatedParts(height + data.byteLength, rows);
  return pngInParts({ width, height, depth, colour: COLOURS[channels] }, idatChunks(stream));
}

function* idatChunks(stream: Iterable<Uint8Array>): Generator<Uint8Array> {
  for (const part of stream) yield chunk("IDAT", part);
}

/** Bytes of rows that are filtered at once. */
const BAND = 2 ** 20;

/** Each row behind its filter byte, some rows at a time: none, left or above, whichever leaves the smallest differences. */
function* filteredRows({ data, width, height, channels }: Pixels, size: number): Generator<Uint8Array> {
  const rowBytes = width * channels * size;
  const most = Math.max(1, Math.floor(BAND / (rowBytes + 1)));
  let row = new Uint8Array(rowBytes);
  let above = new Uint8Array(rowBytes);
  for (let first = 0; first < height; first += most) {
    const rows = new Uint8Array(Math.min(most, height - first) * (rowBytes + 1));
    for (let from = 0, y = first; from < rows.length; from += rowBytes + 1, y++) {
      if (size === 1) row.set(data.subarray(y * rowBytes, (y + 1) * rowBytes));
      else putWords(data, y * width * channels, row);
      const filter = bestFilter(row, above, channels * size);
      rows[from] = filter;
      putFiltered(filter, row, above, channels * size, rows.subarray(from + 1, from + 1 + rowBytes));
      [row, above] = [above, row];
    }
    yield rows;
  }
}

function putWords(data: Pixels["data"], from: number, row: Uint8Array): void {
  for (let i = 0; i < row.length; i += 2, from++) {
    row[i] = (data[from] as number) >> 8;
    row[i + 1] = data[from] as number;
  }
}

/** The filter whose bytes, taken as signed numbers without their signs, have the smallest sum; the first on a tie. */
function bestFilter(row: Uint8Array, above: Uint8Array, step: number): 0 | 1 | 2 {
  let [none, left, up] = [0, 0, 0];
  for (let i = 0; i < row.length; i++) {
    const value = row[i] as number;
    const a = (value - (i < step ? 0 : (row[i - step] as number))) & 255;
    const b = (value - (above[i] as number)) & 255;
    none += value < 128 ? value : 256 - value;
    left += a < 128 ? a : 256 - a;
    up += b < 128 ? b : 256 - b;
  }
  if (none <= left && none <= up) return 0;
  return left <= up ? 1 : 2;
}

function putFiltered(filter: 0 | 1 | 2, row: Uint8Array, above: Uint8Array, step: number, into: Uint8Array): void {
  if (filter === 0) into.set(row);
  else if (filter === 2) for (let i = 0; i < row.length; i++) into[i] = (row[i] as number) - (above[i] as number);
  else {
    into.set(row.subarray(0, step));
    for (let i = step; i < row.length; i++) into[i] = (row[i] as number) - (row[i - step] as number);
  }
}
