import type { Source } from "../source.js";
import { arraysOf, numbersOf, openVtk, section, textOf, type VtkArray, type VtkFile } from "./arrays.js";

/** What a .vtp file holds of surfaces and lines, and texts and numbers beside them. */
export interface PolyData {
  /** n × 3 (x, y, z). */
  readonly points: Float64Array;
  /** m × 3 indices of points; polygons and strips as triangles. */
  readonly triangles: Uint32Array;
  /** Indices of points along each line. */
  readonly lines: readonly Uint32Array[];
  /** A text of the field data. */
  text(name: string): string | undefined;
  numbers(name: string): Float64Array | undefined;
}

/** Reads a .vtp file. Throws UnsupportedFile, CorruptFile. */
export function readPolyData(source: Source): PolyData {
  const file = openVtk(source, "PolyData");
  const fields = arraysOf(section(file.text, "FieldData"));
  const pieces = file.text.split(/<Piece[\s>]/).slice(1);
  if (pieces.length > 1) throw source.unsupported("it has several pieces; save it again as one");
  const [piece = ""] = pieces;
  const points = numbersIn(file, arraysOf(section(piece, "Points")).values().next().value);
  if (points.length % 3 !== 0) throw source.corrupt("its points are not whole");
  const cells = (name: string) => cellsOf(file, section(piece, name), points.length / 3);
  const triangles: number[] = [];
  for (const corners of cells("Polys")) {
    for (let i = 2; i < corners.length; i++) triangles.push(...[0, i - 1, i].map((at) => corners[at] as number));
  }
  for (const strip of cells("Strips")) {
    for (let i = 2; i < strip.length; i++) {
      const order = i % 2 === 0 ? [i - 2, i - 1, i] : [i - 1, i - 2, i];
      triangles.push(...order.map((at) => strip[at] as number));
    }
  }
  return {
    points,
    triangles: Uint32Array.from(triangles),
    lines: cells("Lines"),
    text: (name) => textOf(file, fields.get(name)),
    numbers: (name) => (fields.has(name) ? numbersIn(file, fields.get(name)) : undefined),
  };
}

function numbersIn(file: VtkFile, array: VtkArray | undefined): Float64Array {
  return array ? numbersOf(file, array) : new Float64Array(0);
}

function cellsOf({ source, ...rest }: VtkFile, text: string, points: number): Uint32Array[] {
  const file = { source, ...rest };
  const arrays = arraysOf(text);
  const corners = numbersIn(file, arrays.get("connectivity"));
  const ends = numbersIn(file, arrays.get("offsets"));
  const wrong = corners.find((corner) => !(corner >= 0 && corner < points && Number.isInteger(corner)));
  if (wrong !== undefined) throw source.corrupt(`a cell names point ${wrong}, there are ${points}`);
  return Array.from(ends, (end, i) => {
    const from = i === 0 ? 0 : (ends[i - 1] as number);
    if (!(Number.isInteger(end) && end >= from && end <= corners.length)) {
      throw source.corrupt(`cell ${i} ends at ${end} of ${corners.length} corners`);
    }
    return Uint32Array.from(corners.subarray(from, end));
  });
}
