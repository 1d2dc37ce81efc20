import { dtypeOf, type Image } from "../../core/image.js";
import { imagejDescription, omeDescription, rational, volumeOf } from "./describe.js";
import { encodeStrip, planStrips, rowsOf, type StripPlan } from "./strips.js";
import { COMPRESSION, TAG, TYPE, TYPE_BYTES } from "./tags.js";

export interface TiffOptions {
  compress: boolean;
  flavour: "imagej" | "ome";
  /** 64-bit offsets; undefined: only where needed. */
  bigTiff?: boolean | undefined;
  /** Set for label images: the largest label. */
  largestLabel?: number | undefined;
}

interface Field {
  tag: number;
  type: number;
  values: readonly number[] | Uint8Array;
}

/** From here on offsets of 32 bits may not reach; leaves room for directories. */
const CLASSIC_BYTES = 2 ** 32 - 2 ** 25;

/** Encodes a 2-D or 3-D image, a page per slice, little-endian: each page's directory, then its strips. */
export function encodeTiff(image: Image, options: TiffOptions): Uint8Array {
  const { depth, height, width } = volumeOf(image);
  const plan = planStrips(image, options.compress);
  const big = options.bigTiff ?? image.data.byteLength > CLASSIC_BYTES;
  const pages = Array.from({ length: depth }, (_, z) => {
    const strips: Uint8Array[] = [];
    for (let row = 0; row < height; row += plan.rowsPerStrip) {
      strips.push(encodeStrip(rowsOf(image, z, row, plan.rowsPerStrip), width, plan));
    }
    return { strips, fields: pageFields(image, plan, options, z, big) };
  });
  return assemble(pages, big);
}

/** Everything of a directory except where its strips are. */
function pageFields(image: Image, plan: StripPlan, options: TiffOptions, z: number, big: boolean): Field[] {
  const { height, width } = volumeOf(image);
  const dtype = dtypeOf(image.data);
  const format = dtype.startsWith("u") ? 1 : dtype.startsWith("i") ? 2 : 3;
  const short = (tag: number, ...values: number[]): Field => ({ tag, type: TYPE.SHORT, values });
  const long = (tag: number, ...values: number[]): Field => ({ tag, type: TYPE.LONG, values });
  const strips = Math.ceil(height / plan.rowsPerStrip);
  const offsetType = big ? TYPE.LONG8 : TYPE.LONG;
  return [
    long(TAG.ImageWidth, width),
    long(TAG.ImageLength, height),
    short(TAG.BitsPerSample, image.data.BYTES_PER_ELEMENT * 8),
    short(TAG.Compression, plan.compression),
    short(TAG.PhotometricInterpretation, 1),
    ...(z === 0 ? [description(image, options)] : []),
    { tag: TAG.StripOffsets, type: offsetType, values: Array(strips).fill(0) },
    short(TAG.SamplesPerPixel, 1),
    long(TAG.RowsPerStrip, plan.rowsPerStrip),
    { tag: TAG.StripByteCounts, type: offsetType, values: Array(strips).fill(0) },
    ...(options.flavour === "imagej" ? resolution(image) : []),
    ...(plan.compression !== COMPRESSION.none && plan.predictor === 2 ? [short(TAG.Predictor, 2)] : []),
    short(TAG.SampleFormat, format),
  ];
}

function description(image: Image, { flavour, largestLabel }: TiffOptions): Field {
  const text = flavour === "ome" ? omeDescription(image) : imagejDescription(image, largestLabel);
  return { tag: TAG.ImageDescription, type: TYPE.ASCII, values: Uint8Array.from(`${text}\0`, (c) => c.charCodeAt(0)) };
}

/** Pixels per unit, as the inverse of the fraction nearest to the spacing. */
function resolution({ spacing }: Image): Field[] {
  if (!spacing) return [];
  const [y, x] = spacing.slice(-2).map((step) => rational(step).reverse());
  return [
    { tag: TAG.XResolution, type: TYPE.RATIONAL, values: x as number[] },
    { tag: TAG.YResolution, type: TYPE.RATIONAL, values: y as number[] },
    { tag: TAG.ResolutionUnit, type: TYPE.SHORT, values: [1] },
  ];
}

interface EncodedPage {
  strips: Uint8Array[];
  fields: Field[];
}

/** Lays out header, directories and strips, then writes them in one go. */
function assemble(pages: EncodedPage[], big: boolean): Uint8Array {
  let at = big ? 16 : 8;
  const starts: number[] = [];
  for (const { strips, fields } of pages) {
    starts.push(at);
    at += directoryBytes(fields, big);
    const offsets = fields.find(({ tag }) => tag === TAG.StripOffsets)!.values as number[];
    const lengths = fields.find(({ tag }) => tag === TAG.StripByteCounts)!.values as number[];
    for (const [i, strip] of strips.entries()) {
      offsets[i] = at;
      lengths[i] = strip.length;
      at = even(at + strip.length);
    }
  }
  const file = new Uint8Array(at);
  const view = new DataView(file.buffer);
  writeHeader(view, starts[0] as number, big);
  for (const [i, page] of pages.entries()) {
    writeDirectory(view, page.fields, starts[i] as number, starts[i + 1] ?? 0, big);
    const offsets = page.fields.find(({ tag }) => tag === TAG.StripOffsets)!.values;
    for (const [j, strip] of page.strips.entries()) file.set(strip, offsets[j] as number);
  }
  return file;
}

function even(at: number): number {
  return at + (at % 2);
}

function fieldBytes({ type, values }: Field): number {
  // A rational is two numbers in `values`.
  return type === TYPE.RATIONAL ? values.length * 4 : values.length * (TYPE_BYTES[type] as number);
}

function directoryBytes(fields: Field[], big: boolean): number {
  const [head, step, tail, inline] = big ? [8, 20, 8, 8] : [2, 12, 4, 4];
  const outside = fields.map(fieldBytes).filter((bytes) => bytes > inline);
  return even(head + fields.length * step + tail) + outside.reduce((sum, bytes) => sum + even(bytes), 0);
}

function writeHeader(view: DataView, first: number, big: boolean): void {
  view.setUint16(0, 0x4949, true);
  view.setUint16(2, big ? 43 : 42, true);
  if (!big) view.setUint32(4, first, true);
  else {
    view.setUint16(4, 8, true);
    view.setBigUint64(8, BigInt(first), true);
  }
}

function writeDirectory(view: DataView, fields: Field[], start: number, next: number, big: boolean): void {
  const [head, step, tail, inline] = big ? [8, 20, 8, 8] : [2, 12, 4, 4];
  const offset = (at: number, value: number) =>
    big ? view.setBigUint64(at, BigInt(value), true) : view.setUint32(at, value, true);
  if (big) view.setBigUint64(start, BigInt(fields.length), true);
  else view.setUint16(start, fields.length, true);
  let outside = start + even(head + fields.length * step + tail);
  for (const [i, field] of fields.entries()) {
    const at = start + head + i * step;
    const bytes = fieldBytes(field);
    view.setUint16(at, field.tag, true);
    view.setUint16(at + 2, field.type, true);
    offset(at + 4, field.type === TYPE.RATIONAL ? field.values.length / 2 : field.values.length);
    const value = at + (big ? 12 : 8);
    if (bytes <= inline) writeValues(view, value, field);
    else {
      offset(value, outside);
      writeValues(view, outside, field);
      outside += even(bytes);
    }
  }
  offset(start + head + fields.length * step, next);
}

function writeValues(view: DataView, at: number, { type, values }: Field): void {
  if (values instanceof Uint8Array) new Uint8Array(view.buffer, at).set(values);
  else if (type === TYPE.SHORT) for (const [i, value] of values.entries()) view.setUint16(at + 2 * i, value, true);
  else if (type === TYPE.LONG8)
    for (const [i, value] of values.entries()) view.setBigUint64(at + 8 * i, BigInt(value), true);
  else for (const [i, value] of values.entries()) view.setUint32(at + 4 * i, value, true);
}
