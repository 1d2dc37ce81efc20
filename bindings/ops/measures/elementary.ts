/**
 * Functions that engines round differently, made of sums, products, quotients and square roots alone, which they do not:
 * equal bits everywhere, right to a few units in the last place.
 */

/** The angle of a slope, in [−π/2, π/2]. */
export function arctangent(slope: number): number {
  if (Number.isNaN(slope)) return Number.NaN;
  if (slope < 0) return -arctangent(-slope);
  if (slope > 1) return Math.PI / 2 - arctangent(1 / slope);
  // Halving the angle three times leaves a slope below 0.1, for which the series is short.
  let t = slope;
  for (let i = 0; i < 3; i++) t /= 1 + Math.sqrt(1 + t * t);
  const square = t * t;
  let sum = 0;
  for (let n = 17; n > 0; n -= 2) sum = 1 / n - square * sum;
  return 8 * t * sum;
}

/** Half the angle of the point (y, x), in (−π/2, π/2]. */
export function halfAngle(y: number, x: number): number {
  if (y === 0) return x < 0 ? Math.PI / 2 : 0;
  const r = Math.sqrt(x * x + y * y);
  // Of the two forms of the tangent of half an angle the one whose sum does not cancel.
  return arctangent(x > 0 ? y / (x + r) : (r - x) / y);
}

/** The cube root of a number that is not negative. */
export function cubeRoot(value: number): number {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) return value;
  let [x, scale] = [value, 1];
  for (; x >= 8; x /= 8) scale *= 2;
  for (; x < 1; x *= 8) scale /= 2;
  // Newton's method from a line through the ends of [1, 8) doubles the right digits each time.
  let root = 0.857 + x / 7;
  for (let i = 0; i < 6; i++) root -= (root * root * root - x) / (3 * root * root);
  return root * scale;
}
