/**
 * Least and greatest keys of rows, up to 64 bytes a step: up to 63 bytes beyond the last are read and written. Where a row is
 * written over one that is read, it is read at the same place or further on.
 */

/** dst = the least of `count` > 0 rows, element by element; `list` holds their offsets from `base` as u32. */
export function leastRow<T>(dst: usize, base: usize, list: usize, count: usize, bytes: usize): void {
  const last = list + (count << 2);
  if (ASC_FEATURE_SIMD) {
    for (let x: usize = 0; x < bytes; x += 64) {
      let row = base + x + load<usize>(list);
      let a = v128.load(row), b = v128.load(row, 16), c = v128.load(row, 32), d = v128.load(row, 48);
      for (let entry = list + 4; entry < last; entry += 4) {
        row = base + x + load<usize>(entry);
        a = v128.min<T>(a, v128.load(row));
        b = v128.min<T>(b, v128.load(row, 16));
        c = v128.min<T>(c, v128.load(row, 32));
        d = v128.min<T>(d, v128.load(row, 48));
      }
      v128.store(dst + x, a);
      v128.store(dst + x, b, 16);
      v128.store(dst + x, c, 32);
      v128.store(dst + x, d, 48);
    }
  } else {
    for (let x: usize = 0; x < bytes; x += sizeof<T>()) {
      let least = load<T>(base + x + load<usize>(list));
      for (let entry = list + 4; entry < last; entry += 4) {
        least = min<T>(least, load<T>(base + x + load<usize>(entry)));
      }
      store<T>(dst + x, least);
    }
  }
}

/** low = the lesser and high = the greater of `a` and `b`, element by element; 0 for one that is not wanted. */
export function exchangeRow<T>(low: usize, high: usize, a: usize, b: usize, bytes: usize): void {
  if (ASC_FEATURE_SIMD) {
    for (let x: usize = 0; x < bytes; x += 32) {
      const a0 = v128.load(a + x), a1 = v128.load(a + x, 16);
      const b0 = v128.load(b + x), b1 = v128.load(b + x, 16);
      if (low) {
        v128.store(low + x, v128.min<T>(a0, b0));
        v128.store(low + x, v128.min<T>(a1, b1), 16);
      }
      if (high) {
        v128.store(high + x, v128.max<T>(a0, b0));
        v128.store(high + x, v128.max<T>(a1, b1), 16);
      }
    }
  } else {
    for (let x: usize = 0; x < bytes; x += sizeof<T>()) {
      const first = load<T>(a + x);
      const second = load<T>(b + x);
      if (low) store<T>(low + x, min<T>(first, second));
      if (high) store<T>(high + x, max<T>(first, second));
    }
  }
}
