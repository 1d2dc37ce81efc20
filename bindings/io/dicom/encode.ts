import { joined } from "../samples.js";

/** Text, numbers, bytes, or the items of a sequence. */
export type Value = string | readonly number[] | Uint8Array | readonly Item[];
/** Elements by tag: "00080016 UI". */
export interface Item {
  readonly [name: string]: Value | undefined;
}

const LONG: readonly string[] = ["OB", "OW", "SQ", "UC", "UN", "UT"];
const UTF8 = new TextEncoder();

/** A DICOM file of explicit little-endian elements. */
export function encodeDicom(elements: Item, sopClass: string, sopInstance: string): Uint8Array {
  const meta = encodeItem({
    "00020001 OB": Uint8Array.of(0, 1),
    "00020002 UI": sopClass,
    "00020003 UI": sopInstance,
    "00020010 UI": "1.2.840.10008.1.2.1",
    "00020012 UI": "2.25.305828488182831875890203105390285383139",
    "00020013 SH": "segwasm",
  });
  const length = encodeItem({ "00020000 UL": [meta.length] });
  const head = new Uint8Array(132);
  head.set(UTF8.encode("DICM"), 128);
  return joined([head, length, meta, encodeItem(elements)]);
}

/** Elements in ascending order; those without a value are left out. */
export function encodeItem(item: Item): Uint8Array {
  const sorted = Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1));
  return joined(sorted.flatMap(([name, value]) => (value === undefined ? [] : encodeElement(name, value))));
}

function encodeElement(name: string, value: Value): Uint8Array[] {
  const [tag, vr] = name.split(" ") as [string, string];
  const body = encodeValue(vr, value);
  const long = LONG.includes(vr);
  const head = new Uint8Array(long ? 12 : 8);
  const view = new DataView(head.buffer);
  view.setUint16(0, Number.parseInt(tag.slice(0, 4), 16), true);
  view.setUint16(2, Number.parseInt(tag.slice(4), 16), true);
  head.set(UTF8.encode(vr), 4);
  if (long) view.setUint32(8, body.length, true);
  else view.setUint16(6, body.length, true);
  return [head, body];
}

function encodeValue(vr: string, value: Value): Uint8Array {
  if (value instanceof Uint8Array) return even(value, 0);
  // Identifiers are padded with a zero byte, all other texts with a space.
  if (typeof value === "string") return even(UTF8.encode(value), vr === "UI" ? 0 : 0x20);
  if (vr === "SQ") return joined((value as readonly Item[]).flatMap(encodeSequenceItem));
  const size = vr === "US" ? 2 : 4;
  const numbers = value as readonly number[];
  const bytes = new Uint8Array(numbers.length * size);
  const view = new DataView(bytes.buffer);
  for (const [i, number] of numbers.entries()) {
    if (size === 2) view.setUint16(2 * i, number, true);
    else if (vr === "AT") {
      view.setUint16(4 * i, number >>> 16, true);
      view.setUint16(4 * i + 2, number & 0xffff, true);
    } else view.setUint32(4 * i, number, true);
  }
  return bytes;
}

function encodeSequenceItem(item: Item): Uint8Array[] {
  const body = encodeItem(item);
  const head = Uint8Array.of(0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0);
  new DataView(head.buffer).setUint32(4, body.length, true);
  return [head, body];
}

function even(bytes: Uint8Array, padding: number): Uint8Array {
  return bytes.length % 2 === 0 ? bytes : joined([bytes, Uint8Array.of(padding)]);
}

/** A number as DICOM's decimal text: 16 characters at most. */
export function decimal(value: number): string {
  for (let digits = 16; digits > 0; digits--) {
    const text = String(Number(value.toPrecision(digits)));
    if (text.length <= 16) return text;
  }
  return "0";
}

/** Several of them, joined as DICOM joins values. */
export function decimals(values: readonly number[]): string {
  return values.map(decimal).join("\\");
}

/**
 * Text of one line with at most so many characters, of which the separator of values is none.
 */
export function lineOf(text: string, most = 64): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: DICOM allows none
  const line = text.replace(/[\u0000-\u001f\u007f]+/g, " ").replaceAll("\\", "/");
  return [...line.trim()].slice(0, most).join("");
}

/** An identifier that follows from what it identifies, so that the same input gives the same file. */
export function uidOf(...parts: readonly (string | Uint8Array)[]): string {
  const state = Uint32Array.of(0x9e3779b9, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f);
  for (const part of parts) {
    const bytes = typeof part === "string" ? UTF8.encode(part) : part;
    mix(state, UTF8.encode(`${bytes.length}:`));
    mix(state, bytes);
  }
  const words = [...state].map((word) => BigInt(word));
  return `2.25.${words.reduce((all, word) => all * 4294967296n + word, 0n)}`;
}

/** Four sums with different factors, each stirred by the one before it. */
function mix(state: Uint32Array, bytes: Uint8Array): void {
  let [a, b, c, d] = state as unknown as [number, number, number, number];
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul(b ^ byte ^ (a >>> 15), 0x85ebca6b);
    c = Math.imul(c ^ byte ^ (b >>> 13), 0xc2b2ae35);
    d = Math.imul(d ^ byte ^ (c >>> 16), 0x27d4eb2f);
  }
  state.set([a, b, c, d]);
}
