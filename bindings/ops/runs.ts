import { ArgumentRangeError } from "../core/errors.js";
import { arrayType, smallestLabelDtype, voxelCount } from "../core/image.js";
import { type Grid, KERNEL_DTYPES, type ResidentLabels, type ResidentMask, sameGrid } from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";

/** The runs of a mask in linear memory: the compact form in which components are counted, sifted and measured. */
export interface Runs {
  /** The mask they are the runs of. */
  readonly mask: ResidentMask;
  /** u32[rows + 1]: index of the first run of each row, and the number of runs at the end. */
  readonly rowTable: Pointer;
  /** (start, end) u32 pairs in raster order, half open; 0 where they are so many that the bits are faster to read. */
  readonly columns: Pointer;
  readonly length: number;
}

/** Runs with a label each. */
export interface LabelledRuns extends Runs {
  /** u32 per run, 1..count. */
  readonly labels: Pointer;
  readonly count: number;
}

/** Finds the runs of a mask. */
export function runsOf(s: Scratch, who: string, mask: ResidentMask): Runs {
  const rows = mask.h * mask.d;
  const rowTable = s.alloc((rows + 1) * 4, `${who}: its row table`);
  const length = s.raw.countRuns(rowTable, mask.at, mask.pitch, rows) >>> 0;
  const runs: Runs = { mask, rowTable, columns: 0, length };
  // Up to one run in 64 voxels it pays to walk from run to run.
  return length * 8 <= rows * mask.pitch ? { ...runs, columns: runColumns(s, who, runs) } : runs;
}

/** The columns of runs, wherever they come from. */
export function runColumns(s: Scratch, who: string, { mask, rowTable, columns, length }: Runs): Pointer {
  if (columns) return columns;
  const at = s.alloc(length * 8, `${who}: its runs`);
  s.raw.extractRuns(at, rowTable, mask.at, mask.pitch, 0, mask.h * mask.d);
  return at;
}

/** Labels the components of a mask in raster order. */
export function labelledRuns(s: Scratch, who: string, mask: ResidentMask, connectivity: number): LabelledRuns {
  const runs = runsOf(s, who, mask);
  const labels = s.alloc(runs.length * 4, `${who}: a label for each run`);
  const { at, pitch, h, d } = mask;
  const count = s.raw.labelRuns(labels, runs.rowTable, runs.columns, at, pitch, h, d, connectivity) >>> 0;
  return { ...runs, labels, count };
}

/** Paints labelled runs into the smallest type that holds them. */
export function paintLabels(s: Scratch, who: string, grid: Grid, runs: LabelledRuns): ResidentLabels {
  const { mask, rowTable, columns, labels, count } = runs;
  const dtype = smallestLabelDtype(count);
  const [type, rows] = [KERNEL_DTYPES[dtype], grid.h * grid.d];
  const at = s.alloc(voxelCount(grid.shape) * arrayType(dtype).BYTES_PER_ELEMENT, `${who}: its labels`);
  s.each("paintRuns", s.ranges(rows, { work: grid.w / 4 }), ({ from, to }) => {
    return [at, type, rowTable, columns, labels, mask.at, mask.pitch, grid.w, from, to];
  });
  return { kind: "labels", ...sameGrid(grid), at, dtype, count };
}

/** A connectivity as a parameter: what it connects, and what is taken when it is not given. */
export function connectivityParameter(what: string, fallback: string) {
  return {
    type: "choice",
    choices: [4, 8, 6, 18, 26],
    code: "E_CONNECTIVITY",
    summary: `${what}: 4 or 8 in 2-D, 6, 18 or 26 in 3-D; ${fallback} when not given`,
  } as const;
}

/** Connectivities that exist, by rank; the last is the fullest. */
const CONNECTIVITIES: Record<number, readonly number[]> = { 2: [4, 8], 3: [6, 18, 26] };

/** The connectivity to use in a rank; `fallback` picks faces only or all neighbours when none was given. */
export function connectivityIn(
  who: string,
  ndim: number,
  given: number | undefined,
  fallback: "faces" | "all",
): number {
  const known = CONNECTIVITIES[ndim] as readonly number[];
  if (given === undefined) return (fallback === "faces" ? known[0] : known.at(-1)) as number;
  if (known.includes(given)) return given;
  throw new ArgumentRangeError(
    "E_CONNECTIVITY",
    `${who}: expected connectivity ${known.join(", ")} in a ${ndim}-D image, got ${given}`,
  );
}
