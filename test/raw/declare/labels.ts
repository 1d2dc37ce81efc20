/** Arguments of kernels on painted labels. */
import { maskPitch } from "../../../bindings/core/image.js";
import { bytesOf, type Declarations, type Draw, IMAGES, LABELS, U8, U32 } from "../draw.js";
import { labelList, sites } from "../objects.js";

export const labels: Declarations = {
  statsRoom: () => [],
  regionBytes: () => [],
  listLabels(c) {
    const [src, room] = [c.labels(), c.room(c.raw["statsRoom"]!())];
    const length = c.raw["listLabels"]!(0, src, c.type, c.w, c.rows, room) as number;
    return [c.chance(0.2) ? 0 : c.out(4 * length), src, c.type, c.w, c.rows, room];
  },
  keepDistinct(c) {
    const sorted = (c.wholes(c.int(0, 500), U32) as Uint32Array).sort();
    return [c.change(sorted), sorted.length];
  },
  sizeLabels(c) {
    const src = c.labels();
    const { sorted, count } = labelList(c, src);
    return [c.out(8 * count + 8), sorted, count, src, c.type, c.n, c.room(c.raw["statsRoom"]!())];
  },
  numberLarge(c) {
    const count = c.int(0, 300);
    const sizes = BigUint64Array.from({ length: count + 1 }, () => BigInt(c.int(0, 50)));
    return [c.change(new Uint8Array(sizes.buffer)), count, c.number(), c.int(1, c.pick([1, 300]))];
  },
  numberLargest(c) {
    const count = c.int(0, 300);
    const sizes = BigUint64Array.from({ length: count + 1 }, (_, i) => BigInt(i && c.int(0, c.pick([3, 50, 1e9]))));
    return [c.change(new Uint8Array(sizes.buffer)), count, c.int(0, count)];
  },
  joinKeys(c) {
    const a = c.labels(LABELS, 200);
    const aType = c.type;
    const b = c.labels(LABELS, 300);
    return [c.out(4 * c.n), a, aType, b, c.type, c.n, 301];
  },
  boundaries(c) {
    const src = c.labels();
    const mode = c.int(0, 2);
    const room = c.room(64 + 2 * c.pitch);
    return [c.maskOut(), src, c.type, c.pitch, c.w, c.h, c.d, c.connectivity(), mode, 0, c.rows, room];
  },
  part(c) {
    const [src, from, to] = [c.labels(), ...c.range(c.h)];
    return [c.change(c.bits()), c.pitch, src, c.type, c.w, c.h, from, to];
  },
  boundariesBetween(c) {
    const src = c.labels();
    const pitch = maskPitch(2 * c.w - 1);
    return [c.out(pitch * (2 * c.h - 1) * (2 * c.d - 1)), src, c.type, pitch, c.w, c.h, c.d];
  },
  repaint(c) {
    const src = c.labels();
    const { sorted, count } = labelList(c, src);
    const table = BigUint64Array.from({ length: count + 1 }, (_, i) => BigInt(i && c.int(0, 255)));
    const at = c.put(new Uint8Array(table.buffer));
    const type = c.pick(LABELS);
    const over = c.int(0, 1);
    const bytes = bytesOf(type) * c.n;
    const dst = over ? c.change(c.wholes(bytes, U8)) : c.out(bytes);
    return [dst, type, src, c.type, c.n, at, sorted, count, over, c.room(c.raw["statsRoom"]!())];
  },
  // The table is what two other kernels read; its lanes hold parts of sums, which builds cut differently.
  measure: (c) => measureCall(c),
  measureMore(c) {
    const [table, sorted, count, ...rest] = measureCall(c) as [number, number, number, ...number[]];
    c.raw["measure"]!(table, sorted, count, ...rest);
    const room = rest.pop() as number;
    return [table, sorted, count, ...rest, c.int(0, 1000), room];
  },
  linkSeam(c) {
    const limit = c.int(1, 60);
    const planes = [c.labels([U32], limit), c.labels([U32], limit)];
    const forest = Uint32Array.from({ length: limit + 1 }, (_, i) => i);
    const h = Math.floor(c.n / c.w);
    return [c.change(forest), ...planes, c.w, h, c.pick([4, 8, 6, 18, 26])];
  },
  countRegions: (c) => measured(c).slice(0, 2),
  regionColumns(c) {
    const [table, count, sorted, valueType, regions] = measured(c) as [number, number, number, number, number];
    return [c.out(8 * regions * (valueType < 0 ? 12 : 17)), table, sorted, count, valueType, ...c.steps()];
  },
  expandRoom: (c) => [c.w, c.h, c.d, ...reach(c)],
  expand(c) {
    const [src, [near, furthest]] = [c.labels(), reach(c)];
    const [from, to] = c.range(c.h);
    const room = c.room(c.raw["expandRoom"]!(c.w, to - from, c.d, near, furthest));
    const dst = c.change(new Uint8Array(bytesOf(c.type) * c.n));
    return [dst, src, c.type, c.w, c.h, c.d, near, furthest, from, to, room];
  },
  expandFar(c) {
    const steps = c.steps();
    const [nearest, src] = [sites(c, steps), c.labels()];
    const dst = c.out(bytesOf(c.type) * c.n);
    return [dst, src, c.type, nearest, c.w, c.h, c.d, ...steps, Math.abs(c.finite())];
  },
};

function measureCall(c: Draw): number[] {
  const src = c.labels();
  const [labelType, { sorted, count }] = [c.type, labelList(c, src)];
  const values = c.chance(0.2) ? 0 : c.image(IMAGES, true);
  const valueType = values === 0 ? -1 : c.type;
  const [table, room] = [c.room(c.raw["regionBytes"]!()! * count), c.room(c.raw["statsRoom"]!())];
  return [table, sorted, count, src, labelType, values, valueType, c.w, c.h, c.rows, room];
}

/** A filled table of regions: address, rows, list, type of the values, regions. */
function measured(c: Draw): number[] {
  const [, sorted, count, ...rest] = measureCall(c) as [number, number, number, ...number[]];
  const table = c.memory.reserve("in", c.raw["regionBytes"]!()! * count);
  c.raw["measure"]!(table, sorted, count, ...rest);
  return [table, count, sorted, rest[3] as number, c.raw["countRegions"]!(table, count) as number];
}

/** A whole reach and the largest number whose root is not above a distance that has this reach. */
function reach(c: Draw): [number, number] {
  const near = c.int(0, c.pick([3, 12, 127]));
  return [near, c.int(near * near, (near + 1) ** 2 - 1)];
}
