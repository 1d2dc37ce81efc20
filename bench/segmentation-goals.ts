import type { Goal } from "./goals.js";
import { significant, times } from "./numbers.js";
import type { Segmentations, SegmentationTime } from "./segmentations.js";

/** Bytes held with ten states to undo, in multiples of the voxels'. */
const UNDO_TIMES = 1.5;

/** What a user of segments waits for, and what undo holds. */
export function segmentationGoals({ times: rows, undo }: Segmentations): Goal[] {
  const goal = `512³ bytes and ten strokes to undo: at most ${UNDO_TIMES}× the voxels`;
  return [...rows.map(segmentationGoal), { goal, measured: times(undo), ok: undo <= UNDO_TIMES }];
}

function segmentationGoal({ title, seconds, limit, peer }: SegmentationTime): Goal {
  const against = peer ? `; ${peer.name} ${significant(peer.seconds)} s` : "";
  return { goal: `${title}: ${limit} s`, measured: `${significant(seconds)} s${against}`, ok: seconds <= limit };
}
