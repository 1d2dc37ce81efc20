import { FIRST_X, LAST_X, STEP } from "../core/grid";
import { LEVEL, LOST, UNDECIDED } from "./plateaus";

/**
 * The codes (rows/plateaus) of a row of `w` voxels by their keys: the step to the lowest neighbour, undecided where there
 * are several.
 *
 * `list`: for each neighbour the step in bytes, and its number with, from bit 8 on, the edges at which it does not exist.
 */
export function descendRow(codes: usize, keys: usize, w: usize, list: usize, end: usize): void {
  let x: usize = 0;
  if (ASC_FEATURE_SIMD) {
    if (w > 4) descendOne(codes, keys, list, end, FIRST_X), x = 1;
    for (; x + 5 <= w; x += 4) {
      const at = keys + (x << 2);
      let best = i32x4.splat(-1), code = i32x4.splat(0), several = i32x4.splat(0);
      for (let step = list; step < end; step += STEP) {
        const key = v128.load(at + load<i32>(step));
        const least = v128.min<u32>(best, key);
        const same = i32x4.eq(least, best);
        several = v128.or(v128.and(several, same), i32x4.eq(key, best));
        code = v128.bitselect(code, v128.load32_splat(step, 4), same);
        best = least;
      }
      const own = v128.load(at);
      code = v128.or(v128.and(code, i32x4.splat(LOST)), v128.and(several, i32x4.splat(UNDECIDED)));
      code = v128.bitselect(i32x4.splat(LEVEL), code, i32x4.eq(v128.min<u32>(best, own), own));
      code = i16x8.narrow_i32x4_u(v128.andnot(code, i32x4.eq(own, i32x4.splat(-1))), code);
      v128.store32_lane(codes + x, i8x16.narrow_i16x8_u(code, code), 0);
    }
  }
  for (; x < w; ++x) {
    const edges = (x ? 0 : FIRST_X) | (x + 1 < w ? 0 : LAST_X);
    descendOne(codes + x, keys + (x << 2), list, end, edges);
  }
}

function descendOne(code: usize, at: usize, list: usize, end: usize, edges: u32): void {
  const own = load<u32>(at);
  let best: u32 = 0xffff_ffff, found: u32 = 0;
  for (let step = list; step < end; step += STEP) {
    if (load<u32>(step, 4) >> 8 & edges) continue;
    const key = load<u32>(at + load<i32>(step));
    if (key == best) found |= UNDECIDED;
    else if (key < best) {
      found = load<u32>(step, 4) & LOST;
      best = key;
    }
  }
  store<u8>(code, own == 0xffff_ffff ? 0 : best < own ? found : LEVEL);
}

/** LEVEL for each voxel whose key is not above the lowest of its neighbours and itself, otherwise 0. */
export function levelRow(codes: usize, keys: usize, lowest: usize, n: usize): void {
  let x: usize = 0;
  if (ASC_FEATURE_SIMD) {
    for (; x + 8 <= n; x += 8) {
      const at = x << 2;
      const low = i32x4.eq(v128.load(keys + at), v128.load(lowest + at));
      const high = i32x4.eq(v128.load(keys + at, 16), v128.load(lowest + at, 16));
      const bytes = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(low, high), low);
      v128.store64_lane(codes + x, v128.and(bytes, i8x16.splat(<i8>LEVEL)), 0);
    }
  }
  for (; x < n; ++x) {
    const isLevel = load<u32>(keys + (x << 2)) == load<u32>(lowest + (x << 2));
    store<u8>(codes + x, isLevel ? LEVEL : 0);
  }
}
