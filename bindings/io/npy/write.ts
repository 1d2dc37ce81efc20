import { type Dtype, dtypeOf, type TypedArray } from "../../core/image.js";
import { bytesOf } from "../samples.js";

const DESCR: Readonly<Record<Dtype, string>> = {
  uint8: "|u1",
  int8: "|i1",
  uint16: "<u2",
  int16: "<i2",
  uint32: "<u4",
  int32: "<i4",
  float32: "<f4",
  float64: "<f8",
};

/** Values start at a multiple of this, as NumPy writes them. */
const ALIGNMENT = 64;

/** An NPY file, version 1.0, little-endian, C order: its header and its values. */
export function npyParts(data: TypedArray, shape: readonly number[], boolean = false): Uint8Array[] {
  const descr = boolean ? "|b1" : DESCR[dtypeOf(data)];
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(", ")}), }`;
  const length = Math.ceil((10 + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = `${text.padEnd(length - 11)}\n`;
  const head = new Uint8Array(length);
  head.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 0xff, header.length >> 8]);
  for (let i = 0; i < header.length; i++) head[10 + i] = header.charCodeAt(i);
  return [head, bytesOf(data)];
}
