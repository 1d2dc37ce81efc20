/** Arrays written as text, read byte by byte: a list of all words would take many times the room of the file. */
import { arrayType } from "../../core/image.js";
import type { Source } from "../source.js";
import { type StoredType, storedSize } from "../volume.js";
import { numberOf } from "./header.js";

/** A number takes no more characters than this. */
const LONGEST_WORD = 64;

/**
 * Numbers in decimal, with blanks, line ends or commas between them.
 *
 * @returns their bytes in this machine's order, `length` of them
 */
export function textValues(file: Source, from: number, type: StoredType, length: number): Uint8Array {
  if (type === "int64" || type === "uint64") throw file.unsupported("it holds 64-bit integers as text");
  const count = length / storedSize(type);
  // Every number but the last takes a digit and a blank.
  const left = Math.max(0, file.size - from);
  if (2 * count - 1 > left)
    throw file.truncated(`its ${count} values as text need more than the ${left} bytes left`, 2 * count - 1, left);
  const values = new (arrayType(type))(count);
  const whole = !type.startsWith("float");
  let at = from;
  for (let i = 0; i < count; i++) {
    while (at < file.size && isBlank(file.bytes[at] as number)) at++;
    const start = at;
    while (at < file.size && !isBlank(file.bytes[at] as number)) at++;
    if (start === at) throw file.truncated(`it has ${i} of ${count} values`, count, i);
    const value = at - start > LONGEST_WORD ? undefined : numberOf(wordAt(file.bytes, start, at));
    if (value === undefined) throw file.corrupt(`value ${i + 1} of its array is not a number`);
    values[i] = value;
    if (whole && values[i] !== value) throw file.corrupt(`value ${i + 1} of its array, ${value}, is no ${type}`);
  }
  return new Uint8Array(values.buffer);
}

/** Blanks, tabs, ends of lines, commas. */
function isBlank(byte: number): boolean {
  return byte === 32 || byte === 44 || (byte >= 9 && byte <= 13);
}

function wordAt(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

/** Bytes as two hexadecimal digits each, with blanks anywhere. */
export function hexValues(file: Source, from: number, length: number): Uint8Array {
  const left = Math.max(0, file.size - from);
  const short = (digits: number) => file.truncated(`it has ${digits} of ${2 * length} digits`, 2 * length, digits);
  if (left < 2 * length) throw short(left);
  const bytes = file.allocate("uint8", length) as Uint8Array;
  let digits = 0;
  for (let at = from; digits < 2 * length; at++) {
    if (at >= file.size) throw short(digits);
    const byte = file.bytes[at] as number;
    if (isBlank(byte) && byte !== 44) continue;
    const digit = Number.parseInt(String.fromCharCode(byte), 16);
    if (Number.isNaN(digit)) throw file.corrupt("its array is not in hexadecimal digits");
    bytes[digits >> 1] = ((bytes[digits >> 1] as number) << 4) | digit;
    digits++;
  }
  return bytes;
}
