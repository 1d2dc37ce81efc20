import type { Dtype } from "../../core/image.js";
import type { Source } from "../source.js";

/** How the values of an array are stored. */
export interface NpyType {
  /** Type of the values handed out; undefined where 64-bit integers must be looked at first. */
  dtype?: Dtype;
  kind: "b" | "u" | "i" | "f";
  /** Bytes per stored value. */
  size: number;
  bigEndian: boolean;
}

export interface NpyHeader extends NpyType {
  shape: number[];
  fortran: boolean;
  /** Where the values start. */
  offset: number;
}

/** Longest header taken seriously; a plain array's has 128 bytes. */
const MAX_HEADER = 65_536;

const DTYPES: Readonly<Record<string, Dtype | undefined>> = {
  b1: "uint8",
  u1: "uint8",
  i1: "int8",
  u2: "uint16",
  i2: "int16",
  u4: "uint32",
  i4: "int32",
  u8: undefined,
  i8: undefined,
  f2: "float32",
  f4: "float32",
  f8: "float64",
};

/** Reads the header of versions 1 to 3. */
export function readNpyHeader(source: Source): NpyHeader {
  source.need(6, 2, "its version");
  const version = source.view.getUint8(6);
  if (version < 1 || version > 3) throw source.unsupported(`it is NPY version ${version}, only 1 to 3 are known`);
  const prefix = version === 1 ? 10 : 12;
  source.need(8, prefix - 8, "the length of its header");
  const length = version === 1 ? source.view.getUint16(8, true) : source.view.getUint32(8, true);
  if (length > MAX_HEADER) throw source.corrupt(`it states a header of ${length} bytes`);
  source.need(prefix, length, "its header");
  const text = new TextDecoder("latin1").decode(source.part(prefix, length));
  return {
    ...readType(source, text),
    shape: readShape(source, text),
    fortran: readOrder(source, text),
    offset: prefix + length,
  };
}

function readType(source: Source, text: string): NpyType {
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  if (descr === undefined) {
    if (/'descr'\s*:\s*\[/.test(text)) throw source.unsupported("it holds records; save one plain numeric array");
    throw source.corrupt("its header names no element type");
  }
  if (descr === "|O") {
    const advice = /_seg\.npy$/i.test(source.name)
      ? "in Cellpose, save the masks as PNG or TIFF (_cp_masks)"
      : "save one plain numeric array";
    throw source.unsupported(`it holds Python objects (a pickle), which are never loaded; ${advice}`);
  }
  const parts = /^([<>|=])([a-zA-Z])(\d+)$/.exec(descr);
  const key = parts ? `${parts[2]}${parts[3]}` : "";
  if (!parts || !Object.hasOwn(DTYPES, key))
    throw source.unsupported(`it holds values of type "${descr.slice(0, 20)}"`);
  const dtype = DTYPES[key];
  return {
    ...(dtype && { dtype }),
    kind: parts[2] as NpyType["kind"],
    size: Number(parts[3]),
    bigEndian: parts[1] === ">",
  };
}

function readShape(source: Source, text: string): number[] {
  const list = /'shape'\s*:\s*\(([\d,\sL]*)\)/.exec(text)?.[1];
  if (list === undefined) throw source.corrupt("its header states no shape");
  const shape = list
    .split(",")
    .map((item) => item.replace("L", "").trim())
    .filter((item) => item !== "")
    .map(Number);
  if (!shape.every(Number.isSafeInteger)) throw source.corrupt("its header states a shape that is not whole numbers");
  if (shape.length !== 2 && shape.length !== 3) {
    throw source.unsupported(`it has ${shape.length} axes; an image has 2 (y, x) or 3 (z, y, x)`);
  }
  if (shape.includes(0)) throw source.unsupported(`it has shape ${shape.join(" × ")}, so no values`);
  return shape;
}

function readOrder(source: Source, text: string): boolean {
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  if (order === undefined) throw source.corrupt("its header does not state the order of the axes");
  return order === "True";
}
