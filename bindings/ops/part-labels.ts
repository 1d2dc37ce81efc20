import { ArgumentRangeError } from "../core/errors.js";
import { type Image, type Mask, maskPitch } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { dtypeCode, maskBytes, putLabels, type ResidentLabels, type ResidentMask, sameGrid } from "../core/resident.js";
import { type Scratch, scratch } from "../core/scratch.js";
import { labelledRuns, runColumns } from "./runs.js";
import { valueRegionsOf, valueRunsOf } from "./value-runs.js";

/** What `partLabels` made. */
export interface PartedLabels {
  /** The voxels that are left; objects touch nowhere, not even by corners. */
  mask: Mask;
  /** Labels there were. */
  labels: number;
  /** Objects in the mask. */
  objects: number;
  /** Voxels of labels that are not in the mask. */
  removed: number;
  /** Labels of which nothing could be kept. */
  lost: readonly number[];
  /** Labels that were in several pieces from the start; all of them are kept. */
  pieces: readonly number[];
}

const WHO = "partLabels";

/**
 * Parts the objects of a label picture by gaps of one pixel, so that they stay apart in one colour. A pixel goes where it
 * touches a smaller label. Of an object that falls apart by that, the largest part stays; one that would vanish keeps a
 * pixel, and its neighbours give way.
 *
 * @param k kernels from `loadKernels`
 * @param labels a 2-D integer image
 * @returns the mask, and what happened to objects
 * @throws ArgumentTypeError E_DTYPE for floats; ArgumentRangeError E_NDIM, E_LABEL_NEGATIVE; OutOfMemory
 * @example
 * const { mask, removed } = partLabels(k, { data: new Uint8Array([1, 1, 2, 2]), shape: [1, 4] });
 * mask.bits[0].toString(2); // "1011"
 * removed; // 1
 */
export function partLabels(k: Kernels, labels: Image): PartedLabels {
  return scratch(k, (s) => {
    const resident = putLabels(s, WHO, labels);
    if (resident.shape.length !== 2) {
      throw new ArgumentRangeError("E_NDIM", `${WHO}: expected a picture [y, x], got ${resident.shape.join("×")}`);
    }
    const grid = sameGrid(resident);
    const mask: ResidentMask = {
      kind: "mask",
      ...grid,
      at: s.alloc(maskBytes(grid), `${WHO}: its mask`),
      pitch: maskPitch(grid.w),
    };
    const { w, h } = grid;
    s.each("part", s.ranges(h, { work: w }), ({ from, to }) => {
      return [mask.at, mask.pitch, resident.at, dtypeCode(resident), w, h, from, to];
    });
    const before = piecesOf(s, resident);
    const canvas = new Canvas(s.take(mask.at, Uint8Array, maskBytes(mask)), mask.pitch, labels, w, h);
    const lost = rescue(canvas, before);
    s.view(mask.at, Uint8Array, canvas.bits.length).set(canvas.bits);
    const { objects, voxels } = dropParts(s, mask, canvas, before);
    const removed = before.reduce((sum, { size }) => sum + size, 0) - voxels;
    const pieces = before.filter(({ parts }) => parts > 1).map(({ label }) => label);
    const parted = { bits: canvas.bits, shape: grid.shape, pitch: mask.pitch };
    return { mask: parted, labels: before.length, objects, removed, lost, pieces };
  });
}

/** A label as it was: its pieces by four neighbours, its size, and the rows it lies in. */
interface Former {
  label: number;
  parts: number;
  size: number;
  /** Rows [top, bottom). */
  top: number;
  bottom: number;
}

function piecesOf(s: Scratch, labels: ResidentLabels): Former[] {
  return s.nested(() => {
    const runs = valueRunsOf(s, WHO, labels);
    const regions = valueRegionsOf(s, WHO, labels, runs, 4, 0);
    const rows = labels.h;
    const table = s.view(runs.rowTable, Uint32Array, rows + 1);
    const starts = s.view(runs.starts, Uint32Array, runs.length + rows);
    const values = s.view(runs.values, Uint32Array, runs.length);
    const numbers = s.view(regions.labels, Uint32Array, runs.length);
    const found = new Map<number, Former>();
    let known = 0;
    for (let y = 0; y < rows; y++) {
      for (let run = table[y] as number; run < (table[y + 1] as number); run++) {
        const label = values[run] as number;
        if (label === 0) continue;
        const start = starts[run + y] as number;
        const former = found.get(label) ?? { label, parts: 0, size: 0, top: y, bottom: y };
        // Regions are numbered in the order of their first runs.
        if ((numbers[run] as number) > known) {
          former.parts++;
          known = numbers[run] as number;
        }
        former.size += (starts[run + y + 1] as number) - start;
        former.bottom = y + 1;
        found.set(label, former);
      }
    }
    return [...found.values()].sort((a, b) => a.label - b.label);
  });
}

/** A mask with the labels below it. */
class Canvas {
  constructor(
    readonly bits: Uint8Array,
    readonly pitch: number,
    readonly labels: Image,
    readonly w: number,
    readonly h: number,
  ) {}

  has(x: number, y: number): boolean {
    return (((this.bits[y * this.pitch + (x >> 3)] as number) >> (x & 7)) & 1) === 1;
  }

  put(x: number, y: number, set: boolean): void {
    const at = y * this.pitch + (x >> 3);
    this.bits[at] = set ? (this.bits[at] as number) | (1 << (x & 7)) : (this.bits[at] as number) & ~(1 << (x & 7));
  }

  labelAt(x: number, y: number): number {
    return this.labels.data[y * this.w + x] as number;
  }

  /** Set neighbours of a pixel. */
  *around(x: number, y: number): Generator<readonly [number, number]> {
    for (let j = Math.max(0, y - 1); j <= Math.min(this.h - 1, y + 1); j++) {
      for (let i = Math.max(0, x - 1); i <= Math.min(this.w - 1, x + 1); i++) {
        if ((i !== x || j !== y) && this.has(i, j)) yield [i, j];
      }
    }
  }
}

/** Runs of set pixels, which have one label each: pixels of two labels never touch. */
function eachRun({ bits, pitch, w, h }: Canvas, visit: (y: number, start: number, end: number) => void): void {
  for (let y = 0; y < h; y++) {
    const row = y * pitch;
    for (let x = 0; x < w; ) {
      const byte = (bits[row + (x >> 3)] as number) >> (x & 7);
      // A byte without bits is passed over.
      if (byte === 0) x = (x | 7) + 1;
      else if ((byte & 1) === 0) x++;
      else {
        const start = x;
        while (x < w && ((bits[row + (x >> 3)] as number) >> (x & 7)) & 1) x++;
        visit(y, start, x);
      }
    }
  }
}

/** Gives labels that have vanished a pixel where no other label vanishes by that; returns those for which there is none. */
function rescue(canvas: Canvas, before: readonly Former[]): number[] {
  const left = new Map<number, number>();
  eachRun(canvas, (y, start, end) => {
    const label = canvas.labelAt(start, y);
    left.set(label, (left.get(label) ?? 0) + end - start);
  });
  return before.filter((former) => !left.has(former.label) && !keepOne(canvas, former, left)).map(({ label }) => label);
}

function keepOne(canvas: Canvas, { label, top, bottom }: Former, left: Map<number, number>): boolean {
  for (let y = top; y < bottom; y++) {
    for (let x = 0; x < canvas.w; x++) {
      if (canvas.labelAt(x, y) !== label) continue;
      const neighbours = [...canvas.around(x, y)];
      const taken = new Map<number, number>();
      for (const [i, j] of neighbours) taken.set(canvas.labelAt(i, j), (taken.get(canvas.labelAt(i, j)) ?? 0) + 1);
      if ([...taken].some(([other, n]) => (left.get(other) as number) <= n)) continue;
      for (const [other, n] of taken) left.set(other, (left.get(other) as number) - n);
      for (const [i, j] of neighbours) canvas.put(i, j, false);
      canvas.put(x, y, true);
      left.set(label, 1);
      return true;
    }
  }
  return false;
}

/** Of labels that were in one piece and no longer are, only the largest part stays. Returns what is left. */
function dropParts(
  s: Scratch,
  mask: ResidentMask,
  canvas: Canvas,
  before: readonly Former[],
): { objects: number; voxels: number } {
  const runs = labelledRuns(s, WHO, mask, 4);
  const columns = s.view(runColumns(s, WHO, runs), Uint32Array, 2 * runs.length);
  const table = s.view(runs.rowTable, Uint32Array, mask.h + 1);
  const numbers = s.view(runs.labels, Uint32Array, runs.length);
  const sizes = new Float64Array(runs.count + 1);
  const owners = new Float64Array(runs.count + 1);
  const each = (visit: (component: number, y: number, start: number, end: number) => void) => {
    for (let y = 0; y < mask.h; y++) {
      for (let run = table[y] as number; run < (table[y + 1] as number); run++) {
        visit(numbers[run] as number, y, columns[2 * run] as number, columns[2 * run + 1] as number);
      }
    }
  };
  each((component, y, start, end) => {
    sizes[component] = (sizes[component] as number) + end - start;
    owners[component] = canvas.labelAt(start, y);
  });
  const whole = new Set(before.filter(({ parts }) => parts === 1).map(({ label }) => label));
  const best = new Map<number, number>();
  for (let c = 1; c <= runs.count; c++) {
    const owner = owners[c] as number;
    const other = best.get(owner);
    if (whole.has(owner) && (other === undefined || (sizes[c] as number) > (sizes[other] as number)))
      best.set(owner, c);
  }
  const stays = (component: number) => {
    const owner = owners[component] as number;
    return !whole.has(owner) || best.get(owner) === component;
  };
  each((component, y, start, end) => {
    if (!stays(component)) for (let x = start; x < end; x++) canvas.put(x, y, false);
  });
  const kept = Array.from({ length: runs.count }, (_, i) => i + 1).filter(stays);
  return { objects: kept.length, voxels: kept.reduce((sum, c) => sum + (sizes[c] as number), 0) };
}
