/**
 * Lines along which an image has a level, by marching squares.
 *
 * In     src: h rows of w values without gaps (u8, u16, i16, f32, u32), not infinite; bits: bit rows of those above level,
 *        `pitch` bytes apart; join: 1 joins pixels above the level that touch at a corner, 0 those that are not above it
 * Out    points: f64x2 (y, x); nexts: u32, the point that follows; contours: from number 1 on, 20 bytes each, u32 number of
 *        points, first and last point, and two that are the kernel's own; returns the largest number
 * Room   128 + 48 · w bytes, on 16; with n = countCrossings(…), flat: points and nexts need 2 · n
 *        of them, contours 2 · n + 1
 * Rules  between two pixels a line passes where values that change evenly have the level
 *        values above the level lie to the right of a line; a closed one ends in the point it starts from
 *        lines end at the border, and at squares of four pixels with NaN
 *        a piece without length is left out; where several lines meet in a pixel that has the level, each piece goes on with
 *        the line that came to it last
 *        of two lines that are joined the one found first keeps its number; the other is left with 0 points
 * Order  by their first piece, in raster order
 * Cost   O(words), and some tens of nanoseconds a point
 * After  scikit-image find_contours, exactly
 */
import { Trace } from "../core/trace";
import { traceRow } from "../rows/contours";

/** Bytes for the struct and the two places at work. */
const TRACE: usize = 128;

export function contours(
  points: usize, nexts: usize, found: usize, src: usize, type: i32, w: usize, h: usize, level: f64, bits: usize,
  pitch: usize, join: u32, room: usize,
): u32 {
  const trace = changetype<Trace>(room);
  trace.src = src;
  trace.type = type;
  trace.w = w;
  trace.level = level;
  trace.join = join;
  trace.ends = room + TRACE;
  trace.points = points;
  trace.nexts = nexts;
  trace.count = 0;
  trace.contours = found;
  trace.contourCount = 0;
  memory.fill(trace.ends, 0, w * 48);
  for (let y: usize = 0; y + 1 < h; ++y) {
    trace.row = y;
    // What was noted for the row before is done with.
    memory.fill(trace.ends + ((y + 1) & 1) * w * 24, 0, w * 24);
    traceRow(trace, bits + y * pitch, bits + (y + 1) * pitch);
  }
  return trace.contourCount;
}
