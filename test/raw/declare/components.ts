/** Arguments of kernels on runs and connected regions. */
import { bytesOf, type Declarations, LABELS, U16, U32 } from "../draw.js";
import { labelledRuns, runs } from "../objects.js";

export const components: Declarations = {
  countRuns(c) {
    const mask = c.mask();
    return [c.out(4 * (c.rows + 1)), mask, c.pitch, c.rows];
  },
  extractRuns(c) {
    const { rowTable, length, mask } = runs(c);
    // Rows outside the range stay as they are, so only whole masks fill the output.
    return [c.out(8 * length), rowTable, mask, c.pitch, 0, c.rows];
  },
  labelRuns(c) {
    const { rowTable, runs: columns, length, mask } = runs(c);
    const walk = c.chance(0.5) ? columns : 0;
    return [c.out(4 * length), rowTable, walk, mask, c.pitch, c.h, c.d, c.connectivity()];
  },
  paintRuns(c) {
    const { rowTable, runs: columns, labels, count, mask } = labelledRuns(c);
    const type = c.pick(count > 65535 ? [U32] : count > 255 ? [U16, U32] : LABELS);
    const walk = c.chance(0.5) ? columns : 0;
    return [c.out(bytesOf(type) * c.n), type, rowTable, walk, labels, mask, c.pitch, c.w, 0, c.rows];
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
