/** Objects that kernels read and that only other kernels can make, as inputs of the call that is drawn. */
import type { Draw } from "./draw.js";

/** Counts and centres of `bins` equal bins; the first and the last one hold something. */
export function histogram(c: Draw, fewest = 1, most = 700): { counts: number; centers: number } {
  c.bins = Math.max(fewest, c.int(1, c.pick([2, 12, Math.min(most, 256), most])));
  const [low, step] = [c.int(-300, 300), c.step()];
  const sparse = c.chance(0.4);
  const counts = Float64Array.from({ length: c.bins }, () => (sparse && c.chance(0.8) ? 0 : c.int(0, 5000)));
  counts[0] = counts[c.bins - 1] = c.int(1, 50);
  const centers = Float64Array.from({ length: c.bins }, (_, i) => low + step * i);
  return { counts: c.put(counts), centers: c.put(centers) };
}

/** Two numbers, the lower one first. */
export function range(c: Draw): { low: number; high: number } {
  const [a, b] = [c.finite(), c.chance(0.1) ? c.finite() : c.int(-9, 300)];
  const [low, high] = a < b ? [a, b] : [b, a];
  // Beyond f32 there are no edges: the kernels' extents come from f32 data.
  return { low: Math.max(low, -3e38), high: Math.min(high, 3e38) };
}

/** An input that a kernel fills. */
export function derived(c: Draw, bytes: number, fill: (at: number) => void): number {
  const at = c.memory.reserve("in", bytes);
  fill(at);
  return at;
}

/** The squares of distances along x and z of a random mask. */
export function squares(c: Draw, far: number): number {
  const mask = c.mask();
  const room = c.room(c.raw["squareTile"]!(c.w, c.d));
  return derived(c, c.raw["squareBytes"]!(c.w, c.h, c.d)!, (at) => {
    c.raw["squares"]!(at, mask, c.pitch, c.w, c.h, c.d, far, 0, c.h, room);
  });
}

export interface DrawnRuns {
  mask: number;
  rowTable: number;
  runs: number;
  length: number;
}

/** The runs of a random mask. */
export function runs(c: Draw): DrawnRuns {
  const { raw, pitch, rows } = c;
  const mask = c.mask();
  let length = 0;
  const rowTable = derived(c, 4 * (rows + 1), (at) => {
    length = raw["countRuns"]!(at, mask, pitch, rows)! >>> 0;
  });
  const list = derived(c, 8 * length, (at) => raw["extractRuns"]!(at, rowTable, mask, pitch, 0, rows));
  return { mask, rowTable, runs: list, length };
}

/** The runs of a random mask with the labels of its components; `change` when the call renumbers them. */
export function labelledRuns(c: Draw, change = false): DrawnRuns & { labels: number; count: number } {
  const list = runs(c);
  const labels = c.memory.reserve(change ? "out" : "in", 4 * list.length);
  const { rowTable, runs: columns, mask } = list;
  const count = c.raw["labelRuns"]!(labels, rowTable, columns, mask, c.pitch, c.h, c.d, c.connectivity())! >>> 0;
  return { ...list, labels, count };
}

export interface DrawnValueRuns {
  src: number;
  edges: number;
  rowTable: number;
  starts: number;
  values: number;
  length: number;
}

/** The runs of equal value of random labels. */
export function valueRuns(c: Draw): DrawnValueRuns {
  const { raw, w, rows, pitch } = c;
  const src = c.labels();
  const edges = c.memory.reserve("in", pitch * rows);
  let length = 0;
  const rowTable = derived(c, 4 * (rows + 1), (at) => {
    length = raw["valueEdges"]!(edges, at, src, c.type, pitch, w, rows)! >>> 0;
  });
  const values = c.memory.reserve("in", 4 * length);
  const starts = derived(c, 4 * (length + rows), (at) => {
    raw["valueRuns"]!(at, values, rowTable, edges, src, c.type, pitch, w, rows);
  });
  return { src, edges, rowTable, starts, values, length };
}

/** The same with the number of each run's region; `change` when the call replaces them. */
export function valueRegions(c: Draw, change = false): DrawnValueRuns & { labels: number; count: number } {
  const list = valueRuns(c);
  const labels = c.memory.reserve(change ? "out" : "in", 4 * list.length);
  const { rowTable, starts, values } = list;
  const count = c.raw["labelValues"]!(labels, rowTable, starts, values, c.w, c.h, c.d, c.connectivity(), 0)! >>> 0;
  return { ...list, labels, count };
}

/** Ascending labels that hold all of a label image's, as `keepDistinct` makes them; the address 0 where 1..count serve. */
export function labelList(c: Draw, labels: number): { sorted: number; count: number } {
  const values = new Set<number>();
  const bytes = [1, 2, 0, 0, 4][c.type] as number;
  for (let i = 0; i < c.n; i++) values.add(c.memory.bytes.readUIntLE(labels + i * bytes, bytes));
  values.delete(0);
  const most = Math.max(0, ...values);
  if (most < 3000 && c.chance(0.5)) return { sorted: 0, count: most };
  return { sorted: c.put(Uint32Array.from(values).sort()), count: values.size };
}

/** The nearest set voxel of each voxel, u32. */
export function sites(c: Draw, steps: readonly number[]): number {
  const { raw, w, h, d, pitch } = c;
  const bits = c.mask();
  const room = c.room(raw["sitesRoom"]!(w, h, d));
  return derived(c, 4 * c.n, (at) => raw["nearestSites"]!(at, bits, pitch, w, h, d, ...steps, room));
}
