import { checkPacked, type FrameDecoder, type PackedHeader } from "../dicom/packing.js";
import type { Source } from "../source.js";
import {
  BitReader,
  type HuffmanSpec,
  type HuffmanTable,
  huffmanTable,
  readHuffmanTables,
  skipRestart,
} from "./bits.js";
import { type FrameHeader, readFrameHeader } from "./frame.js";
import { nextMarker } from "./markers.js";

/** What the segments before a scan have said. */
interface State {
  frame?: FrameHeader;
  tables: Map<number, HuffmanSpec>;
  /** Pixels between restarts; 0 for none. */
  restart: number;
  done: Set<number>;
}

/** A scan: which components it holds, with their tables, and how values are predicted. */
interface Scan {
  components: { place: number; table: HuffmanTable }[];
  predictor: number;
  /** Lowest bits that are left out. */
  shift: number;
}

/**
 * Lossless JPEG (ITU-T T.81, annex H: Huffman codes of differences from predicted values), as DICOM has it: one to three
 * components of one size, 2 to 16 bits, in one scan or one each.
 */
export const decodeLossless: FrameDecoder = (source, _, frames) => {
  source.need(0, 2, "its lossless JPEG data");
  if (source.view.getUint16(0) !== 0xffd8) throw source.corrupt("it does not start like a JPEG");
  const state: State = { tables: new Map(), restart: 0, done: new Set() };
  let values: Uint16Array | undefined;
  for (let at = 2; state.done.size < frames.samples; ) {
    const { code, after } = nextMarker(source, at);
    if (code === 0xd9) throw source.corrupt("it ends before all its components");
    source.need(after, 2, "the next JPEG segment");
    const length = source.view.getUint16(after);
    if (length < 2) throw source.corrupt(`its segment at byte ${at} states the impossible length ${length}`);
    source.need(after, length, "the next JPEG segment");
    const body = source.bytes.subarray(after + 2, after + length);
    at = after + length;
    if (code === 0xc3) {
      if (state.frame) throw source.corrupt("it has two frames");
      state.frame = readFrameHeader(source, body);
    } else if (code === 0xc4) readHuffmanTables(source, state.tables, body);
    else if (code === 0xdd) state.restart = (body[0] ?? 0) * 256 + (body[1] ?? 0);
    else if (code >= 0xc0 && code <= 0xcf && code !== 0xc8 && code !== 0xcc) {
      throw source.corrupt("it is another kind of JPEG than lossless");
    } else if (code === 0xda) {
      const scan = readScan(source, state, body);
      const header = state.frame as PackedHeader;
      checkPacked(source, header, frames);
      values ??= source.allocate("uint16", header.width * header.height * header.samples) as Uint16Array;
      at = decodeScan(source, header, scan, state.restart, at, values);
    }
  }
  return { values: values as Uint16Array, bits: (state.frame as PackedHeader).bits, planar: false };
};

function readScan(source: Source, { frame, tables, done }: State, body: Uint8Array): Scan {
  if (!frame) throw source.corrupt("a scan comes before the frame header");
  const [count = 0] = body;
  if (count < 1 || body.length !== 4 + 2 * count) throw source.corrupt("a scan header is malformed");
  const components = Array.from({ length: count }, (_, i) => {
    const place = frame.ids.indexOf(body[1 + 2 * i] as number);
    const spec = tables.get((body[2 + 2 * i] as number) >> 4);
    if (place < 0 || done.has(place) || !spec)
      throw source.corrupt("a scan refers to a component or table that is not there");
    done.add(place);
    const table = huffmanTable(spec);
    if (!table) throw source.corrupt("a Huffman table has more codes than its lengths allow");
    if (spec.values.some((bits) => bits > 16)) throw source.corrupt("a Huffman table has differences of over 16 bits");
    return { place, table };
  });
  const predictor = body[1 + 2 * count] as number;
  const shift = (body[3 + 2 * count] as number) & 15;
  if (predictor < 1 || predictor > 7) throw source.corrupt(`a scan states the predictor ${predictor}`);
  if (shift >= frame.bits) throw source.corrupt(`a scan leaves out ${shift} of ${frame.bits} bits`);
  return { components, predictor, shift };
}

/** Decodes all rows of a scan; where the next marker stands is returned. */
function decodeScan(
  source: Source,
  { width, height, samples, bits }: PackedHeader,
  { components, predictor, shift }: Scan,
  restart: number,
  from: number,
  values: Uint16Array,
): number {
  if (restart % width !== 0) throw source.unsupported("it restarts within rows");
  const reader = new BitReader(source.bytes, from);
  const rowsPerRestart = restart / width;
  const first = 2 ** (bits - shift - 1);
  for (let y = 0; y < height; y++) {
    const fresh = rowsPerRestart > 0 ? y % rowsPerRestart === 0 : y === 0;
    if (fresh && y > 0) skipRestart(source, reader);
    decodeRow(
      { reader, components, predictor: fresh ? 1 : predictor, first, fresh },
      y,
      width,
      samples,
      values,
      source,
    );
    if (reader.spent) throw source.truncated(`its data end in row ${y} of ${height}`);
  }
  if (shift > 0) {
    for (const { place } of components) {
      for (let i = place; i < values.length; i += samples) values[i] = (values[i] as number) << shift;
    }
  }
  return reader.at;
}

interface Row {
  reader: BitReader;
  components: Scan["components"];
  predictor: number;
  /** What the first value of an interval is predicted as. */
  first: number;
  fresh: boolean;
}

function decodeRow(row: Row, y: number, width: number, samples: number, values: Uint16Array, source: Source): void {
  const { reader, components, predictor, first, fresh } = row;
  const pitch = width * samples;
  for (let x = 0; x < width; x++) {
    for (const { place, table } of components) {
      const category = reader.code(table);
      if (category < 0) {
        if (reader.spent) return;
        throw source.corrupt(`its data hold a code of no table, in row ${y}`);
      }
      const at = y * pitch + x * samples + place;
      const guess =
        x === 0 ? (fresh ? first : (values[at - pitch] as number)) : predicted(values, at, samples, pitch, predictor);
      // A difference of 16 bits can only be one.
      values[at] = guess + (category === 16 ? 32768 : reader.signed(category));
    }
  }
}

/** From the value to the left (a), above (b) and above left (c). */
function predicted(values: Uint16Array, at: number, samples: number, pitch: number, predictor: number): number {
  const a = values[at - samples] as number;
  if (predictor === 1) return a;
  const b = values[at - pitch] as number;
  if (predictor === 2) return b;
  const c = values[at - pitch - samples] as number;
  if (predictor === 3) return c;
  if (predictor === 4) return a + b - c;
  if (predictor === 5) return a + ((b - c) >> 1);
  if (predictor === 6) return b + ((a - c) >> 1);
  return (a + b) >> 1;
}
