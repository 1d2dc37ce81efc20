import { type Geometry, geometryOf, type Image } from "../core/image.js";
import type { ImageFile, Selection } from "./file.js";

/**
 * Reads an image so that it keeps its place in space: the only slice of a file that says where it lies comes as a volume of
 * one slice, with its thickness, as a plane cannot say that. All else as `read` gives it.
 *
 * @throws as `read`
 */
export async function readPlaced(file: ImageFile, selection: Selection): Promise<Image> {
  const single = !file.axes.includes("Z") && (selection.slice ?? selection.slab) === undefined;
  if (!single) return file.read(selection);
  const image = await file.read({ ...selection, slab: [0, 1] });
  if (isPlaced(image)) return image;
  const { spacing, unit } = geometryOf(image);
  return {
    data: image.data,
    shape: image.shape.slice(1),
    ...(spacing && { spacing: spacing.slice(1) }),
    ...(unit !== undefined && { unit }),
  };
}

/** Whether a grid lies elsewhere than at the start of a world with its axes. */
export function isPlaced({ origin = [], direction = [] }: Geometry): boolean {
  return origin.some((at) => at !== 0) || direction.some((cosine) => ![0, 1, -1].includes(cosine));
}
