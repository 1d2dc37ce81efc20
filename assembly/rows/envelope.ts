/** One parabola of the envelope: 24 bytes, so that the search needs no second look-up. */
@unmanaged
class Site {
  place: f64;
  height: f64;
  index: u32;
}

/** Bytes of one entry of the envelope. */
export const SITE: usize = 24;

/**
 * The nearest site on one line, as the lower envelope of parabolas: site j has height heights[j], a negative height
 * means that there is no site at j. For every position i, nearest[i] = the j with the smallest
 * heights[j] + ((i − j) · step)²; the lower j when two are equal.
 *
 *   stack    SITE bytes for each of n positions: the sites that own a part of the line, in order
 *
 * Returns false when the line has no site; `nearest` is then not written.
 */
export function nearestOnLine(nearest: usize, heights: usize, n: u32, step: f64, stack: usize): bool {
  let top = stack - SITE;
  for (let i: u32 = 0; i < n; ++i) {
    const height = load<f64>(heights + (<usize>i << 3));
    if (height < 0) continue;
    const place = <f64>i;
    while (top > stack && isHidden(changetype<Site>(top), place, height, step)) top -= SITE;
    top += SITE;
    const site = changetype<Site>(top);
    site.place = place;
    site.height = height;
    site.index = i;
  }
  if (top < stack) return false;
  walk(nearest, n, step, stack, top);
  return true;
}

/** True when the parabola lies above the one before it on the stack, or above the new one, everywhere. */
// @ts-ignore: decorator
@inline
function isHidden(middle: Site, place: f64, height: f64, step: f64): bool {
  const before = changetype<Site>(changetype<usize>(middle) - SITE);
  const a = (middle.place - before.place) * step;
  const b = (place - middle.place) * step;
  const c = a + b;
  return c * middle.height - b * before.height - a * height - a * b * c > 0;
}

/** Follows the envelope from left to right. */
function walk(nearest: usize, n: u32, step: f64, stack: usize, top: usize): void {
  let site = changetype<Site>(stack);
  let next = changetype<Site>(stack + SITE);
  for (let i: u32 = 0; i < n; ++i) {
    let best = reach(site, <f64>i, step);
    while (changetype<usize>(site) < top) {
      const other = reach(next, <f64>i, step);
      if (best <= other) break;
      best = other;
      site = next;
      next = changetype<Site>(changetype<usize>(next) + SITE);
    }
    store<u32>(nearest + (<usize>i << 2), site.index);
  }
}

/** Squared distance from place i to a site. */
// @ts-ignore: decorator
@inline
function reach(site: Site, i: f64, step: f64): f64 {
  const along = (i - site.place) * step;
  return site.height + along * along;
}
