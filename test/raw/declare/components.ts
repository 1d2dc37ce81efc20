/** Arguments of kernels on runs and connected regions. */
import { bytesOf, type Declarations, LABELS, U16, U32 } from "../draw.js";
import { labelledRuns, runs } from "../objects.js";

export const components: Declarations = {
  countRuns: (c) => [c.mask(), c.pitch, c.rows],
  extractRuns(c) {
    const mask = c.mask();
    const length = c.raw["countRuns"]!(mask, c.pitch, c.rows) as number;
    return [c.out(4 * (c.rows + 1)), c.out(8 * length), mask, c.pitch, c.rows];
  },
  labelRuns(c) {
    const list = runs(c);
    return [c.out(4 * list.length), list.rowTable, list.runs, c.h, c.d, c.connectivity()];
  },
  paintRuns(c) {
    const { rowTable, runs, labels, count } = labelledRuns(c);
    const type = c.pick(count > 65535 ? [U32] : count > 255 ? [U16, U32] : LABELS);
    return [c.out(bytesOf(type) * c.n), type, rowTable, runs, labels, c.w, c.rows];
  },
  keepLarge(c) {
    const { rowTable, runs, labels, count } = labelledRuns(c, true);
    return [labels, rowTable, runs, c.rows, count, c.number(), c.room(8 * count + 8)];
  },
  keepInner(c) {
    const { rowTable, runs, labels, count } = labelledRuns(c, true);
    return [labels, rowTable, runs, c.w, c.h, c.d, count, c.room(8 * count + 8)];
  },
  fillRuns(c) {
    const { rowTable, runs, labels } = labelledRuns(c);
    return [c.change(c.bits()), c.pitch, rowTable, runs, labels, c.rows];
  },
  countValueRuns: (c) => [c.labels(), c.type, c.w, c.rows],
  valueRegions(c) {
    const src = c.labels();
    const length = c.raw["countValueRuns"]!(src, c.type, c.w, c.rows)! >>> 0;
    const values = c.out(4 * length, (regions) => 4 * regions);
    const room = c.room(4 * (c.rows + 1) + 12 * length);
    return [values, room, src, c.type, c.w, c.h, c.d, c.connectivity()];
  },
};
