import { ArgumentRangeError } from "../../core/errors.js";
import type { Segmentation } from "../../core/segmentation.js";
import { affineOfGeometry } from "../affine.js";
import type { ImageFile } from "../file.js";

/** Millimetres by which corners of one grid may lie apart: coordinates in files are rounded. */
const NEAR = 0.01;

/**
 * A segmentation as one of the DICOM images it was made from: `writeSegmentation` then copies patient and study, names the
 * series and, frame by frame, the images. A segmentation that does not say where it lies takes the grid of the images.
 *
 * @param segmentation on the grid of the images; not changed
 * @param reference the opened series, or one file of several frames
 * @throws ArgumentRangeError E_SHAPE_MISMATCH for another grid, E_OPTION where the reference is no DICOM image
 * @example
 * // What `openFolder` says of a DICOM series.
 * const source = { attributes: { "00100020": "P1" }, instances: [] };
 * const made = withReference(segmentation, { source, shape: segmentation.shape, geometry: segmentation });
 * made.source?.attributes["00100020"]; // "P1"
 */
export function withReference(
  segmentation: Segmentation,
  reference: Pick<ImageFile, "source" | "shape" | "geometry">,
): Segmentation {
  const { source, shape, geometry } = reference;
  if (!source) {
    throw new ArgumentRangeError("E_OPTION", "withReference: expected DICOM images as the reference, not another file");
  }
  const deep = (extents: readonly number[]) => (extents.length === 2 ? [1, ...extents] : [...extents]);
  const [own, other] = [deep(segmentation.shape), deep(shape)];
  if (own.join() !== other.join()) {
    throw mismatch(`has ${own.join("×")} voxels, the reference ${other.join("×")}`);
  }
  if (segmentation.origin === undefined || segmentation.space === undefined)
    return { ...segmentation, ...geometry, source };
  const apart = cornerDistance({ ...segmentation, shape: own }, { ...geometry, shape: other });
  if (apart > NEAR) throw mismatch(`lies up to ${apart.toPrecision(3)} mm from the grid of the reference`);
  return { ...segmentation, source };
}

function mismatch(what: string): ArgumentRangeError {
  return new ArgumentRangeError(
    "E_SHAPE_MISMATCH",
    `withReference: the segmentation ${what}; put it on the grid of the reference first`,
  );
}

type Grid = Parameters<typeof affineOfGeometry>[0];

/** How far corners of two grids lie apart at most, with the same extents. */
function cornerDistance(a: Grid, b: Grid): number {
  const [first, second] = [affineOfGeometry(a), affineOfGeometry(b)];
  const [depth, height, width] = a.shape as [number, number, number];
  let most = 0;
  for (let corner = 0; corner < 8; corner++) {
    const index = [corner & 1 ? width - 1 : 0, corner & 2 ? height - 1 : 0, corner & 4 ? depth - 1 : 0];
    for (let axis = 0; axis < 3; axis++) {
      const along = (of: typeof first) =>
        (of.origin[axis] as number) + index.reduce((sum, n, i) => sum + n * (of.steps[i]?.[axis] as number), 0);
      most = Math.max(most, Math.abs(along(first) - along(second)));
    }
  }
  return most;
}
