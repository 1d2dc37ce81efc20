import { openNeighbours, STEP } from "../core/grid";
import { INDEX, Levels, nextLevel, pushLevel, takeEntry } from "../core/levels";

/** Costs of voxels and the limits below which these never go; u32 each, rows without gaps. */
@unmanaged
export class Costs {
  costs: usize;
  limits: usize;
  w: usize;
  h: i32;
  d: i32;
  /** Room for one row. */
  around: usize;
  /** The largest squared distance of a neighbour; whether there are any in other planes. */
  farthest: i32;
  isPlanar: bool;
  flags: usize;
  steps: usize;
  stepsEnd: usize;
  queue: Levels;
}

/** Lowers `n` costs to those of the row at `src`, also to their neighbours to the left and right where `wide`. */
export function lowerRow(dst: usize, src: usize, n: usize, wide: bool): void {
  const last = (n << 2) - 4;
  const reach: usize = wide ? 4 : 0;
  lowerAt(dst, src, 0, 0, min<usize>(reach, last));
  let x: usize = 4;
  if (ASC_FEATURE_SIMD) {
    for (; x + 16 <= last; x += 16) {
      const sides = v128.min<u32>(v128.load(src + x - reach), v128.load(src + x + reach));
      const middle = v128.min<u32>(v128.load(src + x), v128.load(dst + x));
      v128.store(dst + x, v128.min<u32>(sides, middle));
    }
  }
  for (; x <= last; x += 4) lowerAt(dst, src, x, x - reach, min<usize>(x + reach, last));
}

function lowerAt(dst: usize, src: usize, x: usize, left: usize, right: usize): void {
  const sides = min<u32>(load<u32>(src + left), load<u32>(src + right));
  store<u32>(dst + x, min<u32>(load<u32>(dst + x), min<u32>(load<u32>(src + x), sides)));
}

/**
 * Lets costs run along a row from the address `at`, `count` of them, `step` bytes at a time: each becomes the lowest of
 * what is around it and of its predecessor, but no lower than its limit. `around` and `limits` are differences to `at`.
 */
export function runRow(at: usize, count: usize, step: usize, around: usize, limits: usize): void {
  let cost: u32 = 0xffff_ffff;
  for (; count; --count) {
    cost = max<u32>(load<u32>(at + limits), min<u32>(load<u32>(at + around), cost));
    store<u32>(at, cost);
    at += step;
  }
}

/** Lowers the costs of row `first / w` that can be lowered, and queues them. */
export function queueRow(costs: Costs, first: usize): void {
  for (let x: usize = 0; x < costs.w; ++x) {
    const i = first + x;
    const cost = max<u32>(load<u32>(costs.limits + (i << 2)), load<u32>(costs.around + (x << 2)));
    if (cost < load<u32>(costs.costs + (i << 2))) lower(costs, i, cost);
  }
}

function lower(costs: Costs, i: usize, cost: u32): void {
  store<u32>(costs.costs + (i << 2), cost);
  pushLevel(costs.queue, cost, <u32>i, 0, 0);
}

/** Takes up to `count` voxels out of the queue and lowers their neighbours; false when there is none left. */
export function spread(costs: Costs, count: u32): bool {
  const queue = costs.queue;
  const steps = costs.steps;
  for (; count; --count) {
    if (!nextLevel(queue)) return false;
    const i = <usize>(takeEntry(queue, queue.record) & INDEX);
    const cost = load<u32>(costs.costs + (i << 2));
    // It was lowered again since, and has an earlier entry.
    if (cost != queue.key) continue;
    let open = openNeighbours(costs.flags + i, steps, costs.stepsEnd);
    for (; open; open &= open - 1) {
      const j = i + load<i32>(steps + (<usize>ctz(open) * STEP));
      const next = max<u32>(load<u32>(costs.limits + (j << 2)), cost);
      if (next < load<u32>(costs.costs + (j << 2))) lower(costs, j, next);
    }
  }
  return true;
}
