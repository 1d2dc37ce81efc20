import { bits16x8, bits32x4 } from "../core/lanes";

/**
 * Counts what the labels of a row look like in every window of 2×2×2 voxels. `a` and `b` are rows of u32 labels one after
 * the other in the plane at hand, `c` and `d` those in the plane before (or `a` and `b` again where `corners` is 15);
 * all have a 0 before their first column and after their last.
 *
 *     plane z            plane z − 1          bit of a corner in a code
 *     a  0 1             c  4 5               of the two columns, the left one first
 *     b  2 3             d  6 7
 *
 * For every label in a window that is not its alone, the counter `classes[code]` of its row of counters goes up.
 */
export function countWindows(
  counts: usize, stride: usize, classes: usize, a: usize, b: usize, c: usize, d: usize, w: usize, corners: u32,
): void {
  for (let x: usize = 0; x <= w; x += 16) {
    const left = (x << 2) - 4;
    let mixed = mixedWindows(a + left, b + left, c + left, d + left);
    if (w - x < 15) mixed &= (<u32>2 << <u32>(w - x)) - 1;
    while (mixed) {
      const at = left + (<usize>ctz(mixed) << 2);
      mixed &= mixed - 1;
      countWindow(counts, stride, classes, a + at, b + at, c + at, d + at, corners);
    }
  }
}

/** Bit i tells whether the window whose left column is i places on holds different labels. */
// @ts-ignore: decorator
@inline
function mixedWindows(a: usize, b: usize, c: usize, d: usize): u32 {
  if (ASC_FEATURE_SIMD) {
    const first = mixed4(a, b, c, d);
    const second = mixed4(a + 16, b + 16, c + 16, d + 16);
    return bits32x4(first, second, mixed4(a + 32, b + 32, c + 32, d + 32), mixed4(a + 48, b + 48, c + 48, d + 48));
  }
  let bits: u32 = 0;
  for (let i: u32 = 0; i < 16; ++i) {
    const at = <usize>i << 2;
    const label = load<u32>(a + at);
    const ones = codeOf(label, a + at, b + at, c + at, d + at);
    bits |= <u32>(ones != 255) << i;
  }
  return bits;
}

function mixed4(a: usize, b: usize, c: usize, d: usize): v128 {
  const label = v128.load(a);
  let other = v128.or(v128.xor(label, v128.load(a, 4)), v128.xor(label, v128.load(b)));
  other = v128.or(other, v128.or(v128.xor(label, v128.load(b, 4)), v128.xor(label, v128.load(c))));
  other = v128.or(other, v128.or(v128.xor(label, v128.load(c, 4)), v128.xor(label, v128.load(d))));
  other = v128.or(other, v128.xor(label, v128.load(d, 4)));
  return i32x4.ne(other, i32x4.splat(0));
}

function countWindow(
  counts: usize, stride: usize, classes: usize, a: usize, b: usize, c: usize, d: usize, corners: u32,
): void {
  let rest = corners & ~codeOf(0, a, b, c, d);
  while (rest) {
    const corner = <usize>ctz(rest);
    const row = corner & 4 ? (corner & 2 ? d : c) : corner & 2 ? b : a;
    const label = load<u32>(row + ((corner & 1) << 2));
    const code = codeOf(label, a, b, c, d) & corners;
    rest &= ~code;
    const counter = counts + <usize>(label - 1) * stride + (<usize>load<u8>(classes + code) << 2);
    store<u32>(counter, load<u32>(counter) + 1);
  }
}

/** Bit i is set where corner i has the label. */
// @ts-ignore: decorator
@inline
function codeOf(label: u32, a: usize, b: usize, c: usize, d: usize): u32 {
  if (ASC_FEATURE_SIMD) {
    const wanted = i32x4.splat(label);
    const here = i32x4.eq(v128.load64_lane(b, v128.load64_zero(a), 1), wanted);
    return bits16x8(i16x8.narrow_i32x4_s(here, i32x4.eq(v128.load64_lane(d, v128.load64_zero(c), 1), wanted)), here) & 255;
  }
  const first = <u32>(load<u32>(a) == label) | (<u32>(load<u32>(a, 4) == label) << 1);
  const second = (<u32>(load<u32>(b) == label) << 2) | (<u32>(load<u32>(b, 4) == label) << 3);
  const third = (<u32>(load<u32>(c) == label) << 4) | (<u32>(load<u32>(c, 4) == label) << 5);
  return first | second | third | (<u32>(load<u32>(d) == label) << 6) | (<u32>(load<u32>(d, 4) == label) << 7);
}
