import { arrayType, type Image, type Labelmap, type Mask, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { defineOp, opDefaults, type Resolved, runOp } from "../core/op.js";
import {
  dtypeCode,
  largestLabel,
  maskBytes,
  type ResidentImage,
  type ResidentLabels,
  type ResidentMask,
  sameGrid,
} from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";
import { type Extent, extentOf } from "./extent.js";
import { fullMask } from "./full-mask.js";
import { keysOf, levelsRoom } from "./levels.js";
import { domes } from "./maxima.js";
import { connectivityIn, connectivityParameter, labelledRuns, paintLabels, runColumns } from "./runs.js";

/** Parameters of `watershed`. */
interface Parameters {
  /** Neighbours that labels spread to: 4 or 8 in 2-D, 6, 18 or 26 in 3-D. Default: faces only, 4 or 6. */
  connectivity?: 4 | 8 | 6 | 18 | 26 | undefined;
  /** Added to a value for each voxel of distance from the marker, in image units: makes regions rounder. Default: 0. */
  compactness?: number;
  /** Leave a line of 0 one voxel wide between regions. Default: false. */
  lines?: boolean;
}

/** Options of `watershed`. */
export interface WatershedOptions extends Parameters {
  /** Labels from which the regions grow. Default: the minima of the image, numbered in raster order. */
  markers?: Image | undefined;
  /** Only voxels of this mask are labelled. Default: all. */
  mask?: Mask | Image | undefined;
}

const parameters = {
  connectivity: connectivityParameter("neighbours that labels spread to", "4 or 6"),
  compactness: {
    type: "number",
    default: 0,
    min: 0,
    unit: "image units",
    summary: "added for each voxel of distance from the marker; makes regions rounder",
  },
  lines: { type: "boolean", default: false, summary: "leave a line of 0 between regions" },
} as const;

/** Defaults of `watershed`; the connectivity depends on the rank. */
export const WATERSHED_DEFAULTS = opDefaults<Parameters>(parameters);

export const watershedOp = defineOp<"image", "labels", Parameters, { markers: "labels"; mask: "mask" }>({
  name: "watershed",
  summary: "Grow regions from markers, the darkest voxels first, until they meet.",
  input: "image",
  output: "labels",
  parameters,
  others: {
    markers: { kind: "labels", summary: "labels to grow from; without it the minima of the image" },
    mask: { kind: "mask", summary: "the voxels to label; without it all" },
  },
  step(s, image, { connectivity, ...options }, others) {
    const neighbours = connectivityIn("watershed", image.shape.length, connectivity, "faces");
    const extent = extentOf(s, "watershed", image);
    const mask = others.mask ?? fullMask(s, "watershed", image);
    const markers = others.markers ?? minima(s, image, mask, neighbours);
    return flood(s, "watershed", { image, extent, markers, mask }, { neighbours, ...options });
  },
});

/** The minima within a mask, numbered. */
function minima(s: Scratch, image: ResidentImage, mask: ResidentMask, neighbours: number): ResidentLabels {
  const found = domes(s, "watershed", image, neighbours, 0, -1);
  const [bits, within] = [found, mask].map(({ at }) => s.view(at, Uint32Array, maskBytes(mask) / 4)) as [
    Uint32Array,
    Uint32Array,
  ];
  for (let i = 0; i < bits.length; i++) (bits[i] as number) &= within[i] as number;
  return paintLabels(s, "watershed", found, labelledRuns(s, "watershed", found, neighbours));
}

/** What a flood works on: markers, and a mask that they may lie outside of. */
export interface FloodInput {
  image: ResidentImage;
  extent: Extent;
  markers: ResidentLabels;
  mask: ResidentMask;
}

interface FloodOptions extends Omit<Resolved<Parameters>, "connectivity"> {
  neighbours: number;
  /** The highest values first: for float images above 0 in the mask, without compactness. */
  isTurned?: boolean;
}

/** Bytes of scratch of the raw `watershed`: of `n` voxels and the runs of its mask, and for the queue or the heap. */
export function floodRoom(n: number, runs: number, queue: number): number {
  return 13 * n + 16 * runs + 512 + queue;
}

/** Floods an image from markers into new labels of the markers' type. */
export function flood(
  s: Scratch,
  who: string,
  { image, extent, markers, mask }: FloodInput,
  { neighbours, compactness, lines, isTurned = false }: FloodOptions,
): ResidentLabels {
  const { w, h, d } = image;
  const n = voxelCount(image.shape);
  const bytes = arrayType(markers.dtype).BYTES_PER_ELEMENT;
  const at: Pointer = s.alloc(n * bytes, `${who}: its labels`);
  s.nested(() => {
    const runs = labelledRuns(s, who, mask, neighbours);
    const columns = runColumns(s, who, runs);
    const keys = keysOf(image, extent, isTurned);
    const filled = (queue: number) => {
      const room = s.alloc(floodRoom(n, runs.length, queue), `${who}: its queue`);
      return s.raw.watershed(
        ...([at, markers.at, bytes >> 1, image.at, dtypeCode(image), ...keys, runs.rowTable, columns] as const),
        ...([runs.labels, runs.count, w, h, d, neighbours] as const),
        ...([compactness, Number(lines), Number(isTurned), queue, room] as const),
      );
    };
    // Hardly ever too little: the heap holds the front of the flood, seldom more than every fifth voxel.
    for (let queue = levelsRoom(n); s.nested(() => filled(queue)) !== 0; ) queue *= 2;
  });
  const count = largestLabel(s, at, dtypeCode(markers), n);
  return { kind: "labels", ...sameGrid(image), at, dtype: markers.dtype, count };
}

/**
 * Regions that grow from markers through an image, lowest values first, until they meet or fill the mask.
 *
 * @param k kernels from `loadKernels`
 * @param image any numeric image; regions meet along its ridges
 * @param options `markers`, labels to grow from, default the image's minima; `mask`, the voxels to label, default all;
 *   `connectivity`, default faces only; `compactness` ≥ 0, in image units a voxel; `lines` of 0 between regions
 * @returns labels in the type of the markers; 0 outside the mask and where no marker leads. Voxels of equal value are
 *   taken in the order in which they are reached, so that regions share a plateau evenly
 * @throws UnsuitableImage E_NONFINITE; MismatchedShape; ArgumentRangeError E_CONNECTIVITY, E_OPTION, E_LABEL_NEGATIVE;
 *   ArgumentTypeError E_DTYPE for float markers; OutOfMemory
 * @example
 * const image = { data: new Uint8Array([0, 0, 1, 2, 1, 0, 0]), shape: [1, 7] };
 * const markers = { data: new Uint8Array([1, 0, 0, 0, 0, 0, 2]), shape: [1, 7] };
 * watershed(k, image, { markers }).data; // 1, 1, 1, 1, 2, 2, 2
 * @see scikit-image `segmentation.watershed`, voxel for voxel
 */
export function watershed(k: Kernels, image: Image, options: WatershedOptions = {}): Labelmap {
  return runOp(watershedOp, k, image, options);
}
