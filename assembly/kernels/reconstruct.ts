/**
 * Geodesic reconstruction, and the maxima that rest on it.
 *
 * In     src: `w · h · d` values (u8, u16, i16, f32), all finite; connectivity 4, 8, 6, 18, 26; sign: 1, or −1 to
 *        exchange high and low
 * Out    reconstruct: dst takes f32 values: of every voxel the highest level on which a path leads to it, through
 *        values of src no lower, from a voxel where the seed has that level; returns 1, with dst untouched, when the
 *        seed is above src somewhere
 *        domes: bit rows of the maxima that stand out by at least `height`, or with height 0 of all maxima
 * Room   on 16: 9 bytes a voxel, 4 a column, 320, and that of a queue of 2 · n voxels (core/levels)
 * Rules  only comparisons: exact in every type; zeros come out as +0
 *        a maximum is a plateau without a higher neighbour; the edge of the image is none, and a constant image is a
 *        maximum
 *        domes: the seed is (v − height) − 2e-6 · |v| in f32, without the second part for whole numbers; set is
 *        what lies at least `height` above its reconstruction, compared in f64
 *        bits beyond the width are 0
 * Cost   10 ns a voxel for two sweeps and a check; what these leave open goes through the queue once
 * After  Vincent 1993; scikit-image morphology.reconstruction, h_maxima, local_maxima, exactly
 *
 * Values become costs, low where values are high: u32 keys, each at least its limit, that spread to their neighbours.
 */
import { farthestOf, isPlanar, listSteps, markEdges, OPEN, STEPS } from "../core/grid";
import { floatOfKey, keyOfFloat, valueAt } from "../core/keys";
import { startLevels } from "../core/levels";
import { F32 } from "../core/types";
import { Costs, lowerRow, queueRow, runRow, spread } from "../rows/lower";

/** Voxels of one call of a row function. */
const PART: u32 = 4096;
const STATE: usize = 64;

export function reconstruct(
  dst: usize,
  src: usize,
  type: i32,
  seed: usize,
  seedType: i32,
  w: usize,
  h: usize,
  d: usize,
  connectivity: i32,
  sign: f32,
  room: usize,
): i32 {
  const costs = startCosts(room, w, h, d, connectivity);
  const end = w * h * d;
  for (let i: usize = 0; i < end; i += w) {
    costRow(costs.limits, src, type, i, i + w, sign, 0, 0);
    costRow(costs.costs, seed, seedType, i, i + w, sign, 0, 0);
    for (let x = i; x < i + w; ++x) {
      if (load<u32>(costs.costs + (x << 2)) < load<u32>(costs.limits + (x << 2))) return 1;
    }
  }
  settle(costs);
  for (let i: usize = 0; i < end; ++i) store<f32>(dst + (i << 2), sign * valueOf(costs.costs, i) + <f32>0);
  return 0;
}

export function domes(
  bits: usize,
  pitch: usize,
  src: usize,
  type: i32,
  w: usize,
  h: usize,
  d: usize,
  connectivity: i32,
  height: f64,
  sign: f32,
  room: usize,
): void {
  const costs = startCosts(room, w, h, d, connectivity);
  const doubt: f32 = type == F32 ? 2e-6 : 0;
  const end = w * h * d;
  for (let i: usize = 0; i < end; i += w) {
    costRow(costs.limits, src, type, i, i + w, sign, 0, 0);
    if (height > 0) costRow(costs.costs, src, type, i, i + w, sign, <f32>height, doubt);
    else nextRow(costs, i, i + w);
  }
  settle(costs);
  memory.fill(bits, 0, pitch * h * d);
  for (let i: usize = 0; i < end; i += w) {
    domeRow(bits, costs, i, i + w, height);
    bits += pitch;
  }
}

function startCosts(room: usize, w: usize, h: usize, d: usize, connectivity: i32): Costs {
  const n = w * h * d;
  const costs = changetype<Costs>(room);
  costs.w = w;
  costs.h = <i32>h;
  costs.d = <i32>d;
  costs.farthest = farthestOf(connectivity);
  costs.isPlanar = isPlanar(connectivity);
  costs.steps = room + STATE;
  costs.stepsEnd = listSteps(costs.steps, <i32>w, <i32>h, connectivity);
  costs.costs = room + STATE + STEPS;
  costs.limits = costs.costs + (n << 2);
  costs.around = costs.limits + (n << 2);
  costs.flags = costs.around + (w << 2);
  return costs;
}

/** Costs of values lowered by `height` and a part `doubt` of their magnitude. */
function costRow(dst: usize, src: usize, type: i32, i: usize, end: usize, sign: f32, height: f32, doubt: f32): void {
  for (; i < end; ++i) {
    const value = sign * <f32>valueAt(src, type, i);
    store<u32>(dst + (i << 2), ~keyOfFloat(value - height - doubt * abs<f32>(value)));
  }
}

/** Costs just above their limits. */
function nextRow(costs: Costs, i: usize, end: usize): void {
  for (; i < end; ++i) store<u32>(costs.costs + (i << 2), load<u32>(costs.limits + (i << 2)) + 1);
}

// @ts-ignore: decorator
@inline
function valueOf(costs: usize, i: usize): f32 {
  return floatOfKey(~load<u32>(costs + (i << 2)));
}

function domeRow(bits: usize, costs: Costs, i: usize, end: usize, height: f64): void {
  for (let x: usize = 0; i < end; ++i) {
    const isDome =
      height > 0
        ? <f64>valueOf(costs.limits, i) - <f64>valueOf(costs.costs, i) >= height
        : load<u32>(costs.costs + (i << 2)) > load<u32>(costs.limits + (i << 2));
    const at = bits + (x >> 3);
    if (isDome) store<u8>(at, <u32>load<u8>(at) | ((<u32>1) << (<u32>x & 7)));
    ++x;
  }
}

/** Lowers all costs as far as their neighbours allow. */
function settle(costs: Costs): void {
  const n = costs.w * <usize>(costs.h * costs.d);
  const rows = costs.h * costs.d;
  const last = (costs.w << 2) - 4;
  for (let row = 0; row < rows; ++row) sweep(costs, row, -1, 0, 4);
  for (let row = rows; row-- > 0; ) sweep(costs, row, 1, last, -4);
  memory.fill(costs.flags, <u8>OPEN, n);
  markEdges(costs.flags, costs.w, costs.h, costs.d);
  costs.queue = startLevels((costs.flags + n + 15) & ~15, 0, 0xffff_ffff, costs.costs, 2);
  for (let row = 0; row < rows; ++row) {
    gather(costs, row, 0);
    queueRow(costs, <usize>row * costs.w);
  }
  while (spread(costs, PART));
}

/** Lowers a row by the rows before it, or after it, and along itself. */
function sweep(costs: Costs, row: i32, side: i32, start: usize, step: usize): void {
  gather(costs, row, side);
  const first = costs.costs + (<usize>row * costs.w << 2);
  runRow(first + start, costs.w, step, costs.around - first, costs.limits - costs.costs);
}

/** The lowest cost at and around each voxel of a row: −1, of the rows before it, 1, of those after it, 0, of all. */
function gather(costs: Costs, row: i32, side: i32): void {
  const bytes = costs.w << 2;
  memory.copy(costs.around, costs.costs + <usize>row * bytes, bytes);
  const y = row % costs.h;
  const z = row / costs.h;
  for (let i = 0; i < 9; ++i) {
    const dz = i / 3 - 1;
    const dy = i % 3 - 1;
    const distance = dz * dz + dy * dy;
    if ((i - 4) * side < 0 || (i == 4 && side != 0) || distance > costs.farthest || (costs.isPlanar && dz)) continue;
    if (<u32>(y + dy) >= <u32>costs.h || <u32>(z + dz) >= <u32>costs.d) continue;
    const src = costs.costs + <usize>(row + dz * costs.h + dy) * bytes;
    lowerRow(costs.around, src, costs.w, distance < costs.farthest);
  }
}
