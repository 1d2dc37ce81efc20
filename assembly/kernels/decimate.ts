/**
 * Fewer triangles for nearly the same surface: the two vertices whose joining moves it least become one, again and again.
 *
 * In     vertices: `n` f32x4 (z, y, x, 1); faces: `m` u32 × 3, each edge in two of them once in each direction where the
 *        surface is closed; target: faces wanted
 * Out    vertices, faces: what is left, in the old order; returns the number of faces; room: u32 at its start: vertices left
 * Room   decimateRoom bytes, on 16
 * Rules  the cost of joining two vertices is the sum of squared distances to the planes of the faces that went into them,
 *        weighed by area, and a little of the square of their distance; equal costs: the lower number
 *        not joined: vertices at an open border, or with more than 64 neighbours; where a face would turn over; where the
 *        surface would touch itself: both ends must have two common neighbours, which have four or more themselves
 *        ends when the target is reached or nothing can be joined any more
 * Cost   O((n + m) log n)
 * After  Garland and Heckbert, Surface simplification using quadric error metrics
 */
import {
  beginCollapse, Collapse, collapseBytes, MOST_NEIGHBOURS, NONE, numberAt, placeOf, setNumber,
} from "../core/collapse";
import { addPlane, addQuadric, costOf } from "../rows/quadrics";
import { drop, push, sift } from "../rows/vertex-heap";

/** How much a face may turn: the cosine of the angle. */
const LEAST_COSINE: f64 = 0.2;

export function decimateRoom(n: usize, m: usize): f64 {
  return collapseBytes(n, m);
}

export function decimate(vertices: usize, n: u32, faces: usize, m: u32, target: u32, room: usize): u32 {
  const state = beginCollapse(room, vertices, n, faces, m);
  for (let face: u32 = 0; face < m; ++face) {
    addPlane(state, face);
    for (let corner = 3 * face; corner < 3 * face + 3; ++corner) {
      const vertex = numberAt(faces, corner);
      setNumber(state.nexts, corner, numberAt(state.heads, vertex));
      setNumber(state.heads, vertex, corner);
    }
  }
  for (let vertex: u32 = 0; vertex < n; ++vertex) {
    findTarget(state, vertex, -1, 0);
    push(state, vertex);
  }
  while (state.live > target && state.size) {
    const vertex = numberAt(state.heap, 0);
    const cost = load<f64>(state.costs + (<usize>vertex << 3));
    if (cost == Infinity) break;
    const other = numberAt(state.targets, vertex);
    if (canJoin(state, vertex, other)) join(state, vertex, other);
    else {
      findTarget(state, vertex, cost, other);
      sift(state, vertex);
    }
  }
  return compact(state, n, m);
}

// @ts-ignore: decorator
@inline
function isGone(state: Collapse, corner: u32): bool {
  return numberAt(state.faces, corner - corner % 3) == NONE;
}

// @ts-ignore: decorator
@inline
function has(list: usize, n: u32, vertex: u32): bool {
  for (let i: u32 = 0; i < n; ++i) if (numberAt(list, i) == vertex) return true;
  return false;
}

/** Lists the neighbours of a vertex; returns how many, 0 where the faces around it do not close or are too many. */
function neighbours(state: Collapse, vertex: u32, list: usize): u32 {
  let n: u32 = 0, faces: u32 = 0;
  for (let corner = numberAt(state.heads, vertex); corner != NONE; corner = numberAt(state.nexts, corner)) {
    if (isGone(state, corner)) continue;
    faces += 1;
    const first = corner - corner % 3;
    for (let i = first; i < first + 3; ++i) {
      const other = numberAt(state.faces, i);
      if (other == vertex || has(list, n, other)) continue;
      if (n == MOST_NEIGHBOURS) return 0;
      setNumber(list, n++, other);
    }
  }
  return n == faces ? n : 0;
}

/** Notes the cheapest neighbour of a vertex that comes after `cost` and `after`, if there is one. */
function findTarget(state: Collapse, vertex: u32, cost: f64, after: u32): void {
  const n = neighbours(state, vertex, state.third);
  let best = Infinity;
  let target = NONE;
  for (let i: u32 = 0; i < n; ++i) {
    const other = numberAt(state.third, i);
    const price = costOf(state, vertex, other);
    if (price < cost || (price == cost && other <= after)) continue;
    if (price > best || (price == best && other > target)) continue;
    best = price;
    target = other;
  }
  store<f64>(state.costs + (<usize>vertex << 3), best);
  setNumber(state.targets, vertex, target);
}

function canJoin(state: Collapse, a: u32, b: u32): bool {
  const nA = neighbours(state, a, state.near), nB = neighbours(state, b, state.other);
  if (!nA || !nB || !has(state.near, nA, b)) return false;
  let common = 0;
  for (let i: u32 = 0; i < nA; ++i) {
    const vertex = numberAt(state.near, i);
    if (!has(state.other, nB, vertex)) continue;
    common += 1;
    const around = neighbours(state, vertex, state.third);
    if (common > 2 || (around > 0 && around <= 3)) return false;
  }
  if (common != 2) return false;
  costOf(state, a, b);
  return staysUpright(state, a, b) && staysUpright(state, b, a);
}

/** Whether the faces at a vertex that do not have the other one keep facing about the way they do. */
function staysUpright(state: Collapse, vertex: u32, other: u32): bool {
  for (let corner = numberAt(state.heads, vertex); corner != NONE; corner = numberAt(state.nexts, corner)) {
    if (isGone(state, corner)) continue;
    const first = corner - corner % 3;
    const p = numberAt(state.faces, first + (corner + 1) % 3), q = numberAt(state.faces, first + (corner + 2) % 3);
    if (p == other || q == other) continue;
    const pz = placeOf(state, p, 0), py = placeOf(state, p, 1), px = placeOf(state, p, 2);
    const ez = placeOf(state, q, 0) - pz, ey = placeOf(state, q, 1) - py, ex = placeOf(state, q, 2) - px;
    const az = placeOf(state, vertex, 0) - pz, ay = placeOf(state, vertex, 1) - py, ax = placeOf(state, vertex, 2) - px;
    const bz = state.z - pz, by = state.y - py, bx = state.x - px;
    const oz = ey * ax - ex * ay, oy = ex * az - ez * ax, ox = ez * ay - ey * az;
    const nz = ey * bx - ex * by, ny = ex * bz - ez * bx, nx = ez * by - ey * bz;
    const old = oz * oz + oy * oy + ox * ox, now = nz * nz + ny * ny + nx * nx;
    const dot = oz * nz + oy * ny + ox * nx;
    if (old > 0 && !(dot > 0 && dot * dot > LEAST_COSINE * LEAST_COSINE * old * now)) return false;
  }
  return true;
}

/** Joins b to a, at the place that was found last. */
function join(state: Collapse, a: u32, b: u32): void {
  const at = state.vertices + (<usize>a << 4);
  store<f32>(at, <f32>state.z);
  store<f32>(at, <f32>state.y, 4);
  store<f32>(at, <f32>state.x, 8);
  addQuadric(state, a, b);
  let corner = numberAt(state.heads, b);
  while (corner != NONE) {
    const next = numberAt(state.nexts, corner);
    if (!isGone(state, corner)) take(state, a, corner);
    corner = next;
  }
  setNumber(state.heads, b, NONE);
  drop(state, b);
  tidy(state, a);
  findTarget(state, a, -1, 0);
  sift(state, a);
  const n = neighbours(state, a, state.near);
  for (let i: u32 = 0; i < n; ++i) {
    const vertex = numberAt(state.near, i);
    findTarget(state, vertex, -1, 0);
    sift(state, vertex);
  }
}

/** Gives a corner to vertex a; its face is gone when it has that already. */
function take(state: Collapse, a: u32, corner: u32): void {
  const first = corner - corner % 3;
  for (let i = first; i < first + 3; ++i) {
    if (numberAt(state.faces, i) != a) continue;
    setNumber(state.faces, first, NONE);
    state.live -= 1;
    return;
  }
  setNumber(state.faces, corner, a);
  setNumber(state.nexts, corner, numberAt(state.heads, a));
  setNumber(state.heads, a, corner);
}

/** Takes faces that are gone out of the list of a vertex. */
function tidy(state: Collapse, vertex: u32): void {
  let last = NONE;
  for (let corner = numberAt(state.heads, vertex); corner != NONE; ) {
    const next = numberAt(state.nexts, corner);
    if (!isGone(state, corner)) {
      if (last == NONE) setNumber(state.heads, vertex, corner);
      else setNumber(state.nexts, last, corner);
      last = corner;
    }
    corner = next;
  }
  if (last == NONE) setNumber(state.heads, vertex, NONE);
  else setNumber(state.nexts, last, NONE);
}

/** Moves what is left to the front, and gives the vertices new numbers. */
function compact(state: Collapse, n: u32, m: u32): u32 {
  const numbers = state.places;
  memory.fill(numbers, 0, <usize>n << 2);
  for (let face: u32 = 0; face < m; ++face) {
    if (numberAt(state.faces, 3 * face) == NONE) continue;
    for (let i = 3 * face; i < 3 * face + 3; ++i) setNumber(numbers, numberAt(state.faces, i), 1);
  }
  let count: u32 = 0;
  for (let vertex: u32 = 0; vertex < n; ++vertex) {
    if (numberAt(numbers, vertex) == 0) continue;
    memory.copy(state.vertices + (<usize>count << 4), state.vertices + (<usize>vertex << 4), 16);
    setNumber(numbers, vertex, count++);
  }
  let corners: u32 = 0;
  for (let face: u32 = 0; face < m; ++face) {
    if (numberAt(state.faces, 3 * face) == NONE) continue;
    for (let i = 3 * face; i < 3 * face + 3; ++i) {
      setNumber(state.faces, corners++, numberAt(numbers, numberAt(state.faces, i)));
    }
  }
  store<u32>(changetype<usize>(state), count);
  return corners / 3;
}
