/** Arguments of kernels on runs and connected regions. */
import { bytesOf, type Declarations, LABELS, U16, U32 } from "../draw.js";
import { labelledRuns, runs, valueRegions, valueRuns } from "../objects.js";

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
  sizeRuns(c) {
    const { rowTable, runs, labels, count } = labelledRuns(c);
    return [c.out(8 * count + 8), labels, rowTable, runs, c.rows, count];
  },
  renumberRuns(c) {
    const { labels, length, count } = labelledRuns(c, true);
    const table = BigUint64Array.from({ length: count + 1 }, () => BigInt(c.int(0, 70000)));
    return [labels, length, c.put(new Uint8Array(table.buffer))];
  },
  keepInner(c) {
    const { rowTable, runs, labels, count } = labelledRuns(c, true);
    return [labels, rowTable, runs, c.w, c.h, c.d, count, c.room(8 * count + 8)];
  },
  fillRuns(c) {
    const { rowTable, runs, labels } = labelledRuns(c);
    return [c.change(c.bits()), c.pitch, rowTable, runs, labels, c.rows];
  },
  fillPockets(c) {
    // The background's components, of which only those inside stay.
    const bits = c.labels(LABELS, 3);
    const [type, pitch] = [c.type, c.pitch];
    const mask = c.memory.reserve("in", pitch * c.rows);
    c.raw["nonZero"]!(mask, pitch, bits, type, c.w, c.rows);
    c.raw["complement"]!(mask, mask, pitch, c.w, c.rows);
    const rowTable = c.memory.reserve("in", 4 * (c.rows + 1));
    const length = c.raw["countRuns"]!(rowTable, mask, pitch, c.rows)!;
    const runs = c.memory.reserve("in", 8 * length);
    c.raw["extractRuns"]!(runs, rowTable, mask, pitch, 0, c.rows);
    const labels = c.memory.reserve("in", 4 * length);
    const count = c.raw["labelRuns"]!(labels, rowTable, runs, mask, pitch, c.h, c.d, c.connectivity())!;
    const room = c.room(8 * count + 8);
    const kept = c.raw["keepInner"]!(labels, rowTable, runs, c.w, c.h, c.d, count, room)!;
    const bytes = bytesOf(type) * c.n;
    const dst = c.change(new Uint8Array(c.memory.bytes.subarray(bits, bits + bytes)));
    return [dst, type, rowTable, runs, labels, c.w, c.h, c.d, kept, c.room(8 * kept + 8)];
  },
  valueEdges(c) {
    const src = c.labels();
    return [c.maskOut(), c.out(4 * (c.rows + 1)), src, c.type, c.pitch, c.w, c.rows];
  },
  valueRuns(c) {
    const { rowTable, edges, src, length } = valueRuns(c);
    const [starts, values] = [c.out(4 * (length + c.rows)), c.out(4 * length)];
    return [starts, values, rowTable, edges, src, c.type, c.pitch, c.w, c.rows];
  },
  labelValues(c) {
    const { rowTable, starts, values, length } = valueRuns(c);
    const [labels, background] = [c.out(4 * length), c.pick([0, 0, -1, 1])];
    return [labels, rowTable, starts, values, c.w, c.h, c.d, c.connectivity(), background];
  },
  firstValues(c) {
    const { labels, values, length, count } = valueRegions(c);
    return [c.out(4 * count), labels, values, length];
  },
  keepInnerValues(c) {
    const { rowTable, starts, values, labels, count } = valueRegions(c, true);
    const margin = c.int(0, c.pick([1, 2, 40]));
    return [labels, rowTable, starts, values, c.w, c.h, c.d, margin, count, c.room(4 * count + 4)];
  },
  paintValues(c) {
    const { rowTable, starts, labels, count } = valueRegions(c);
    const type = c.pick(count > 65535 ? [U32] : count > 255 ? [U16, U32] : LABELS);
    return [c.out(bytesOf(type) * c.n), type, rowTable, starts, labels, c.w, 0, c.rows];
  },
};
