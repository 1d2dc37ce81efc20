import type { DataSet } from "dicom-parser";
import type { Geometry, TypedArray } from "../../core/image.js";
import type { Vector } from "../../core/vector.js";
import { geometryOfAffine } from "../affine.js";
import { type DicomFile, decimals, itemOf, TAG, textOf } from "./dataset.js";
import { statedSpacing } from "./geometry.js";
import type { Slices } from "./layers.js";
import { type Frames, frameType, readFrame } from "./pixels.js";

/** True for frames that are parts of one large picture, as those of slides are. */
export function isTiled(data: DataSet): boolean {
  return data.elements[TAG.matrixColumns] !== undefined && data.elements[TAG.matrixRows] !== undefined;
}

/** A frame and the pixel of the whole at which it begins. */
interface Tile {
  index: number;
  x: number;
  y: number;
}

/**
 * The slices of a segmentation of a slide: all tiles of one segment in one plane, put together.
 *
 * @param segments numbers of the segments in their order; 0 for a label map
 * @param segmentOf the segment a frame shows
 */
export function tiledSlices(
  file: DicomFile,
  frames: Frames,
  segments: readonly number[],
  segmentOf: (index: number) => number,
): Slices & { geometry: Geometry } {
  const { source, data } = file;
  const [width, height] = [data.uint32(TAG.matrixColumns) ?? 0, data.uint32(TAG.matrixRows) ?? 0];
  if (width < 1 || height < 1) throw source.corrupt(`its picture has ${width} × ${height} pixels`);
  source.checkLimit("maxSide", Math.max(width, height), "the longer side of its picture");
  const full = textOf(data, TAG.organization) === "TILED_FULL" || !data.elements[TAG.frameGroups];
  const whole = { width, height };
  const { table, depth } = full ? tilesInOrder(file, frames, segments, whole) : tilesByPlace(file, frames, segmentOf);
  const bytes = depth * width * height * (frameType(frames) === "uint8" ? 1 : 2);
  const advice = ", or take a coarser level of the slide";
  source.checkLimit("maxBytes", bytes, "the decoded size of its picture in bytes", advice);
  for (const { x, y } of [...table.values()].flat()) {
    if (x < 0 || y < 0 || x >= width || y >= height) throw source.corrupt(`a tile of it begins at pixel ${x}, ${y}`);
  }
  const tile = source.allocate(frameType(frames), frames.width * frames.height);
  const tilesOf = (segment: number, z: number) => table.get(`${segment} ${z}`);
  return {
    ...whole,
    depth,
    geometry: slideGeometry(data),
    shows: (segment, z) => tilesOf(segment, z) !== undefined,
    read: (segment, z, into) => {
      into.fill(0);
      for (const { index, x, y } of tilesOf(segment, z) ?? []) {
        readFrame(file, frames, index, tile);
        place(tile, frames.width, { x, y }, whole, into);
      }
    },
  };
}

/** Copies the rows of a tile that lie within the whole. */
function place(
  tile: TypedArray,
  tileWidth: number,
  { x, y }: { x: number; y: number },
  { width, height }: { width: number; height: number },
  into: TypedArray,
): void {
  const columns = Math.min(tileWidth, width - x);
  const rows = Math.min(tile.length / tileWidth, height - y);
  for (let row = 0; row < rows; row++) {
    into.set(tile.subarray(row * tileWidth, row * tileWidth + columns), (y + row) * width + x);
  }
}

/** Tiles that are all there: along rows, then down, then through planes, then segment by segment. */
function tilesInOrder(
  { source, data }: DicomFile,
  frames: Frames,
  segments: readonly number[],
  whole: { width: number; height: number },
) {
  const across = Math.ceil(whole.width / frames.width);
  const perPlane = across * Math.ceil(whole.height / frames.height);
  const depth = data.uint32(TAG.focalPlanes) ?? 1;
  const wanted = perPlane * depth * segments.length;
  if (frames.count !== wanted) throw source.corrupt(`it has ${frames.count} tiles of ${wanted}`);
  const table = new Map<string, Tile[]>();
  for (let index = 0; index < frames.count; index++) {
    const number = Math.floor(index / perPlane);
    const at = index % perPlane;
    const tile = { index, x: (at % across) * frames.width, y: Math.floor(at / across) * frames.height };
    append(table, `${segments[Math.floor(number / depth)]} ${number % depth}`, tile);
  }
  return { table, depth };
}

/** Tiles that say where they lie, counted from 1; planes follow each other by their depth in the slide. */
function tilesByPlace({ source, data }: DicomFile, frames: Frames, segmentOf: (index: number) => number) {
  const found = Array.from({ length: frames.count }, (_, index) => {
    const position =
      itemOf(itemOf(data, TAG.frameGroups, index), TAG.planePositionSlide) ??
      itemOf(itemOf(data, TAG.sharedGroups), TAG.planePositionSlide);
    const [x, y] = [position?.int32(TAG.columnPosition), position?.int32(TAG.rowPosition)];
    if (x === undefined || y === undefined) throw source.corrupt(`tile ${index} does not say where it lies`);
    const [z = 0] = decimals(position, TAG.slideZ, 1) ?? [];
    return { index, x: x - 1, y: y - 1, z };
  });
  const planes = [...new Set(found.map(({ z }) => z))].sort((a, b) => a - b);
  const numbers = new Map(planes.map((z, number) => [z, number]));
  const table = new Map<string, Tile[]>();
  for (const { z, ...tile } of found) append(table, `${segmentOf(tile.index)} ${numbers.get(z)}`, tile);
  return { table, depth: planes.length };
}

function append(table: Map<string, Tile[]>, key: string, tile: Tile): void {
  const tiles = table.get(key);
  if (tiles) tiles.push(tile);
  else table.set(key, [tile]);
}

/** Where the picture lies on its slide, in millimetres; a slide is no patient. */
function slideGeometry(data: DataSet): Geometry {
  const measures = itemOf(itemOf(data, TAG.sharedGroups), TAG.pixelMeasures);
  const spacing = decimals(measures, TAG.pixelSpacing, 2);
  if (!spacing) return {};
  const [down, across] = spacing as [number, number];
  const depth = statedSpacing(data) ?? 1;
  const turn = decimals(data, TAG.slideOrientation, 6);
  const start = itemOf(data, TAG.matrixOrigin);
  const [[x], [y]] = [TAG.slideX, TAG.slideY].map((tag) => decimals(start, tag, 1) ?? [0]) as [[number], [number]];
  if (!turn) return { spacing: [depth, down, across], unit: "mm" };
  const [a, b] = [turn.slice(0, 3), turn.slice(3)] as unknown as [Vector, Vector];
  const normal = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  const grown = (vector: readonly number[], by: number) => vector.map((part) => part * by || 0) as unknown as Vector;
  const steps = [grown(a, across), grown(b, down), grown(normal, depth)] as const;
  return { ...geometryOfAffine({ origin: [x, y, 0], steps }), unit: "mm" };
}
