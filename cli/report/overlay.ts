import type { Image } from "../../bindings/core/image.js";
import { type Colour, labelColour } from "../../bindings/io/label-colour.js";
import { Canvas } from "./canvas.js";

const GAP = 4;
/** A tile is enlarged until its longer side has this many pixels. */
const SMALL_SIDE = 320;

/** How much room a picture has. */
export interface Room {
  /** Slices of a volume shown beside each other. */
  tiles: number;
  /** Longest side of a picture that is not thinned out, of one slice and of one of several. */
  side: number;
  tileSide: number;
}

const ALL_THERE_IS: Room = { tiles: 12, side: Number.POSITIVE_INFINITY, tileSide: 640 };

/** Values that become black and white. */
export interface Contrast {
  low: number;
  high: number;
}

interface Tile {
  /** Slice of the volume. */
  z: number;
  left: number;
  top: number;
}

/** How many picture pixels a voxel has along an edge, or every how many-th voxel is shown. */
interface Scale {
  enlarge: number;
  skip: number;
}

/**
 * The image in grey with the outline of every label in its own colour. A volume is shown as up to twelve slices, evenly
 * spaced where there are labels, and numbered: outlines on a projection would belong to other slices than the brightness
 * under them.
 */
export function drawOverlay(image: Image, labels: Image, contrast: Contrast, room = ALL_THERE_IS): Canvas {
  const [w, h, d = 1] = [...image.shape].reverse() as [number, number, number?];
  const scale = scaleFor(Math.max(w, h), d > 1 ? room.tileSide : room.side);
  const [width, height] = [extentOf(w, scale), extentOf(h, scale)];
  const [from, to] = labelledSlices(labels, w * h, d);
  const count = Math.min(to - from, room.tiles);
  const across = columnsFor(count, width, height);
  const down = Math.ceil(count / across);
  const canvas = new Canvas(across * (width + GAP) - GAP, down * (height + GAP) - GAP, [255, 255, 255]);
  for (let i = 0; i < count; i++) {
    const z = from + Math.floor(((i + 0.5) * (to - from)) / count);
    const tile = { z, left: (i % across) * (width + GAP), top: Math.floor(i / across) * (height + GAP) };
    drawTile(canvas, tile, image, labels, contrast, scale);
    if (d > 1) drawNumber(canvas, tile, z);
  }
  return canvas;
}

/** The first slice with a label and the one after the last; all slices where there is none. */
function labelledSlices({ data }: Image, size: number, d: number): [number, number] {
  const isLabelled = (z: number) => data.subarray(z * size, (z + 1) * size).some((label) => label !== 0);
  let [from, to] = [0, d];
  while (from < d && !isLabelled(from)) from++;
  if (from === d) return [0, d];
  while (!isLabelled(to - 1)) to--;
  return [from, to];
}

function scaleFor(side: number, most: number): Scale {
  const enlarge = Math.max(1, Math.floor(Math.min(SMALL_SIDE, most) / side));
  return { skip: Math.max(1, Math.ceil(side / most)), enlarge };
}

const extentOf = (voxels: number, { enlarge, skip }: Scale) => Math.ceil(voxels / skip) * enlarge;

/** The number of tiles in a row that makes the whole about as wide as 4:3. */
function columnsFor(count: number, width: number, height: number): number {
  const shape = (across: number) => (across * width) / (Math.ceil(count / across) * height);
  let best = 1;
  for (let across = 2; across <= count; across++) {
    if (Math.abs(Math.log(shape(across) / (4 / 3))) < Math.abs(Math.log(shape(best) / (4 / 3)))) best = across;
  }
  return best;
}

function drawTile(canvas: Canvas, tile: Tile, image: Image, labels: Image, contrast: Contrast, scale: Scale): void {
  const [w, h] = [image.shape.at(-1) as number, image.shape.at(-2) as number];
  const slice = tile.z * w * h;
  const voxel = (x: number, y: number) =>
    slice + Math.floor(y / scale.enlarge) * scale.skip * w + Math.floor(x / scale.enlarge) * scale.skip;
  const [width, height] = [extentOf(w, scale), extentOf(h, scale)];
  const labelAt = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : (labels.data[voxel(x, y)] as number);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const label = labelAt(x, y);
      const edge =
        label !== 0 &&
        (labelAt(x - 1, y) !== label ||
          labelAt(x + 1, y) !== label ||
          labelAt(x, y - 1) !== label ||
          labelAt(x, y + 1) !== label);
      const colour = edge ? labelColour(label) : grey(image.data[voxel(x, y)] as number, contrast);
      canvas.set(tile.left + x, tile.top + y, colour);
    }
  }
}

function grey(value: number, { low, high }: Contrast): Colour {
  const part = high > low ? (value - low) / (high - low) : 0;
  const level = Math.round(255 * Math.min(1, Math.max(0, part))) || 0;
  return [level, level, level];
}

function drawNumber(canvas: Canvas, { left, top }: Tile, z: number): void {
  const text = `z ${z}`;
  canvas.fill(left, top, 6 * text.length + 7, 13, [0, 0, 0]);
  canvas.text(left + 4, top + 10, text, [255, 255, 255]);
}
