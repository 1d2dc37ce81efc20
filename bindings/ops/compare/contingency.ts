import { dtypeCode, type ResidentLabels } from "../../core/resident.js";
import type { Pointer, Scratch } from "../../core/scratch.js";

/** Columns that the kernel looks at together. */
const PIECE = 8192;
/** Bytes of a table's head and of an entry. */
const ENTRY = 16;

/** Voxels that labels of two images have in common; pairs ascend by the first label, then by the second. */
export interface Pairs {
  a: Float64Array;
  b: Float64Array;
  voxels: Float64Array;
}

/** The pairs of labels that occur at one place, background left out. `a` and `b` are of one shape. */
export function commonVoxels(s: Scratch, a: ResidentLabels, b: ResidentLabels): Pairs {
  return s.nested(() => {
    const pieces = Math.ceil(a.w / PIECE) * a.h * a.d;
    const room = s.alloc(2 * (s.raw.statsRoom() >>> 0), "compareLabels: its runs");
    // Half of the table always holds what one piece may add.
    let bits = 32 - Math.clz32(4 * Math.min(PIECE, a.w));
    let table = emptyTable(s, bits);
    let piece = 0;
    while (piece < pieces) {
      const numbers = [a.at, dtypeCode(a), b.at, dtypeCode(b)] as const;
      piece = s.raw.countPairs(table, bits, ...numbers, a.w, piece, pieces, room) >>> 0;
      if (piece === pieces) break;
      const larger = emptyTable(s, bits + 1);
      s.raw.movePairs(larger, bits + 1, table, bits);
      table = larger;
      bits += 1;
    }
    return sortedPairs(s.take(table + ENTRY, Uint32Array, 4 << bits));
  });
}

function emptyTable(s: Scratch, bits: number): Pointer {
  return s.put(new Uint8Array(ENTRY * (1 + (1 << bits))), "compareLabels: its table of pairs");
}

/** The entries in use: label of b, label of a, and 64 bits of voxels. */
function sortedPairs(words: Uint32Array): Pairs {
  const used: number[] = [];
  for (let at = 0; at < words.length; at += 4) if (words[at + 1] !== 0) used.push(at);
  used.sort((p, q) => words[p + 1]! - words[q + 1]! || words[p]! - words[q]!);
  const column = (of: (at: number) => number) => Float64Array.from(used, of);
  return {
    a: column((at) => words[at + 1]!),
    b: column((at) => words[at]!),
    voxels: column((at) => words[at + 2]! + words[at + 3]! * 4294967296),
  };
}
