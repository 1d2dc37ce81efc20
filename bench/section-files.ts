import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32, createDeflate } from "node:zlib";
import { writeImage } from "../bindings/io/index.js";

/** The section of the bench, as large as the programs recommend at most. */
export const SECTION = { width: 14_000, height: 10_000 } as const;

/** Labels of one row: discs on a grid of `PITCH`, larger and smaller ones; some touch their neighbours by a corner. */
const PITCH = 64;
const RADII = [9, 20, 31.6, 14, 32.1, 5];

function labelRow(y: number, width: number, into: Uint16Array): void {
  into.fill(0);
  const across = Math.floor(width / PITCH);
  const row = Math.floor(y / PITCH);
  for (let column = 0; column < across; column++) {
    const radius = RADII[(row * 7 + column * 3) % RADII.length] as number;
    const dy = y - (row * PITCH + PITCH / 2);
    const half = radius * radius - dy * dy;
    if (half < 0) continue;
    const reach = Math.floor(Math.sqrt(half));
    const middle = column * PITCH + PITCH / 2;
    into.fill(row * across + column + 1, Math.max(0, middle - reach), Math.min(width, middle + reach + 1));
  }
}

/** A PNG of red objects on white, 24 bits a pixel, packed as programs pack it: level 6, no filter. */
export async function writeSectionPng(path: string, { width, height } = SECTION): Promise<void> {
  const labels = new Uint16Array(width);
  function* rows() {
    for (let from = 0; from < height; from += 100) {
      const count = Math.min(100, height - from);
      const bytes = Buffer.alloc(count * (3 * width + 1), 255);
      for (let row = 0; row < count; row++) {
        labelRow(from + row, width, labels);
        const at = row * (3 * width + 1);
        bytes[at] = 0;
        for (let x = 0; x < width; x++) if (labels[x] !== 0) bytes.fill(0, at + 2 + 3 * x, at + 4 + 3 * x);
      }
      yield bytes;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const file = createWriteStream(path);
  file.write(Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]));
  file.write(chunk("IHDR", header));
  const packed = Readable.from(rows()).pipe(createDeflate({ level: 6 }));
  await pipeline(
    packed,
    async function* (parts) {
      for await (const part of parts) yield chunk("IDAT", part as Buffer);
      yield chunk("IEND", Buffer.alloc(0));
    },
    file,
  );
}

function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, "latin1");
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}

/** The same objects as a label image of 16 bits, not packed, as tifffile saves it. */
export async function writeSectionLabels(path: string, { width, height } = SECTION): Promise<void> {
  const data = new Uint16Array(width * height);
  for (let y = 0; y < height; y++) labelRow(y, width, data.subarray(y * width, (y + 1) * width));
  writeFileSync(path, await writeImage({ data, shape: [height, width] }, "tiff", { compress: false }));
}

/** Both, in folders of their own. */
export async function writeSectionFiles(folder: string): Promise<{ png: string; labels: string }> {
  const paths = { png: join(folder, "sections", "a_s001.png"), labels: join(folder, "labels", "a_s001.tif") };
  for (const path of Object.values(paths)) mkdirSync(dirname(path));
  await writeSectionPng(paths.png);
  await writeSectionLabels(paths.labels);
  return paths;
}
