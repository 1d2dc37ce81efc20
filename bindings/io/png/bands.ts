import { isSegmentError } from "../../core/errors.js";
import type { Inflater } from "../file.js";
import { bytesWithin, inflateInParts } from "../inflate.js";
import { joined } from "../samples.js";
import { DEFLATE_RATIO, type Source } from "../source.js";
import { PNG_SIGNATURE, type PngParts, pngHeader, readPngParts } from "./chunks.js";
import { STORED, unpackRows } from "./read.js";
import { Bands, filteredBytes, type Pass, passesOf, sampleStep } from "./rows.js";

/** Some rows of a picture, pixels side by side. */
export interface PngBand {
  data: Uint8Array;
  width: number;
  rows: number;
  /** Bytes of a pixel: its samples, two bytes each (the high one first) in pictures of 16 bits. */
  step: number;
}

/** A PNG whose description is checked, to be decoded in bands of rows. */
export interface PngStrip extends Omit<PngParts, "stream"> {
  /** From top to bottom. An interlaced picture comes in one band. */
  bands(inflater?: Inflater): AsyncGenerator<PngBand>;
}

/**
 * Checks a PNG and gives its pixels band by band, as they are stored: no palette is looked up. Where the file ends too
 * early, the error says after which row.
 */
export function openPngStrip(source: Source): PngStrip {
  const { stream, ...parts } = readWhole(source);
  const { header } = parts;
  const passes = passesOf(header, STORED[header.colour] as number);
  const filtered = filteredBytes(passes);
  source.checkLimit("maxSide", Math.max(header.width, header.height), "its longer side in pixels");
  // A byte a pixel is kept of pictures read in bands; of interlaced ones everything.
  source.checkLimit(
    "maxBytes",
    header.interlaced ? filtered : header.width * header.height,
    "its decoded size in bytes",
  );
  source.checkExpansion(filtered, stream.length, DEFLATE_RATIO, "its header");
  const bands = (inflater?: Inflater) =>
    header.interlaced
      ? interlacedBand(source, { ...parts, stream })
      : plainBands(source, { ...parts, stream }, passes[0] as Pass, inflater);
  return { ...parts, bands };
}

function readWhole(source: Source): PngParts {
  try {
    return readPngParts(source);
  } catch (error) {
    if (!isSegmentError(error, "E_TRUNCATED") || source.size < HEADER_END) throw error;
    const header = pngHeader(source);
    const [pass] = passesOf({ ...header, interlaced: false }, STORED[header.colour] as number) as [Pass];
    const rows = header.interlaced
      ? 0
      : Math.floor(bytesWithin(source, begunStream(source), filteredBytes([pass])) / (pass.rowBytes + 1));
    throw rows > 0 && rows < header.height ? stopsAfter(source, rows, header.height) : error;
  }
}

/** Bytes of the signature and the header. */
const HEADER_END = PNG_SIGNATURE.length + 25;

/** The pixel data of a file that ends too early, as far as it goes. */
function begunStream(source: Source): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (let at = HEADER_END; at + 8 < source.size; ) {
    const length = source.view.getUint32(at);
    // The type IDAT as a number.
    if (source.view.getUint32(at + 4) === 0x49444154) pieces.push(source.bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return joined(pieces);
}

async function* plainBands(
  source: Source,
  { header, stream }: PngParts,
  pass: Pass,
  inflater?: Inflater,
): AsyncGenerator<PngBand> {
  const { height, rowBytes } = pass;
  const length = height * (rowBytes + 1);
  const step = sampleStep(header, STORED[header.colour] as number);
  const bands = new Bands(source, pass, step);
  const parts = inflater
    ? checked(source, inflater(stream, length), length)
    : inflateInParts(source, stream, length, WHAT);
  for await (const part of parts) {
    for (const { raw, rows } of bands.take(part)) {
      yield { data: packed(raw, rows, rowBytes, header), width: header.width, rows, step };
    }
  }
  if (bands.rows < height) throw stopsAfter(source, bands.rows, height);
}

const WHAT = "its pixel data";

/** Parts of a foreign inflater, counted, and its failures in our words. */
async function* checked(
  source: Source,
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  length: number,
): AsyncGenerator<Uint8Array> {
  let produced = 0;
  try {
    for await (const part of parts) {
      produced += part.length;
      if (produced > length) throw source.corrupt(`${WHAT} holds more than its ${length} bytes`);
      yield part;
    }
  } catch (cause) {
    if (isSegmentError(cause)) throw cause;
    const message = String((cause as Error)?.message);
    if (/data check/.test(message)) throw source.checksum(`${WHAT} does not match its Adler-32 checksum`);
    if (/unexpected end/.test(message)) throw source.truncated(`${WHAT} ends in the middle`, length, produced);
    throw source.corrupt(`${WHAT} is not a valid deflate stream`, cause);
  }
}

function stopsAfter(source: Source, rows: number, height: number) {
  return source.truncated(`it stops after row ${rows} of ${height}`, height, rows);
}

/** Rows without their filter bytes, samples below 8 bits one byte each. */
function packed(raw: Uint8Array, rows: number, rowBytes: number, { width, depth }: PngParts["header"]): Uint8Array {
  const data = new Uint8Array(depth < 8 ? rows * width : rows * rowBytes);
  for (let row = 0; row < rows; row++) {
    const from = row * (rowBytes + 1) + 1;
    if (depth >= 8) data.set(raw.subarray(from, from + rowBytes), row * rowBytes);
    else spread(raw, from, depth, data.subarray(row * width, (row + 1) * width));
  }
  return data;
}

function spread(raw: Uint8Array, from: number, depth: number, into: Uint8Array): void {
  const mask = (1 << depth) - 1;
  const each = 8 / depth;
  for (let x = 0, at = from; x < into.length; at++) {
    const byte = raw[at] as number;
    const end = Math.min(x + each, into.length);
    for (let shift = 8 - depth; x < end; x++, shift -= depth) into[x] = (byte >> shift) & mask;
  }
}

async function* interlacedBand(source: Source, parts: PngParts): AsyncGenerator<PngBand> {
  const { header } = parts;
  const { width, height: rows, depth } = header;
  const channels = STORED[header.colour] as number;
  const samples = source.allocate(depth === 16 ? "uint16" : "uint8", width * rows * channels);
  unpackRows(source, parts, channels, samples as Uint8Array | Uint16Array);
  if (depth < 16) yield { data: samples as Uint8Array, width, rows, step: channels };
  else yield { data: highFirst(samples as Uint16Array), width, rows, step: 2 * channels };
}

function highFirst(samples: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(2 * samples.length);
  for (let i = 0; i < samples.length; i++) {
    bytes[2 * i] = (samples[i] as number) >> 8;
    bytes[2 * i + 1] = samples[i] as number;
  }
  return bytes;
}
