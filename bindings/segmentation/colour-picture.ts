import { ArgumentRangeError } from "../core/errors.js";
import type { Segmentation } from "../core/segmentation.js";

/** A picture of red, green and blue, side by side. */
export interface ColourPicture {
  data: Uint8Array;
  width: number;
  height: number;
  channels: 3;
}

/**
 * Labels as a picture of the colours of their segments, on black; what a picture of one colour for each segment was opened
 * from comes back pixel by pixel.
 *
 * @param segmentation of one slice; its segments have different colours, none of them black
 * @param data the label of each pixel; 0 and labels of no segment are black
 * @param labels the label of each segment
 * @throws ArgumentRangeError E_NDIM for several slices, E_SEGMENT for colours that could not be told apart
 */
export function colourPicture(
  segmentation: Segmentation,
  data: Uint8Array | Uint16Array | Uint32Array,
  labels: readonly number[],
): ColourPicture {
  const { shape, segments } = segmentation;
  const [width, height, depth = 1] = [...shape].reverse() as [number, number, number?];
  if (depth > 1) {
    throw new ArgumentRangeError("E_NDIM", `colourPicture: expected one slice, got ${shape.join("×")}; choose one`);
  }
  const colours = new Map<number, readonly number[]>();
  const owners = new Map<string, string>([["0 0 0", "the background"]]);
  for (const [at, { name, id, color }] of segments.entries()) {
    const bytes = color.map((part) => Math.round(part * 255));
    const other = owners.get(bytes.join(" "));
    if (other !== undefined) {
      throw new ArgumentRangeError("E_SEGMENT", `colourPicture: ${name || id} has the colour of ${other}`);
    }
    owners.set(bytes.join(" "), name || id);
    colours.set(labels[at] as number, bytes);
  }
  const picture = new Uint8Array(3 * data.length);
  for (let i = 0; i < data.length; i++) {
    const colour = colours.get(data[i] as number);
    if (colour) picture.set(colour, 3 * i);
  }
  return { data: picture, width, height, channels: 3 };
}
