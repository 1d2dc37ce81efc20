import type { Image } from "../../bindings/core/image.js";
import { clouds } from "../images.js";

/**
 * The labels of test/golden/measures.py: the parts of clouds above a level, named by the tile of the image they lie in.
 * Blobs with holes, in several pieces, some of them single voxels.
 */
export function tiledLabels(seed: number, shape: readonly number[], level: number, tile: number): Image<Uint16Array> {
  const { data } = clouds(seed, shape);
  const [w = 1, h = 1] = [...shape].reverse();
  const tiles = shape.map((extent) => Math.ceil(extent / tile));
  const labels = data.map((value, i) => {
    if (value <= level) return 0;
    const place = [Math.floor(i / (w * h)), Math.floor(i / w) % h, i % w].slice(3 - shape.length);
    return place.reduce((name, at, axis) => name * tiles[axis]! + Math.floor(at / tile), 0) + 1;
  });
  return { data: labels, shape };
}
