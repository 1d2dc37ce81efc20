import type { Source } from "../source.js";
import {
  BitReader,
  type HuffmanSpec,
  type HuffmanTable,
  huffmanTable,
  readHuffmanTables,
  skipRestart,
} from "./bits.js";
import { inverseTransform } from "./cosines.js";
import type { JpegParts } from "./markers.js";

/** Where the coefficients of a block belong, in the order in which they are stored. */
const ZIGZAG = zigzag();
const BITS = 12;

/** What the segments before the scan have said. */
interface Tables {
  huffman: Map<number, HuffmanSpec>;
  quantisation: Map<number, Int32Array>;
  /** Blocks between restarts; 0 for none. */
  restart: number;
}

/**
 * Decodes a sequential grey JPEG of 12 bits (ITU-T T.81, process 4), with the roundings of libjpeg.
 *
 * @returns values from 0 to 4095, row by row
 * @throws UnsupportedFile E_FORMAT for colours and for scans that refine each other, CorruptFile E_CORRUPT or E_TRUNCATED
 */
export function decodeExtended(source: Source, parts: JpegParts): Uint16Array {
  const [component, second] = parts.components;
  if (!component || second || parts.progressive) {
    const what = second ? "colours" : "scans that refine each other";
    throw source.unsupported(`it is a JPEG of 12 bits with ${what}; write it again uncompressed, with dcmdjpeg IN OUT`);
  }
  const tables: Tables = { huffman: new Map(), quantisation: new Map(), restart: 0 };
  let selected = 0;
  for (const { kind, from, to } of parts.pieces) {
    if (kind === "scan") return decodeScan(source, parts, scanOf(source, tables, component.table, selected), from);
    let at = from;
    while (source.bytes[at] === 0xff) at++;
    const body = source.bytes.subarray(at + 3, to);
    const code = source.bytes[at];
    if (code === 0xc4) readHuffmanTables(source, tables.huffman, body);
    else if (code === 0xdb) readQuantisation(tables, body);
    else if (code === 0xdd) tables.restart = (body[0] as number) * 256 + (body[1] as number);
    else if (code === 0xda) selected = body[2] as number;
  }
  throw source.corrupt("it has no picture between its start and its end");
}

/** Tables of 64 numbers of 8 or 16 bits; the walk over the markers has checked that they are whole. */
function readQuantisation({ quantisation }: Tables, body: Uint8Array): void {
  for (let at = 0; at < body.length; ) {
    const spec = body[at++] as number;
    const table = new Int32Array(64);
    for (const place of ZIGZAG) {
      table[place] = spec >> 4 ? (body[at++] as number) * 256 + (body[at++] as number) : (body[at++] as number);
    }
    quantisation.set(spec & 15, table);
  }
}

interface Scan {
  direct: HuffmanTable;
  alternating: HuffmanTable;
  quantisation: Int32Array;
  restart: number;
}

function scanOf(source: Source, tables: Tables, quantised: number, selected: number): Scan {
  const table = (key: number): HuffmanTable => {
    const spec = tables.huffman.get(key);
    const made = spec && huffmanTable(spec);
    if (!made) throw source.corrupt("a scan refers to a Huffman table that is not there");
    return made;
  };
  const quantisation = tables.quantisation.get(quantised);
  if (!quantisation) throw source.corrupt("a scan refers to a quantisation table that is not there");
  return {
    direct: table(selected >> 4),
    alternating: table(16 + (selected & 15)),
    quantisation,
    restart: tables.restart,
  };
}

function decodeScan(source: Source, { width, height }: JpegParts, scan: Scan, from: number): Uint16Array {
  const values = source.allocate("uint16", width * height) as Uint16Array;
  const reader = new BitReader(source.bytes, from);
  const block = new Int32Array(64);
  const across = Math.ceil(width / 8);
  const blocks = across * Math.ceil(height / 8);
  let mean = 0;
  for (let i = 0; i < blocks; i++) {
    if (scan.restart > 0 && i > 0 && i % scan.restart === 0) {
      skipRestart(source, reader);
      mean = 0;
    }
    mean = readBlock(source, reader, scan, mean, block);
    if (reader.spent) throw source.truncated(`its data end in block ${i} of ${blocks}`);
    inverseTransform(block);
    const [x, y] = [8 * (i % across), 8 * Math.floor(i / across)];
    for (let row = 0; row < 8 && y + row < height; row++) {
      const to = (y + row) * width + x;
      for (let column = 0; column < 8 && x + column < width; column++) {
        const value = (block[8 * row + column] as number) + 2 ** (BITS - 1);
        values[to + column] = value < 0 ? 0 : value >= 2 ** BITS ? 2 ** BITS - 1 : value;
      }
    }
  }
  return values;
}

/** Reads the coefficients of a block, in their own scale, and returns its mean as the next one's starts from it. */
function readBlock(source: Source, reader: BitReader, scan: Scan, before: number, block: Int32Array): number {
  const { direct, alternating, quantisation } = scan;
  block.fill(0);
  const category = reader.code(direct);
  if (category < 0 || category > 15) throw damaged(source, reader);
  const mean = before + reader.signed(category);
  block[0] = mean * (quantisation[0] as number);
  for (let k = 1; k < 64; k++) {
    const code = reader.code(alternating);
    if (code < 0) throw damaged(source, reader);
    const [run, size] = [code >> 4, code & 15];
    if (size === 0 && run < 15) break;
    k += run;
    if (size === 0) continue;
    if (k > 63) throw damaged(source, reader);
    const place = ZIGZAG[k] as number;
    block[place] = reader.signed(size) * (quantisation[place] as number);
  }
  return mean;
}

function damaged(source: Source, reader: BitReader): Error {
  if (reader.spent) return source.truncated("its data end too early");
  return source.corrupt("its data hold a code of no table, or a block of more than 64 coefficients");
}

/** Diagonals up and down, from the corner on. */
function zigzag(): Uint8Array {
  const places = Array.from({ length: 64 }, (_, place) => place);
  const key = (place: number) => {
    const [y, x] = [place >> 3, place & 7];
    return 64 * (x + y) + ((x + y) % 2 === 0 ? x : y);
  };
  return Uint8Array.from(places.sort((a, b) => key(a) - key(b)));
}
