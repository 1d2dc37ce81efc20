import { OPEN, openNeighbours, SIGN, STEP } from "../core/grid";
import { GROUP, INDEX, isEmptyList, Levels, MIXED, nextLevel, pushLevel, takeEntry } from "../core/levels";
import { Descent } from "./order";

/** What a flood works on. */
@unmanaged
export class Flood extends Descent {
  /** A u32 key and a u32 label for each voxel. */
  voxels: usize;
  /** The group in which a voxel was taken, u32; only where it held several labels, and the voxel has the sign. */
  stamps: usize;
  /** Not 0 while the present group holds several labels. */
  isMixed: u32;
  /** 1 once the result has depended on the order of equal markers. */
  isContested: u32;
  queue: Levels;
}

/** Offset of a voxel's label. */
export const LABEL: usize = 4;

/** Takes voxels out of the queue, about `count`, and labels their neighbours; false when there is none left. */
export function floodLevels(flood: Flood, count: i32): bool {
  const queue = flood.queue;
  const flags = flood.flags;
  const steps = flood.steps;
  const stepsEnd = flood.stepsEnd;
  const voxels = flood.voxels;
  let mixed = flood.isMixed;
  while (count > 0) {
    if (!nextLevel(queue)) return false;
    const record = queue.record;
    const key = queue.key;
    do {
      const entry = takeEntry(queue, record);
      if (entry & GROUP) {
        ++queue.groups;
        mixed = entry & MIXED;
      }
      const i = entry & INDEX;
      let open = openNeighbours(flags + i, steps, stepsEnd);
      if (!(open | mixed)) continue;
      const label = load<u32>(voxels + (<usize>i << 3), LABEL);
      if (mixed) contest(flood, i, label);
      for (; open; open &= open - 1) {
        const j = i + load<i32>(steps + (<usize>ctz(open) * STEP));
        const voxel = voxels + (<usize>j << 3);
        const flag = <u32>load<u8>(flags + j) ^ OPEN;
        store<u8>(flags + j, mixed ? flag | SIGN : flag);
        if (mixed) store<u32>(flood.stamps + (<usize>j << 2), queue.groups);
        store<u32>(voxel, label, LABEL);
        pushLevel(queue, max<u32>(key, load<u32>(voxel)), j, label, queue.groups);
      }
    } while (--count > 0 && !isEmptyList(record));
  }
  flood.isMixed = mixed;
  return true;
}

/** Notes whether a neighbour of a voxel was taken by another label in the present group. */
function contest(flood: Flood, i: u32, label: u32): void {
  const edges = <u32>load<u8>(flood.flags + i);
  for (let step = flood.steps; step < flood.stepsEnd; step += STEP) {
    const j = i + load<i32>(step);
    if (load<u32>(step, 4) & edges || !(<u32>load<u8>(flood.flags + j) & SIGN)) continue;
    if (load<u32>(flood.stamps + (<usize>j << 2)) != flood.queue.groups) continue;
    if (load<u32>(flood.voxels + (<usize>j << 3), LABEL) != label) flood.isContested = 1;
  }
}
