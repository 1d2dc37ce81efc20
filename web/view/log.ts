/**
 * Common logarithm of a number from 1 up, by the series of the inverse hyperbolic tangent: the same digits in every
 * engine, which `Math.log10` does not give.
 */
export function log10(value: number): number {
  let twos = 0;
  while (value > 1.5) {
    value /= 2;
    twos++;
  }
  const t = (value - 1) / (value + 1);
  let sum = 0;
  let power = t;
  for (let odd = 1; odd < 30; odd += 2) {
    sum += power / odd;
    power *= t * t;
  }
  return (2 * sum + twos * Math.LN2) / Math.LN10;
}
