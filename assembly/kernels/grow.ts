/**
 * Seeds that grow through an image along the ways on which its values change least.
 *
 * In     image: `w · h · d` i32 from `fixedPoint`, at least 3 along each axis;
 *        seeds: labels of `1 << shift` bytes; mask: bit rows of the voxels that may be labelled; steps: for each
 *        way 0 to 27 the u32 offset of the first step of those who were reached by it, up to that of the next way; a step is
 *        i32 of the index, u32 cost, u32 way; way 13 is that of seeds; coarse: no step costs more than 65,534 · 2^coarse
 *        update 1: keys and labels of an earlier call, to which seeds were added
 * Out    labels; keys: u64 a voxel, 2²⁴ · cost + steps of its best way, all ones where none leads, 0 outside the mask
 *        returns 0; with labels and keys spoilt 1 when an update cannot tell what seeds or mask changed, 2 when more than
 *        `chunks` lists of fifteen voxels were needed at a time
 * Room   on 16: a byte a voxel, 64 bytes for each of `chunks`, and 532,864
 * Rules  a way costs the sum of its steps, a step |difference| + its own cost, in whole numbers
 *        of equally dear ways the one of fewest steps counts, then the one with the smaller label: so the result does
 *        not depend on the order of work, and an update gives what a full run gives
 *        voxels of the first and the last plane of an axis take labels and pass none on
 * Cost   0.5 µs a voxel; an update only what changes. Voxels leave 65,536 lists by cost; those of one list in any order,
 *        so that some are worked on again. A voxel that becomes cheaper is listed once more: lists are chunks of cache
 *        lines, and what was listed before is passed over
 * After  Zhu, Kolesov, Gao, Kikinis, Tannenbaum 2014, fast grow-cut; ties by rule
 */
import { readLabel, writeLabel } from "../core/painted";
import { sizeOfType, valueAt } from "../core/types";
import { BITS, CHUNK, FAR, growPart, Growth, queue, RECORDS, SEED, startLists } from "../rows/grow";

/** Voxels of one call of the row function. */
const PART: u32 = 4096;
const STATE: usize = 128;

export function growSeeds(
  labels: usize, keys: usize, shift: usize, seeds: usize, image: usize, mask: usize, pitch: usize, w: u32,
  h: u32, d: u32, steps: usize, coarse: u32,
  update: i32, chunks: usize, room: usize,
): i32 {
  const g = changetype<Growth>(room);
  g.keys = keys;
  g.bits = room + STATE;
  g.records = g.bits + BITS;
  g.waiting = g.records + RECORDS;
  g.fresh = (g.waiting + <usize>w * h * d + CHUNK - 1) & ~(CHUNK - 1);
  g.end = g.fresh + chunks * CHUNK;
  g.labels = labels;
  g.shift = shift;
  g.image = image;
  g.steps = steps;
  g.coarse = coarse;
  g.n = w * h * d;
  g.w = w;
  g.h = h;
  g.d = d;
  startLists(g);
  for (let row: u32 = 0; row < h * d; ++row) {
    const from = row * w;
    if (update) {
      if (!addRow(g, seeds, mask, from, from + w)) return 1;
    } else startRow(g, seeds, mask, from, from + w);
    mask += pitch;
  }
  while (growPart(g, PART));
  return g.full ? 2 : 0;
}

// @ts-ignore: decorator
@inline
function isOpen(bits: usize, x: u32): bool {
  return ((<u32>load<u8>(bits + (x >>> 3)) >>> (x & 7)) & 1) != 0;
}

function startRow(g: Growth, seeds: usize, bits: usize, from: u32, to: u32): void {
  for (let i = from; i < to; ++i) {
    const open = isOpen(bits, i - from);
    const seed = open ? readLabel(seeds, g.shift, i) : 0;
    writeLabel(g.labels, g.shift, i, seed);
    store<u64>(g.keys + (<usize>i << 3), open && !seed ? FAR : 0);
    if (seed) queue(g, i, SEED);
  }
}

/** Queues the seeds of a row that are new; false when others went or changed. */
function addRow(g: Growth, seeds: usize, bits: usize, from: u32, to: u32): bool {
  for (let i = from; i < to; ++i) {
    const at = g.keys + (<usize>i << 3);
    const settled = load<u64>(at) == 0;
    const label = readLabel(g.labels, g.shift, i);
    const open = isOpen(bits, i - from);
    if (open == (settled && !label)) return false;
    if (!open) continue;
    const seed = readLabel(seeds, g.shift, i);
    if (settled && seed != label) return false;
    if (settled || !seed) continue;
    writeLabel(g.labels, g.shift, i, seed);
    store<u64>(at, 0);
    queue(g, i, SEED);
  }
  return true;
}

/** Writes `n` values (u8, u16, i16, f32) as whole numbers: (value − low) · scale, rounded half up. */
export function fixedPoint(dst: usize, src: usize, type: i32, n: usize, low: f64, scale: f64): void {
  const size = sizeOfType(type);
  for (let i: usize = 0; i < n; ++i) {
    store<i32>(dst + (i << 2), <i32>Math.floor((valueAt(src, type) - low) * scale + 0.5));
    src += size;
  }
}
