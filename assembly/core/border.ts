/**
 * What lies beyond the edge of an image, one axis at a time.
 *
 *   nearest   a a a | a b c d | d d d
 *   reflect   c b a | a b c d | d c b
 *   mirror    d c b | a b c d | c b a
 *   wrap      b c d | a b c d | a b c
 *   constant  v v v | a b c d | v v v
 */
export const NEAREST: i32 = 0;
export const REFLECT: i32 = 1;
export const MIRROR: i32 = 2;
export const WRAP: i32 = 3;
export const CONSTANT: i32 = 4;

/** The index in [0, n) that stands for `i`, or -1 where the constant does. Any distance from the image is allowed. */
export function foldIndex(i: i32, n: i32, border: i32): i32 {
  if (<u32>i < <u32>n) return i;
  if (border == NEAREST) return i < 0 ? 0 : n - 1;
  if (border == CONSTANT) return -1;
  if (n == 1) return 0;
  if (border == WRAP) return modulo(i, n);
  const period = border == REFLECT ? 2 * n : 2 * n - 2;
  const place = modulo(i, period);
  if (place < n) return place;
  return border == REFLECT ? period - 1 - place : period - place;
}

/** The remainder that is never negative. */
function modulo(i: i32, n: i32): i32 {
  const near = i < 0 ? i + n : i;
  // Spares the division, which is slow, for all that lies within one period.
  if (<u32>near < <u32>n) return near;
  const rest = i % n;
  return rest < 0 ? rest + n : rest;
}
