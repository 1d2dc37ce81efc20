import { contourAt, Place, Trace } from "../core/trace";
import { F32, sizeOfType, valueAt } from "../core/types";

/**
 * Sides that the line through a square enters and leaves by: nibble `code`, from << 2 | to; 0 top, 1 left, 2 right, 3 bottom.
 * A code has bit 0 for the upper left corner above the level, 1 upper right, 2 lower left, 3 lower right.
 */
const SIDES: u64 = 0x0426_dc0e_b037_9810;

/** Lines through the squares between a row of pixels and the next; upper and lower are their bit rows. */
export function traceRow(trace: Trace, upper: usize, lower: usize): void {
  const w = trace.w;
  for (let at: usize = 0; at << 3 < w - 1; at += 4) {
    const a = load<u64>(upper + at), b = load<u64>(lower + at);
    const some = a | b, every = a & b;
    let active = <u32>((some | (some >> 1)) & ~(every & (every >> 1)));
    while (active) {
      const t = <u64>ctz(active);
      active &= active - 1;
      const x = (at << 3) + <usize>t;
      if (x < w - 1) traceSquare(trace, x, <u32>(((a >> t) & 3) | (((b >> t) & 3) << 2)));
    }
  }
}

function traceSquare(trace: Trace, x: usize, code: u32): void {
  if (trace.type == F32) {
    // A sum with NaN is NaN; the image holds no infinity.
    const sum = pixel(trace, 0, x) + pixel(trace, 0, x + 1) + pixel(trace, 1, x) + pixel(trace, 1, x + 1);
    if (sum != sum) return;
  }
  if (code != 6 && code != 9) return addLine(trace, x, code);
  // Two corners across from each other: a line around each of them, or around each of the other two.
  const flip: u32 = trace.join ? 15 : 0;
  addLine(trace, x, flip ^ ((flip ^ code) & 3));
  addLine(trace, x, flip ^ ((flip ^ code) & 12));
}

/** The value of a pixel in the row at work, or the next. */
function pixel(trace: Trace, down: usize, x: usize): f64 {
  return valueAt(trace.src + ((trace.row + down) * trace.w + x) * sizeOfType(trace.type), trace.type);
}

/** Finds where a contour passes a side of a square. A place on a pixel is the same for all sides that end there. */
function find(place: Place, trace: Trace, x: usize, side: u32): void {
  const along = side == 0 || side == 3;
  const down: usize = side == 3 ? 1 : 0;
  if (side == 2) x += 1;
  const near = pixel(trace, down, x);
  const part = (trace.level - near) / ((along ? pixel(trace, down, x + 1) : pixel(trace, 1, x)) - near);
  const atY = <f64>(trace.row + down) + (along ? 0 : part);
  const atX = <f64>x + (along ? part : 0);
  place.y = atY;
  place.x = atX;
  const y = <usize>atY;
  x = <usize>atX;
  const kind: usize = atY > <f64>y ? 16 : atX > <f64>x ? 8 : 0;
  place.ends = trace.ends + ((y & 1) * trace.w + x) * 24 + kind;
}

/** Adds the line through a square to the contours that it meets at its ends. */
function addLine(trace: Trace, x: usize, code: u32): void {
  const sides = <u32>(SIDES >> <u64>(code << 2)) & 15;
  const from = changetype<Place>(changetype<usize>(trace) + offsetof<Trace>());
  const to = changetype<Place>(changetype<usize>(from) + offsetof<Place>());
  find(from, trace, x, sides >> 2);
  find(to, trace, x, sides & 3);
  if (from.y == to.y && from.x == to.x) return;
  let before = load<u32>(from.ends, 4), after = load<u32>(to.ends);
  store<u32>(from.ends, 0, 4);
  store<u32>(to.ends, 0);
  if (before && before == after) {
    // Back at its own start: closed, and noted nowhere from here on.
    const closed = contourAt(trace, before);
    const last = addPoint(trace, to);
    store<u32>(trace.nexts + (<usize>closed.last << 2), last);
    closed.last = last;
    closed.length += 1;
    return;
  }
  // What is not there yet begins as a single point. The end at which nothing changes is not noted anew.
  const newStart = !before || after, newEnd = !after || before;
  if (!before) before = begin(trace, from);
  if (!after) after = begin(trace, to);
  joinContours(trace, before, after);
  const number = min(before, after);
  const whole = contourAt(trace, number);
  // The place of an end in a row above belongs to a row below by now.
  if (newStart && isAtWork(trace, whole.first)) store<u32>(whole.start, number);
  if (newEnd && isAtWork(trace, whole.last)) store<u32>(whole.end, number, 4);
}

/** A contour of one point. */
function begin(trace: Trace, place: Place): u32 {
  const number = trace.contourCount + 1;
  trace.contourCount = number;
  const contour = contourAt(trace, number);
  contour.length = 1;
  contour.first = contour.last = addPoint(trace, place);
  contour.start = contour.end = place.ends;
  return number;
}

/** Makes one contour of two, the second behind the first, under the smaller of their numbers; the other has no points. */
function joinContours(trace: Trace, before: u32, after: u32): void {
  const head = contourAt(trace, before), tail = contourAt(trace, after);
  store<u32>(trace.nexts + (<usize>head.last << 2), tail.first);
  const length = head.length + tail.length;
  head.length = 0;
  tail.length = 0;
  if (before < after) {
    head.length = length;
    head.last = tail.last;
    head.end = tail.end;
  } else {
    tail.length = length;
    tail.first = head.first;
    tail.start = head.start;
  }
}

/** Whether a point lies in the two rows at work. */
function isAtWork(trace: Trace, point: u32): bool {
  return load<f64>(trace.points + (<usize>point << 4)) >= <f64>trace.row;
}

function addPoint(trace: Trace, place: Place): u32 {
  const point = trace.count;
  trace.count = point + 1;
  store<f64>(trace.points + (<usize>point << 4), place.y);
  store<f64>(trace.points + (<usize>point << 4), place.x, 8);
  return point;
}
