/** Roots from + − × ÷ √ alone: those are exact to the last bit in every engine, where `Math.cbrt` and `Math.pow` are not. */

/** By how much a third is more than the number that stands for it. */
const THIRD_ERROR = 2 ** -54 / 3;

/** The cube root of a number above 0, by Newton's method; 0 for all others. */
export function cubeRoot(value: number): number {
  if (!(value > 0)) return 0;
  let root = Math.sqrt(Math.sqrt(value)) + value / 3;
  for (;;) {
    const next = (2 * root + value / (root * root)) / 3;
    // From above it falls until it can fall no further.
    if (!(next < root)) return root;
    root = next;
  }
}

/**
 * A number above 0 to the power of `1 / 3`, which is a little less than a third: what C's `pow` gives, and so the spacing in
 * files of those who use it.
 */
export function thirdPower(value: number): number {
  const root = cubeRoot(value);
  const rest = value - cube(root)[0] - cube(root)[1];
  return root + (rest / (3 * root * root) - root * THIRD_ERROR * logarithm(value));
}

/** The cube of a number as a sum of two, to twice the usual digits (Dekker's products). */
function cube(x: number): [number, number] {
  const [square, squareRest] = product(x, x);
  const [whole, rest] = product(square, x);
  return [whole, rest + squareRest * x];
}

function product(a: number, b: number): [number, number] {
  const whole = a * b;
  const [a1, a0] = halves(a);
  const [b1, b0] = halves(b);
  return [whole, a1 * b1 - whole + a1 * b0 + a0 * b1 + a0 * b0];
}

/** The upper and lower digits of a number. */
function halves(a: number): [number, number] {
  const scaled = a * (2 ** 27 + 1);
  const upper = scaled - (scaled - a);
  return [upper, a - upper];
}

/** Natural logarithm to some digits, of a number above 0. */
function logarithm(value: number): number {
  let powers = 0;
  for (; value > 1.5; value /= 2) powers += 1;
  for (; value < 0.75; value *= 2) powers -= 1;
  const t = (value - 1) / (value + 1);
  return powers * Math.LN2 + 2 * (t + t ** 3 / 3 + t ** 5 / 5);
}
