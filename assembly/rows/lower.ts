import { openNeighbours, STEP } from "../core/grid";
import { keyOfFloat } from "../core/keys";
import { INDEX, Levels, nextLevel, pushLevel, takeEntry } from "../core/levels";

/** Costs of voxels and the limits below which these never go; u32 each, rows without gaps. */
@unmanaged
export class Costs {
  costs: usize;
  limits: usize;
  w: usize;
  h: i32;
  d: i32;
  /** Room for a row and its slack, and for another row. */
  around: usize;
  beside: usize;
  /** What is worked on, in raster order. */
  spans: usize;
  spansEnd: usize;
  /** The largest squared distance of a neighbour; whether there are any in other planes. */
  farthest: i32;
  isPlanar: bool;
  flags: usize;
  steps: usize;
  stepsEnd: usize;
  queue: Levels;
}

/** Voxels of a row that are worked on. */
@unmanaged
export class Span {
  row: u32;
  from: u32;
  to: u32;
}
export const SPAN: usize = 12;

/** Costs of `n` values times `sign`, lowered by `height` and a part `doubt` of their magnitude, but not below `least`. */
export function keysRow(
  dst: usize, values: usize, n: usize, sign: f32, height: f32, doubt: f32, least: f32,
): void {
  const end = dst + (n << 2);
  if (ASC_FEATURE_SIMD) {
    for (; dst + 16 <= end; dst += 16) {
      const value = f32x4.mul(f32x4.splat(sign), v128.load(values));
      const lowered = f32x4.sub(f32x4.sub(value, f32x4.splat(height)), f32x4.mul(f32x4.splat(doubt), f32x4.abs(value)));
      const bits = f32x4.add(f32x4.max(lowered, f32x4.splat(least)), f32x4.splat(0));
      const flip = v128.or(i32x4.shr_s(bits, 31), i32x4.splat(0x8000_0000));
      v128.store(dst, v128.not(v128.xor(bits, flip)));
      values += 16;
    }
  }
  for (; dst < end; dst += 4) {
    const value = sign * load<f32>(values);
    store<u32>(dst, ~keyOfFloat(max<f32>(value - height - doubt * abs<f32>(value), least)));
    values += 4;
  }
}

/**
 * Lowers the costs at the offsets [from, to) of the row at `dst` to those of the row at `src`, and of those `reach` bytes
 * to the left and right; `last` is the offset of the last voxel of both.
 */
export function lowerRow(dst: usize, src: usize, from: usize, to: usize, last: usize, reach: usize): void {
  let x = from;
  if (!x) {
    lowerAt(dst, src, 0, 0, min<usize>(reach, last));
    x = 4;
  }
  if (ASC_FEATURE_SIMD) {
    for (const end = min<usize>(to, last); x + 16 <= end; x += 16) {
      const sides = v128.min<u32>(v128.load(src + x - reach), v128.load(src + x + reach));
      const middle = v128.min<u32>(v128.load(src + x), v128.load(dst + x));
      v128.store(dst + x, v128.min<u32>(sides, middle));
    }
  }
  for (; x < to; x += 4) lowerAt(dst, src, x, x - reach, min<usize>(x + reach, last));
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

/** Lowers the costs of a span that can be lowered to what is around them, and queues them. */
export function queueSpan(costs: Costs, span: Span): void {
  const first = costs.w * span.row;
  let x = <usize>span.from;
  while (x < <usize>span.to) {
    const at = (first + x) << 2;
    const around = costs.around + (x << 2);
    if (ASC_FEATURE_SIMD) {
      if (x + 4 <= <usize>span.to) {
        const lowest = v128.max<u32>(v128.load(costs.limits + at), v128.load(around));
        if (!v128.any_true(v128.lt<u32>(lowest, v128.load(costs.costs + at)))) {
          x += 4;
          continue;
        }
      }
    }
    const cost = max<u32>(load<u32>(costs.limits + at), load<u32>(around));
    if (cost < load<u32>(costs.costs + at)) lower(costs, first + x, cost);
    ++x;
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
