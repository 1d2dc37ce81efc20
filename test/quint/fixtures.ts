import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deflateSync } from "node:zlib";
import type { QuintFile } from "../../bindings/quint/section.js";
import { chunk, type Header, header, SIGNATURE } from "../io/pngs.js";

export type Rgb = readonly [number, number, number];

export const WHITE: Rgb = [255, 255, 255];
export const RED: Rgb = [255, 0, 0];
export const BLUE: Rgb = [0, 0, 255];

/** Soft edges: 0 background, 1 object, 2 to 4 colours at a distance of 2, 9 and 11. */
export const SOFT_COLOURS: readonly Rgb[] = [WHITE, RED, [255, 2, 1], [250, 9, 0], [244, 0, 11]];

/** A PNG file from the bytes of its rows, without filter bytes. */
export function png(h: Header, rows: Uint8Array, ...before: Uint8Array[]): Uint8Array {
  const rowBytes = rows.length / h.height;
  const filtered = Buffer.alloc(h.height * (rowBytes + 1));
  for (let y = 0; y < h.height; y++)
    filtered.set(rows.subarray(y * rowBytes, (y + 1) * rowBytes), y * (rowBytes + 1) + 1);
  const parts = [SIGNATURE, header(h), ...before, chunk("IDAT", deflateSync(filtered)), chunk("IEND")];
  return new Uint8Array(Buffer.concat(parts));
}

/** A picture drawn as text, a colour for each letter; "." is white, "#" red, "o" blue. */
export function drawnPng(
  rows: readonly string[],
  colours: Readonly<Record<string, readonly number[]>> = {},
): Uint8Array {
  const known: Record<string, readonly number[]> = { ".": WHITE, "#": RED, o: BLUE, ...colours };
  const [width, height] = [(rows[0] as string).length, rows.length];
  const samples = (Object.values(colours)[0] ?? WHITE).length;
  const data = Uint8Array.from(rows.flatMap((row) => [...row].flatMap((letter) => [...(known[letter] as number[])])));
  return png({ width, height, colour: samples === 4 ? 6 : 2 }, data);
}

/** A picture of one byte a pixel: grey, or indices of a palette of red, green and blue. */
export function indexedPng(
  width: number,
  height: number,
  values: ArrayLike<number>,
  palette?: readonly number[],
): Uint8Array {
  const rows = Uint8Array.from(values);
  if (!palette) return png({ width, height, colour: 0 }, rows);
  return png({ width, height, colour: 3 }, rows, chunk("PLTE", palette));
}

/** Grey of 16 bits. */
export function widePng(width: number, height: number, values: ArrayLike<number>): Uint8Array {
  const rows = Uint8Array.from({ length: 2 * width * height }, (_, i) => (values[i >> 1] as number) >> (i & 1 ? 0 : 8));
  return png({ width, height, colour: 0, depth: 16 }, rows);
}

/** A white picture of a size, of one bit a pixel. */
export function blankPng(width: number, height: number): Uint8Array {
  const rows = new Uint8Array(Math.ceil(width / 8) * height);
  return png({ width, height, colour: 3, depth: 1 }, rows, chunk("PLTE", [255, 255, 255, 255, 0, 0]));
}

/** Writes files into a new folder and returns its path. */
export function seriesFolder(root: string, name: string, files: Readonly<Record<string, Uint8Array | string>>): string {
  for (const [file, bytes] of Object.entries(files)) {
    const path = join(root, name, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
  return join(root, name);
}

/** Files in memory, as the library takes them. */
export function inMemory(files: Readonly<Record<string, Uint8Array>>): QuintFile[] {
  return Object.entries(files).map(([name, bytes]) => ({
    name,
    head: (most) => bytes.subarray(0, most),
    read: () => bytes,
  }));
}

/** A registration of QuickNII. */
export function quickNii(
  sections: readonly { filename: string; nr: number; width?: number; height?: number }[],
): string {
  const anchoring = [0, 0, 0, 456, 0, 0, 0, 0, -320];
  const slices = sections.map((section) => ({ width: 1500, height: 1000, anchoring, ...section }));
  return JSON.stringify({
    name: "test",
    target: "ABA_Mouse_CCFv3_2017_25um.cutlas",
    "target-resolution": [456, 528, 320],
    slices,
  });
}
