import { arrayType, geometryOf, type Image, isMask, type Labelmap, type Mask, voxelCount } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { opDefaults, putKind } from "../core/op.js";
import { resolveOptions } from "../core/options.js";
import {
  asLabels,
  asMask,
  dtypeCode,
  gridOf,
  type ResidentImage,
  type ResidentLabels,
  takeResident,
} from "../core/resident.js";
import { type Pointer, type Scratch, scratch } from "../core/scratch.js";
import { composed, inverseOf, type PlacedGrid, placementOf } from "./world-grid.js";

/** Options of `resampleTo`. */
export interface ResampleToOptions {
  /** "linear" between voxel centres, or the "nearest" voxel. Default: "linear"; masks and labels always take the nearest. */
  method?: "linear" | "nearest";
  /** The value beyond the border of an image. Default: 0. Beyond masks and labels lies background. */
  outside?: number;
}

const parameters = {
  method: { type: "choice", choices: ["linear", "nearest"], default: "linear", summary: "how a value is found" },
  outside: { type: "number", default: 0, unit: "image units", summary: "the value beyond the border" },
} as const;

/** Defaults of `resampleTo`. */
export const RESAMPLE_TO_DEFAULTS = opDefaults<ResampleToOptions>(parameters);

/**
 * An image, a mask or labels on any other grid: shifted, turned, mirrored, oblique, of other voxels. Each new voxel takes what
 * lies at its centre in the world.
 *
 * @param k kernels from `loadKernels`
 * @param input 2-D or 3-D; placed by its spacing, origin and direction
 * @param grid the new grid: any image, or { shape, spacing, origin, direction }; a 2-D one is the plane z = 0
 * @param options `method` and `outside`, for images. A place within the outer half of the outermost voxels is inside still
 * @returns a mask for a mask, labels for labels (with a `count`); for an image float32 or, with "nearest", its own type
 * @throws ArgumentRangeError E_OPTION for axes in one plane or a bad option; what a bad image throws; OutOfMemory
 * @example
 * const image = { data: new Uint8Array([1, 2, 3, 4]), shape: [2, 2] };
 * resampleTo(k, image, { shape: [1, 1], origin: [0.5, 0.5] }).data; // Float32Array [2.5]
 * @see SciPy `map_coordinates` of order 0 and 1; Slicer's resampling to a reference volume
 */
export function resampleTo(k: Kernels, input: Mask, grid: PlacedGrid, options?: ResampleToOptions): Mask;
export function resampleTo<T extends Labelmap>(
  k: Kernels,
  input: T,
  grid: PlacedGrid,
  options?: ResampleToOptions,
): Labelmap;
export function resampleTo(k: Kernels, input: Image, grid: PlacedGrid, options?: ResampleToOptions): Image;
export function resampleTo(
  k: Kernels,
  input: Image | Mask | Labelmap,
  grid: PlacedGrid,
  options: ResampleToOptions = {},
): Image | Mask | Labelmap {
  return scratch(k, (s) => {
    const who = "resampleTo";
    const { method, outside } = resolveOptions(who, parameters, options, 3) as Required<ResampleToOptions>;
    const kind = isMask(input) ? "mask" : "count" in input ? "labels" : "image";
    const resident = putKind(s, who, kind, input);
    const source = resident.kind === "image" ? resident : asLabels(s, who, resident);
    const isLinear = kind === "image" && method === "linear";
    const dtype = isLinear ? "float32" : source.dtype;
    const placedGrid = { ...gridOf({ ...geometryOf(grid), shape: grid.shape }) };
    const at = s.alloc(voxelCount(grid.shape) * arrayType(dtype).BYTES_PER_ELEMENT, `${who}: its result`);
    takePlaces(s, who, { at, dtype, ...placedGrid }, source, isLinear, kind === "image" ? outside : 0);
    if (kind === "image") return takeResident(s, { kind, ...placedGrid, at, dtype } as ResidentImage);
    const labels = {
      kind: "labels",
      ...placedGrid,
      at,
      dtype,
      count: (source as ResidentLabels).count,
    } as ResidentLabels;
    return takeResident(s, kind === "mask" ? asMask(s, who, labels) : labels);
  });
}

type Target = { at: Pointer; dtype: ResidentImage["dtype"] | ResidentLabels["dtype"] } & ReturnType<typeof gridOf>;

function takePlaces(
  s: Scratch,
  who: string,
  { at, dtype, w, h, d, geometry }: Target,
  source: ResidentImage | ResidentLabels,
  isLinear: boolean,
  outside: number,
): void {
  const { matrix, origin } = composed(inverseOf(who, placementOf(source.geometry)), placementOf(geometry));
  const rows = [0, 1, 2].flatMap((row) => [...matrix.slice(3 * row, 3 * row + 3), origin[row] as number]);
  const map = s.put(Float64Array.from(rows));
  const bytes = w * arrayType(dtype).BYTES_PER_ELEMENT;
  s.each("resampleAffine", s.ranges(h * d, { work: 8 * w }), ({ from, to }) => {
    const size = [source.w, source.h, source.d, w, h] as const;
    return [at + from * bytes, source.at, dtypeCode(source), ...size, from, to, map, isLinear ? 1 : 0, outside];
  });
}
