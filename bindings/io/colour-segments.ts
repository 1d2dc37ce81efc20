import { ArgumentRangeError } from "../core/errors.js";
import { describe, type Image, type TypedArray } from "../core/image.js";
import { type Color, type Segmentation, segmentInfo } from "../core/segmentation.js";
import { encodePng } from "./png/write.js";
import type { Source } from "./source.js";

/** Pictures of labels have a colour for each; photographs have more than this. */
const MOST_COLOURS = 4096;

/**
 * A segment for each colour of a picture, in the order in which they appear; black, and what is transparent, is background.
 *
 * @param values `samples` bytes a pixel: red, green, blue, and how opaque it is where there are four
 * @param grid shape and geometry
 * @returns undefined for a picture without colours, whose values are labels
 */
export function segmentsOfColours(
  source: Source,
  values: TypedArray,
  samples: number,
  grid: Omit<Segmentation, "segments" | "layers">,
): Segmentation | undefined {
  const keys = new Map<number, number>([[0, 0]]);
  const layer = new Uint16Array(values.length / samples);
  let coloured = false;
  let [last, label] = [0, 0];
  for (let i = 0, from = 0; i < layer.length; i++, from += samples) {
    const [r, g, b] = [values[from] as number, values[from + 1] as number, values[from + 2] as number];
    const key = samples === 4 && values[from + 3] === 0 ? 0 : (r << 16) | (g << 8) | b;
    if (key !== last) {
      coloured ||= r !== g || g !== b;
      last = key;
      label = numberOf(source, keys, key);
    }
    layer[i] = label;
  }
  if (!coloured) return undefined;
  source.note("colour picture: a segment for each colour, black is background");
  const segments = [...keys].slice(1).map(([key, labelValue]) => {
    const color = [16, 8, 0].map((shift) => ((key >> shift) & 255) / 255) as unknown as Color;
    return { ...segmentInfo({ labelValue, color }), layer: 0 };
  });
  return { ...grid, segments, layers: [segments.length > 255 ? layer : Uint8Array.from(layer)] };
}

/** The number of a colour, the next one where it is new. */
function numberOf(source: Source, keys: Map<number, number>, key: number): number {
  const known = keys.get(key);
  if (known !== undefined) return known;
  if (keys.size > MOST_COLOURS) {
    throw new ArgumentRangeError(
      "E_OPTION",
      `${source.name}: has more than ${MOST_COLOURS} colours, so it is no picture of labels; choose one channel of it`,
    );
  }
  const label = keys.size;
  keys.set(key, label);
  return label;
}

/**
 * A picture of labels in colours, as PNG of 24 bits a pixel; background is black. Opened as a segmentation it gives a segment
 * for each colour again.
 *
 * @param labels one slice
 * @param colors the colour of each label; others become black
 * @throws ArgumentRangeError E_NDIM for several slices, E_LABEL_RANGE where two labels have one colour, or one is black
 * @example
 * const colors = new Map([[1, [1, 0, 0]]]);
 * writeColourPng({ data: new Uint8Array([0, 1]), shape: [1, 2] }, colors).length > 40; // true
 */
export function writeColourPng({ data, shape }: Image, colors: ReadonlyMap<number, Color>): Uint8Array {
  const [height, width] = shape.slice(-2) as [number, number];
  if (shape.length === 3 && shape[0] !== 1) {
    throw new ArgumentRangeError("E_NDIM", `writeColourPng: PNG holds one slice, got ${shape[0]}`);
  }
  const bytes = new Map([...colors].map(([label, color]) => [label, color.map((part) => Math.round(255 * part))]));
  const seen = new Map([["0,0,0", 0]]);
  for (const [label, rgb] of bytes) {
    const other = seen.get(rgb.join());
    if (other !== undefined) {
      const whose = other === 0 ? "the background" : `label ${other}`;
      const message = `writeColourPng: label ${label} has the colour of ${whose}, ${describe(rgb)}; give it another one`;
      throw new ArgumentRangeError("E_LABEL_RANGE", message);
    }
    seen.set(rgb.join(), label);
  }
  const pixels = new Uint8Array(3 * data.length);
  for (let i = 0; i < data.length; i++) {
    const rgb = data[i] === 0 ? undefined : bytes.get(data[i] as number);
    if (rgb) pixels.set(rgb, 3 * i);
  }
  return encodePng({ data: pixels, width, height, channels: 3 });
}
