/** Bits behind the point of the constants below: sums of cosines, as in the accurate whole-number transform of libjpeg. */
const POINT = 13;
/** Bits that the first pass keeps behind the point, of samples of 12 bits. */
const KEPT = 1;

/**
 * The inverse cosine transform of a block of 8 × 8 coefficients in place (Loeffler, Ligtenberg and Moschytz), in the steps
 * and with the roundings of libjpeg's transform of 12 bits, so that results are equal. Numbers of good files stay within 32
 * bits; those of damaged ones wrap around.
 */
export function inverseTransform(block: Int32Array): void {
  for (let column = 0; column < 8; column++) pass(block, column, 8, POINT - KEPT);
  for (let row = 0; row < 8; row++) pass(block, 8 * row, 1, POINT + KEPT + 3);
}

/** One pass over 8 values that lie `step` apart; results are rounded by `shift` bits. */
function pass(block: Int32Array, at: number, step: number, shift: number): void {
  const v0 = block[at] as number;
  const v1 = block[at + step] as number;
  const v2 = block[at + 2 * step] as number;
  const v3 = block[at + 3 * step] as number;
  const v4 = block[at + 4 * step] as number;
  const v5 = block[at + 5 * step] as number;
  const v6 = block[at + 6 * step] as number;
  const v7 = block[at + 7 * step] as number;
  const half = 1 << (shift - 1);
  const turn = Math.imul(v2 + v6, 4433);
  const low = turn - Math.imul(v6, 15137);
  const high = turn + Math.imul(v2, 6270);
  const sum = ((v0 + v4) << POINT) + half;
  const difference = ((v0 - v4) << POINT) + half;
  const both = Math.imul(v7 + v3 + v5 + v1, 9633);
  const a = both - Math.imul(v7 + v3, 16069);
  const b = both - Math.imul(v5 + v1, 3196);
  const c = Math.imul(v7 + v1, -7373);
  const d = Math.imul(v5 + v3, -20995);
  spread(block, at, at + 7 * step, sum + high, Math.imul(v1, 12299) + c + b, shift);
  spread(block, at + step, at + 6 * step, difference + low, Math.imul(v3, 25172) + d + a, shift);
  spread(block, at + 2 * step, at + 5 * step, difference - low, Math.imul(v5, 16819) + d + b, shift);
  spread(block, at + 3 * step, at + 4 * step, sum - high, Math.imul(v7, 2446) + c + a, shift);
}

/** Two results that mirror each other: the sum and the difference of an even and an odd part. */
function spread(block: Int32Array, first: number, last: number, even: number, odd: number, shift: number): void {
  block[first] = (even + odd) >> shift;
  block[last] = (even - odd) >> shift;
}
