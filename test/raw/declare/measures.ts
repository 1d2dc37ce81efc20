/** Arguments of kernels that measure and compare labels. */
import type { Declarations, Draw } from "../draw.js";
import { IMAGES } from "../draw.js";
import { derived, labelList, sites } from "../objects.js";

export const measures: Declarations = {
  startGroups(c) {
    const { table, count } = grouped(c);
    return [c.out(4 * (count + 1)), table, count];
  },
  groupRuns(c) {
    const { table, sorted, count, src, type, length } = grouped(c);
    const starts = c.change(new Uint8Array(4 * (count + 1)));
    c.raw["startGroups"]!(starts, table, count);
    return [c.out(12 * length), starts, sorted, count, src, type, c.w, c.rows, c.room(c.raw["statsRoom"]!())];
  },
  moments(c) {
    const g = grouped(c);
    const [values, type] = c.chance(0.5) ? [0, -1] : [c.image(IMAGES), c.type];
    const deep = c.d > 1 || c.chance(0.5) ? 1 : 0;
    const dst = c.out((deep ? 160 : 80) * g.count);
    return [dst, g.table, g.runs, g.starts, 0, g.count, values, type, c.w, c.h, deep, c.room(32)];
  },
  outlineRoom: (c) => [c.w],
  countOutline(c) {
    const g = grouped(c);
    const deep = c.d > 1 || c.chance(0.5) ? 1 : 0;
    const kinds = c.int(1, 46);
    const classes = c.put(Uint8Array.from({ length: 256 }, () => c.int(0, kinds - 1)));
    const room = c.room(c.raw["outlineRoom"]!(c.w));
    const counts = c.out(4 * kinds * g.count);
    return [counts, kinds, classes, deep, g.src, g.type, c.w, c.h, c.d, g.sorted, g.count, room];
  },
  countPerimeter(c) {
    const g = grouped(c);
    const room = c.room(c.raw["outlineRoom"]!(c.w));
    return [c.out(12 * g.count), g.src, g.type, c.w, c.rows, g.sorted, g.count, room];
  },
  convexRoom: (c) => [c.h],
  convexPixels(c) {
    const { table, runs, starts, count } = grouped(c, true);
    const room = c.room(c.raw["convexRoom"]!(c.rows));
    return [c.out(16 * count), table, runs, starts, 0, count, c.step(), c.step(), room];
  },
  filledRoom: (c) => [c.rows, c.n],
  filledVoxels(c) {
    const { table, runs, starts, count, length } = grouped(c);
    const deep = c.d > 1 ? 1 : 0;
    const room = c.room(c.raw["filledRoom"]!((c.h + 2) * (c.d + 2), length));
    return [c.out(8 * count), table, runs, starts, 0, count, c.h, deep, room];
  },
  quantiles(c) {
    const { runs, starts, count } = grouped(c);
    const values = c.image(IMAGES);
    const [share, inset] = [c.int(0, 4) / 4, c.int(0, 1)];
    return [c.out(16 * count), runs, starts, 0, count, values, c.type, c.w, share, inset, c.room(1024)];
  },
  logarithms(c) {
    const values = Float64Array.from({ length: c.int(0, 99) }, () => Math.abs(c.finite()) + 1e-300);
    return [c.change(values), values.length];
  },
  countPairs(c) {
    const bits = c.int(6, 15);
    const [a, aType] = [c.labels(), c.type];
    const [b, bType] = [c.labels(), c.type];
    const table = c.change(new Uint8Array(16 + 16 * 2 ** bits));
    const pieces = Math.ceil(c.w / 8192) * c.rows;
    return [table, bits, a, aType, b, bType, c.w, 0, pieces, c.room(2 * c.raw["statsRoom"]!()!)];
  },
  movePairs(c) {
    const src = derived(c, 16 + 16 * 2 ** 8, (at) => {
      c.memory.bytes.fill(0, at, at + 16 + 16 * 2 ** 8);
      const [a, aType] = [c.labels(), c.type];
      const [b, bType] = [c.labels(), c.type];
      const room = c.room(2 * c.raw["statsRoom"]!()!);
      c.raw["countPairs"]!(at, 8, a, aType, b, bType, c.w, 0, Math.ceil(c.w / 8192) * c.rows, room);
    });
    return [c.change(new Uint8Array(16 + 16 * 2 ** 9)), 9, src, 8];
  },
  drawRuns(c) {
    const { runs, length } = grouped(c);
    return [c.change(c.bits()), c.pitch, runs, runs + 12 * length, c.h, 0, 0, 0, c.h];
  },
  surfaceDistances(c) {
    const steps = c.steps();
    const nearest = sites(c, steps);
    const bits = c.bits();
    const set = bits.reduce((sum, byte) => sum + byte.toString(2).replaceAll("0", "").length, 0);
    return [c.out(8 * set), c.put(bits), c.pitch, nearest, c.w, c.h, c.d, ...steps];
  },
};

/** Labels with their table, and their runs sorted by label; `flat` takes all rows for those of one picture. */
function grouped(c: Draw, flat = false) {
  const src = c.labels();
  const type = c.type;
  const { sorted, count } = labelList(c, src);
  const room = c.room(c.raw["statsRoom"]!());
  const table = derived(c, c.raw["regionBytes"]!()! * count, (at) => {
    c.raw["measure"]!(at, sorted, count, src, type, 0, -1, c.w, flat ? c.rows : c.h, c.rows, room);
  });
  let length = 0;
  const starts = derived(c, 4 * (count + 1), (at) => {
    length = c.raw["startGroups"]!(at, table, count)! >>> 0;
  });
  const runs = derived(c, 12 * length, (at) => {
    c.raw["groupRuns"]!(at, starts, sorted, count, src, type, c.w, c.rows, room);
  });
  return { table, sorted, count, src, type, starts, runs, length };
}
