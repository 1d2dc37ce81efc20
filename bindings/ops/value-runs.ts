import { maskPitch } from "../core/image.js";
import { dtypeCode, type Grid, type KernelDtype } from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";

/** Whole numbers in linear memory, rows without gaps. */
export interface Values extends Grid {
  readonly at: Pointer;
  readonly dtype: Extract<KernelDtype, "uint8" | "uint16" | "uint32">;
}

/** The runs of equal value of all rows, background included. */
export interface ValueRuns {
  /** u32[rows + 1]: index of the first run of each row, and the number of runs at the end. */
  readonly rowTable: Pointer;
  /** First columns of the runs of each row, then the width: u32[length + rows]. */
  readonly starts: Pointer;
  /** The value of each run, u32. */
  readonly values: Pointer;
  readonly length: number;
}

/** Runs of equal value with the number of their region each. */
export interface ValueRegions extends ValueRuns {
  /** u32 per run: 0 for background, 1..count. */
  readonly labels: Pointer;
  readonly count: number;
}

/** Finds the runs; undefined when there are more than `most`. */
export function valueRunsOf(s: Scratch, who: string, image: Values): ValueRuns;
export function valueRunsOf(s: Scratch, who: string, image: Values, most: number): ValueRuns | undefined;
export function valueRunsOf(s: Scratch, who: string, image: Values, most = Infinity): ValueRuns | undefined {
  const { at, w, h, d } = image;
  const [rows, pitch, type] = [h * d, maskPitch(w), dtypeCode(image)];
  const edges = s.alloc(rows * pitch, `${who}: where its values change`);
  const rowTable = s.alloc((rows + 1) * 4, `${who}: its row table`);
  const length = s.raw.valueEdges(edges, rowTable, at, type, pitch, w, rows) >>> 0;
  if (length > most) return undefined;
  const starts = s.alloc((length + rows) * 4, `${who}: its runs`);
  const values = s.alloc(length * 4, `${who}: the values of its runs`);
  s.raw.valueRuns(starts, values, rowTable, edges, at, type, pitch, w, rows);
  return { rowTable, starts, values, length };
}

/** Numbers the connected regions of equal value in raster order; `background` is no region, −1 stands for none. */
export function valueRegionsOf(
  s: Scratch,
  who: string,
  image: Values,
  runs: ValueRuns,
  connectivity: number,
  background: number,
): ValueRegions {
  const { rowTable, starts, values, length } = runs;
  const { w, h, d } = image;
  const labels = s.alloc(length * 4, `${who}: a label for each run`);
  const count = s.raw.labelValues(labels, rowTable, starts, values, w, h, d, connectivity, background) >>> 0;
  return { ...runs, labels, count };
}

/** Paints what `labels` holds for each run into rows at `dst`. */
export function paintValues(
  s: Scratch,
  dst: Pointer,
  image: Grid,
  dtype: Values["dtype"],
  regions: ValueRegions,
): void {
  const { rowTable, starts, labels } = regions;
  const { w, h, d } = image;
  s.each("paintValues", s.ranges(h * d, { work: w / 4 }), ({ from, to }) => {
    return [dst, dtypeCode({ dtype }), rowTable, starts, labels, w, from, to];
  });
}
