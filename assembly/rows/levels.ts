/**
 * Sliding ranks over levels: whole numbers from 0, four bytes each, in the order of the values they stand for.
 *
 * A histogram counts the levels of a window in three tables, of single levels, of 64 and of 4096 together, so that the
 * wanted rank is found from where it was one voxel before by short steps where it is near and long ones where it is far.
 */

/** u32 counters of a histogram of `levels` levels, before its coarser tables. */
// @ts-ignore: decorator
@inline
function tableOf(levels: usize): usize {
  return (levels + 4095 & ~4095) << 2;
}

/**
 * dst[i] = the level that `rank` of the window's levels precede, for `n` voxels.
 *
 * `chords`: (first, last) byte offsets of each row of the window from the present voxel, the last included; the histogram
 * holds zeros before and after.
 */
export function rankRow(dst: usize, row: usize, n: usize, chords: usize, count: usize, hist: usize, levels: usize, rank: u32): void {
  const middle = hist + tableOf(levels);
  const coarse = middle + (tableOf(levels) >> 6);
  const last = chords + (count << 3);
  countWindow(row, chords, last, hist, middle, coarse, 1);
  let level: u32 = 0;
  let below: u32 = 0;
  for (const end = dst + (n << 2); ; ) {
    while (below > rank) {
      if ((level & 4095) == 0 && below - load<u32>(coarse + ((level >> 12) - 1 << 2)) > rank) {
        level -= 4096;
        below -= load<u32>(coarse + (level >> 12 << 2));
      } else if ((level & 63) == 0 && below - load<u32>(middle + ((level >> 6) - 1 << 2)) > rank) {
        level -= 64;
        below -= load<u32>(middle + (level >> 6 << 2));
      } else {
        below -= load<u32>(hist + (--level << 2));
      }
    }
    while (true) {
      let next: u32;
      let step: u32 = 1;
      if ((level & 4095) == 0 && (next = below + load<u32>(coarse + (level >> 12 << 2))) <= rank) step = 4096;
      else if ((level & 63) == 0 && (next = below + load<u32>(middle + (level >> 6 << 2))) <= rank) step = 64;
      else if ((next = below + load<u32>(hist + (level << 2))) > rank) break;
      level += step;
      below = next;
    }
    store<u32>(dst, level);
    dst += 4;
    if (dst == end) break;
    for (let chord = chords; chord < last; chord += 8) {
      const old = load<u32>(row + load<usize>(chord));
      const fresh = load<u32>(row + load<usize>(chord, 4), 4);
      if (old == fresh) continue;
      below += <u32>(fresh < level) - <u32>(old < level);
      count1(hist, middle, coarse, old, -1);
      count1(hist, middle, coarse, fresh, 1);
    }
    row += 4;
  }
  countWindow(row, chords, last, hist, middle, coarse, -1);
}

// @ts-ignore: decorator
@inline
function count1(hist: usize, middle: usize, coarse: usize, level: u32, change: i32): void {
  const fine = hist + (level << 2), wide = middle + (level >> 6 << 2), all = coarse + (level >> 12 << 2);
  store<i32>(fine, load<i32>(fine) + change);
  store<i32>(wide, load<i32>(wide) + change);
  store<i32>(all, load<i32>(all) + change);
}

/** Adds all levels of a window to the histogram, or takes them out of it. */
function countWindow(row: usize, chord: usize, last: usize, hist: usize, middle: usize, coarse: usize, change: i32): void {
  for (; chord < last; chord += 8) {
    const end = row + load<usize>(chord, 4);
    for (let at = row + load<usize>(chord); at <= end; at += 4) count1(hist, middle, coarse, load<u32>(at), change);
  }
}

/** Keys of `size` bytes become levels in place, from the last to the first: a level takes four bytes. */
export function widenRow(row: usize, n: usize, size: usize): void {
  for (let x = <isize>n - 1; x >= 0; --x) {
    const from = row + <usize>x * size;
    store<u32>(row + (<usize>x << 2), size == 1 ? load<u8>(from) : load<u16>(from));
  }
}

/** The inverse of `widenRow`. */
export function narrowRow(row: usize, n: usize, size: usize): void {
  for (let x: usize = 0; x < n; ++x) {
    const level = load<u32>(row + (x << 2));
    if (size == 1) store<u8>(row + x, <u8>level);
    else store<u16>(row + (x << 1), <u16>level);
  }
}

/** Keys become, in place, the place of the first equal one in `count` > 0 ascending keys. */
export function placeRow(row: usize, n: usize, sorted: usize, count: usize): void {
  for (const end = row + (n << 2); row < end; row += 4) {
    const key = load<u32>(row);
    let first = sorted;
    for (let rest = count; rest > 1; ) {
      const half = rest >> 1;
      first = select(first + (half << 2), first, load<u32>(first + (half - 1 << 2)) < key);
      rest -= half;
    }
    store<u32>(row, <u32>(first - sorted >> 2));
  }
}
