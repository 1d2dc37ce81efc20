/**
 * The nearest site on one line, as the lower envelope of parabolas: site j has height heights[j], a negative height
 * means that there is no site at j. For every position i, nearest[i] = the j with the smallest
 * heights[j] + ((i − j) · step)²; the lower j when two are equal.
 *
 *   squares[k]   (k · step)², f64
 *   stack        u32 of n: the sites that own a part of the line, in order
 *
 * Returns false when the line has no site; `nearest` is then not written.
 */
export function nearestOnLine(
  nearest: usize,
  heights: usize,
  n: u32,
  step: f64,
  squares: usize,
  stack: usize,
): bool {
  let top = stack - 4;
  for (let i: u32 = 0; i < n; ++i) {
    const height = load<f64>(heights + (<usize>i << 3));
    if (height < 0) continue;
    while (top > stack && hidden(heights, load<u32>(top - 4), load<u32>(top), i, height, step)) top -= 4;
    top += 4;
    store<u32>(top, i);
  }
  if (top < stack) return false;
  walk(nearest, heights, n, squares, stack, top);
  return true;
}

/** True when the parabola of `middle` lies above that of `low` or of `high` everywhere. */
// @ts-ignore: decorator
@inline
function hidden(heights: usize, low: u32, middle: u32, high: u32, height: f64, step: f64): bool {
  const a = <f64>(middle - low) * step;
  const b = <f64>(high - middle) * step;
  const c = a + b;
  const before = load<f64>(heights + (<usize>low << 3));
  const own = load<f64>(heights + (<usize>middle << 3));
  return c * own - b * before - a * height - a * b * c > 0;
}

/** Follows the envelope from left to right. */
function walk(nearest: usize, heights: usize, n: u32, squares: usize, stack: usize, top: usize): void {
  let site = load<u32>(stack);
  let height = load<f64>(heights + (<usize>site << 3));
  for (let i: u32 = 0; i < n; ++i) {
    let best = height + squareOf(squares, i, site);
    while (stack < top) {
      const next = load<u32>(stack, 4);
      const other = load<f64>(heights + (<usize>next << 3));
      const distance = other + squareOf(squares, i, next);
      if (best <= distance) break;
      best = distance;
      site = next;
      height = other;
      stack += 4;
    }
    store<u32>(nearest + (<usize>i << 2), site);
  }
}

/** (difference · step)² from the table. */
// @ts-ignore: decorator
@inline
export function squareOf(squares: usize, i: u32, j: u32): f64 {
  return load<f64>(squares + (<usize>(i < j ? j - i : i - j) << 3));
}
