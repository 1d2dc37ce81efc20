/**
 * Convex hulls of shapes made of pixels, in doubled coordinates: pixel (y, x) has its centre at (2y, 2x), its edges'
 * midpoints at (2y ± 1, 2x) and (2y, 2x ± 1). A side of a shape is an i64 a row: the doubled column of its first pixel, or
 * the last one's with its sign changed, so that both sides are looked at from outside; `NONE` for a row without pixels.
 */
export const NONE: i64 = 1 << 48;
/** Bytes of a corner of a hull: i64 line (2y + 1, y counted from the shape's first row), i64 doubled column. */
export const CORNER: usize = 16;

/** Writes the corners of one side of the hull of all edge midpoints, from the first line to the last; returns their end. */
export function sideCorners(corners: usize, side: usize, h: usize): usize {
  let end = corners;
  let before = NONE;
  for (let line: usize = 0; line <= 2 * h; ++line) {
    let x = line < 2 * h ? load<i64>(side + ((line >> 1) << 3)) : NONE;
    if (line & 1) --x;
    else {
      const here = x;
      // Between two rows lie midpoints of both.
      x = min<i64>(x, before);
      before = here;
    }
    if (x >= NONE - 1) continue;
    while (end - corners >= 2 * CORNER && !isCorner(end - CORNER, <i64>line, x)) end -= CORNER;
    store<i64>(end, <i64>line);
    store<i64>(end, x, 8);
    end += CORNER;
  }
  return end;
}

/** True when the last corner lies outside of the line from the one before it to the point. */
function isCorner(last: usize, line: i64, x: i64): bool {
  const firstLine = load<i64>(last - CORNER);
  const firstX = load<i64>(last - CORNER, 8);
  return (load<i64>(last, 8) - firstX) * (line - firstLine) < (x - firstX) * (load<i64>(last) - firstLine);
}

/** Sets a side to the outermost pixel centres inside or on the hull, row by row. */
export function moveToHull(side: usize, corner: usize, h: usize): void {
  for (let y: usize = 0; y < h; ++y) {
    const line = <i64>(2 * y + 1);
    while (load<i64>(corner + CORNER) < line) corner += CORNER;
    const firstLine = load<i64>(corner);
    const firstX = load<i64>(corner, 8);
    const lines = load<i64>(corner + CORNER) - firstLine;
    const scaled = firstX * lines + (load<i64>(corner + CORNER, 8) - firstX) * (line - firstLine);
    // Rounded up to an even column; division rounds towards 0.
    store<i64>(side + (y << 3), 2 * ((scaled > 0 ? scaled + 2 * lines - 1 : scaled) / (2 * lines)));
  }
}

/** The number of pixels between two sides; rows without any are marked. */
export function countBetween(left: usize, right: usize, h: usize): u64 {
  let count: u64 = 0;
  for (let y: usize = 0; y < h << 3; y += 8) {
    const n = (-load<i64>(right + y) - load<i64>(left + y)) / 2 + 1;
    count += <u64>n;
    if (n > 0) continue;
    store<i64>(left + y, NONE);
    store<i64>(right + y, NONE);
  }
  return count;
}

/** The largest squared distance between corners, of which those from `turned` on have their sign changed. */
export function farthest(corners: usize, turned: usize, end: usize, stepY: f64, stepX: f64): f64 {
  let largest = 0.0;
  for (let a = corners; a < end; a += CORNER) {
    const ax = a < turned ? load<i64>(a, 8) : -load<i64>(a, 8);
    for (let b = corners; b < a; b += CORNER) {
      const bx = b < turned ? load<i64>(b, 8) : -load<i64>(b, 8);
      const dy = <f64>(load<i64>(a) - load<i64>(b)) * stepY;
      const dx = <f64>(ax - bx) * stepX;
      largest = max<f64>(largest, dy * dy + dx * dx);
    }
  }
  return largest;
}
