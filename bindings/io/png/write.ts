import { ArgumentRangeError } from "../../core/errors.js";
import { crc32 } from "../checksums.js";
import { deflated } from "../deflate.js";
import { GREY, GREY_ALPHA, PNG_SIGNATURE, RGB, RGB_ALPHA } from "./chunks.js";

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
  const { width, height, channels, data } = pixels;
  const sound = [width, height].every((side) => Number.isInteger(side) && side > 0 && side <= 0x7fffffff);
  if (!sound || !Object.hasOwn(COLOURS, channels) || data.length !== width * height * channels) {
    throw new ArgumentRangeError(
      "E_SHAPE",
      `encodePng: ${data.length} samples do not make ${width} × ${height} pixels of ${channels} channels`,
    );
  }
  const depth = data instanceof Uint16Array ? 16 : 8;
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([depth, COLOURS[channels], 0, 0, 0], 8);
  const stream = deflated(filteredRows(pixels, depth / 8));
  const chunks = [chunk("IHDR", header), chunk("IDAT", stream), chunk("IEND", new Uint8Array(0))];
  const file = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, PNG_SIGNATURE.length));
  file.set(PNG_SIGNATURE);
  let at = PNG_SIGNATURE.length;
  for (const bytes of chunks) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes, 4, 8 + data.length));
  return bytes;
}

/** Each row behind its filter byte: none, left or above, whichever leaves the smallest differences. */
function filteredRows({ data, width, height, channels }: Pixels, size: number): Uint8Array {
  const rowBytes = width * channels * size;
  const rows = new Uint8Array(height * (rowBytes + 1));
  const candidates = [0, 1, 2].map(() => new Uint8Array(rowBytes));
  const [row, left, up] = candidates as [Uint8Array, Uint8Array, Uint8Array];
  const above = new Uint8Array(rowBytes);
  for (let y = 0; y < height; y++) {
    if (size === 1) row.set(data.subarray(y * rowBytes, (y + 1) * rowBytes));
    else putWords(data, y * width * channels, row);
    difference(row, row, left, channels * size);
    difference(row, above, up, 0);
    const costs = candidates.map(costOf);
    const filter = costs.indexOf(Math.min(...costs));
    rows[y * (rowBytes + 1)] = filter;
    rows.set(candidates[filter] as Uint8Array, y * (rowBytes + 1) + 1);
    above.set(row);
  }
  return rows;
}

function putWords(data: Pixels["data"], from: number, row: Uint8Array): void {
  for (let i = 0; i < row.length; i += 2, from++) {
    row[i] = (data[from] as number) >> 8;
    row[i + 1] = data[from] as number;
  }
}

/** `row` minus `other` moved right by `step` bytes. */
function difference(row: Uint8Array, other: Uint8Array, into: Uint8Array, step: number): void {
  for (let i = 0; i < step; i++) into[i] = row[i] as number;
  for (let i = step; i < row.length; i++) into[i] = (row[i] as number) - (other[i - step] as number);
}

/** Sum of the bytes as signed numbers without their signs: small sums compress well. */
function costOf(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum += byte < 128 ? byte : 256 - byte;
  return sum;
}
