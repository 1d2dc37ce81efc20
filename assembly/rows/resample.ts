/** Weighted sums of f32 values and rows, for images that change their size. */

/** sum = weight · row, or sum += weight · row. Whole groups of four: up to 12 bytes beyond the last are written. */
export function addRow(sum: usize, row: usize, n: usize, weight: f32, isFirst: bool): void {
  const end = sum + (n << 2);
  if (ASC_FEATURE_SIMD) {
    const factor = f32x4.splat(weight);
    for (; sum < end; sum += 16) {
      const value = f32x4.mul(factor, v128.load(row));
      v128.store(sum, isFirst ? value : f32x4.add(v128.load(sum), value));
      row += 16;
    }
  } else {
    for (; sum < end; sum += 4) {
      const value = weight * load<f32>(row);
      store<f32>(sum, isFirst ? value : load<f32>(sum) + value);
      row += 4;
    }
  }
}

/** row = row / divisor. Whole groups of four. */
export function divideRow(row: usize, n: usize, divisor: f32): void {
  const end = row + (n << 2);
  if (ASC_FEATURE_SIMD) {
    const by = f32x4.splat(divisor);
    for (; row < end; row += 16) v128.store(row, f32x4.div(v128.load(row), by));
  } else {
    for (; row < end; row += 4) store<f32>(row, load<f32>(row) / divisor);
  }
}

/**
 * dst[x] = Σ weight[k][x] · src[start[x] + k] / total[x] over k < count, for n values. `starts` are u32; `weights` count
 * rows of f32, then the totals; all rows `pitch` bytes apart. Whole groups of four: up to 12 bytes beyond are written.
 */
export function gatherSums(
  dst: usize, src: usize, n: usize, starts: usize, weights: usize, pitch: usize, count: usize,
): void {
  for (const end = starts + (n << 2); starts < end;) {
    let weight = weights;
    if (ASC_FEATURE_SIMD) {
      let a = src + (<usize>load<u32>(starts) << 2), b = src + (<usize>load<u32>(starts, 4) << 2);
      let c = src + (<usize>load<u32>(starts, 8) << 2), d = src + (<usize>load<u32>(starts, 12) << 2);
      let sum = f32x4.splat(0);
      for (let k = count; k > 0; --k) {
        let value = v128.load32_zero(a);
        value = v128.load32_lane(b, value, 1);
        value = v128.load32_lane(c, value, 2);
        value = v128.load32_lane(d, value, 3);
        sum = f32x4.add(sum, f32x4.mul(v128.load(weight), value));
        weight += pitch;
        a += 4;
        b += 4;
        c += 4;
        d += 4;
      }
      v128.store(dst, f32x4.div(sum, v128.load(weight)));
      starts += 16;
      weights += 16;
      dst += 16;
    } else {
      let at = src + (<usize>load<u32>(starts) << 2);
      let sum: f32 = 0;
      for (let k = count; k > 0; --k) {
        sum += load<f32>(weight) * load<f32>(at);
        weight += pitch;
        at += 4;
      }
      store<f32>(dst, sum / load<f32>(weight));
      starts += 4;
      weights += 4;
      dst += 4;
    }
  }
}

/** dst[x] = src[place[x]] for n elements of `size` bytes. */
export function gatherRow(dst: usize, src: usize, size: usize, n: usize, places: usize): void {
  for (const end = places + (n << 2); places < end; places += 4) {
    const place = <usize>load<u32>(places);
    if (size == 1) store<u8>(dst, load<u8>(src + place));
    else if (size == 2) store<u16>(dst, load<u16>(src + (place << 1)));
    else store<u32>(dst, load<u32>(src + (place << 2)));
    dst += size;
  }
}
