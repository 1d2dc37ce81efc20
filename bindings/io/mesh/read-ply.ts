import { CorruptFile, UnsupportedFile } from "../../core/errors.js";
import { fanned, type RawMesh } from "./soup.js";
import { worldOf } from "./text.js";

/** Names of the types, and bytes of each. */
const TYPES: Readonly<
  Record<
    string,
    readonly [bytes: number, get: "Int8" | "Uint8" | "Int16" | "Uint16" | "Int32" | "Uint32" | "Float32" | "Float64"]
  >
> = {
  char: [1, "Int8"],
  int8: [1, "Int8"],
  uchar: [1, "Uint8"],
  uint8: [1, "Uint8"],
  short: [2, "Int16"],
  int16: [2, "Int16"],
  ushort: [2, "Uint16"],
  uint16: [2, "Uint16"],
  int: [4, "Int32"],
  int32: [4, "Int32"],
  uint: [4, "Uint32"],
  uint32: [4, "Uint32"],
  float: [4, "Float32"],
  float32: [4, "Float32"],
  double: [8, "Float64"],
  float64: [8, "Float64"],
};

interface Property {
  name: string;
  type: string;
  /** Type of the length, for lists. */
  length?: string;
}

interface Element {
  name: string;
  count: number;
  properties: Property[];
}

/** Gives one number after the other. */
type Next = (type: string) => number;

/** PLY as text or binary in either order of bytes; elements and properties other than places and faces are passed over. */
export function decodePly(bytes: Uint8Array): RawMesh {
  const text = new TextDecoder("latin1").decode(bytes.subarray(0, 65_536));
  const end = /^end_header\r?\n/m.exec(text);
  if (!end) throw new CorruptFile("the header has no end_header within 64 kB");
  const header = text.slice(0, end.index);
  const { format, elements } = describePly(header);
  const body = bytes.subarray(end.index + end[0].length);
  const next = format === "ascii" ? textNumbers(body) : binaryNumbers(body, format === "binary_little_endian");
  let positions: Float32Array = new Float32Array();
  const faces: number[] = [];
  for (const element of elements) {
    checkRoom(element, format, body.length);
    if (element.name === "vertex") positions = readVertices(element, next);
    else readOthers(element, next, element.name === "face" ? faces : undefined);
  }
  return { positions, faces: Uint32Array.from(faces), world: worldOf(header) };
}

function describePly(header: string): { format: string; elements: Element[] } {
  const elements: Element[] = [];
  let format = "";
  for (const line of header.split(/\r?\n/)) {
    const words = line.trim().split(/\s+/);
    if (words[0] === "format") format = words[1] ?? "";
    if (words[0] === "element") elements.push({ name: words[1] ?? "", count: Number(words[2]), properties: [] });
    if (words[0] !== "property") continue;
    const [type, name] = [words.at(-2) as string, words.at(-1) as string];
    const property = words[1] === "list" ? { name, type, length: words[2] as string } : { name, type };
    for (const one of [property.type, property.length ?? property.type]) {
      if (!Object.hasOwn(TYPES, one)) throw new CorruptFile(`the header has a property of type ${JSON.stringify(one)}`);
    }
    elements.at(-1)?.properties.push(property);
  }
  if (!["ascii", "binary_little_endian", "binary_big_endian"].includes(format)) {
    throw new UnsupportedFile(`PLY of format ${JSON.stringify(format.slice(0, 40))} is not read`);
  }
  return { format, elements };
}

/** Throws E_TRUNCATED where an element cannot fit into the bytes that are there: every number takes one at least. */
function checkRoom({ name, count, properties }: Element, format: string, bytes: number): void {
  const least = properties.reduce((sum, { type, length }) => {
    return sum + (format === "ascii" ? 2 : (TYPES[length ?? type] as readonly [number, string])[0]);
  }, 0);
  if (Number.isInteger(count) && count >= 0 && count * Math.max(1, least) <= bytes + 1) return;
  throw new CorruptFile(`${count} elements ${JSON.stringify(name)} do not fit into ${bytes} bytes`, {}, "E_TRUNCATED");
}

function readVertices({ count, properties }: Element, next: Next): Float32Array {
  const positions = new Float32Array(3 * count);
  const places = properties.map(({ name }) => ["x", "y", "z"].indexOf(name));
  for (let i = 0; i < count; i++) {
    for (const [j, property] of properties.entries()) {
      const values = readProperty(property, next);
      if ((places[j] as number) >= 0) positions[3 * i + (places[j] as number)] = values[0] as number;
    }
  }
  return positions;
}

function readOthers({ count, properties }: Element, next: Next, faces: number[] | undefined): void {
  for (let i = 0; i < count; i++) {
    for (const property of properties) {
      const values = readProperty(property, next);
      if (faces && /^vertex_ind(ex|ices)$/.test(property.name)) fanned(values, faces);
    }
  }
}

function readProperty({ type, length }: Property, next: Next): number[] {
  if (length === undefined) return [next(type)];
  const count = next(length);
  const values: number[] = [];
  for (let i = 0; i < count; i++) values.push(next(type));
  return values;
}

function binaryNumbers(bytes: Uint8Array, little: boolean): Next {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  return (type) => {
    const [size, get] = TYPES[type] as (typeof TYPES)[string];
    if (at + size > bytes.length) throw new CorruptFile("the file ends before its faces do", {}, "E_TRUNCATED");
    at += size;
    return view[`get${get}`](at - size, little);
  };
}

function textNumbers(bytes: Uint8Array): Next {
  const words = new TextDecoder("latin1").decode(bytes).matchAll(/\S+/g);
  return () => {
    const { value, done } = words.next();
    if (done) throw new CorruptFile("the file ends before its faces do", {}, "E_TRUNCATED");
    return Number(value[0]);
  };
}
