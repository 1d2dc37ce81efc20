import { ArgumentRangeError, MismatchedShape } from "../core/errors.js";
import { geometryOf, type Mask } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import type { Segment, Segmentation, SegmentInfo } from "../core/segmentation.js";
import { contoursToMask } from "../ops/contour-masks.js";
import { fractionalToMask } from "../ops/fractional.js";
import { surfaceToMask } from "../ops/scan-mesh.js";
import type { PlacedGrid } from "../ops/world-grid.js";
import { type ConvertOptions, convertRepresentation, workOf } from "./convert.js";
import { gridFor, layered, type Work } from "./converters.js";
import { sameGeometry } from "./grid.js";
import { collapseLayers } from "./layers.js";
import type { Representation } from "./representation.js";
import { masksMeet, unionOf } from "./words.js";

/** A segment with what it is held as. */
export interface HeldSegment {
  readonly info: SegmentInfo;
  readonly data: Representation;
}

const WHO = "segmentationOf";

/**
 * Segments of surfaces, contours or fractions as label maps: all on one grid, in as few layers as can be. Overlapping ones
 * keep all their voxels. Surfaces are scanned on the reference grid or one around all of them; contours are filled on their
 * own grid, or over their surfaces on the reference grid; fractions count from their threshold on.
 *
 * @param k kernels from `loadKernels`
 * @param held segments, all of one kind
 * @param options parameters by Slicer's names (`Collapse labelmaps` 0 leaves each in a layer of its own) and the grid
 * @throws ArgumentRangeError E_OPTION for label maps and for several kinds, E_EMPTY for surfaces without vertices and
 *   reference; MismatchedShape for contours or fractions on several grids; what the conversions throw
 * @example
 * const data = { kind: "surface", meshes: [{ label: 1, ...sphere }] };
 * segmentationOf(k, [{ info: segmentation.segments[0], data }], { reference: grid }).layers.length; // 1
 */
export function segmentationOf(k: Kernels, held: readonly HeldSegment[], options: ConvertOptions = {}): Segmentation {
  const work = workOf(k, options.parameters ?? [], options.reference);
  const { grid, masks } = masksOf(
    work,
    held.map(({ data }) => data),
    options,
  );
  const apart = work.number("Collapse labelmaps") === 0;
  const rounds: { union: Mask; masks: Mask[]; labels: number[] }[] = [];
  const segments = masks.map((mask, at): Segment => {
    let layer = apart ? -1 : rounds.findIndex(({ union }) => !masksMeet(union, mask));
    if (layer < 0) layer = rounds.push({ union: mask, masks: [], labels: [] }) - 1;
    const round = rounds[layer] as (typeof rounds)[number];
    round.union = unionOf(round.union, mask);
    round.masks.push(mask);
    round.labels.push(at + 1);
    return { ...(held[at] as HeldSegment).info, layer, labelValue: at + 1 };
  });
  const layers = rounds.map((round) => layered(round.masks, round.labels, grid).labels.data);
  const made = { shape: grid.shape, ...geometryOf(grid), segments, layers };
  return layers.length > 2 && !apart ? collapseLayers(k, made) : made;
}

/** A mask for each segment, and their common grid. */
function masksOf(
  work: Work,
  all: readonly Representation[],
  options: ConvertOptions,
): { grid: PlacedGrid; masks: Mask[] } {
  const [kind, other] = new Set(all.map((one) => one.kind));
  if (other !== undefined || kind === undefined || kind === "binary") {
    const got = kind === undefined ? "none" : [kind, other].filter(Boolean).join(" and ");
    throw new ArgumentRangeError(
      "E_OPTION",
      `${WHO}: expected surfaces, contours or fractions of segments, got ${got}`,
    );
  }
  const { k, reference } = work;
  if (kind === "contours" && reference) {
    return masksOf(
      work,
      all.map((one) => convertRepresentation(k, one, "surface", options)),
      options,
    );
  }
  if (kind === "surface" || kind === "ribbon") {
    const meshes = all.map((one) => (one.kind === "surface" || one.kind === "ribbon" ? one.meshes : []));
    const { grid } = gridFor(work, meshes.flat());
    const none = surfaceToMask(k, { vertices: new Float32Array(0), faces: new Uint32Array(0) }, grid);
    return {
      grid,
      masks: meshes.map((own) => own.map((mesh): Mask => surfaceToMask(k, mesh, grid)).reduce(unionOf, none)),
    };
  }
  const grids = all.map((one) =>
    one.kind === "contours" ? one.grid : one.kind === "fractional" ? one.image : undefined,
  );
  const [grid] = grids as [PlacedGrid];
  const odd = grids.find((one) => one && !(one.shape.join() === grid.shape.join() && sameGeometry(one, grid)));
  if (odd) throw new MismatchedShape(WHO, grid.shape, odd.shape, "grids of segments");
  const masks = all.map((one): Mask => {
    if (one.kind === "contours") return contoursToMask(k, one.contours, grid);
    return fractionalToMask(
      k,
      (one as Extract<Representation, { kind: "fractional" }>).image,
      work.number("Threshold fraction"),
    );
  });
  return { grid, masks };
}
