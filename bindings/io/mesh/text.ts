import { CorruptFile } from "../../core/errors.js";
import { welded } from "../../core/weld.js";
import { fanned, type RawMesh } from "./soup.js";

/** The world a comment or header names, as Slicer and segwasm write it. */
export function worldOf(text: string): RawMesh["world"] {
  return /SPACE=(LPS|RAS)/.exec(text)?.[1] as RawMesh["world"];
}

/** The words of every line that is not empty, with its number. */
function* linesOf(text: string): Iterable<[number: number, words: string[]]> {
  let [from, number] = [0, 0];
  while (from < text.length) {
    const end = text.indexOf("\n", from);
    const line = text.slice(from, end < 0 ? text.length : end).trim();
    from = end < 0 ? text.length : end + 1;
    number++;
    if (line !== "") yield [number, line.split(/\s+/)];
  }
}

/** Wavefront OBJ: vertices and faces, of any number of corners; all else is passed over. */
export function decodeObj(text: string): RawMesh {
  const [positions, faces]: [number[], number[]] = [[], []];
  for (const [number, [key, ...words]] of linesOf(text)) {
    if (key === "v") positions.push(...threeNumbers(number, words));
    if (key !== "f") continue;
    const polygon = words.map((word) => {
      const index = Number.parseInt(word, 10);
      // Counted from 1, or back from the last one.
      const vertex = index < 0 ? positions.length / 3 + index : index - 1;
      if (Number.isInteger(vertex) && vertex >= 0) return vertex;
      throw new CorruptFile(`line ${number}: ${JSON.stringify(word.slice(0, 40))} is no vertex`);
    });
    if (polygon.length < 3) throw new CorruptFile(`line ${number}: a face has ${polygon.length} corners`);
    fanned(polygon, faces);
  }
  return {
    positions: Float32Array.from(positions),
    faces: Uint32Array.from(faces),
    world: worldOf(text.slice(0, 1000)),
  };
}

/** STL as text: three lines "vertex x y z" a facet. */
export function decodeTextStl(text: string): RawMesh {
  const corners: number[] = [];
  for (const [number, [key, ...words]] of linesOf(text))
    if (key === "vertex") corners.push(...threeNumbers(number, words));
  if (corners.length % 9 !== 0) throw new CorruptFile(`a facet is not whole: ${corners.length / 3} corners`);
  return { ...welded(Float32Array.from(corners)), world: worldOf(text.slice(0, 1000)) };
}

/** STL of 80 bytes of text, the number of facets, and 50 bytes a facet. */
export function decodeBinaryStl(bytes: Uint8Array): RawMesh {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(80, true);
  const corners = new Float32Array(9 * count);
  for (let i = 0; i < corners.length; i++) {
    corners[i] = view.getFloat32(84 + 50 * Math.floor(i / 9) + 12 + 4 * (i % 9), true);
  }
  return { ...welded(corners), world: worldOf(new TextDecoder("latin1").decode(bytes.subarray(0, 80))) };
}

function threeNumbers(line: number, words: readonly string[]): number[] {
  const numbers = words.slice(0, 3).map(Number);
  if (numbers.length === 3 && numbers.every(Number.isFinite)) return numbers;
  throw new CorruptFile(`line ${line}: expected three numbers, got ${JSON.stringify(words.join(" ").slice(0, 40))}`);
}
