import type { Layer, Segment, Segmentation } from "../../core/segmentation.js";
import { bytesOf } from "../samples.js";
import type { DicomKind } from "./write-segmentation.js";

/** What a frame holds: bits a value, and the number of a whole voxel. */
export interface FrameKind {
  kind: DicomKind;
  bits: 1 | 8 | 16;
  most: number;
}

/** One slice of one segment, both counted from 0. */
export interface Frame {
  segment: number;
  z: number;
}

/**
 * The frames of a file: of each segment the slices that show it. The first and the last slice are always there, so that
 * readers know the whole grid. A label map has all slices.
 */
export function framesOfSegmentation(segmentation: Segmentation, { kind }: FrameKind): Frame[] {
  const { shape, segments } = segmentation;
  const depth = shape.length === 3 ? (shape[0] as number) : 1;
  if (kind === "LABELMAP") return Array.from({ length: depth }, (_, z) => ({ segment: 0, z }));
  const seen = new Set<number>();
  const frames = segments.flatMap((segment, number) => {
    const slices = shownSlices(segmentation, segment, depth);
    for (const z of slices) seen.add(z);
    return slices.map((z) => ({ segment: number, z }));
  });
  const ends = [...new Set([0, depth - 1])].filter((z) => !seen.has(z));
  const all = [...frames, ...ends.map((z) => ({ segment: 0, z }))];
  return all.sort((a, b) => a.segment - b.segment || a.z - b.z);
}

/** Slices in which a segment has voxels. */
function shownSlices({ shape, layers, fractions }: Segmentation, segment: Segment, depth: number): number[] {
  const layer = layers[segment.layer] as Layer;
  const [w, h] = [...shape].reverse() as [number, number];
  const none = fractions?.range[0];
  return Array.from({ length: depth }, (_, z) => z).filter((z) => {
    const plane = layer.subarray(z * w * h, (z + 1) * w * h) as Uint8Array;
    return fractions ? plane.some((value) => value !== none) : plane.includes(segment.labelValue);
  });
}

/** The values of all frames as the file holds them. */
export function pixelBytes(segmentation: Segmentation, kind: FrameKind, frames: readonly Frame[]): Uint8Array {
  const { shape, layers, segments } = segmentation;
  const [w, h] = [...shape].reverse() as [number, number];
  const size = w * h;
  const bytes = new Uint8Array(Math.ceil((size * frames.length * kind.bits) / 8));
  for (const [index, { segment: number, z }] of frames.entries()) {
    const segment = segments[number] as Segment;
    const plane = (layers[segment.layer] as Layer).subarray(z * size, (z + 1) * size) as Layer;
    if (kind.kind === "BINARY") packBits(bytes, index * size, plane, segment.labelValue);
    else if (kind.kind === "LABELMAP") copyLabels(bytes, index * size, plane, segmentation, kind);
    else copyFractions(bytes.subarray(index * size), plane, segment, segmentation, kind.most);
  }
  return bytes;
}

/** Bits run on from frame to frame, the lowest of a byte first. */
function packBits(bytes: Uint8Array, first: number, plane: Layer, label: number): void {
  for (let i = 0, at = first; i < plane.length; i++, at++) {
    if (plane[i] === label) bytes[at >> 3] = (bytes[at >> 3] as number) | (1 << (at & 7));
  }
}

/** Labels of no segment are left out. */
function copyLabels(
  bytes: Uint8Array,
  first: number,
  plane: Layer,
  { segments }: Segmentation,
  { bits }: FrameKind,
): void {
  const known = new Set(segments.map(({ labelValue }) => labelValue));
  const into = bits === 8 ? new Uint8Array(plane.length) : new Uint16Array(plane.length);
  let last = 0;
  let kept = 0;
  for (let i = 0; i < plane.length; i++) {
    const value = plane[i] as number;
    if (value !== last) [last, kept] = [value, known.has(value) ? value : 0];
    into[i] = kept;
  }
  bytes.set(bytesOf(into), (first * bits) / 8);
}

function copyFractions(
  into: Uint8Array,
  plane: Layer,
  { labelValue }: Segment,
  { fractions }: Segmentation,
  most: number,
): void {
  const [low, high] = fractions?.range ?? [0, 1];
  for (let i = 0; i < plane.length; i++) {
    const value = plane[i] as number;
    const part = fractions ? (value - low) / (high - low) : Number(value === labelValue);
    into[i] = Math.round(Math.min(1, Math.max(0, part)) * most);
  }
}
