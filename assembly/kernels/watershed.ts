/**
 * Regions that grow from markers, lowest values of an image first.
 *
 * In     image: `w · h · d` values (u8, u16, i16, f32) without NaN; markers: as many labels, 0 = none, of `1 << shift`
 *        bytes; the runs of the voxels to label, with the numbers 1 … count of their components (`labelRuns` with the
 *        same connectivity); connectivity 4, 8, 6, 18, 26; compactness >= 0; `low` and `high`, the least and largest key
 *        isTurned: highest values first, for an image above 0 in all runs, without compactness; its keys are inverted
 * Out    dst: labels as the markers, 0 outside the runs, where no marker leads, and on lines
 *        returns 0, or 1 when the heap ran out of room: call again with more
 * Room   on 16: 13 bytes a voxel, 12 a run, 4 a component, 512, and `queueBytes`: that of a queue of all voxels
 *        (core/levels) at least; 8 for each entry of the heap, which takes its place, 32 with lines or compactness. A
 *        voxel may be entered once, with lines or compactness once by each neighbour
 * Rules  voxels leave the queue by (value, age); a voxel's value is not below that of the one it was reached from; the
 *        age counts voxels as they enter, markers have 0; neighbours enter by distance, then in raster order
 *        markers of equal value leave in the order of a binary heap that was filled in raster order
 *        without compactness and lines a voxel takes its label when it enters, otherwise when it leaves
 *        compactness · distance to the marker's voxel is added to the value in f64
 *        with lines a voxel that leaves the queue beside another label stays 0 and counts as no neighbour from then on,
 *        but passes its label on; a marker's voxel beside another marker keeps its label and counts as none either;
 *        a voxel of a line passes on as often as it leaves the queue, until a million and eight entries a voxel were made
 *        with compactness as well, which scikit-image leaves out, a voxel of a line passes only one label on
 * Cost   O(n) without a queue where every way down ends at a marker (kernels/descent), some 25 ns a voxel, or by lists of
 *        equal values, ten times as much; with a heap O(n log n): where the order of equal markers matters, for lines and
 *        for compactness
 * After  scikit-image segmentation.watershed, exactly
 *
 * Without a heap only the order of equal markers is not known. It matters where voxels with two labels, that descend
 * from equal markers through the same values all along, meet at one voxel. Then all is flooded with a heap, as far as the
 * last of those markers, and the components concerned go on without it. Components do not touch, so that they can be
 * flooded one by one, which keeps the work within the caches.
 */
import { EDGES, listSteps, markEdges, OPEN, STEPS } from "../core/grid";
import { keyOf, valueAt } from "../core/keys";
import { pushLevel, startLevels } from "../core/levels";
import { labelAt, setLabel } from "../core/painted";
import { I16, U16, U8 } from "../core/types";
import { floodLevels, LABEL } from "../rows/flood";
import { floodHeap, FULL, GOING_ON, orderOf, pushLong, pushShort, startHeap, TAKEN } from "../rows/flood-heap";
import { RUN, Watershed } from "../rows/watershed";
import { floodDown } from "./descent";

/** Voxels of one call of a row function. */
const PART: i32 = 4096;
const STATE: usize = 192;
/** Entries, besides eight a voxel, after which lines pass nothing on again. */
const AGAIN: u64 = 1 << 20;

/** Added to the address of the first run of a component in which the order of equal markers matters. */
const CONTESTED: u32 = 1;

export function watershed(
  dst: usize,
  markers: usize,
  shift: usize,
  image: usize,
  type: i32,
  low: u32,
  high: u32,
  rowTable: usize,
  runs: usize,
  components: usize,
  count: u32,
  w: usize,
  h: usize,
  d: usize,
  connectivity: i32,
  compactness: f64,
  lines: i32,
  isTurned: i32,
  queueBytes: usize,
  room: usize,
): i32 {
  const n = w * h * d;
  const flood = changetype<Watershed>(room);
  flood.labels = dst;
  flood.markers = markers;
  flood.labelShift = shift;
  flood.image = image;
  flood.turn = isTurned ? 0xffff_ffff : 0;
  flood.type = type;
  flood.steps = room + STATE;
  flood.stepsEnd = listSteps(flood.steps, <i32>w, <i32>h, connectivity);
  flood.voxels = room + STATE + STEPS;
  flood.stamps = flood.voxels + (n << 3);
  flood.flags = flood.stamps + (n << 2);
  flood.w = <u32>w;
  flood.h = <u32>h;
  flood.d = <u32>d;
  flood.compactness = compactness;
  flood.lines = lines;
  flood.limit = u32.MAX_VALUE;
  flood.most = <u32>min<u64>((<u64>n << 3) + AGAIN, u32.MAX_VALUE);
  flood.runs = (flood.flags + n + 3) & ~3;
  flood.heads = flood.runs + <usize>load<u32>(rowTable + (h * d << 2)) * RUN;
  flood.headsEnd = flood.heads + (<usize>count << 2);
  chainRuns(flood, rowTable, runs, components, w, h * d);
  memory.fill(dst, 0, n << shift);
  memory.fill(flood.flags, 0, n);
  markEdges(flood.flags, w, h, d);
  flood.room = (flood.headsEnd + 15) & ~15;
  flood.roomEnd = flood.room + queueBytes;
  if (!lines && compactness == 0) {
    if (floodDown(flood)) return 0;
    startQueue(flood, low, high);
    if (!floodComponents(flood, low, high)) return 0;
    if (!floodAll(flood)) return 1;
    startQueue(flood, low, high);
    floodRest(flood);
    return 0;
  }
  // Lines look at the labels of all neighbours.
  memory.fill(flood.voxels, 0, n << 3);
  if (!floodAll(flood)) return 1;
  for (let run = flood.runs; run < flood.heads; run += RUN) paintRun(flood, run);
  return 0;
}

function startQueue(flood: Watershed, low: u32, high: u32): void {
  const queue = startLevels(flood.room, low, high, flood.voxels, 3);
  queue.flags = flood.flags;
  queue.steps = flood.steps;
  queue.stepsEnd = flood.stepsEnd;
  flood.queue = queue;
}

function chainRuns(
  flood: Watershed,
  rowTable: usize,
  runs: usize,
  components: usize,
  w: usize,
  rows: usize,
): void {
  memory.fill(flood.heads, 0, flood.headsEnd - flood.heads);
  let chain = flood.heads;
  for (let row = rows; row-- > 0; ) {
    const first = load<u32>(rowTable + (row << 2));
    for (let i = load<u32>(rowTable + (row << 2), 4); i-- > first; ) {
      const run = runs + (<usize>i << 3);
      const head = flood.heads + (<usize>load<u32>(components + (<usize>i << 2)) << 2) - 4;
      chain -= RUN;
      store<u32>(chain, <u32>(row * w) + load<u32>(run));
      store<u32>(chain, <u32>(row * w) + load<u32>(run, 4), 4);
      store<u32>(chain, load<u32>(head), 8);
      store<u32>(head, <u32>chain);
    }
  }
}

/** Opens the voxels of a run and takes their labels away. */
function openRun(flood: Watershed, run: usize): void {
  const voxels = flood.voxels;
  const flags = flood.flags;
  const end = <usize>load<u32>(run, 4);
  for (let i = <usize>load<u32>(run); i < end; ++i) {
    store<u64>(voxels + (i << 3), <u64>(keyOfVoxel(flood.image, flood.type, i) ^ flood.turn));
    store<u8>(flags + i, (<u32>load<u8>(flags + i) & EDGES) | OPEN);
  }
}

/** Of one body for all types: a queue takes far longer. */
function keyOfVoxel(image: usize, type: i32, i: usize): u32 {
  if (type == U8) return keyOf<u8>(load<u8>(image + i));
  if (type == U16) return keyOf<u16>(load<u16>(image + (i << 1)));
  if (type == I16) return keyOf<i16>(load<i16>(image + (i << 1)));
  return keyOf<f32>(load<f32>(image + (i << 2)));
}

/** Closes the voxels of a run. */
function closeRun(flood: Watershed, run: usize): void {
  const end = flood.flags + load<u32>(run, 4);
  for (let flag = flood.flags + load<u32>(run); flag < end; ++flag) store<u8>(flag, <u32>load<u8>(flag) & ~OPEN);
}

/** Queues the open voxels of a run's markers; false without room. */
function placeMarkers(flood: Watershed, run: usize, heap: bool): bool {
  const queue = flood.queue;
  const end = <usize>load<u32>(run, 4);
  for (let i = <usize>load<u32>(run); i < end; ++i) {
    const label = labelAt(flood.markers, flood.labelShift, i);
    if (!label || !(<u32>load<u8>(flood.flags + i) & OPEN)) continue;
    store<u8>(flood.flags + i, <u32>load<u8>(flood.flags + i) ^ OPEN);
    const voxel = flood.voxels + (i << 3);
    store<u32>(voxel, label, LABEL);
    const key = load<u32>(voxel);
    let room = true;
    if (!heap) pushLevel(queue, key, <u32>i, label, queue.groups);
    else if (flood.compactness > 0) {
      room = pushLong(flood, orderOf(valueAt(flood.image, flood.type, i)), 0, <u32>i, <u32>i);
    } else if (flood.lines) room = pushLong(flood, <u64>key << 32, 0, <u32>i, <u32>i);
    else room = pushShort(flood, key, <u32>i);
    if (!room) return false;
  }
  return true;
}

/**
 * Floods the components one by one. Where the order of equal markers matters it stops; those components are signed in the
 * list then, and the highest key of such markers is the limit of the next flood.
 */
function floodComponents(flood: Watershed, low: u32, high: u32): bool {
  const queue = flood.queue;
  let contested = false;
  flood.limit = 0;
  for (let head = flood.heads; head < flood.headsEnd; head += 4) {
    const first = <usize>load<u32>(head);
    for (let run = first; run; run = load<u32>(run, 8)) openRun(flood, run);
    ++queue.groups;
    queue.tie = 0;
    for (let run = first; run; run = load<u32>(run, 8)) placeMarkers(flood, run, false);
    const tie = queue.tie;
    flood.isContested = 0;
    while (floodLevels(flood, PART) && !flood.isContested);
    if (flood.isContested) {
      contested = true;
      flood.limit = max<u32>(flood.limit, tie);
      store<u32>(head, <u32>first | CONTESTED);
      startQueue(flood, low, high);
    } else for (let run = first; run; run = load<u32>(run, 8)) paintRun(flood, run);
  }
  return contested;
}

/** Floods everything with a heap, up to the limit; false without room. */
function floodAll(flood: Watershed): bool {
  for (let run = flood.runs; run < flood.heads; run += RUN) openRun(flood, run);
  let status = GOING_ON;
  startHeap(flood, flood.room, flood.roomEnd);
  for (let run = flood.runs; run < flood.heads && status == GOING_ON; run += RUN) {
    if (!placeMarkers(flood, run, true)) status = FULL;
  }
  flood.placed = flood.size;
  while (status == GOING_ON) status = floodHeap(flood, <u32>PART);
  return status != FULL;
}

/** Goes on where the heap stopped, in the components that are signed in the list. */
function floodRest(flood: Watershed): void {
  const queue = flood.queue;
  for (let head = flood.heads; head < flood.headsEnd; head += 4) {
    const first = <usize>load<u32>(head);
    if (first & CONTESTED) continue;
    for (let run = first; run; run = load<u32>(run, 8)) closeRun(flood, run);
  }
  for (let i: u32 = 0; i < flood.age; ++i) {
    const voxel = load<u32>(flood.stamps + (<usize>i << 2));
    if (voxel == TAKEN) continue;
    const at = flood.voxels + (<usize>voxel << 3);
    // A source for each: their order is known.
    pushLevel(queue, load<u32>(at), voxel, load<u32>(at, LABEL), ++queue.groups);
  }
  while (floodLevels(flood, PART));
  for (let head = flood.heads; head < flood.headsEnd; head += 4) {
    const first = <usize>load<u32>(head);
    if (!(first & CONTESTED)) continue;
    for (let run = first & ~CONTESTED; run; run = load<u32>(run, 8)) paintRun(flood, run);
  }
}

function paintRun(flood: Watershed, run: usize): void {
  const end = <usize>load<u32>(run, 4);
  for (let i = <usize>load<u32>(run); i < end; ++i) {
    setLabel(flood.labels, flood.labelShift, i, load<u32>(flood.voxels + (i << 3), LABEL));
  }
}
