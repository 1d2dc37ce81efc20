import type { Pointer, Range, Scratch } from "../core/scratch.js";
import { exponential, lowPass } from "./low-pass.js";

/** A mesh in linear memory before it is finished: vertices f32x4 (z, y, x in voxels, and 1), closed faces of u32. */
export interface RoughMesh {
  readonly vertices: Pointer;
  readonly count: number;
  readonly faces: Pointer;
  readonly faceCount: number;
  /** Corners of a face: 4 in a net, 3 otherwise. */
  readonly sides: 3 | 4;
}

/** Bytes of a vertex in memory. */
const VERTEX = 16;

/** Faces or vertices in one call of a kernel: enough to be fast, few enough that engines compile it well while it is used. */
const PART = 8192;

/** The ranges of `count` faces or vertices that are handed to a kernel one after the other. */
export function* inParts(count: number): Iterable<Range> {
  for (let from = 0; from < count; from += PART) yield { from, to: Math.min(from + PART, count) };
}

/** What a step makes of the vertices and of their means. */
interface Step {
  dst: Pointer;
  src: Pointer;
  /** Weights of the mean of the neighbours, and of the vertex itself. */
  near: number;
  own: number;
  /** − before + 2 · force. */
  before?: Pointer;
  force?: Pointer;
  /** Holds each vertex in the cube it has there. */
  home?: Pointer;
  /** Where weight · dst is added. */
  total?: Pointer;
  weight?: number;
}

function step(s: Scratch, mesh: RoughMesh, sums: Pointer, given: Step): void {
  const { count, faces, faceCount, sides } = mesh;
  const { dst, src, near, own, before = 0, force = 0, home = 0, total = 0, weight = 0 } = given;
  s.view(sums, Uint8Array, VERTEX * count).fill(0);
  for (const { from, to } of inParts(faceCount)) {
    s.raw.addNeighbours(sums, src, faces + 4 * sides * from, to - from, sides);
  }
  s.each("smoothStep", s.ranges(count, { work: 5 }), ({ from, to }) => {
    return [dst, sums, src, near, own, before, force, home, total, weight, VERTEX * from, VERTEX * to];
  });
}

/** Moves each vertex of a net to the mean of its neighbours, but not out of its cube, `times` times. */
export function relaxNet(s: Scratch, who: string, mesh: RoughMesh, times: number): void {
  if (times === 0 || mesh.count === 0) return;
  s.nested(() => {
    const { vertices, count } = mesh;
    const home = s.alloc(VERTEX * count, `${who}: its cubes`);
    const sums = s.alloc(VERTEX * count, `${who}: its means`);
    s.copy(home, vertices, VERTEX * count);
    for (let i = 0; i < times; i++) step(s, mesh, sums, { dst: vertices, src: vertices, near: 1, own: 0, home });
  });
}

/**
 * Smooths a closed mesh by `amount` (0 to 1) with a windowed sinc filter: pass band 10^(−4 · amount), 20 + 40 · amount passes
 * unless told otherwise.
 * The coefficients' sum counts as 1, so that a mesh as a whole neither shrinks nor grows.
 */
export function smoothMesh(
  s: Scratch,
  who: string,
  mesh: RoughMesh,
  amount: number,
  passes = Math.floor(20 + 40 * amount),
): void {
  if (amount === 0 || mesh.count === 0) return;
  const band = exponential(-4 * amount * Math.LN10);
  const [, firstWeight, ...weights] = lowPass(band, passes) as [number, number, ...number[]];
  s.nested(() => {
    const { vertices, count } = mesh;
    const bytes = VERTEX * count;
    const room = s.alloc(5 * bytes, `${who}: its displacements`);
    const [sums, force, total] = [room, room + bytes, room + 2 * bytes];
    let [before, last] = [room + 3 * bytes, room + 4 * bytes];
    s.view(total, Uint8Array, 2 * bytes).fill(0);
    step(s, mesh, sums, { dst: force, src: vertices, near: 0.5, own: -0.5, total, weight: firstWeight });
    s.copy(last, force, bytes);
    for (const weight of weights) {
      step(s, mesh, sums, { dst: before, src: last, near: 1, own: 1, before, force, total, weight });
      [before, last] = [last, before];
    }
    // The vertices themselves, − total + 2 · total.
    step(s, mesh, sums, { dst: vertices, src: vertices, near: 0, own: 1, before: total, force: total });
  });
}
