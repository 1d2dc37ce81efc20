import { arrayType, type Mask, smallestLabelDtype } from "../core/image.js";
import type { Layer, Segment, Segmentation } from "../core/segmentation.js";
import type { LabelData } from "../ops/layers.js";
import { wordsOf } from "./words.js";

/** Which voxels of the edited segment change. */
export interface Change {
  /** Voxels it has afterwards. */
  gains?: Mask | undefined;
  /** Voxels it does not have afterwards; with `beyond` those outside of the mask. */
  losses?: Mask | undefined;
  beyond?: boolean;
}

/** Calls `visit` with each run of set voxels within a row, or of others, by their places in the image: from, to. */
function eachRun(mask: Mask, set: boolean, visit: (from: number, to: number) => void): void {
  const words = wordsOf(mask);
  const w = mask.shape.at(-1) as number;
  const step = mask.pitch / 4;
  const flip = set ? 0 : -1;
  for (let first = 0, base = 0; first < words.length; first += step, base += w) {
    let start = -1;
    for (let x = 0; x < w; x += 32) {
      let word = (words[first + (x >>> 5)] as number) ^ flip;
      if (w - x < 32) word &= (1 << (w - x)) - 1;
      let edges = word ^ ((word << 1) | (start < 0 ? 0 : 1));
      for (; edges !== 0; edges &= edges - 1) {
        const at = base + x + 31 - Math.clz32(edges & -edges);
        if (start >= 0) visit(start, at);
        start = start < 0 ? at : -1;
      }
    }
    if (start >= 0) visit(start, base + w);
  }
}

/** True where a voxel of a mask has one of the labels. */
export function meetsLabels(data: Layer, mask: Mask, labels: ReadonlySet<number>): boolean {
  let meets = false;
  eachRun(mask, true, (from, to) => {
    for (let i = from; i < to && !meets; i++) meets = data[i] !== 0 && labels.has(data[i] as number);
  });
  return meets;
}

/**
 * Changes the voxels of a segment; where it gains some, the `given` segments lose theirs. Labels of its own layer that no
 * segment has give way, too.
 *
 * @returns the layers, those that stay the same shared, and which of `given` lost voxels
 */
export function changeVoxels(
  { layers }: Pick<Segmentation, "layers">,
  own: Segment,
  given: readonly Segment[],
  change: Change,
): { layers: LabelData[]; losers: Segment[] } {
  const before = layers[own.layer] as LabelData;
  const result = layers.slice() as LabelData[];
  const losers: Segment[] = [];
  for (const [layer, data] of (layers as readonly LabelData[]).entries()) {
    const there = given.filter((other) => other.layer === layer);
    if (!change.gains || there.length === 0) continue;
    const labels = new Set(there.map(({ labelValue }) => labelValue));
    if (layer === own.layer) labels.delete(own.labelValue);
    const { left, hit } = withoutLabels(data, labels, change.gains, (i) => before[i] !== own.labelValue);
    // Of segments that share a label the first one loses its voxels; the others have none left to lose.
    const lost = there.filter(({ labelValue }) => hit.delete(labelValue));
    if (lost.length > 0) result[layer] = narrowed(left, lost.at(-1)?.labelValue as number);
    losers.push(...lost);
  }
  result[own.layer] = written(result[own.layer] as LabelData, own.labelValue, change);
  return { layers: result, losers };
}

/** A layer without some labels in a mask, where `loses` holds; the labels that were there. */
function withoutLabels(
  data: LabelData,
  labels: ReadonlySet<number>,
  mask: Mask,
  loses: (at: number) => boolean,
): { left: LabelData; hit: Set<number> } {
  const hit = new Set<number>();
  let left: LabelData | undefined;
  let last = 0;
  eachRun(mask, true, (from, to) => {
    for (let i = from; i < to; i++) {
      const label = data[i] as number;
      if (label === 0 || (label !== last && !labels.has(label)) || !loses(i)) continue;
      left ??= copyOf(data, 0);
      left[i] = 0;
      if (label !== last) hit.add(label);
      last = label;
    }
  });
  return { left: left ?? data, hit };
}

/** A layer with a label on the voxels a segment gains, and without it on those it loses. */
function written(data: LabelData, label: number, { gains, losses, beyond }: Change): LabelData {
  const copy = copyOf(data, label);
  if (losses) {
    eachRun(losses, !beyond, (from, to) => {
      for (let i = from; i < to; i++) if (copy[i] === label) copy[i] = 0;
    });
  }
  if (gains) eachRun(gains, true, (from, to) => copy.fill(label, from, to));
  return narrowed(copy, label);
}

/** A copy of a layer, wide enough for a label. */
function copyOf(data: LabelData, label: number): LabelData {
  const type = arrayType(smallestLabelDtype(label));
  return type.BYTES_PER_ELEMENT > data.BYTES_PER_ELEMENT ? converted(data, label) : data.slice();
}

/** Labels in the smallest type that holds them and one more. */
function narrowed(data: LabelData, label: number): LabelData {
  if (data instanceof Uint8Array) return data;
  let most = label;
  for (let i = 0; i < data.length; i++) if ((data[i] as number) > most) most = data[i] as number;
  const type = arrayType(smallestLabelDtype(most));
  return type.BYTES_PER_ELEMENT < data.BYTES_PER_ELEMENT ? converted(data, most) : data;
}

/** Labels in the smallest type that holds `most`. */
function converted(data: LabelData, most: number): LabelData {
  const copy = new (arrayType(smallestLabelDtype(most)))(data.length) as LabelData;
  copy.set(data);
  return copy;
}
