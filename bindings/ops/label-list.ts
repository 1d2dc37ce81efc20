import { arrayType, voxelCount } from "../core/image.js";
import { dtypeCode, type ResidentLabels } from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";

/** Labels that occur, ascending, as u32; with `at` 0 they are taken to be 1..count. */
export interface LabelList {
  at: Pointer;
  count: number;
}

/** Tables up to this size are never worth a list. */
const SMALL = 65536;

/**
 * What a table with a row of `bytes` per label is to be indexed by: the label itself as long as the table is not larger
 * than the labels are, otherwise its place in a sorted list, so that one large label does not cost memory. `room` is that
 * of the kernels' runs.
 */
export function labelList(s: Scratch, who: string, labels: ResidentLabels, bytes: number, room: Pointer): LabelList {
  const { at, w, h, d, count } = labels;
  const size = voxelCount(labels.shape) * arrayType(labels.dtype).BYTES_PER_ELEMENT;
  if (count * bytes <= size + SMALL) return { at: 0, count };
  const type = dtypeCode(labels);
  const runs = s.raw.listLabels(0, at, type, w, h * d, room) >>> 0;
  const sorted = s.alloc(runs * 4, `${who}: its labels`);
  return s.nested(() => {
    const listed = s.alloc(runs * 4, `${who}: a label for each run`);
    s.raw.listLabels(listed, at, type, w, h * d, room);
    const digits = s.alloc(runs * 4 + 24576, `${who}: sorting its labels`);
    s.raw.sort(sorted, digits, listed, dtypeCode({ dtype: "uint32" }), runs);
    return { at: sorted, count: s.raw.keepDistinct(sorted, runs) >>> 0 };
  });
}
