/** What `kernels/decimate.ts` works on. Lies in its room. */
@unmanaged
export class Collapse {
  /** f32x4 per vertex, and u32 × 3 per face; a face that is gone has `NONE` as its first corner. */
  vertices: usize;
  faces: usize;
  /** f64 × 10 per vertex: the squares of distances to planes, aa ab ac ad bb bc bd cc cd dd. */
  quadrics: usize;
  /** The corners at a vertex as a list: u32 per vertex, the first one; u32 per corner, the one after it. */
  heads: usize;
  nexts: usize;
  /** Per vertex: what its cheapest edge costs, f64, and where that leads to, u32. */
  costs: usize;
  targets: usize;
  /** Vertices by cost, and the place of each in that heap. */
  heap: usize;
  places: usize;
  size: u32;
  /** Faces left. */
  live: u32;
  /** The place that the last call of `costOf` found. */
  z: f64;
  y: f64;
  x: f64;
  /** Three lists of neighbours. */
  near: usize;
  other: usize;
  third: usize;
}

export const NONE: u32 = 0xffff_ffff;
/** The most neighbours of a vertex that may be joined to another. */
export const MOST_NEIGHBOURS: u32 = 64;
const LIST: usize = 256;
const QUADRIC: usize = 80;

/** Bytes of room for `n` vertices and `m` faces. */
export function collapseBytes(n: usize, m: usize): f64 {
  return <f64>(QUADRIC + 8 + 16) * <f64>n + 12 * <f64>m + <f64>(offsetof<Collapse>() + 3 * LIST + 64);
}

export function beginCollapse(room: usize, vertices: usize, n: usize, faces: usize, m: usize): Collapse {
  const state = changetype<Collapse>(room);
  state.vertices = vertices;
  state.faces = faces;
  state.near = room + ((offsetof<Collapse>() + 15) & ~15);
  state.other = state.near + LIST;
  state.third = state.other + LIST;
  state.quadrics = state.third + LIST;
  state.costs = state.quadrics + QUADRIC * n;
  state.targets = state.costs + 8 * n;
  state.heap = state.targets + 4 * n;
  state.places = state.heap + 4 * n;
  state.heads = state.places + 4 * n;
  state.nexts = state.heads + 4 * n;
  state.size = 0;
  state.live = <u32>m;
  memory.fill(state.quadrics, 0, QUADRIC * n);
  memory.fill(state.heads, 0xff, 4 * n);
  return state;
}

// @ts-ignore: decorator
@inline
export function quadricAt(state: Collapse, vertex: u32): usize {
  return state.quadrics + <usize>vertex * QUADRIC;
}

// @ts-ignore: decorator
@inline
export function numberAt(list: usize, index: u32): u32 {
  return load<u32>(list + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline
export function setNumber(list: usize, index: u32, value: u32): void {
  store<u32>(list + (<usize>index << 2), value);
}

/** A coordinate (0 z, 1 y, 2 x) of a vertex. */
// @ts-ignore: decorator
@inline
export function placeOf(state: Collapse, vertex: u32, axis: usize): f64 {
  return <f64>load<f32>(state.vertices + (<usize>vertex << 4) + (axis << 2));
}
