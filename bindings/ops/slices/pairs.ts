import type { Pointer, Scratch } from "../../core/scratch.js";
import { align, centroidOf, type Plane, type Shift } from "./align.js";

/** Where the slices between two slices are written: labels across an axis (0 z, 1 y, 2 x). */
export interface Between {
  readonly dst: Pointer;
  readonly shift: number;
  readonly w: number;
  readonly h: number;
  readonly d: number;
  readonly axis: number;
  readonly label: number;
  /** Neighbours of a pixel: 4 or 8. */
  readonly directions: number;
}

/** A slice of one label, its parts numbered 2 … last. */
export interface PlanePart extends Plane {
  readonly slice: number;
  readonly last: number;
}

/** A part of slice i and one of slice j that overlap; 0 where a part overlaps none. */
type Pair = readonly [i: number, j: number];

const WHO = "fill-between-slices";

/** Fills the slices between two. */
export function fillBetween(s: Scratch, between: Between, i: PlanePart, j: PlanePart): void {
  const met = overlapping(s, i, j);
  for (const [a, b] of met) {
    if (b === 0) fade(s, between, i, a, j.slice);
    else if (a === 0) fade(s, between, j, b, i.slice);
  }
  const pairs = met.filter(([a, b]) => a && b);
  const [ofI, ofJ] = [countOf(pairs, 0), countOf(pairs, 1)];
  const single = pairs.filter(([a, b]) => ofI.get(a) === 1 && ofJ.get(b) === 1);
  for (const [a, b] of single) share(s, between, i, a, j, [b]);
  const many = pairs.filter((pair) => !single.includes(pair));
  for (let at = 0; at < many.length; ) at = shareOne(s, between, i, j, many, at, ofI, ofJ);
  // What is left belongs to several on both sides: each part of i is shared out among its partners.
  while (many.length > 0) {
    const a = (many[0] as Pair)[0];
    const partners = many.filter((pair) => pair[0] === a).map((pair) => pair[1]);
    share(s, between, i, a, j, partners);
    remove(many, (pair) => pair[0] === a);
  }
}

/** Deals with the pair at a place if one of its parts has no other partner; returns the place to go on from. */
function shareOne(
  s: Scratch,
  between: Between,
  i: PlanePart,
  j: PlanePart,
  pairs: Pair[],
  at: number,
  ofI: Map<number, number>,
  ofJ: Map<number, number>,
): number {
  const pair = pairs[at] as Pair;
  const [a, b] = pair;
  const fromJ = ofI.get(a) === 1;
  if (!fromJ && ofJ.get(b) !== 1) return at + 1;
  const side = fromJ ? 1 : 0;
  const sharing = pairs.filter((one) => one[side] === pair[side]);
  const partners = sharing.map((one) => one[1 - side] as number);
  if (fromJ) share(s, between, j, b, i, partners);
  else share(s, between, i, a, j, partners);
  // ITK keeps the very first pair in the list here when it is not the one at hand; the voxels depend on it.
  const first = pairs[0];
  const gone = sharing.filter((one) => one === pair || fromJ || one !== first);
  for (const [x, y] of gone) {
    ofI.set(x, (ofI.get(x) as number) - 1);
    ofJ.set(y, (ofJ.get(y) as number) - 1);
  }
  const before = pairs.slice(0, at).filter((one) => !gone.includes(one)).length;
  remove(pairs, (one) => gone.includes(one));
  return before;
}

function remove<T>(list: T[], is: (one: T) => boolean): void {
  list.splice(0, list.length, ...list.filter((one) => !is(one)));
}

function countOf(pairs: readonly Pair[], side: 0 | 1): Map<number, number> {
  const counts = new Map<number, number>();
  for (const pair of pairs) counts.set(pair[side], (counts.get(pair[side]) ?? 0) + 1);
  return counts;
}

/** The pairs of parts that overlap, and each part that overlaps none with 0, in ascending order. */
function overlapping(s: Scratch, i: PlanePart, j: PlanePart): Pair[] {
  const [a, b] = [i, j].map(({ at, w, h }) => s.view(at, Uint32Array, w * h)) as [Uint32Array, Uint32Array];
  const met = new Set<number>();
  const width = j.last + 1;
  for (let p = 0; p < a.length; p++) if (a[p] && b[p]) met.add((a[p] as number) * width + (b[p] as number));
  const pairs = [...met].map((key): Pair => [Math.floor(key / width), key % width]);
  const lonely = (side: 0 | 1, last: number) =>
    Array.from({ length: Math.max(0, last - 1) }, (_, n) => n + 2).filter(
      (part) => !pairs.some((pair) => pair[side] === part),
    );
  const all = [
    ...pairs,
    ...lonely(0, i.last).map((part): Pair => [part, 0]),
    ...lonely(1, j.last).map((part): Pair => [0, part]),
  ];
  return all.sort((p, q) => p[0] - q[0] || p[1] - q[1]);
}

/** A plane in which listed parts have the numbers 1, 2 … and all else is 0. */
function chosen(s: Scratch, plane: PlanePart, parts: readonly number[]): Plane {
  const n = plane.w * plane.h;
  const at = s.alloc(4 * n, `${WHO}: parts of a slice`);
  const table = new Uint32Array(plane.last + 1);
  parts.forEach((part, k) => {
    table[part] = k + 1;
  });
  s.nested(() => s.raw.choose(at, plane.at, n, s.put(table)));
  return { ...plane, at };
}

/** Fills between one part of a slice and the parts of another slice that it goes over into. */
function share(
  s: Scratch,
  between: Between,
  i: PlanePart,
  part: number,
  j: PlanePart,
  partners: readonly number[],
): void {
  s.nested(() => {
    const mask = chosen(s, i, [part]);
    const others = chosen(s, j, partners);
    const shift = align(s, mask, others, partners.length);
    if (partners.length === 1) {
      fill(s, between, i.slice, mask, j.slice, others, shift);
      return;
    }
    const n = mask.w * mask.h;
    const shares = { ...i, at: s.alloc(4 * n, `${WHO}: its shares`), last: partners.length };
    s.nested(() => {
      const room = s.alloc(8 * n + 64, `${WHO}: its shares`);
      const b = [others.at, others.x, others.y, others.w, others.h] as const;
      s.raw.sharePlane(shares.at, mask.at, mask.x, mask.y, mask.w, mask.h, ...b, ...shift, between.directions, room);
    });
    partners.forEach((partner, k) => {
      s.nested(() => fill(s, between, i.slice, chosen(s, shares, [k + 1]), j.slice, chosen(s, j, [partner]), shift));
    });
  });
}

/** Lets a part without a partner shrink to one pixel of it, the centroid if that belongs to it, towards slice j. */
function fade(s: Scratch, between: Between, i: PlanePart, part: number, j: number): void {
  s.nested(() => {
    const mask = chosen(s, i, [part]);
    const [x, y] = centroidOf(s, mask);
    // A box of three by three pixels, as wide as ITK's, bounds how far the pixel may be sought.
    const phantom = { at: s.put(Uint32Array.of(0, 0, 0, 0, 1, 0, 0, 0, 0)), x: x - 1, y: y - 1, w: 3, h: 3 };
    const [dx, dy] = align(s, mask, phantom, 1);
    fill(s, between, i.slice, mask, j, { ...phantom, x: phantom.x - dx, y: phantom.y - dy }, [0, 0]);
  });
}

/** The smallest box around the pixels of a plane that are not 0, with these pixels. */
function trimmed(s: Scratch, plane: Plane): Plane {
  const { at, w, h } = plane;
  const pixels = s.view(at, Uint32Array, w * h);
  let [x0, y0, x1, y1] = [w, h, 0, 0];
  for (let i = 0; i < pixels.length; i++) {
    if (!pixels[i]) continue;
    const [x, y] = [i % w, Math.floor(i / w)];
    [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x + 1), Math.max(y1, y + 1)];
  }
  const kept = new Uint32Array((x1 - x0) * (y1 - y0));
  for (let y = y0; y < y1; y++) kept.set(pixels.subarray(y * w + x0, y * w + x1), (y - y0) * (x1 - x0));
  return { at: s.put(kept), x: plane.x + x0, y: plane.y + y0, w: x1 - x0, h: y1 - y0 };
}

/** Bytes of scratch of the raw `between` for two boxes on slices so far apart. */
export function betweenRoom(a: Omit<Plane, "at">, b: Omit<Plane, "at">, [dx, dy]: Shift, apart: number): number {
  const w = Math.max(a.x + a.w, b.x + b.w) - Math.min(a.x, b.x) + 2 * Math.abs(dx);
  const h = Math.max(a.y + a.h, b.y + b.h) - Math.min(a.y, b.y) + 2 * Math.abs(dy);
  // A middle slice is at most one further from an end than half way.
  let halvings = 2;
  for (let rest = apart; rest > 1; rest = Math.ceil(rest / 2)) halvings++;
  return 128 + 12 * w * h + halvings * (4 * w * h + 48);
}

/** Fills between two shapes. */
function fill(s: Scratch, between: Between, i: number, one: Plane, j: number, other: Plane, shift: Shift): void {
  s.nested(() => {
    const [a, b] = [trimmed(s, one), trimmed(s, other)];
    const room = s.alloc(betweenRoom(a, b, shift, Math.abs(i - j)), `${WHO}: its slices`);
    const { dst, shift: log, w, h, d, axis, label, directions } = between;
    const boxes = [a.at, a.x, a.y, a.w, a.h, b.at, b.x, b.y, b.w, b.h] as const;
    s.raw.between(dst, log, w, h, d, axis, label, i, j, ...boxes, ...shift, directions, room);
  });
}
