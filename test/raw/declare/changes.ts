/** Arguments of derivatives, of the recursive blur and of what changes the grid. */
import { recursiveWeights } from "../../../bindings/ops/gaussian-recursive-weights.js";
import { bytesOf, type Declarations, type Draw, IMAGES, LABELS } from "../draw.js";

/** Values in whole groups of four, as the kernels want them. */
const whole = (n: number) => Math.ceil(n / 4) * 4;

export const changes: Declarations = {
  recursiveRoom: (c) => [c.int(1, 5000)],
  recursiveRows(c) {
    const [from, to] = range(c, c.rows);
    const room = c.room(c.raw["recursiveRoom"]!(c.w));
    return [c.change(c.floats(c.n)), c.image(IMAGES), c.type, c.w, from, to, recursion(c), room];
  },
  recursiveAcross(c) {
    const isDeep = c.chance(0.5);
    const [from, to] = range(c, isDeep ? c.w * c.h : c.w * c.d);
    const layout = isDeep ? [4 * c.w * c.h, c.d, c.w * c.h, 0] : [4 * c.w, c.h, c.w, 4 * c.w * c.h];
    const room = c.room(c.raw["recursiveRoom"]!(Math.max(c.h, c.d)));
    return [c.change(c.floats(c.n)), ...layout, from, to, recursion(c), room];
  },
  gradientRoom: (c) => [c.int(1, 5000)],
  gradientRows(c) {
    const [from, to] = range(c, c.rows);
    const [part, other] = [c.int(0, c.d > 1 ? 3 : 2), c.int(0, 2)];
    const [out, src] = [c.out(4 * c.w * (to - from)), c.image(IMAGES)];
    const room = c.room(c.raw["gradientRoom"]!(c.w));
    const deep = c.d > 1 ? 1 : c.int(0, part === 3 ? 0 : 1);
    return [out, src, c.type, c.w, c.h, c.d, from, to, c.pick([1, 2]), 0.25, part, other, deep, c.int(0, 4), room];
  },
  blend(c) {
    const n = whole(c.n);
    const type = c.pick(IMAGES);
    const a = c.put(type === 3 ? c.floats(n) : c.wholes(n, type));
    // Behind the last voxel it computes with whatever a conversion leaves there.
    const out = c.out(4 * n, () => 4 * c.n);
    return [out, a, type, c.put(c.floats(n)), 0, c.n, c.pick([0, 1]), c.finite(), c.room(4096 + 64)];
  },
  centralDifferences(c) {
    // What is computed beyond the last voxel is made of what lies beyond the last voxel of the source.
    const [out, src] = [c.out(4 * (c.n + 4), () => 4 * c.n), c.put(c.floats(c.n + 4))];
    return [out, src, c.w, c.h, c.d, c.int(0, 2)];
  },
  eigenvalues(c) {
    const ndim = c.pick([2, 3]);
    const elements = ndim === 2 ? 3 : 6;
    const [from, to] = range(c, c.n);
    return [c.change(c.floats(c.n)), c.put(c.floats(c.n * elements)), 4 * c.n, from, to, ndim, c.int(0, ndim - 1)];
  },
  resampleRoom: (c) => [c.int(1, 5000), c.int(1, 5000)],
  resampleNearest(c) {
    const target = targetOf(c);
    const type = c.pick([...IMAGES, 4]);
    const src = c.put(type === 3 ? c.floats(c.n) : c.wholes(c.n, type));
    const [from, to] = range(c, target.h * target.d);
    const out = c.out(bytesOf(type) * target.w * (to - from));
    const places = [placesOf(c, c.d, target.d), placesOf(c, c.h, target.h), placesOf(c, c.w, target.w)];
    return [out, src, type, c.w, c.h, target.w, target.h, from, to, ...places];
  },
  resampleMeans(c) {
    const { w, h, d } = targetOf(c);
    const [from, to] = range(c, h * d);
    const [out, src] = [c.out(4 * w * (to - from)), c.image(IMAGES)];
    const taps = [tapsOf(c, c.d, d), tapsOf(c, c.h, h), tapsOf(c, c.w, w)].flat();
    return [out, src, c.type, c.w, c.h, w, h, d, from, to, ...taps, c.room(c.raw["resampleRoom"]!(c.w, w))];
  },
  voteRoom: (c) => [c.int(1, 2 ** 20)],
  vote(c) {
    const { w, h, d } = targetOf(c);
    const [from, to] = range(c, h * d);
    const src = c.labels(LABELS);
    const out = c.out(bytesOf(c.type) * w * (to - from));
    const taps = [tapsOf(c, c.d, d), tapsOf(c, c.h, h), tapsOf(c, c.w, w)];
    const most = taps.reduce((product, [, count]) => product * count, 1);
    return [out, src, c.type, c.w, c.h, w, h, d, from, to, ...taps.flat(), c.room(c.raw["voteRoom"]!(most))];
  },
};

function range(c: Draw, count: number): [from: number, to: number] {
  const from = c.int(0, count - 1);
  return [from, c.int(from, count)];
}

function recursion(c: Draw): number {
  return c.put(recursiveWeights(c.pick([0.125, 0.3, 1, 3, 50, 1e4])));
}

function targetOf(c: Draw): { w: number; h: number; d: number } {
  return { w: c.int(1, 40), h: c.int(1, 12), d: c.int(1, 4) };
}

/** Places on an axis of `from` voxels, one for each of `to`. */
function placesOf(c: Draw, from: number, to: number): number {
  return c.put(Uint32Array.from({ length: to }, () => c.int(0, from - 1)));
}

/** A table of whole weights, as the binding lays it out: starts, weights, sums. */
function tapsOf(c: Draw, from: number, to: number): [at: number, count: number] {
  const count = c.int(1, Math.min(from, 4));
  const pitch = whole(to);
  const table = new Float32Array(pitch * (count + 2)).fill(0);
  table.fill(1, pitch * (count + 1));
  for (let o = 0; o < to; o++) {
    const weights = Array.from({ length: count }, (_, k) => (k === 0 ? 1 : c.int(0, 3)));
    for (const [k, weight] of weights.entries()) table[pitch * (k + 1) + o] = weight;
    table[pitch * (count + 1) + o] = weights.reduce((a, b) => a + b, 0);
  }
  const starts = new Uint32Array(table.buffer, 0, pitch);
  for (let o = 0; o < to; o++) starts[o] = c.int(0, from - count);
  return [c.put(table), count];
}
