/**
 * A watershed without a queue, where every way down ends at a marker.
 *
 * Where every voxel outside the markers has a lower neighbour, or lies in a plateau that has one or a marker, voxels leave
 * the queue of a flood by their own values: none waits for a higher one. A voxel then takes the label of its lowest
 * neighbour. Of several lowest ones it takes that of the first to leave the queue, which the voxels that these were
 * reached from tell; inside a plateau, where no neighbour is lower, the layers come one after the other from its rim.
 *
 * Out    labels in dst and true; false, with any labels in the runs, where a way down ends without a marker, where the
 *        order of equal markers of two labels matters, or where so many neighbours are equal that a queue is faster
 * Room   that of the flood: `voxels`, `stamps`, and 4 · n + 272 bytes in that of the queue
 * Cost   O(n): a row at a time to find the lowest neighbours, and once along every way down
 */
import { BESIDE, STEP, STEPS } from "../core/grid";
import { readLabel } from "../core/painted";
import { F32, sizeOfType } from "../core/types";
import { convertRow } from "../rows/convert";
import { descendRow } from "../rows/descend";
import { keysRow } from "../rows/lower";
import { closeRow, decide, Descent, paintDown } from "../rows/order";
import { codeOf, nextUndecided, Plateaus, reachFirst, reachOn } from "../rows/plateaus";
import { RUN, Watershed } from "../rows/watershed";

/** Voxels of one call of a row function. */
const PART: u32 = 4096;
/** Voxels that may be undecided in any image. */
const FEW: usize = 256;

export function floodDown(flood: Watershed): bool {
  const n = <usize>flood.w * flood.h * flood.d;
  const near = flood.room;
  flood.codes = near + STEPS;
  flood.keys = flood.voxels;
  flood.layers = flood.voxels + (n << 2);
  flood.budget = <i32>min<usize>(1024 + (n << 1), i32.MAX_VALUE);
  memory.fill(flood.keys, 0xff, n << 2);
  for (let run = flood.runs; run < flood.heads; run += RUN) placeRun(flood, run);
  for (let row: usize = 0; row < flood.h * flood.d; ++row) {
    const first = row * flood.w;
    descendRow(flood.codes + first, flood.keys + (first << 2), flood.w, near, listRow(flood, near, first));
  }
  if (openMarkers(flood, n) > (n >> 2) + FEW) return false;
  const list = flood.stamps;
  if (reachPlateaus(flood, list, n) != flood.inside || !decideAll(flood, n, list)) return false;
  for (let run = flood.runs; run < flood.heads; run += RUN) closeRow(flood, load<u32>(run), load<u32>(run, 4));
  for (let run = flood.runs; run < flood.heads; run += RUN) {
    paintDown(flood, load<u32>(run), load<u32>(run, 4));
  }
  return true;
}

/** Copies the markers of a run, and makes keys of its values, which ascend as these do, or descend where turned. */
function placeRun(flood: Watershed, run: usize): void {
  const from = <usize>load<u32>(run);
  const n = <usize>load<u32>(run, 4) - from;
  const shift = flood.labelShift;
  memory.copy(flood.labels + (from << shift), flood.markers + (from << shift), n << shift);
  const values = flood.image + from * sizeOfType(flood.type);
  // The room of the codes is not used yet, and has slack behind it.
  if (flood.type != F32) convertRow(flood.codes, values, flood.type, n);
  keysRow(flood.keys + (from << 2), flood.type == F32 ? values : flood.codes, n, flood.turn ? 1 : -1, 0, 0, -Infinity);
}

/** Lists the neighbours that the row at `first` has; returns the end of the list. */
function listRow(ways: Plateaus, list: usize, first: usize): usize {
  // Edges beside the row are the same for all of its voxels; those at its ends are not looked at here.
  const edges = <u32>load<u8>(ways.flags + first) & BESIDE;
  for (let step = ways.steps; step < ways.stepsEnd; step += STEP) {
    if (load<u32>(step, 4) & edges) continue;
    store<i32>(list, load<i32>(step) << 2);
    store<u32>(list, (load<u32>(step, 4) << 8) | <u32>((step - ways.steps) / STEP), 4);
    list += STEP;
  }
  return list;
}

/** Takes markers out of what is undecided; returns how many other voxels there are, and notes how many of them are inside. */
function openMarkers(ways: Descent, n: usize): usize {
  let count: usize = 0, inside: usize = 0;
  for (let i = nextUndecided(ways, 0, n); i < n; i = nextUndecided(ways, i + 1, n)) {
    if (readLabel(ways.labels, ways.labelShift, i)) store<u8>(ways.codes + i, 0);
    else {
      ++count;
      inside += codeOf(ways, i) >> 7;
    }
  }
  ways.inside = inside;
  return count;
}

/** Reaches the voxels inside plateaus from their rims and lists them at `list`; returns how many. */
export function reachPlateaus(ways: Plateaus, list: usize, n: usize): usize {
  ways.head = list;
  ways.tail = list;
  reachFirst(ways, n);
  while (reachOn(ways, PART));
  return ways.tail - list >> 2;
}

function decideAll(ways: Descent, n: usize, stack: usize): bool {
  for (let i = nextUndecided(ways, 0, n); i < n; i = nextUndecided(ways, i + 1, n)) {
    if (!decide(ways, i, stack)) return false;
  }
  return true;
}
