import { EDGES, STEP } from "../core/grid";
import { labelAt, readLabel, setLabel } from "../core/painted";
import { codeOf, DOUBT, INSIDE, isThere, keyAt, LOST, Plateaus, UNDECIDED } from "./plateaus";

/** What is known of two voxels of equal value: which of them leaves the queue of a flood first. */
const SECOND: i32 = 0;
const FIRST: i32 = 1;
/** Either, and both lead to one label. */
const EITHER: i32 = 2;
/** Not known, and they lead to two labels. */
const UNKNOWN: i32 = 3;
/** Another voxel's step has to be chosen before. */
const WAIT: i32 = 4;

/** In place of a code, once there is no need for it. */
const LABELLED: u32 = DOUBT;

@unmanaged
export class Descent extends Plateaus {
  /** Labels of the markers, then of all voxels, of `1 << labelShift` bytes. */
  labels: usize;
  labelShift: usize;
  /** Steps of comparisons that may still be made. */
  budget: i32;
  /** The voxel to wait for. */
  awaited: u32;
  /** Voxels inside plateaus, without markers. */
  inside: usize;
}

// @ts-ignore: decorator
@inline
function stepOf(ways: Descent, code: u32): usize {
  return ways.steps + <usize>(code & LOST) * STEP;
}

// @ts-ignore: decorator
@inline
function below(ways: Descent, i: usize, code: u32): usize {
  return i + load<i32>(stepOf(ways, code));
}

function layerOf(ways: Descent, i: usize): u32 {
  return codeOf(ways, i) & INSIDE ? load<u32>(ways.layers + (i << 2)) : 0;
}

/** Which of two steps up, the inverse of these two down, comes first in the list of neighbours: by distance, then reversed. */
function isFirstUp(ways: Descent, a: u32, b: u32): i32 {
  a &= LOST;
  b &= LOST;
  const near = popcnt(load<u32>(stepOf(ways, a), 4));
  const far = popcnt(load<u32>(stepOf(ways, b), 4));
  return near == far ? i32(a > b) : i32(near < far);
}

/** Which of two voxels of equal value leaves the queue first. */
function orderOf(ways: Descent, a: usize, b: usize): i32 {
  let codeA: u32 = 0, codeB: u32 = 0;
  for (; --ways.budget >= 0; ) {
    if (keyAt(ways, a) != keyAt(ways, b)) return i32(keyAt(ways, a) < keyAt(ways, b));
    const layerA = layerOf(ways, a), layerB = layerOf(ways, b);
    if (layerA != layerB) return i32(layerA < layerB);
    if ((codeA | codeB) & DOUBT) return sameEnd(ways, a, b);
    if (a == b) return isFirstUp(ways, codeA, codeB);
    const labelA = readLabel(ways.labels, ways.labelShift, a), labelB = readLabel(ways.labels, ways.labelShift, b);
    if (labelA && labelB) return labelA == labelB ? EITHER : UNKNOWN;
    if (labelA | labelB) return i32(labelA != 0);
    codeA = codeOf(ways, a);
    codeB = codeOf(ways, b);
    if ((codeA | codeB) & UNDECIDED) {
      ways.awaited = <u32>(codeA & UNDECIDED ? a : b);
      return WAIT;
    }
    a = below(ways, a, codeA);
    b = below(ways, b, codeB);
  }
  return UNKNOWN;
}

/** EITHER when the ways down from two voxels end at one label. */
function sameEnd(ways: Descent, a: usize, b: usize): i32 {
  const labelA = endOf(ways, a);
  const labelB = labelA && endOf(ways, b);
  if (!labelB) return ways.budget < 0 ? UNKNOWN : WAIT;
  return labelA == labelB ? EITHER : UNKNOWN;
}

/** The label that the way down from a voxel leads to; 0 when it is not known, with the voxel to wait for. */
function endOf(ways: Descent, i: usize): u32 {
  for (; --ways.budget >= 0; ) {
    const label = readLabel(ways.labels, ways.labelShift, i);
    if (label) return label;
    const code = codeOf(ways, i);
    if (code & UNDECIDED) {
      ways.awaited = <u32>i;
      return 0;
    }
    i = below(ways, i, code);
  }
  return 0;
}

/** Chooses the step of a voxel: to the neighbour that leaves the queue first. */
function choose(ways: Descent, i: usize): i32 {
  const code = codeOf(ways, i);
  const inside = code & INSIDE;
  const key = inside ? keyAt(ways, i) : keyAt(ways, below(ways, i, code));
  const edges = <u32>load<u8>(ways.flags + i) & EDGES;
  const layer = layerOf(ways, i) - 1;
  let best: usize = 0, number: u32 = LOST, doubt: u32 = 0;
  for (let step = ways.steps; step < ways.stepsEnd; step += STEP) {
    const j = i + load<i32>(step);
    if (!isThere(step, edges) || keyAt(ways, j) != key || (inside && layerOf(ways, j) != layer)) continue;
    const order = number == LOST ? SECOND : orderOf(ways, best, j);
    if (order >= UNKNOWN) return order;
    if (order == EITHER) doubt = DOUBT;
    else if (order == SECOND) {
      // It is before the best, but not known to be before the others that may be.
      if (doubt) return UNKNOWN;
      best = j;
      number = <u32>((step - ways.steps) / STEP);
    }
  }
  store<u8>(ways.codes + i, <u8>(number | doubt | inside));
  return FIRST;
}

/** Chooses the step of a voxel, and those of others that it depends on, listed at `stack`; false when it is not known. */
export function decide(ways: Descent, i: usize, stack: usize): bool {
  const bottom = stack;
  store<u32>(stack, <u32>i);
  while (stack >= bottom) {
    const order = choose(ways, <usize>load<u32>(stack));
    if (order == UNKNOWN) return false;
    stack += order == WAIT ? 4 : -4;
    if (order == WAIT) store<u32>(stack, ways.awaited);
  }
  return true;
}

/** Leaves the number of a step in the codes of voxels `from` … `end`, or that they are labelled. */
export function closeRow(ways: Descent, from: usize, end: usize): void {
  for (; from < end; ++from) {
    const label = labelAt(ways.labels, ways.labelShift, from);
    store<u8>(ways.codes + from, label ? LABELLED : codeOf(ways, from) & LOST);
  }
}

/** Labels the voxels `from` … `end`, and those on the ways down from them. */
export function paintDown(ways: Descent, from: usize, end: usize): void {
  const codes = ways.codes;
  const steps = ways.steps;
  const labels = ways.labels;
  const shift = ways.labelShift;
  for (; from < end; ++from) {
    let code = <u32>load<u8>(codes + from);
    if (code & LABELLED) continue;
    let i = from;
    do {
      i += load<i32>(steps + <usize>code * STEP);
      code = load<u8>(codes + i);
    } while (!(code & LABELLED));
    const label = labelAt(labels, shift, i);
    const last = i;
    for (i = from; i != last; ) {
      code = load<u8>(codes + i);
      store<u8>(codes + i, <u8>LABELLED);
      setLabel(labels, shift, i, label);
      i += load<i32>(steps + <usize>code * STEP);
    }
  }
}
