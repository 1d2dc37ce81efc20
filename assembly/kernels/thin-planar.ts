/**
 * Skeleton of a 2-D mask: lines one pixel wide where the objects were.
 *
 * In     bits: h bit rows
 * Out    bits, thinned
 * Room   3 · pitch + 4 · (h + 2) bytes
 * Rules  rounds of two halves; in each half all pixels that may go by their neighbours go at once:
 *
 *            p9 p2 p3       2 to 6 neighbours are set; going round, unset is followed by set once
 *            p8 ·  p4       first half: one of p2 p4 p6 and one of p4 p6 p8 is unset
 *            p7 p6 p5       second half: one of p2 p4 p8 and one of p2 p6 p8 is unset
 *
 *        and these neighbourhoods differ, so that stairs thin out, too, and no line of two pixels' width vanishes:
 *        ends and edges of 2 or 3 neighbours in a row go in one half only: p2p3, p3p4, p2p3p4, p9p2, p8p9p2 in the first,
 *        p4p5, p4p5p6, p6p7, p7p8, p6p7p8 in the second, p5p6 and p8p9 in neither; corners go: p4p6, p2p8, p6p8 in both,
 *        p2p8 with p3 or p7, p2p4 with p9, p6p8 with p9, p2p3p7p8 in the first, p2p4, p2p4 with p5, p4p6 with p7, p6p8
 *        with p5, p3p4p6p7 in the second
 *        until neither half removes anything; beyond the image nothing is set
 * Cost   O(words + outline) a round, rows that nothing can happen to left out
 * After  Zhang and Suen 1984; scikit-image `skeletonize`, equal pixels
 */
import { fromLeft, fromRight } from "../rows/neighbours";

/** For each set of neighbours, p2 the lowest bit, p9 the highest, two bits: goes in the first half, in the second. */
const HALVES = memory.data<u8>([
  64, 88, 0, 250, 0, 3, 0, 178, 0, 0, 0, 0, 2, 34, 3, 179,
  76, 0, 0, 0, 3, 0, 2, 0, 70, 0, 0, 0, 2, 0, 3, 34,
  196, 196, 0, 192, 0, 0, 0, 128, 0, 0, 0, 0, 0, 0, 0, 0,
  196, 64, 0, 64, 1, 0, 0, 0, 207, 64, 0, 0, 71, 0, 7, 2,
]);

export function thinPlanar(bits: usize, pitch: usize, h: usize, room: usize): void {
  const above = room;
  const row = above + pitch;
  const empty = row + pitch;
  // For each row and one more at each end the half in which it changed last, counted from 2.
  const changed = empty + pitch;
  memory.fill(empty, 0, pitch);
  for (let y: usize = 0; y < h + 2; ++y) store<u32>(changed + (y << 2), 2);
  let idle = 0;
  for (let half: u32 = 3; idle < 2; ++half) {
    let any = false;
    memory.fill(above, 0, pitch);
    for (let y: usize = 0; y < h; ++y) {
      const at = bits + y * pitch;
      const times = changed + (y << 2);
      const last = max<u32>(max<u32>(load<u32>(times), load<u32>(times, 4)), load<u32>(times, 8));
      memory.copy(row, at, pitch);
      // The same half has looked at it two halves ago.
      if (last + 2 >= half && thinRow(at, above, row, y + 1 < h ? at + pitch : empty, pitch, 2 - (half & 1))) {
        store<u32>(times, half, 4);
        any = true;
      }
      memory.copy(above, row, pitch);
    }
    idle = any ? 0 : idle + 1;
  }
}

/** Removes pixels of one row; `row` and `above` are as they were before this half. Returns whether any went. */
function thinRow(dst: usize, above: usize, row: usize, below: usize, pitch: usize, half: u32): bool {
  let any: u64 = 0;
  for (let k: usize = 0; k < pitch; k += 8) {
    const set = load<u64>(row + k);
    if (set == 0) continue;
    const p2 = load<u64>(above + k);
    const p4 = fromRight(row, k, pitch);
    const p6 = load<u64>(below + k);
    const p8 = fromLeft(row, k);
    let left = set & ~(p2 & p4 & p6 & p8);
    if (left == 0) continue;
    const p3 = fromRight(above, k, pitch);
    const p5 = fromRight(below, k, pitch);
    const p7 = fromLeft(below, k);
    const p9 = fromLeft(above, k);
    let gone: u64 = 0;
    for (; left; left &= left - 1) {
      const x = ctz(left);
      const low = ((p2 >> x) & 1) | (((p3 >> x) & 1) << 1);
      const place = ((p4 >> x) & 1) | (((p5 >> x) & 1) << 1) | (((p6 >> x) & 1) << 2) | (((p7 >> x) & 1) << 3) |
        (((p8 >> x) & 1) << 4) | (((p9 >> x) & 1) << 5);
      const halves = <u64>load<u8>(HALVES + <usize>place) >> (low << 1);
      gone |= ((halves >> <u64>(half - 1)) & 1) << x;
    }
    store<u64>(dst + k, set & ~gone);
    any |= gone;
  }
  return any != 0;
}
