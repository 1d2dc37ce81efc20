import type { Image, Mask } from "../core/image.js";
import type { Outlines } from "./outlines.js";
import type { PixelOptions } from "./section.js";
import type { Size } from "./sizes.js";

/** What a file is taken for. */
export const QUINT_INPUTS = ["auto", "label", "mask", "prob", "ilastik", "qupath", "cellpose", "fiji"] as const;
export type QuintInput = (typeof QUINT_INPUTS)[number];

/** Which part of a file becomes objects. */
export interface InputOptions extends PixelOptions {
  from?: QuintInput | undefined;
  /** Values, palette indices or colours (#rrggbb) of the objects; of outlines the names of their classes. */
  classes?: readonly string[] | undefined;
  channel?: number | undefined;
  /** Probability from which on a pixel is object, 0 to 1. Default: 0.5. */
  threshold?: number | undefined;
  /** With `channel`: a pixel is object where that channel is the largest, instead of from a threshold on. */
  argmax?: boolean | undefined;
  /** Size of the image that outlines (GeoJSON, ImageJ's selections) were drawn on. */
  imageSize?: Size | undefined;
  /** The same where neither `imageSize` nor the file says it. */
  defaultImageSize?: Size | undefined;
  /** Exchange objects and background of a mask. */
  invert?: boolean | undefined;
}

/** Objects of a file before they are shaped, and how they were found. */
export type Objects = { kind: string; mapping: string } & (
  | { labels: Image }
  | { mask: Mask }
  | { probability: Image; level: number }
  | { outlines: Outlines }
);

/** Outlines of a file, and what of it was chosen. */
export interface OutlineObjects {
  mapping: string;
  /** Labels only where each object has one as its name. */
  outlines: Outlines;
}

/** Names as labels, where each is one; parts that were split may share theirs. */
export function labelsOfNames(objects: readonly { name: string }[]): number[] | undefined {
  const isLabel = (name: string) => /^[1-9]\d{0,9}$/.test(name) && Number(name) <= 0xffffffff;
  return objects.every(({ name }) => isLabel(name)) ? objects.map(({ name }) => Number(name)) : undefined;
}
