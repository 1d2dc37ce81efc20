/**
 * Sliding ranks over levels: whole numbers from 0, four bytes each, in the order of the values they stand for.
 *
 * A histogram counts the levels of a window in two tables, one by one and in groups of 64, so that the wanted rank is found
 * from where it was one voxel before by short steps where it is near and long ones where it is far.
 */

/**
 * dst[i] = the level that `rank` of the window's levels precede, for `n` voxels.
 *
 * `chords`: (first, last) byte offsets of each row of the window from the present voxel, the last included. `hist` has a
 * u32 for each level, `groups` for each 64; both hold zeros before and after.
 */
export function rankRow(
  dst: usize, row: usize, n: usize, chords: usize, count: usize, hist: usize, groups: usize, rank: u32,
): void {
  const last = chords + (count << 3);
  countWindow(row, chords, last, hist, groups, 1);
  let level: u32 = 0;
  let below: u32 = 0;
  for (const end = dst + (n << 2); ; ) {
    while (below > rank) {
      const group = groups + (level >> 6 << 2);
      if ((level & 63) == 0 && below - load<u32>(group - 4) > rank) {
        level -= 64;
        below -= load<u32>(group - 4);
      } else {
        below -= load<u32>(hist + (--level << 2));
      }
    }
    while (true) {
      let step: u32 = 64;
      let next = below + load<u32>(groups + (level >> 6 << 2));
      if (level & 63 || next > rank) {
        step = 1;
        next = below + load<u32>(hist + (level << 2));
        if (next > rank) break;
      }
      level += step;
      below = next;
    }
    store<u32>(dst, level);
    dst += 4;
    if (dst == end) break;
    for (let chord = chords; chord < last; chord += 8) {
      const old = load<u32>(row + load<usize>(chord));
      const fresh = load<u32>(row + load<usize>(chord, 4), 4);
      below += <u32>(fresh < level) - <u32>(old < level);
      countLevel(hist, groups, old, -1);
      countLevel(hist, groups, fresh, 1);
    }
    row += 4;
  }
  countWindow(row, chords, last, hist, groups, -1);
}

// @ts-ignore: decorator
@inline
function countLevel(hist: usize, groups: usize, level: u32, change: i32): void {
  const one = hist + (level << 2), group = groups + (level >> 6 << 2);
  store<i32>(one, load<i32>(one) + change);
  store<i32>(group, load<i32>(group) + change);
}

/** Adds all levels of a window to the histogram, or takes them out of it. */
function countWindow(row: usize, chord: usize, last: usize, hist: usize, groups: usize, change: i32): void {
  for (; chord < last; chord += 8) {
    const end = row + load<usize>(chord, 4);
    for (let at = row + load<usize>(chord); at <= end; at += 4) countLevel(hist, groups, load<u32>(at), change);
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
