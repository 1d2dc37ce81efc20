import type { TypedArray } from "../../bindings/index.js";
import type { Colour } from "./colours.js";

/** How the voxels of one label of a layer look in slices. */
export interface Tint {
  colour: Colour;
  /** Colour of its outline. */
  edge: Colour;
  /** Opacities, 0 to 1. */
  fill: number;
  outline: number;
}

/** One layer of labels in a plane, with the labels that are seen. */
export interface TintedLayer {
  data: TypedArray;
  tints: ReadonlyMap<number, Tint>;
}

/** Outlines of one label: a path along the sides of pixels, in pixels of the plane. */
export interface Outline {
  path: Path2D;
  tint: Tint;
}

/** A colour and its opacity as a pixel of a canvas has them in memory: red in the lowest byte. */
function packed([red, green, blue]: Colour, opacity: number): number {
  const part = (value: number) => Math.round(255 * value);
  return ((part(opacity) << 24) | (part(blue) << 16) | (part(green) << 8) | part(red)) >>> 0;
}

/** The areas of all layers as one picture; where segments overlap, later layers lie above earlier ones. */
export function areasOf(layers: readonly TintedLayer[], pixels: number): Uint32Array {
  const picture = new Uint32Array(pixels);
  for (const { data, tints } of layers) {
    const colours = new Map([...tints].map(([label, { colour, fill }]) => [label, packed(colour, fill)]));
    let [label, colour] = [0, 0];
    for (let i = 0; i < pixels; i++) {
      const value = data[i] as number;
      if (value === 0) continue;
      if (value !== label) [label, colour] = [value, colours.get(value) ?? 0];
      if (colour === 0) continue;
      const under = picture[i] as number;
      picture[i] = under === 0 ? colour : over(colour, under);
    }
  }
  return picture;
}

/** One see-through colour above another. */
function over(above: number, below: number): number {
  const [a, b] = [(above >>> 24) / 255, (below >>> 24) / 255];
  const rest = b * (1 - a);
  const opacity = a + rest;
  const mix = (shift: number) =>
    opacity === 0 ? 0 : (((above >>> shift) & 255) * a + ((below >>> shift) & 255) * rest) / opacity / 255;
  return packed([mix(0), mix(8), mix(16)], opacity);
}

/** The outlines of all labels that are seen, each closed and along the sides of its pixels. */
export function outlinesOf(layers: readonly TintedLayer[], width: number, height: number): Outline[] {
  return layers.flatMap(({ data, tints }) => {
    const outlines = new Map<number, Outline>();
    const draw = (label: number, x0: number, y0: number, x1: number, y1: number) => {
      const tint = tints.get(label);
      if (!tint || tint.outline === 0) return;
      const outline = outlines.get(label) ?? { path: new Path2D(), tint };
      outlines.set(label, outline);
      outline.path.moveTo(x0, y0);
      outline.path.lineTo(x1, y1);
    };
    const at = (x: number, y: number) =>
      x < 0 || y < 0 || x >= width || y >= height ? 0 : (data[y * width + x] as number);
    sides(
      width,
      height,
      (x, y, side) => at(x, y - side),
      (label, y, from, to) => draw(label, from, y, to, y),
    );
    sides(
      height,
      width,
      (y, x, side) => at(x - side, y),
      (label, x, from, to) => draw(label, x, from, x, to),
    );
    return [...outlines.values()];
  });
}

/** Runs along the lines between rows: calls `draw` for each stretch on which a label lies on one side of a line only. */
function sides(
  length: number,
  lines: number,
  at: (along: number, line: number, side: 0 | 1) => number,
  draw: (label: number, line: number, from: number, to: number) => void,
): void {
  for (let line = 0; line <= lines; line++) {
    for (const side of [0, 1] as const) {
      let [label, start] = [0, 0];
      for (let i = 0; i <= length; i++) {
        const own = i < length ? at(i, line, side) : 0;
        const now = own !== 0 && own !== at(i, line, side === 0 ? 1 : 0) ? own : 0;
        if (now === label) continue;
        if (label !== 0) draw(label, line, start, i);
        [label, start] = [now, i];
      }
    }
  }
}
