import type { TypedArray } from "../../core/image.js";
import { bytesOf, swapBytes } from "../samples.js";
import { decodeBlock, placeOfBlock } from "./block.js";
import type { TiffFile } from "./directory.js";
import { blockRowBytes, type Page } from "./page.js";
import { COMPRESSION } from "./tags.js";

/** Decodes a page into `into`: height × width × samples values, samples side by side. */
export function decodePage(file: TiffFile, page: Page, into: TypedArray): void {
  if (isPlain(page)) copyStrips(file, page, into);
  else if (page.planar) for (let sample = 0; sample < page.samples; sample++) placePlane(file, page, sample, into);
  else placePlane(file, page, 0, into);
}

/** True when the stored bytes are the values, but for their byte order. */
export function isPlain(page: Page): boolean {
  const sameSize = page.format === "float" ? page.bits >= 32 : [8, 16, 32].includes(page.bits);
  const apart = page.planar && page.samples > 1;
  return page.compression === COMPRESSION.none && sameSize && !apart && !page.tiled && !page.reversed;
}

/** One bulk copy for all strips that follow each other in the file: as fast as memory, even of single rows. */
function copyStrips(file: TiffFile, page: Page, into: TypedArray): void {
  const bytes = bytesOf(into);
  const rowBytes = blockRowBytes(page);
  let [start, from, to] = [0, 0, 0];
  for (let strip = 0; strip < page.down; strip++) {
    const rows = Math.min(page.blockHeight, page.height - strip * page.blockHeight);
    const { offset, length } = placeOfBlock(file, page, strip, rows * rowBytes);
    if (offset !== start + to - from) {
      file.source.copy(start, bytes.subarray(from, to));
      [start, from] = [offset, to];
    }
    to += length;
  }
  file.source.copy(start, bytes.subarray(from, to));
  if (!file.little) swapBytes(into);
}

/** Decodes the strips or tiles of all samples, or of one where they are stored apart, and cuts them to the page. */
function placePlane(file: TiffFile, page: Page, sample: number, into: TypedArray): void {
  const { blockWidth, blockHeight, across, down, width, height, tiled, planar } = page;
  const first = planar ? sample * across * down : 0;
  for (let block = 0; block < across * down; block++) {
    const x = (block % across) * blockWidth;
    const y = Math.floor(block / across) * blockHeight;
    const rows = Math.min(blockHeight, height - y);
    // A tile is stored whole even where it sticks out of the page; the last strip is not.
    const values = decodeBlock(file, page, first + block, tiled ? blockHeight : rows);
    const cut = { x, y, rows, columns: Math.min(blockWidth, width - x) };
    if (planar && page.samples > 1) scatter(page, sample, values, cut, into);
    else placeRows(page, values, cut, into);
  }
}

interface Cut {
  x: number;
  y: number;
  rows: number;
  columns: number;
}

function placeRows({ width, blockWidth, samples }: Page, values: TypedArray, cut: Cut, into: TypedArray): void {
  for (let row = 0; row < cut.rows; row++) {
    const from = row * blockWidth * samples;
    into.set(values.subarray(from, from + cut.columns * samples), ((cut.y + row) * width + cut.x) * samples);
  }
}

function scatter(page: Page, sample: number, values: TypedArray, cut: Cut, into: TypedArray): void {
  const { width, blockWidth, samples } = page;
  for (let row = 0; row < cut.rows; row++) {
    let to = ((cut.y + row) * width + cut.x) * samples + sample;
    for (let i = 0; i < cut.columns; i++, to += samples) into[to] = values[row * blockWidth + i] as number;
  }
}
