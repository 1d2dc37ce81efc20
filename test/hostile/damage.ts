/** Damage to good files: bits, numbers, lengths, runs that are moved, doubled or cut. */
import { crc32 } from "node:zlib";
import { glued } from "./case.js";

/** Numbers at which sizes and places break, if they do. */
const NUMBERS = [0, 1, 2, 7, 8, 255, 256, 32_767, 65_535, 65_536, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
/** The same in the words of headers that are text. */
const WORDS = [
  "0",
  "-1",
  "1e9",
  "nan",
  "inf",
  "4294967296",
  "0.5",
  "",
  "(",
  "[",
  '"',
  "\n",
  ":",
  "null",
  "999999999999",
];

/** One to four changes of a file; the same for the same numbers of `next`. */
export function damaged(bytes: Uint8Array, next: () => number): Uint8Array {
  let copy: Uint8Array = bytes.slice();
  const int = (below: number) => Math.floor(next() * below);
  for (let left = 1 + int(4); left > 0; left--) copy = CHANGES[int(CHANGES.length)]?.(copy, int) ?? copy;
  return copy;
}

type Change = (bytes: Uint8Array, int: (below: number) => number) => Uint8Array;

/** Bytes [from, to) replaced by others. */
function spliced(bytes: Uint8Array, from: number, to: number, by: Uint8Array | string): Uint8Array {
  return glued(bytes.subarray(0, from), by, bytes.subarray(to));
}

const flipBit: Change = (bytes, int) => {
  const at = int(bytes.length);
  bytes[at] = (bytes[at] as number) ^ (1 << int(8));
  return bytes;
};
const setByte: Change = (bytes, int) => {
  bytes[int(bytes.length)] = int(256);
  return bytes;
};
const setNumber: Change = (bytes, int) => {
  const size = [2, 4, 8][int(3)] as number;
  if (bytes.length < size) return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = int(bytes.length - size + 1);
  const value = int(8) === 0 ? bytes.length - int(3) : (NUMBERS[int(NUMBERS.length)] as number);
  const little = int(2) === 0;
  if (size === 2) view.setUint16(at, value, little);
  else view.setUint32(size === 8 && !little ? at + 4 : at, value, little);
  return bytes;
};
const fill: Change = (bytes, int) => {
  const at = int(bytes.length);
  return bytes.fill(int(2) * 255, at, at + 1 + int(8));
};
const move: Change = (bytes, int) => {
  const at = int(bytes.length);
  return bytes.copyWithin(int(bytes.length), at, at + 1 + int(40));
};
const double: Change = (bytes, int) => {
  const at = int(bytes.length);
  return spliced(bytes, at, at, bytes.slice(at, at + 1 + int(60)));
};
const remove: Change = (bytes, int) => {
  const at = int(bytes.length);
  return spliced(bytes, at, at + 1 + int(20), "");
};
const cut: Change = (bytes, int) =>
  int(3) === 0 && bytes.length > 8 ? bytes.slice(0, 8 + int(bytes.length - 8)) : bytes;
/** A run of letters or digits somewhere becomes a word that makes trouble. */
const setWord: Change = (bytes, int) => {
  let from = int(bytes.length);
  while (from > 0 && isWord(bytes[from - 1] as number)) from--;
  let to = from;
  while (to < bytes.length && isWord(bytes[to] as number)) to++;
  return spliced(bytes, from, to, WORDS[int(WORDS.length)] as string);
};

function isWord(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte === 45;
}

const CHANGES: readonly Change[] = [flipBit, setByte, setNumber, setNumber, fill, move, double, remove, cut, setWord];

/** A PNG with all checksums of its chunks made right again, so that damage gets behind them. */
export function repairedPng(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  for (let at = 8; at + 12 <= copy.length; ) {
    const length = view.getUint32(at);
    if (at + 12 + length > copy.length) break;
    view.setUint32(at + 8 + length, crc32(copy.subarray(at + 4, at + 8 + length)));
    at += 12 + length;
  }
  return copy;
}
