import { ArgumentRangeError } from "../core/errors.js";
import type { Image, Labelmap } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults } from "../core/op.js";
import { resolveOptions } from "../core/options.js";
import { putLabels, type ResidentLabels, takeResident } from "../core/resident.js";
import { type Pointer, type Scratch, scratch } from "../core/scratch.js";
import { repaintLabels } from "./components.js";

/** Options of `relabel`. */
export interface RelabelOptions {
  /** The number of the first label, at least 1. */
  offset?: number;
}

const LARGEST = 2 ** 32 - 1;

const parameters = {
  offset: { type: "integer", default: 1, min: 1, max: LARGEST, summary: "the number of the first label" },
} as const;

/** Defaults of `relabel`. */
export const RELABEL_DEFAULTS = opDefaults<RelabelOptions>(parameters);

export const relabelOp = defineOp<"labels", "labels", RelabelOptions>({
  name: "relabel",
  summary: "Number labels without gaps, in ascending order.",
  input: "labels",
  output: "labels",
  parameters,
  step: (s, labels, { offset }) => relabelled(s, "relabel", labels, offset),
});

/** Labels numbered without gaps; `note` gets the labels that were there, ascending. */
export function relabelled(
  s: Scratch,
  who: string,
  labels: ResidentLabels,
  offset: number,
  note?: (values: Uint32Array) => void,
): ResidentLabels {
  const most = Math.min(LARGEST, labels.count + offset - 1);
  return repaintLabels(s, who, labels, most, (table, entries, list) => {
    const values = note && presentLabels(s, table, entries, list.at);
    const count = s.raw.numberLarge(table, entries, 1, offset) >>> 0;
    if (count + offset - 1 > LARGEST) {
      throw new ArgumentRangeError("E_LABEL_RANGE", `${who}: ${count} labels from ${offset} on end above ${LARGEST}`);
    }
    if (note && values) note(values);
    return count === 0 ? 0 : count + offset - 1;
  });
}

/** The labels of a table of sizes that occur; `sorted` lists the label of each entry, or is 0. */
function presentLabels(s: Scratch, table: Pointer, entries: number, sorted: Pointer): Uint32Array {
  const halves = s.view(table, Uint32Array, 2 * entries + 2);
  const labels = sorted === 0 ? undefined : s.view(sorted, Uint32Array, entries);
  const present: number[] = [];
  for (let i = 1; i <= entries; i++) {
    if (halves[2 * i] || halves[2 * i + 1]) present.push(labels?.[i - 1] ?? i);
  }
  return Uint32Array.from(present);
}

/** Labels numbered anew, and what they were. */
export interface Relabelled extends Labelmap {
  /** The former labels in ascending order: label offset + i was `values[i]`. */
  values: Uint32Array;
}

/**
 * Numbers labels without gaps: the lowest becomes `offset`, the next `offset` + 1 and so on; 0 stays 0.
 *
 * @param k kernels from `loadKernels`
 * @param labels an integer image, 0 is background
 * @param options `offset`, default 1
 * @returns labels in the smallest unsigned type, and in `values` the label that each one was
 * @throws ArgumentTypeError E_DTYPE for float labels; ArgumentRangeError E_LABEL_NEGATIVE, E_OPTION, E_LABEL_RANGE for
 *   labels above 2³² − 1; OutOfMemory
 * @example
 * const { data, values } = relabel(k, { data: new Uint8Array([0, 5, 5, 99, 2]), shape: [1, 5] });
 * data; // 0, 2, 2, 3, 1
 * values; // 2, 5, 99
 * @see scikit-image `relabel_sequential` gives the same labels
 */
export function relabel(k: Kernels, labels: Image, options: RelabelOptions = {}): Relabelled {
  return scratch(k, (s) => {
    const resident = putLabels(s, "relabel", labels);
    const { offset } = resolveOptions("relabel", parameters, options, resident.shape.length) as { offset: number };
    let values = new Uint32Array();
    const result = relabelled(s, "relabel", resident, offset, (found) => {
      values = found as Uint32Array<ArrayBuffer>;
    });
    return { ...(takeResident(s, result) as Labelmap), values };
  });
}
