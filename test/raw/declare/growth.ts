/** Arguments of kernels that grow seeds and fill between slices. */
import { growChunks, growRoom } from "../../../bindings/ops/grow-seeds.js";
import { stepTable, waysOf } from "../../../bindings/ops/grow-steps.js";
import { betweenRoom } from "../../../bindings/ops/slices/pairs.js";
import type { Declarations, Draw } from "../draw.js";
import { bytesOf, I16, LABELS, U8, U16, U32 } from "../draw.js";

/** A box that lies within a plane. */
function boxWithin(c: Draw, w: number, h: number): { x: number; y: number; w: number; h: number } {
  const [x0, x1] = c.range(w);
  const [y0, y1] = c.range(h);
  return { x: x0, y: y0, w: x1 - x0, h: y1 - y0 };
}

/** A small box anywhere, with whole numbers from 0 to `most` in it. */
function plane(c: Draw, most: number, atLeastOne = false) {
  const box = { x: c.int(-9, 20), y: c.int(-9, 20), w: c.int(1, 14), h: c.int(1, 9) };
  const data = Uint32Array.from({ length: box.w * box.h }, () => c.int(0, most));
  if (atLeastOne) data[c.int(0, data.length - 1)] = 1;
  return { ...box, at: c.put(data), n: data.length };
}

const list = (box: { at: number; x: number; y: number; w: number; h: number }) => [box.at, box.x, box.y, box.w, box.h];

/** Width and height of the planes across an axis, and how many there are. */
const planesOf = ({ w, h, d }: Draw, axis: number) => (axis === 0 ? [w, h, d] : axis === 1 ? [w, d, h] : [h, d, w]);

export const growth: Declarations = {
  growSeeds(c) {
    [c.w, c.h] = [Math.max(3, c.w), Math.max(3, c.h)];
    if (c.d > 1) c.d = Math.max(3, c.d);
    const image = c.put(Int32Array.from({ length: c.n }, (_, i) => (i * 7919) % c.pick([2, 9, 60_000])));
    const seeds = c.labels();
    const bytes = bytesOf(c.type);
    const shape = c.d > 1 ? [c.d, c.h, c.w] : [c.h, c.w];
    const ways = waysOf({ shape, w: c.w, h: c.h }, [1, 1, 1].slice(-shape.length));
    const steps = c.put(stepTable(ways.map((way) => ({ ...way, cost: c.int(0, 9) }))));
    const mask = c.mask();
    const chunks = growChunks(c.n);
    const room = c.room(growRoom(c.n, chunks));
    const [labels, keys] = [c.out(bytes * c.n), c.out(8 * c.n)];
    const grid = [mask, c.pitch, c.w, c.h, c.d];
    return [labels, keys, bytes >> 1, seeds, image, ...grid, steps, 1, 0, chunks, room];
  },
  fixedPoint(c) {
    const src = c.image([U8, U16, I16]);
    return [c.out(4 * c.n), src, c.type, c.n, c.int(-9, 9), c.step()];
  },
  markSlices(c) {
    const labels = c.labels();
    const [x0, x1] = c.range(c.w);
    const [y0, y1] = c.range(c.h);
    const [z0, z1] = c.range(c.d);
    const marks = c.out(c.d + c.h + c.w);
    return [marks, labels, bytesOf(c.type) >> 1, c.w, c.h, c.d, x0, y0, z0, x1, y1, z1, c.int(1, 3)];
  },
  planePart(c) {
    const labels = c.labels();
    const axis = c.int(0, 2);
    const [w, h, slices] = planesOf(c, axis) as [number, number, number];
    const box = boxWithin(c, w, h);
    const room = c.room(4 * box.w * box.h + 64);
    const dst = c.out(4 * box.w * box.h);
    const where = [axis, c.int(0, slices - 1), box.x, box.y, box.w, box.h];
    return [dst, labels, bytesOf(c.type) >> 1, c.w, c.h, c.d, ...where, c.int(1, 3), c.pick([4, 8]), room];
  },
  choose(c) {
    const src = plane(c, 5);
    return [c.out(4 * src.n), src.at, src.n, c.put(Uint32Array.of(0, 9, 3, 2 ** 32 - 1, 1, 7))];
  },
  overlap(c) {
    const [mask, parts, count] = [plane(c, 1), plane(c, 3), 3];
    return [...list(mask), ...list(parts), c.int(-12, 12), c.int(-12, 12), c.out(4 * (count + 1)), count];
  },
  sharePlane(c) {
    const [mask, parts] = [plane(c, 1), plane(c, 3)];
    const room = c.room(8 * mask.n + 64);
    return [c.out(4 * mask.n), ...list(mask), ...list(parts), c.int(-5, 5), c.int(-5, 5), c.pick([4, 8]), room];
  },
  overlay(c) {
    const src = c.labels();
    const dst = c.change(c.wholes(c.n, c.type));
    return [dst, src, c.n, bytesOf(c.type) >> 1];
  },
  between(c) {
    const type = c.pick(LABELS);
    c.d = Math.max(3, c.d);
    const axis = c.h > 2 && c.w > 2 ? c.int(0, 2) : 0;
    const slices = (planesOf(c, axis) as [number, number, number])[2];
    const [i, j] = c.chance(0.5) ? [0, slices - 1] : [slices - 1, 0];
    const [a, b] = [plane(c, 1, true), plane(c, 1, true)];
    const shift = [c.int(-9, 9), c.int(-9, 9)] as const;
    const room = c.room(betweenRoom(a, b, shift, Math.abs(i - j)));
    const dst = c.change(c.wholes(c.n, type));
    const label = c.int(1, type === U32 ? 70_000 : 200);
    const where = [dst, bytesOf(type) >> 1, c.w, c.h, c.d, axis, label, i, j];
    return [...where, ...list(a), ...list(b), ...shift, c.pick([4, 8]), room];
  },
};
