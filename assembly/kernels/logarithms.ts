/**
 * Logarithms to the base 2, computed here because engines round theirs differently.
 *
 * In     at: n f64 above 0
 * Out    at: log₂ of each, in place
 * Cost   O(n)
 */
export function logarithms(at: usize, n: usize): void {
  for (const end = at + (n << 3); at < end; at += 8) store<f64>(at, Math.log(load<f64>(at)) / Math.LN2);
}
