/**
 * Geodesic reconstruction, and the maxima that rest on it.
 *
 * In     src: `w · h · d` values (u8, u16, i16, f32), all finite; connectivity 4, 8, 6, 18, 26; sign: 1, or −1 to
 *        exchange high and low
 * Out    reconstruct: dst takes f32 values: of every voxel the highest level on which a path leads to it, through
 *        values of src no lower, from a voxel where the seed has that level; returns 1, with dst untouched, when the
 *        seed is above src somewhere
 *        domes: bit rows of the maxima that stand out by at least `height`, or with height 0 of all maxima; where a
 *        `rowTable` is given, only in its runs, the objects of an image that is 0 outside of them and higher inside
 * Room   on 16: 9 bytes a voxel, 8 a column, 448, 12 for each row or run, and that of a queue of 2 · n voxels
 *        (core/levels)
 * Rules  only comparisons: exact in every type; zeros come out as +0
 *        a maximum is a plateau without a higher neighbour; the edge of the image is none, and a constant image is a
 *        maximum
 *        domes: the seed is (v − height) − 2e-6 · |v| in f32, without the second part for whole numbers; set is
 *        what lies at least `height` above its reconstruction, compared in f64
 *        in runs the seed is not below 0, the level to which everything leads up through the ground
 *        bits beyond the width are 0
 * Cost   two sweeps and a check of the image or the runs; what these leave open goes through the queue once. With height 0
 *        one look at the neighbours, and a way through plateaus of several voxels
 * After  Vincent 1993; scikit-image morphology.reconstruction, h_maxima, local_maxima, exactly
 *
 * Values become costs, low where values are high: u32 keys, each at least its limit, that spread to their neighbours.
 */
import { farthestOf, isPlanar, listSteps, markEdges, OPEN, STEPS } from "../core/grid";
import { floatOfKey } from "../core/keys";
import { startLevels } from "../core/levels";
import { F32, sizeOfType } from "../core/types";
import { convertRow } from "../rows/convert";
import { levelRow } from "../rows/descend";
import { Costs, keysRow, lowerRow, queueSpan, runRow, Span, SPAN, spread } from "../rows/lower";
import { Plateaus, setLost } from "../rows/plateaus";
import { reachPlateaus } from "./descent";

/** Voxels of one call of a row function. */
const PART: u32 = 4096;
const STATE: usize = 64;
/** Voxels between two runs of a row that are worked on as one. */
const GAP: u32 = 32;

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
  const costs = startCosts(room, w, h, d, connectivity, 0, 0);
  const end = w * h * d;
  for (let i: usize = 0; i < end; i += w) {
    convertRow(costs.around, src + i * sizeOfType(type), type, w);
    keysRow(costs.limits + (i << 2), costs.around, w, sign, 0, 0, -Infinity);
    convertRow(costs.around, seed + i * sizeOfType(seedType), seedType, w);
    keysRow(costs.costs + (i << 2), costs.around, w, sign, 0, 0, -Infinity);
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
  rowTable: usize,
  runs: usize,
  room: usize,
): void {
  const costs = startCosts(room, w, h, d, connectivity, rowTable, runs);
  const doubt: f32 = type == F32 && height > 0 ? 2e-6 : 0;
  const least: f32 = rowTable ? 0 : -Infinity;
  // Outside the runs nothing is lower, and nothing is lowered.
  if (rowTable) memory.fill(costs.costs, 0xff, (w * h * d) << 2);
  for (let at = costs.spans; at < costs.spansEnd; at += SPAN) {
    const span = changetype<Span>(at);
    const n = <usize>(span.to - span.from);
    const i = <usize>span.row * w + span.from;
    convertRow(costs.around, src + i * sizeOfType(type), type, n);
    if (height > 0) keysRow(costs.limits + (i << 2), costs.around, n, sign, 0, 0, least);
    keysRow(costs.costs + (i << 2), costs.around, n, sign, <f32>height, doubt, least);
  }
  memory.fill(bits, 0, pitch * h * d);
  if (height == 0) {
    maxima(costs, bits, pitch);
    return;
  }
  settle(costs);
  for (let at = costs.spans; at < costs.spansEnd; at += SPAN) {
    const span = changetype<Span>(at);
    domeSpan(bits + <usize>span.row * pitch, costs, span, height);
  }
}

function startCosts(
  room: usize, w: usize, h: usize, d: usize, connectivity: i32, rowTable: usize, runs: usize,
): Costs {
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
  costs.beside = (costs.around + (w << 2) + 79) & ~15;
  costs.spans = costs.beside + (w << 2);
  costs.spansEnd = listSpans(costs.spans, <u32>w, <u32>(h * d), rowTable, runs);
  costs.flags = costs.spansEnd;
  return costs;
}

/** Lists what is worked on: whole rows, or the runs, near ones together. Returns the end of the list. */
function listSpans(at: usize, w: u32, rows: u32, rowTable: usize, runs: usize): usize {
  for (let row: u32 = 0; row < rows; ++row) {
    let run = rowTable ? <usize>load<u32>(rowTable + (<usize>row << 2)) : 0;
    const end = rowTable ? <usize>load<u32>(rowTable + (<usize>row << 2), 4) : 1;
    while (run < end) {
      const span = changetype<Span>(at);
      span.row = row;
      span.from = rowTable ? load<u32>(runs + (run << 3)) : 0;
      do {
        span.to = rowTable ? load<u32>(runs + (run << 3), 4) : w;
      } while (++run < end && load<u32>(runs + (run << 3)) - span.to <= GAP);
      at += SPAN;
    }
  }
  return at;
}

/** Sets the bits of voxels in whose plateau none has a neighbour of lower cost. Takes the room of the queue and the limits. */
function maxima(costs: Costs, bits: usize, pitch: usize): void {
  const n = costs.w * <usize>(costs.h * costs.d);
  const ways = changetype<Plateaus>(openSpans(costs));
  ways.codes = changetype<usize>(ways) + STATE;
  ways.keys = costs.costs;
  ways.layers = costs.limits;
  ways.flags = costs.flags;
  ways.steps = costs.steps;
  ways.stepsEnd = costs.stepsEnd;
  memory.fill(ways.codes, 0, n);
  for (let at = costs.spans; at < costs.spansEnd; at += SPAN) {
    const span = changetype<Span>(at);
    const i = <usize>span.row * costs.w + span.from;
    gather(costs, span, 0);
    levelRow(ways.codes + i, ways.keys + (i << 2), costs.around + (<usize>span.from << 2), span.to - span.from);
  }
  reachPlateaus(ways, ways.codes + (n + 7 & ~7), n);
  for (let row: usize = 0; row < n; row += costs.w) {
    setLost(bits, ways, row, row + costs.w);
    bits += pitch;
  }
}

// @ts-ignore: decorator
@inline
function valueOf(costs: usize, i: usize): f32 {
  return floatOfKey(~load<u32>(costs + (i << 2)));
}

function domeSpan(bits: usize, costs: Costs, span: Span, height: f64): void {
  let i = <usize>span.row * costs.w + span.from;
  for (let x = <usize>span.from; x < <usize>span.to; ++x) {
    const isDome = <f64>valueOf(costs.limits, i) - <f64>valueOf(costs.costs, i) >= height;
    const at = bits + (x >> 3);
    store<u8>(at, <u32>load<u8>(at) | (u32(isDome) << (<u32>x & 7)));
    ++i;
  }
}

/** Lowers all costs as far as their neighbours allow. */
function settle(costs: Costs): void {
  for (let at = costs.spans; at < costs.spansEnd; at += SPAN) sweep(costs, changetype<Span>(at), -1);
  for (let at = costs.spansEnd - SPAN; at >= costs.spans; at -= SPAN) sweep(costs, changetype<Span>(at), 1);
  costs.queue = startLevels(openSpans(costs), 0, 0xffff_ffff, costs.costs, 2);
  for (let at = costs.spans; at < costs.spansEnd; at += SPAN) {
    const span = changetype<Span>(at);
    gather(costs, span, 0);
    queueSpan(costs, span);
  }
  while (spread(costs, PART));
}

/** Marks the voxels of the spans as open and the edges of the image; returns where the room goes on. */
function openSpans(costs: Costs): usize {
  const n = costs.w * <usize>(costs.h * costs.d);
  memory.fill(costs.flags, 0, n);
  for (let at = costs.spans; at < costs.spansEnd; at += SPAN) {
    const span = changetype<Span>(at);
    memory.fill(costs.flags + <usize>span.row * costs.w + span.from, <u8>OPEN, span.to - span.from);
  }
  markEdges(costs.flags, costs.w, costs.h, costs.d);
  return (costs.flags + n + 15) & ~15;
}

/** Lowers a span by the rows before it (side −1), or after it (1), and along itself away from these. */
function sweep(costs: Costs, span: Span, side: i32): void {
  gather(costs, span, side);
  const row = costs.costs + (<usize>span.row * costs.w << 2);
  const start = <usize>(side < 0 ? span.from : span.to - 1) << 2;
  runRow(row + start, span.to - span.from, -4 * side, costs.around - row, costs.limits - costs.costs);
}

/**
 * The lowest cost at and around each voxel of a span, in the place of the row's `around`: −1, of the rows before it, 1,
 * of those after it, 0, of all.
 */
function gather(costs: Costs, span: Span, side: i32): void {
  const y = <i32>span.row % costs.h;
  const z = <i32>span.row / costs.h;
  const pitch = costs.w << 2;
  const last = pitch - 4;
  const from = <usize>span.from << 2;
  const to = <usize>span.to << 2;
  const here = costs.costs + <usize>span.row * pitch;
  // Rows with diagonal neighbours first come together where these may lie, one voxel beyond the span.
  const wideFrom = max<usize>(from, 4) - 4;
  const wideTo = min<usize>(to + 4, pitch);
  memory.copy(costs.around + from, here + from, to - from);
  memory.fill(costs.beside + wideFrom, 0xff, wideTo - wideFrom);
  for (let i = 0; i < 9; ++i) {
    const dz = i / 3 - 1;
    const dy = i % 3 - 1;
    const distance = dz * dz + dy * dy;
    if ((i - 4) * side < 0 || (i == 4 && side != 0) || distance > costs.farthest || (costs.isPlanar && dz)) continue;
    if (<u32>(y + dy) >= <u32>costs.h || <u32>(z + dz) >= <u32>costs.d) continue;
    const src = here + (dz * costs.h + dy) * <i32>pitch;
    if (distance < costs.farthest) lowerRow(costs.beside, src, wideFrom, wideTo, last, 0);
    else lowerRow(costs.around, src, from, to, last, 0);
  }
  lowerRow(costs.around, costs.beside, from, to, last, 4);
}
