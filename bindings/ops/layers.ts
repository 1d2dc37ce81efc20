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
  return scratch(k, (s) => {
    if (layers.length === 1) return paintedAlone(s, who, shape, layers[0] as PaintedLayer, most);
    const dst = emptyLabels(s, who, { shape }, most);
    for (const { layer, ...painting } of layers) {
      s.nested(() => paintOver(s, who, dst, putLabels(s, who, { data: layer, shape }), painting));
    }
    return (takeResident(s, dst) as Image<Uint8Array>).data;
  });
}

/** A single layer is painted where it lies, if the new labels have its type: a volume less to hold. */
function paintedAlone(
  s: Scratch,
  who: string,
  shape: readonly number[],
  { layer, ...painting }: PaintedLayer,
  most: number,
): LabelData {
  const src = putLabels(s, who, { data: layer, shape });
  const dst = src.dtype === smallestLabelDtype(most) ? { ...src, count: most } : unpainted(s, who, { shape }, most);
  paintOver(s, who, dst, src, painting, false);
  return (takeResident(s, dst) as Image<Uint8Array>).data;
}

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
