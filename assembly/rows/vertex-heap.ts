import { Collapse, NONE, numberAt, setNumber } from "../core/collapse";

// @ts-ignore: decorator
@inline
function costAt(state: Collapse, vertex: u32): f64 {
  return load<f64>(state.costs + (<usize>vertex << 3));
}

/** Lower costs first, then lower numbers. */
// @ts-ignore: decorator
@inline
function isBefore(state: Collapse, a: u32, b: u32): bool {
  const p = costAt(state, a), q = costAt(state, b);
  return p < q || (p == q && a < b);
}

// @ts-ignore: decorator
@inline
function put(state: Collapse, place: u32, vertex: u32): void {
  setNumber(state.heap, place, vertex);
  setNumber(state.places, vertex, place);
}

/** Moves a vertex to where its cost belongs. */
export function sift(state: Collapse, vertex: u32): void {
  let place = numberAt(state.places, vertex);
  for (; place > 0; ) {
    const parent = (place - 1) >> 1, above = numberAt(state.heap, parent);
    if (!isBefore(state, vertex, above)) break;
    put(state, place, above);
    place = parent;
  }
  for (;;) {
    let child: u32 = 2 * place + 1;
    if (child >= state.size) break;
    if (child + 1 < state.size && isBefore(state, numberAt(state.heap, child + 1), numberAt(state.heap, child))) child += 1;
    const below = numberAt(state.heap, child);
    if (!isBefore(state, below, vertex)) break;
    put(state, place, below);
    place = child;
  }
  put(state, place, vertex);
}

/** Adds a vertex at the end of the heap, then moves it. */
export function push(state: Collapse, vertex: u32): void {
  put(state, state.size, vertex);
  state.size += 1;
  sift(state, vertex);
}

export function drop(state: Collapse, vertex: u32): void {
  const place = numberAt(state.places, vertex);
  const last = numberAt(state.heap, state.size - 1);
  state.size -= 1;
  setNumber(state.places, vertex, NONE);
  if (last == vertex) return;
  put(state, place, last);
  sift(state, last);
}
