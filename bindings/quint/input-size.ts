import { UnsupportedFile } from "../core/errors.js";
import type { Source } from "../io/source.js";
import type { InputOptions } from "./input-options.js";
import type { Size } from "./sizes.js";

/**
 * The size of the image that outlines were drawn on, which the files of other programs do not say. Throws E_FORMAT, E_LIMIT.
 *
 * @param stated the size in the file, if there is one; an option is taken before it
 */
export function imageSizeOf(source: Source, options: InputOptions, stated?: Size): Size {
  const imageSize = options.imageSize ?? stated ?? options.defaultImageSize;
  if (!imageSize) {
    throw new UnsupportedFile(`${source.name}: it holds outlines, and not the size of the image they were drawn on`, {
      path: source.name,
      advice: "state it: --image-size WIDTHxHEIGHT",
    });
  }
  source.checkLimit("maxSide", Math.max(imageSize.width, imageSize.height), "its longer side in pixels");
  return imageSize;
}
