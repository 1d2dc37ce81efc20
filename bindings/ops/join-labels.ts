import { ArgumentRangeError, MismatchedShape } from "../core/errors.js";
import { type Image, type Labelmap, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { dtypeCode, putLabels, type ResidentLabels, takeResident } from "../core/resident.js";
import { type Scratch, scratch } from "../core/scratch.js";
import { relabelled } from "./relabel.js";

const WHO = "joinLabels";

/**
 * The common refinement of two label images: voxels get one label when both images agree that they belong together.
 *
 * @param k kernels from `loadKernels`
 * @param a an integer image
 * @param b an integer image of the same shape
 * @returns labels 1.. of the pairs that occur, ascending by the label of a, then by that of b; 0 where both are 0; with the
 *   geometry of a
 * @throws ArgumentTypeError E_DTYPE for float labels; ArgumentRangeError E_LABEL_NEGATIVE, E_LABEL_RANGE when the numbers
 *   of labels, background included, multiply to more than 2³²; MismatchedShape; OutOfMemory
 * @example
 * const a = { data: new Uint8Array([0, 1, 1, 2]), shape: [1, 4] };
 * const b = { data: new Uint8Array([3, 3, 0, 3]), shape: [1, 4] };
 * joinLabels(k, a, b).data; // 1, 3, 2, 4
 * @see scikit-image `join_segmentations` gives the same labels
 */
export function joinLabels(k: Kernels, a: Image, b: Image): Labelmap {
  return scratch(k, (s) => {
    const [first, second] = [putLabels(s, WHO, a), putLabels(s, WHO, b)];
    if (
      first.shape.length !== second.shape.length ||
      first.shape.some((extent, axis) => extent !== second.shape[axis])
    ) {
      throw new MismatchedShape(WHO, first.shape, second.shape);
    }
    return takeResident(s, joined(s, relabelled(s, WHO, first, 1), relabelled(s, WHO, second, 1))) as Labelmap;
  });
}

/** Both have labels without gaps. */
function joined(s: Scratch, a: ResidentLabels, b: ResidentLabels): ResidentLabels {
  const factor = b.count + 1;
  const pairs = (a.count + 1) * factor;
  if (pairs > 2 ** 32) {
    throw new ArgumentRangeError("E_LABEL_RANGE", `${WHO}: expected at most 4294967296 pairs of labels, got ${pairs}`);
  }
  const n = voxelCount(a.shape);
  const at = s.alloc(4 * n, `${WHO}: its pairs`);
  s.raw.joinKeys(at, a.at, dtypeCode(a), b.at, dtypeCode(b), n, factor);
  return relabelled(s, WHO, { ...a, at, dtype: "uint32", count: pairs - 1 }, 1);
}
