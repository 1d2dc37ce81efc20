/**
 * Shapes on the slices between two slices: half way from one shape to another, and half way again.
 *
 * In     two shapes as planes of u32, not 0 where they are, in boxes x, y, w, h on slices i and j across axis 0 (z),
 *        1 (y) or 2 (x); dx, dy: the shift that brings the first onto the other; directions: 4 or 8
 * Out    dst: labels of `1 << shift` bytes, on the slices between, where they are smaller than `label`
 * Room   on 4: 128 bytes, 12 a pixel of the box around both shapes widened by the shift on every side, and for each
 *        halving 4 more and 48
 * Rules  half way: both shapes move half the shift; the half of an odd step along y is given to the other shape when x
 *        was odd; an odd step left over moves the middle slice up by half
 *        from what both share then each grows into itself, a step to 4 or 8 neighbours at a time; the union of the one that
 *        is undone and the one that grows is taken at the first moment when both differ from it least unequally; the
 *        shorter growth is slowed down to the length of the longer one
 *        what leaves the image is cut off
 * Cost   O(pixels of the boxes) for each slice
 * After  ITK MorphologicalContourInterpolator by dilations, the same voxels
 */
import { readLabel, writeLabel } from "../core/painted";
import { Plane, PLANE, setAxis, setPlane, Slices, SLICES } from "../core/plane";
import { countSteps, pixelAt, UNREACHED } from "../rows/plane";

export function between(
  dst: usize, shift: usize, w: usize, h: usize, d: usize, axis: i32, label: u32, i: i32, j: i32, a: usize, ax: i32,
  ay: i32, aw: i32, ah: i32, b: usize, bx: i32, by: i32, bw: i32, bh: i32, dx: i32, dy: i32, directions: i32,
  room: usize,
): void {
  const s = changetype<Slices>(room);
  s.dst = dst;
  s.shift = shift;
  s.label = label;
  s.directions = directions;
  setAxis(s, axis, w, h, d);
  const one = changetype<Plane>(room + SLICES);
  const other = changetype<Plane>(room + SLICES + PLANE);
  setPlane(one, a, ax, ay, aw, ah);
  setPlane(other, b, bx, by, bw, bh);
  s.top = room + SLICES + 2 * PLANE;
  halve(s, i, j, one, other, dx, dy);
}

/** Half of a step, towards zero or, with a carry, away from it. */
function half(step: i32, carry: bool): i32 {
  return carry && step & 1 ? step / 2 + (step > 0 ? 1 : -1) : step / 2;
}

/** Fills the slices between i and j. */
function halve(s: Slices, i: i32, j: i32, a: Plane, b: Plane, dx: i32, dy: i32): void {
  const ix = half(dx, false);
  const iy = half(dy, (dx & 1) != 0);
  const jx = ix - dx;
  const jy = iy - dy;
  // One odd step is left over: along y after x, none when both are odd.
  const mid = (i + j + <i32>((dx & 1) ^ (dy & 1))) / 2;
  const top = s.top;
  const c = changetype<Plane>(top);
  c.x = min<i32>(a.x + ix, b.x + jx);
  c.y = min<i32>(a.y + iy, b.y + jy);
  c.w = max<i32>(a.x + ix + a.w, b.x + jx + b.w) - c.x;
  c.h = max<i32>(a.y + iy + a.h, b.y + jy + b.h) - c.y;
  c.at = top + PLANE;
  s.top = c.at + (<usize>(c.w * c.h) << 2);
  middle(s, c, a, ix, iy, b, jx, jy);
  write(s, c, mid);
  if (abs<i32>(i - mid) > 1) halve(s, i, mid, a, c, ix, iy);
  if (abs<i32>(j - mid) > 1) halve(s, j, mid, b, c, jx, jy);
  s.top = top;
}

/** Makes the shape half way of two shifted ones. */
function middle(s: Slices, c: Plane, a: Plane, ix: i32, iy: i32, b: Plane, jx: i32, jy: i32): void {
  const n = <usize>(c.w * c.h) << 2;
  const ours = s.top;
  const theirs = ours + n;
  const queue = theirs + n;
  for (let at: usize = 0; at < n; at += 4) {
    const x = c.x + <i32>(at >> 2) % c.w;
    const y = c.y + <i32>(at >> 2) / c.w;
    const ofA = pixelAt(a, x - ix, y - iy) != 0;
    const ofB = pixelAt(b, x - jx, y - jy) != 0;
    store<u32>(c.at + at, u32(ofA) | (u32(ofB) << 1));
    store<u32>(ours + at, ofA && ofB ? 0 : UNREACHED);
  }
  memory.copy(theirs, ours, n);
  const ourSteps = max<u32>(1, countSteps(ours, c.at, c.w, c.h, queue, s.directions, 1));
  const theirSteps = max<u32>(1, countSteps(theirs, c.at, c.w, c.h, queue, s.directions, 2));
  const ourSums = queue;
  const theirSums = ourSums + (<usize>(ourSteps + 1) << 2);
  const ourOnly = sumSteps(ourSums, ourSteps, c.at, 1, ours, n);
  const theirOnly = sumSteps(theirSums, theirSteps, c.at, 2, theirs, n);
  let best: u32 = <u32>(n >> 2);
  let ourTime: u32 = 0;
  let theirTime: u32 = 0;
  const longest = max<u32>(ourSteps, theirSteps);
  const ratio = <f32>min<u32>(ourSteps, theirSteps) / <f32>longest;
  for (let time: u32 = 0; time < longest; ++time) {
    const other = <u32>(ratio * <f32>time);
    const undone = ourSteps - (ourSteps >= theirSteps ? time : other);
    const grown = 1 + (ourSteps >= theirSteps ? other : time);
    const rest = ourOnly - theirOnly - 2 * (load<i32>(ourSums + (<usize>undone << 2)) - load<i32>(theirSums + (<usize>grown << 2)));
    if (time && <u32>abs<i32>(rest) >= best) continue;
    best = min<u32>(best, <u32>abs<i32>(rest));
    ourTime = undone;
    theirTime = grown;
  }
  for (let at: usize = 0; at < n; at += 4) {
    store<u32>(c.at + at, u32(load<u32>(ours + at) <= ourTime || load<u32>(theirs + at) <= theirTime));
  }
}

/** Counts the pixels of one shape alone by at most how many steps lead to them; returns the number of all of them. */
function sumSteps(sums: usize, longest: u32, shapes: usize, alone: u32, steps: usize, n: usize): i32 {
  memory.fill(sums, 0, <usize>(longest + 1) << 2);
  let all = 0;
  for (let at: usize = 0; at < n; at += 4) {
    if (load<u32>(shapes + at) != alone) continue;
    ++all;
    const count = sums + (<usize>load<u32>(steps + at) << 2);
    if (load<u32>(steps + at) <= longest) store<u32>(count, load<u32>(count) + 1);
  }
  for (let i: usize = 4; i <= <usize>longest << 2; i += 4) store<u32>(sums + i, load<u32>(sums + i) + load<u32>(sums + i - 4));
  return all;
}

/** Writes a shape into a slice, and cuts off what lies beyond the image. */
function write(s: Slices, c: Plane, slice: i32): void {
  for (let v: i32 = 0; v < c.h; ++v) {
    for (let u: i32 = 0; u < c.w; ++u) {
      const pixel = c.at + (<usize>(v * c.w + u) << 2);
      if (!load<u32>(pixel)) continue;
      const x = c.x + u;
      const y = c.y + v;
      if (<u32>x >= <u32>s.w || <u32>y >= <u32>s.h) {
        store<u32>(pixel, 0);
        continue;
      }
      const at = <usize>slice * s.across + <usize>y * s.stepY + <usize>x * s.stepX;
      if (readLabel(s.dst, s.shift, at) < s.label) writeLabel(s.dst, s.shift, at, s.label);
    }
  }
}
