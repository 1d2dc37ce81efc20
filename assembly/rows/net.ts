import { cubeEntry, loopsOf, pinchOf } from "../core/cube";
import { Sweep } from "../core/sweep";

/** Set in the number of a cube, the index of its first vertex, when it has several. */
const SEVERAL: u32 = 0x8000_0000;

/** The vertices of one cube, and the quads around the edges at its corner 0: the other cubes there are done. */
export function netCube(net: Sweep, code: u32, x: usize, y: usize, z: usize, place: usize): void {
  let entry = cubeEntry(net.tables, code);
  let index = net.count;
  const own = net.plane + place;
  if (loopsOf(entry) >> 24 != 1) {
    entry = unpinched(net, entry, code, x, y, z);
    index |= SEVERAL;
  }
  store<u32>(own, index);
  addVertices(net, entry, x, y, z);
  const behind = net.before + place;
  const line = (net.w + 1) << 2;
  const inside = code & 1;
  if (inside != ((code >> 1) & 1)) addQuad(net, inside, 0, own, behind, behind - line, own - line);
  if (inside != ((code >> 2) & 1)) addQuad(net, inside ^ 1, 4, own, behind, behind - 4, own - 4);
  if (inside != ((code >> 4) & 1)) addQuad(net, inside, 8, own, own - line, own - line - 4, own - 4);
}

/** One vertex for each loop of an entry. */
// @ts-ignore: decorator
@inline
function addVertices(net: Sweep, entry: usize, x: usize, y: usize, z: usize): void {
  const loops = loopsOf(entry);
  let to = net.vertices + (<usize>net.count << 4);
  let count = (loops >> 24) & 7;
  net.count += count;
  const i = net.z0 + <f32>(<i32>z - 1), j = net.y0 + <f32>(<i32>y - 1), k = net.x0 + <f32>(<i32>x - 1);
  for (; count; --count) {
    store<f32>(to, i + load<f32>(entry, 64));
    store<f32>(to, j + load<f32>(entry, 68), 4);
    store<f32>(to, k + load<f32>(entry, 72), 8);
    store<u32>(to, loops, 12);
    entry += 16;
    to += 16;
  }
}

/** The quad across an edge, which is number `edge` of cube a, + 2 of b, + 3 of c, + 1 of d; backwards unless `ahead`. */
function addQuad(net: Sweep, ahead: u32, edge: u32, a: usize, b: usize, c: usize, d: usize): void {
  const to = net.faces;
  net.faces = to + 16;
  const second = vertexAt(net, b, edge + 2);
  const fourth = vertexAt(net, d, edge + 1);
  store<u32>(to, vertexAt(net, a, edge));
  store<u32>(to, ahead ? second : fourth, 4);
  store<u32>(to, vertexAt(net, c, edge + 3), 8);
  store<u32>(to, ahead ? fourth : second, 12);
}

/** The vertex of the loop that crosses an edge of a cube. */
// @ts-ignore: decorator
@inline
function vertexAt(net: Sweep, cube: usize, edge: u32): u32 {
  const index = load<u32>(cube);
  return <i32>index < 0 ? vertexOfLoop(net, index ^ SEVERAL, edge) : index;
}

function vertexOfLoop(net: Sweep, first: u32, edge: u32): u32 {
  return first + ((load<u32>(net.vertices + (<usize>first << 4), 12) >> (edge << 1)) & 3);
}

/**
 * The entry to use for a cube: that of the other table where the surface would touch itself in a face. The cube behind the
 * face comes to the same answer, and this face is the only one of both that can be joined in two ways.
 */
function unpinched(net: Sweep, entry: usize, code: u32, x: usize, y: usize, z: usize): usize {
  const pinch = pinchOf(entry);
  if (pinch == 0) return entry;
  const face = <u32>ctz(pinch) >> 2;
  const step = <usize>((face & 1) << 1) - 1;
  const axis = face >> 1;
  const behind = codeAt(net, axis == 0 ? x + step : x, axis == 1 ? y + step : y, axis == 2 ? z + step : z);
  const back = pinchOf(cubeEntry(net.tables, behind)) >> ((face ^ 1) << 2);
  return back & 4 ? cubeEntry(net.other, code) : entry;
}

/** The code of any cube. */
function codeAt(net: Sweep, x: usize, y: usize, z: usize): u32 {
  let code: u32 = 0;
  for (let corner: u32 = 0; corner < 8; ++corner) {
    // Before the border a coordinate is −1, as an unsigned number beyond the end.
    const i = x + <usize>(corner & 1) - 1;
    const j = y + <usize>((corner >> 1) & 1) - 1;
    const k = z + <usize>(corner >> 2) - 1;
    if (i >= net.w || j >= net.h || k >= net.d) continue;
    const byte = <u32>load<u8>(net.bits + (k * net.h + j) * net.pitch + (i >> 3));
    code |= ((byte >> <u32>(i & 7)) & 1) << corner;
  }
  return code;
}
