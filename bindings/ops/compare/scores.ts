import type { Scratch } from "../../core/scratch.js";
import type { Pairs } from "./contingency.js";

/** Agreement of two partitions, pair of voxels by pair; NaN where there is no pair to look at. */
export interface RandScores {
  error: number;
  precision: number;
  recall: number;
}

/** Information in bits that one partition lacks about the other. */
export interface Variation {
  /** Of the second given the first: grows where the second image splits objects. */
  split: number;
  /** Of the first given the second: grows where it merges them. */
  merge: number;
}

/** Objects found again at one threshold. */
export interface PrecisionAt {
  /** Smallest intersection over union that counts as found. */
  threshold: number;
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
  /** True positives over all three; NaN where both images are empty. */
  precision: number;
}

/** Panoptic quality: how well matched objects lie on each other, times how many are matched. */
export interface Panoptic {
  quality: number;
  segmentation: number;
  recognition: number;
}

/** A contingency table with the background: sums of rows and columns, and all its entries. */
export interface Table {
  entries: { row: number; column: number; voxels: number }[];
  rows: ReadonlyMap<number, number>;
  columns: ReadonlyMap<number, number>;
  voxels: number;
}

/** Sizes of the labels of one image. */
export type Sizes = ReadonlyMap<number, number>;

/** The table of all voxels but those whose first label is left out. `voxels` is their number before that. */
export function tableOf(pairs: Pairs, a: Sizes, b: Sizes, voxels: number, leftOut: ReadonlySet<number>): Table {
  const entries: Table["entries"] = [];
  const [alone, rest] = [new Map(a), new Map(b)];
  pairs.a.forEach((row, i) => {
    const [column, common] = [pairs.b[i] as number, pairs.voxels[i] as number];
    alone.set(row, (alone.get(row) as number) - common);
    rest.set(column, (rest.get(column) as number) - common);
    entries.push({ row, column, voxels: common });
  });
  let ground = voxels;
  for (const size of a.values()) ground -= size;
  for (const [column, common] of rest) {
    ground -= common;
    entries.push({ row: 0, column, voxels: common });
  }
  for (const [row, common] of alone) entries.push({ row, column: 0, voxels: common });
  entries.push({ row: 0, column: 0, voxels: ground });
  const kept = entries.filter(({ row, voxels: common }) => common > 0 && !leftOut.has(row));
  return { entries: kept, rows: sums(kept, "row"), columns: sums(kept, "column"), voxels: kept.reduce(addVoxels, 0) };
}

const addVoxels = (sum: number, { voxels }: { voxels: number }): number => sum + voxels;

function sums(entries: Table["entries"], by: "row" | "column"): Map<number, number> {
  const result = new Map<number, number>();
  for (const entry of entries) result.set(entry[by], (result.get(entry[by]) ?? 0) + entry.voxels);
  return result;
}

/** Pairs of voxels that lie together in both images, in each, and what follows. */
export function randScores({ entries, rows, columns }: Table): RandScores {
  const pairsIn = (counts: Iterable<number>) => {
    let sum = 0;
    for (const n of counts) sum += n * (n - 1);
    return sum;
  };
  const both = pairsIn(entries.map(({ voxels }) => voxels));
  const [first, second] = [pairsIn(rows.values()), pairsIn(columns.values())];
  return { error: 1 - both / (0.5 * first + 0.5 * second), precision: both / first, recall: both / second };
}

/** Conditional entropies of the table, in bits. */
export function variation(s: Scratch, { entries, rows, columns, voxels }: Table): Variation {
  const bits = (sizes: ReadonlyMap<number, number>, by: "row" | "column") => {
    const ratios = Float64Array.from(entries, (entry) => (sizes.get(entry[by]) as number) / entry.voxels);
    const logarithms = s.nested(() => {
      const at = s.put(ratios, "compareLabels: its logarithms");
      s.raw.logarithms(at, ratios.length);
      return s.take(at, Float64Array, ratios.length);
    });
    return entries.reduce((sum, entry, i) => sum + (entry.voxels / voxels) * (logarithms[i] as number), 0);
  };
  return voxels === 0
    ? { split: Number.NaN, merge: Number.NaN }
    : { split: bits(rows, "row"), merge: bits(columns, "column") };
}

/** Two objects that are taken for the same one. */
export interface Match {
  a: number;
  b: number;
  common: number;
  union: number;
}

/**
 * Objects whose intersection is at least half of their union, each in one match at most. Above one half no object has two
 * such partners; at exactly one half the pairs come in the order of their labels.
 */
export function matches(pairs: Pairs, a: Sizes, b: Sizes): Match[] {
  const candidates = Array.from(pairs.a, (label, i): Match => {
    const [other, common] = [pairs.b[i] as number, pairs.voxels[i] as number];
    return { a: label, b: other, common, union: (a.get(label) as number) + (b.get(other) as number) - common };
  });
  const [takenA, takenB] = [new Set<number>(), new Set<number>()];
  return candidates.filter((match) => {
    if (2 * match.common < match.union || takenA.has(match.a) || takenB.has(match.b)) return false;
    takenA.add(match.a);
    takenB.add(match.b);
    return true;
  });
}

/** Objects found, not found and invented at intersections over unions from one half to 95 %. */
export function precisions(found: readonly Match[], a: Sizes, b: Sizes): PrecisionAt[] {
  return Array.from({ length: 10 }, (_, i) => {
    const percent = 50 + 5 * i;
    // Compared in whole numbers, so that a threshold is met exactly or not at all.
    const truePositives = found.filter(({ common, union }) => 100 * common >= percent * union).length;
    const [falsePositives, falseNegatives] = [b.size - truePositives, a.size - truePositives];
    const precision = truePositives / (truePositives + falsePositives + falseNegatives);
    return { threshold: percent / 100, truePositives, falsePositives, falseNegatives, precision };
  });
}

/** Panoptic quality over the matches above one half. */
export function panoptic(found: readonly Match[], a: Sizes, b: Sizes): Panoptic {
  const above = found.filter(({ common, union }) => 2 * common > union);
  const sum = above.reduce((total, { common, union }) => total + common / union, 0);
  const recognition = above.length / ((a.size + b.size) / 2);
  const segmentation = above.length === 0 ? recognition * 0 : sum / above.length;
  return { quality: segmentation * recognition, segmentation, recognition };
}
