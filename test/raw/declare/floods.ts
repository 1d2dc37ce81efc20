/** Arguments of kernels that flood images: reconstruction, maxima and the watershed. */

import { levelsRoom } from "../../../bindings/ops/levels.js";
import { reconstructRoom } from "../../../bindings/ops/reconstruct.js";
import { floodRoom } from "../../../bindings/ops/watershed.js";
import type { Declarations, Draw } from "../draw.js";
import { bytesOf, I16, LABELS, U8, U16 } from "../draw.js";
import { labelledRuns, runs } from "../objects.js";

/** Whole numbers: the callers of these kernels refuse NaN and infinity before. */
const WHOLE = [U8, U16, I16];

/** A copy of a buffer that was drawn before. */
function copied(c: Draw, at: number, bytes: number): number {
  return c.put(new Uint8Array(c.memory.bytes.slice(at, at + bytes)));
}

/** Smallest and largest value of an image as the keys of the kernels. */
function keys(c: Draw, at: number, type: number): [number, number] {
  const view = new DataView(c.memory.bytes.buffer, c.memory.bytes.byteOffset);
  const values = Array.from({ length: c.n }, (_, i) => {
    if (type === U8) return view.getUint8(at + i);
    return type === U16 ? view.getUint16(at + 2 * i, true) : view.getInt16(at + 2 * i, true) + 32768;
  });
  return [Math.min(...values), Math.max(...values)];
}

export const floods: Declarations = {
  reconstruct(c) {
    const src = c.image(WHOLE);
    const { type } = c;
    const seed = copied(c, src, bytesOf(type) * c.n);
    const room = c.room(reconstructRoom(c as never));
    const dst = c.out(4 * c.n, (status) => (status ? 0 : 4 * c.n));
    return [dst, src, type, seed, type, c.w, c.h, c.d, c.connectivity(), c.pick([1, -1]), room];
  },
  domes(c) {
    const src = c.image(WHOLE);
    const { type } = c;
    const bits = c.maskOut();
    const { rowTable, runs: columns, length } = runs(c);
    const within = c.pick([true, false]);
    const room = c.room(reconstructRoom(c as never, within ? length : c.rows));
    const where = within ? [rowTable, columns] : [0, 0];
    return [bits, c.pitch, src, type, c.w, c.h, c.d, c.connectivity(), c.int(0, 9), c.pick([1, -1]), ...where, room];
  },
  keepTouching(c) {
    const { rowTable, runs, labels, count } = labelledRuns(c, true);
    return [labels, rowTable, runs, c.mask(), c.pitch, c.rows, count, c.room(8 * count + 8)];
  },
  watershed(c) {
    const image = c.image(WHOLE);
    const { type } = c;
    const bytes = bytesOf(c.pick(LABELS));
    const seeds = new Uint8Array(bytes * c.n);
    // Several, often equal in value: their order takes the heap.
    for (let seed = c.int(0, 9); seed > 0; seed--) seeds[bytes * c.int(0, c.n - 1)] = c.int(0, 200);
    const markers = c.put(seeds);
    // Components are of the neighbours that the flood spreads to.
    const neighbours = c.connectivity();
    const { rowTable, runs: columns, length, mask } = runs(c);
    const labels = c.memory.reserve("in", 4 * length);
    const count = c.raw["labelRuns"]!(labels, rowTable, columns, mask, c.pitch, c.h, c.d, neighbours)! >>> 0;
    const [low, high] = keys(c, image, type);
    const queue = levelsRoom(c.n);
    const room = c.room(floodRoom(c.n, length, queue));
    const dst = c.out(bytes * c.n);
    const grid = [c.w, c.h, c.d, neighbours];
    const how = [c.pick([0, 0, 0.5]), c.pick([0, 1]), 0, queue];
    return [dst, markers, bytes >> 1, image, type, low, high, rowTable, columns, labels, count, ...grid, ...how, room];
  },
};
