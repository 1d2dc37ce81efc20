/**
 * Rows of erosion by chords. Version h of a row is the row eroded by 2h + 1 voxels along x: bit x is set when the bits
 * x − h … x + h of the row all are. A footprint is a list of rows (dz, dy) with a half chord h each, so one output row is
 * the AND of one version of each of those rows.
 */

/**
 * Version 0: the row as the erosion sees it, with `outside` (0 or all ones) in the bits beyond the width. With `flip`
 * (all ones) the row is complemented, which turns erosion into dilation.
 */
export function stageRow(dst: usize, src: usize, pitch: usize, w: usize, flip: u64, outside: u64): void {
  const whole = w >> 6 << 3;
  if (ASC_FEATURE_SIMD) {
    const flips = i64x2.splat(flip);
    for (let at: usize = 0; at < whole; at += 16) v128.store(dst + at, v128.xor(v128.load(src + at), flips));
  } else {
    for (let at: usize = 0; at < whole; at += 8) store<u64>(dst + at, load<u64>(src + at) ^ flip);
  }
  for (let at = whole; at < pitch; at += 8) {
    const keep: u64 = at == whole ? ((<u64>1) << <u64>(w & 63)) - 1 : 0;
    store<u64>(dst + at, ((load<u64>(src + at) ^ flip) & keep) | (outside & ~keep));
  }
}

/** Versions 1 … `longest` of a row from its version 0, each `step` bytes further on. `longest` is at most 63. */
export function stageChords(row: usize, pitch: usize, step: usize, longest: i32, outside: u64): void {
  if (ASC_FEATURE_SIMD) {
    const edge = i64x2.splat(outside);
    let before = edge;
    let here = v128.load(row);
    for (let at: usize = 0; at < pitch; at += 16) {
      const after = at + 16 < pitch ? v128.load(row + at + 16) : edge;
      // The 64 bits to the left of each half, and to the right. Shifted one by one: engines do that in one instruction,
      // by a number that is not a constant in four.
      let left = i8x16.shuffle(before, here, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
      let right = i8x16.shuffle(here, after, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
      let up = here;
      let down = here;
      let chord = here;
      let out = row + at;
      for (let h = longest; h > 0; --h) {
        up = v128.or(i64x2.shl(up, 1), i64x2.shr_u(left, 63));
        down = v128.or(i64x2.shr_u(down, 1), i64x2.shl(right, 63));
        left = i64x2.shl(left, 1);
        right = i64x2.shr_u(right, 1);
        chord = v128.and(chord, v128.and(up, down));
        out += step;
        v128.store(out, chord);
      }
      before = here;
      here = after;
    }
  } else {
    let before = outside;
    for (let at: usize = 0; at < pitch; at += 8) {
      const here = load<u64>(row + at);
      const after = at + 8 < pitch ? load<u64>(row + at + 8) : outside;
      let chord = here;
      for (let h = 1; h <= longest; ++h) {
        const bits = <u64>h;
        chord &= ((here << bits) | (before >> (64 - bits))) & ((here >> bits) | (after << (64 - bits)));
        store<u64>(row + at + <usize>h * step, chord);
      }
      before = here;
    }
  }
}

/**
 * One output row: the AND over all groups of the rows they name, complemented by `flip`. A group is 16 bytes: address of
 * the plane's staged rows (0 = no such plane, then nothing is ANDed), first and last entry. An entry is the offset of a
 * staged row from the centre's.
 */
export function andRows(dst: usize, pitch: usize, groups: usize, count: usize, centre: usize, flip: u64): void {
  const end = groups + (count << 4);
  for (let at: usize = 0; at < pitch; at += 16) {
    if (ASC_FEATURE_SIMD) {
      let sum = i64x2.splat(-1);
      for (let group = groups; group < end; group += 16) {
        const plane = load<usize>(group);
        if (plane == 0) continue;
        sum = andGroup(sum, plane + centre + at, load<usize>(group, 4), load<usize>(group, 8));
        // Most blocks of a sparse mask are empty after the first few rows.
        if (!v128.any_true(sum)) break;
      }
      v128.store(dst + at, v128.xor(sum, i64x2.splat(flip)));
    } else {
      for (let half: usize = 0; half < 16; half += 8) {
        let sum: u64 = ~0;
        for (let group = groups; group < end && sum != 0; group += 16) {
          const plane = load<usize>(group);
          if (plane == 0) continue;
          const last = load<usize>(group, 8);
          for (let entry = load<usize>(group, 4); entry < last; entry += 4) {
            sum &= load<u64>(plane + centre + at + half + load<usize>(entry));
          }
        }
        store<u64>(dst + at + half, sum ^ flip);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function andGroup(sum: v128, block: usize, entry: usize, last: usize): v128 {
  for (; entry < last; entry += 4) sum = v128.and(sum, v128.load(block + load<usize>(entry)));
  return sum;
}
