import type { DataSet } from "dicom-parser";
import type { Geometry } from "../../core/image.js";
import type { Vector } from "../../core/vector.js";
import { geometryOfAffine } from "../affine.js";
import { decimals, itemOf, TAG } from "./dataset.js";

/** Where a slice lies: its first pixel, the directions of a row and of a column, pixel distances; LPS, millimetres. */
export interface SlicePlace {
  position: Vector;
  row: Vector;
  column: Vector;
  /** Distance of rows, then of columns. */
  spacing: readonly [number, number];
}

/**
 * The place of frame `index`, from the functional groups of enhanced files, from the file itself, or from the detector of
 * nuclear medicine.
 */
export function placeOf(data: DataSet, index: number): SlicePlace | undefined {
  const shared = itemOf(data, TAG.sharedGroups);
  const own = itemOf(data, TAG.frameGroups, index);
  const group = (tag: string) => itemOf(own, tag) ?? itemOf(shared, tag);
  const detector = itemOf(data, TAG.detectors);
  const first = (sets: readonly (DataSet | undefined)[], tag: string, count: number) =>
    sets.map((set) => decimals(set, tag, count)).find((numbers) => numbers !== undefined);
  const position = first([group(TAG.planePosition), data, detector], TAG.position, 3);
  const orientation = first([group(TAG.planeOrientation), data, detector], TAG.orientation, 6);
  const spacing = decimals(group(TAG.pixelMeasures), TAG.pixelSpacing, 2) ?? decimals(data, TAG.pixelSpacing, 2);
  if (!position || !orientation) return undefined;
  const [down, across] = spacing ?? [1, 1];
  return {
    position: position as unknown as Vector,
    row: orientation.slice(0, 3) as unknown as Vector,
    column: orientation.slice(3) as unknown as Vector,
    spacing: [down as number, across as number],
  };
}

/** The distance of slices that a file states. */
export function statedSpacing(data: DataSet): number | undefined {
  const measures =
    itemOf(itemOf(data, TAG.sharedGroups), TAG.pixelMeasures) ??
    itemOf(itemOf(data, TAG.frameGroups), TAG.pixelMeasures);
  for (const [set, tag] of [
    [measures, TAG.slicesSpacing],
    [data, TAG.slicesSpacing],
    [measures, TAG.sliceThickness],
    [data, TAG.sliceThickness],
  ] as const) {
    const [distance] = decimals(set, tag, 1) ?? [];
    if (distance !== undefined && Math.abs(distance) > 0) return Math.abs(distance);
  }
  return undefined;
}

/** The distance of neighbouring slices that a file states for all of them, not the thickness of one. */
export function slicesSpacing(data: DataSet): number | undefined {
  const measures = itemOf(itemOf(data, TAG.sharedGroups), TAG.pixelMeasures);
  const [distance] = decimals(measures, TAG.slicesSpacing, 1) ?? [];
  return distance !== undefined && distance > 0 ? distance : undefined;
}

/** The direction in which slices follow each other. */
export function normalOf({ row: a, column: b }: SlicePlace): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

/** How far along its normal a slice lies. */
export function depthOf({ position: p }: SlicePlace, n: Vector): number {
  return p[0] * n[0] + p[1] * n[1] + p[2] * n[2];
}

/** Geometry of a stack that starts at `first`. */
export function stackGeometry(first: SlicePlace, step: Vector): Geometry {
  const [down, across] = first.spacing;
  const scaled = (vector: Vector, by: number) => vector.map((part) => part * by) as unknown as Vector;
  const affine = {
    origin: first.position,
    steps: [scaled(first.row, across), scaled(first.column, down), step] as const,
  };
  return { ...geometryOfAffine(affine, "LPS"), unit: "mm" };
}
