import type { Source } from "../source.js";

interface Frame {
  width: number;
  height: number;
  /** 8 or 12 bits a sample. */
  bits: number;
  /** Scans refine each other. */
  progressive: boolean;
  components: JpegComponent[];
}

export interface JpegComponent {
  id: number;
  /** Sampling factors along x and y. */
  h: number;
  v: number;
  /** Number of its quantisation table. */
  table: number;
}

/** What the markers of a JPEG promise. */
export interface JpegParts extends Frame {
  /** Samples of all components, padded to whole blocks as they are coded. */
  coded: number;
  /** Entropy-coded bytes of all scans. */
  scanned: number;
  /** JFIF's marker is there: three components are YCbCr. */
  jfif: boolean;
  /** What Adobe's marker says of the colours: 0 none or inks, 1 YCbCr, 2 YCCK. */
  adobe?: number;
  /** What a decoder needs, in order: everything between start and end but notes of applications. */
  pieces: Piece[];
}

/** Bytes from one place to another: a segment, data of a scan, or zeros at its end, which may be data or filling. */
interface Piece {
  kind: "segment" | "scan" | "zeros";
  from: number;
  to: number;
}

/** Scans of a progressive picture; each costs a pass over all blocks, and encoders use about ten. */
const MAX_SCANS = 100;

/** Kinds of frames that are known but not decoded. */
const REFUSED: Readonly<Record<number, string>> = {
  195: "lossless JPEG",
  197: "hierarchical JPEG",
  198: "hierarchical JPEG",
  199: "hierarchical JPEG",
  201: "JPEG with arithmetic coding",
  202: "JPEG with arithmetic coding",
  203: "JPEG with arithmetic coding",
  205: "JPEG with arithmetic coding",
  206: "JPEG with arithmetic coding",
  207: "JPEG with arithmetic coding",
  247: "JPEG-LS",
};

interface Walk {
  frame?: Frame;
  scanned: number;
  scans: number;
  jfif: boolean;
  adobe?: number;
  pieces: Piece[];
  quantisation: Set<number>;
  /** Huffman tables by class × 16 + number. */
  huffman: Set<number>;
}

/** Walks all segments from start to end of image: lengths, tables, one frame, its components, the end marker. */
export function readJpegParts(source: Source): JpegParts {
  const walk: Walk = {
    scanned: 0,
    scans: 0,
    jfif: false,
    pieces: [],
    quantisation: new Set(),
    huffman: new Set(),
  };
  let at = 2;
  while (true) {
    const marker = nextMarker(source, at);
    if (marker.code === 0xd9) {
      at = marker.after;
      break;
    }
    source.need(marker.after, 2, "the next JPEG segment");
    const length = source.view.getUint16(marker.after);
    if (length < 2) throw source.corrupt(`its segment at byte ${at} states the impossible length ${length}`);
    source.need(marker.after, length, `the JPEG segment at byte ${at}`);
    readSegment(source, walk, marker.code, source.bytes.subarray(marker.after + 2, marker.after + length));
    const to = marker.after + length;
    if (!isNote(marker.code)) walk.pieces.push({ kind: "segment", from: at, to });
    at = marker.code === 0xda ? skipScan(source, walk, to) : to;
  }
  // One byte is what fills a part of DICOM up to an even length.
  if (at + 1 < source.size && source.bytes.subarray(at).some((byte) => byte !== 0)) {
    source.note(`${source.size - at} bytes after the end of the picture are left out`);
  }
  if (!walk.frame || walk.scans === 0) throw source.corrupt("it has no picture between its start and its end");
  const { frame, scanned, jfif, adobe, pieces } = walk;
  return { ...frame, coded: codedSamples(frame), scanned, jfif, pieces, ...(adobe !== undefined && { adobe }) };
}

function codedSamples({ width, height, components }: Frame): number {
  const [maxH, maxV] = [Math.max(...components.map(({ h }) => h)), Math.max(...components.map(({ v }) => v))];
  const units = Math.ceil(width / (8 * maxH)) * Math.ceil(height / (8 * maxV));
  return components.reduce((sum, { h, v }) => sum + units * h * v * 64, 0);
}

/** Segments of applications, and comments. */
function isNote(code: number): boolean {
  return code === 0xfe || (code >= 0xe0 && code <= 0xef);
}

/** The marker at `at`, behind any fill bytes. */
export function nextMarker(source: Source, at: number): { code: number; after: number } {
  source.need(at, 2, "the next JPEG marker");
  if (source.bytes[at] !== 0xff) throw source.corrupt(`no JPEG marker where one must be, at byte ${at}`);
  let next = at + 1;
  while (source.bytes[next] === 0xff) next++;
  source.need(next, 1, "the next JPEG marker");
  return { code: source.bytes[next] as number, after: next + 1 };
}

function readSegment(source: Source, walk: Walk, code: number, data: Uint8Array): void {
  const refused = REFUSED[code];
  if (refused) throw source.unsupported(`it is ${refused}, which is not read`);
  if (code >= 0xc0 && code <= 0xc2) readFrame(source, walk, code, data);
  else if (code === 0xc4) readHuffman(source, walk, data);
  else if (code === 0xdb) readQuantisation(source, walk, data);
  else if (code === 0xda) readScan(source, walk, data);
  else if (code === 0xee && data.length >= 12 && startsWith(data, "Adobe")) walk.adobe = data[11] as number;
  else if (code === 0xe0 && data.length >= 14 && startsWith(data, "JFIF\0")) walk.jfif = true;
  else if (code !== 0xdd && !isNote(code)) {
    throw source.corrupt(`it has a segment of unknown kind ${code.toString(16)}`);
  }
  if (code === 0xdd && data.length !== 2) throw source.corrupt("its restart interval is not 2 bytes");
}

function startsWith(data: Uint8Array, name: string): boolean {
  return String.fromCharCode(...data.subarray(0, name.length)) === name;
}

function readFrame(source: Source, walk: Walk, code: number, data: Uint8Array): void {
  if (walk.frame) throw source.corrupt("it has two frames");
  const count = data[5] ?? 0;
  if (data.length !== 6 + 3 * count) throw source.corrupt("the length of its frame header does not fit its components");
  const height = ((data[1] as number) << 8) | (data[2] as number);
  const width = ((data[3] as number) << 8) | (data[4] as number);
  const bits = data[0] as number;
  if (bits !== 8 && (bits !== 12 || code === 0xc0))
    throw source.unsupported(`it has ${bits} bits a sample; only 8 are read`);
  if (width === 0 || height === 0) throw source.corrupt(`it states ${width} × ${height} pixels`);
  if (count !== 1 && count !== 3 && count !== 4) throw source.unsupported(`it has ${count} colour components`);
  const components = Array.from({ length: count }, (_, i) => {
    const [id, sampling, table] = data.subarray(6 + 3 * i) as unknown as [number, number, number];
    return { id, h: sampling >> 4, v: sampling & 15, table };
  });
  const sound = components.every(({ h, v }) => h >= 1 && h <= 4 && v >= 1 && v <= 4);
  if (!sound || new Set(components.map(({ id }) => id)).size !== count) {
    throw source.corrupt("its colour components are repeated or have impossible sampling factors");
  }
  walk.frame = { width, height, bits, progressive: code === 0xc2, components };
}

function readQuantisation(source: Source, walk: Walk, data: Uint8Array): void {
  let at = 0;
  while (at < data.length) {
    const spec = data[at] as number;
    at += 1 + (spec >> 4 ? 128 : 64);
    if (spec >> 4 > 1 || (spec & 15) > 3 || at > data.length) throw source.corrupt("a quantisation table is malformed");
    walk.quantisation.add(spec & 15);
  }
}

function readHuffman(source: Source, walk: Walk, data: Uint8Array): void {
  let at = 0;
  while (at < data.length) {
    const spec = data[at] as number;
    let values = 0;
    let room = 1;
    for (let length = 1; length <= 16; length++) {
      const codes = data[at + length] ?? 256;
      values += codes;
      // Every length doubles the codes that are left; more codes than that cannot be told apart.
      room = room * 2 - codes;
      if (room < 0) throw source.corrupt("a Huffman table has more codes than its lengths allow");
    }
    at += 17 + values;
    if (spec >> 4 > 1 || (spec & 15) > 3 || at > data.length) throw source.corrupt("a Huffman table is malformed");
    walk.huffman.add(spec);
  }
}

function readScan(source: Source, walk: Walk, data: Uint8Array): void {
  if (!walk.frame) throw source.corrupt("a scan comes before the frame header");
  const { progressive } = walk.frame;
  const count = data[0] ?? 0;
  if (count < 1 || count > 4 || data.length !== 4 + 2 * count) throw source.corrupt("a scan header is malformed");
  const [from, to] = [data[1 + 2 * count] as number, data[2 + 2 * count] as number];
  if (from > to || to > 63) throw source.corrupt(`a scan states the coefficients ${from} to ${to}`);
  for (let i = 0; i < count; i++) {
    const [id, tables] = [data[1 + 2 * i] as number, data[2 + 2 * i] as number];
    const component = walk.frame.components.find((candidate) => candidate.id === id);
    const known = component && walk.quantisation.has(component.table);
    const direct = from > 0 || walk.huffman.has(tables >> 4) || progressive;
    const alternating = (progressive && from === 0) || walk.huffman.has(16 + (tables & 15));
    if (!known || !direct || !alternating)
      throw source.corrupt("a scan refers to a component or table that is not there");
  }
  walk.scans++;
  if (walk.scans > MAX_SCANS) throw source.corrupt(`it has more than ${MAX_SCANS} scans`);
}

/** Passes over entropy-coded bytes, in which FF is followed by 00 or a restart marker. */
function skipScan(source: Source, walk: Walk, from: number): number {
  const { bytes } = source;
  let at = from;
  while (true) {
    at = bytes.indexOf(0xff, at);
    if (at < 0 || at + 1 >= bytes.length)
      throw source.truncated("it ends inside its pixel data, without an end marker");
    const next = bytes[at + 1] as number;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) break;
    at += next === 0xff ? 1 : 2;
  }
  walk.scanned += at - from;
  let end = at;
  while (end > from && bytes[end - 1] === 0 && bytes[end - 2] !== 0xff) end--;
  walk.pieces.push({ kind: "scan", from, to: end });
  if (end < at) walk.pieces.push({ kind: "zeros", from: end, to: at });
  return at;
}
