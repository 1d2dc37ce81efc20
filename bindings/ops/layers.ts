import { arrayType, type Image, type Mask, smallestLabelDtype, type TypedArray, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import {
  asLabels,
  asMask,
  dtypeCode,
  gridOf,
  putLabels,
  putMask,
  type ResidentLabels,
  takeResident,
} from "../core/resident.js";
import { type Scratch, scratch } from "../core/scratch.js";
import { labelList } from "./label-list.js";

/** Unsigned labels of voxels. */
export type LabelData = Uint8Array | Uint16Array | Uint32Array;

/** New labels of labels; those that are not named go, or stay as they are. */
export interface Painting {
  labels: ReadonlyMap<number, number>;
  others?: "go" | "stay";
}

/** Paints labels over what `dst` holds, or on nothing. Both lie on one grid. */
export function paintOver(
  s: Scratch,
  who: string,
  dst: ResidentLabels,
  src: ResidentLabels,
  painting: Painting,
  over = true,
) {
  s.nested(() => {
    const room = s.alloc(s.raw.statsRoom() >>> 0, `${who}: its runs`);
    const list = labelList(s, who, src, 8, room);
    const present = list.at === 0 ? undefined : s.take(list.at, Uint32Array, list.count);
    const { labels, others = "go" } = painting;
    const entries = new Uint32Array(2 * (list.count + 1));
    for (let i = 1; i <= list.count; i++) {
      const label = present ? (present[i - 1] as number) : i;
      entries[2 * i] = labels.get(label) ?? (others === "stay" ? label : 0);
    }
    const table = s.put(entries, `${who}: its table`);
    const n = voxelCount(src.shape);
    s.raw.repaint(dst.at, dtypeCode(dst), src.at, dtypeCode(src), n, table, list.at, list.count, over ? 1 : 0, room);
  });
}

/** Room for a label image, with whatever lies there. */
export function unpainted(s: Scratch, who: string, image: Pick<Image, "shape">, most: number): ResidentLabels {
  const dtype = smallestLabelDtype(most);
  const bytes = voxelCount(image.shape) * arrayType(dtype).BYTES_PER_ELEMENT;
  return { kind: "labels", ...gridOf(image), at: s.alloc(bytes, `${who}: its labels`), dtype, count: most };
}

/** A label image without labels. */
export function emptyLabels(s: Scratch, who: string, image: Pick<Image, "shape">, most: number): ResidentLabels {
  const dtype = smallestLabelDtype(most);
  const bytes = voxelCount(image.shape) * arrayType(dtype).BYTES_PER_ELEMENT;
  const at = s.alloc(bytes, `${who}: its labels`);
  s.view(at, Uint8Array, bytes).fill(0);
  return { kind: "labels", ...gridOf(image), at, dtype, count: most };
}

/** One layer that goes into a painted image. */
export interface PaintedLayer extends Painting {
  layer: TypedArray;
}

/**
 * Paints layers one after the other into one label image; what comes later covers what came before.
 *
 * @param shape of all layers
 * @returns labels of the smallest type that holds `most`, the largest label there may be
 */
export function paintLayers(
  k: Kernels,
  who: string,
  shape: readonly number[],
  layers: readonly PaintedLayer[],
  most: number,
): LabelData {
  const n = voxelCount(shape);
  const data = new (arrayType(smallestLabelDtype(most)))(n);
  for (let from = 0; from < n; from += AT_ONCE) {
    const to = Math.min(n, from + AT_ONCE);
    scratch(k, (s) => {
      const piece = { shape: [1, to - from] };
      const dst = emptyLabels(s, who, piece, most);
      for (const { layer, ...painting } of layers) {
        const part = { data: layer.subarray(from, to), ...piece };
        s.nested(() => paintOver(s, who, dst, putLabels(s, who, part), painting));
      }
      data.set(s.view(dst.at, arrayType(dst.dtype), to - from), from);
    });
  }
  return data as LabelData;
}

/** Voxels painted at once: what they take in the module's memory is never given back. */
const AT_ONCE = 1 << 22;

/** The voxels of a layer that have a label, as a mask. */
export function maskOfLabel(k: Kernels, who: string, image: Image, label: number): Mask {
  return maskOfLabels(k, who, image, [label]);
}

/** The voxels of a layer that have one of several labels, as a mask. */
export function maskOfLabels(k: Kernels, who: string, image: Image, labels: readonly number[]): Mask {
  return scratch(k, (s) => {
    const dst = unpainted(s, who, image, 1);
    s.nested(() => {
      paintOver(s, who, dst, putLabels(s, who, image), { labels: new Map(labels.map((label) => [label, 1])) }, false);
    });
    return takeResident(s, asMask(s, who, dst)) as Mask;
  });
}

/** A layer with a label on the voxels of a mask, in the smallest type that holds it and what was there. */
export function paintMask(k: Kernels, who: string, image: Image, mask: Mask, label: number): LabelData {
  return scratch(k, (s) => {
    const src = putLabels(s, who, image);
    const dst = unpainted(s, who, image, Math.max(src.count, label));
    paintOver(s, who, dst, src, { labels: new Map(), others: "stay" }, false);
    paintOver(s, who, dst, asLabels(s, who, putMask(s, who, mask)), { labels: new Map([[1, label]]) });
    return (takeResident(s, dst) as Image<Uint8Array>).data;
  });
}
