import type { TypedArray } from "../../bindings/index.js";
import type { Colour, Palette } from "./colours.js";
import type { Interval } from "./contrast.js";
import type { Frame, View } from "./zoom.js";

/** One plane of voxels. A renderer uploads it again only when `key` changes. */
export interface Plane {
  key: string;
  data: TypedArray;
  width: number;
  height: number;
}

/** Everything that decides what the canvas shows. */
export interface Scene {
  image: Plane | undefined;
  labels: Plane | undefined;
  /** True where `labels` holds colours instead, red in the lowest byte and opacity in the highest: areas of segments. */
  painted: boolean;
  limits: Interval;
  gamma: number;
  opacity: number;
  /** 0: filled labels. Otherwise the thickness of their outlines in image pixels. */
  contour: number;
  /** The label drawn with a white rim; 0 for none. */
  selected: number;
  /** Only the selected label is drawn. */
  onlySelected: boolean;
  palette: Palette;
  seed: number;
  view: View;
  frame: Frame;
  /** Screen pixels per CSS pixel. */
  density: number;
  /** Colour around the image. */
  ground: Colour;
}

/** Draws scenes on one canvas. */
export interface Renderer {
  readonly name: "webgl2" | "canvas2d";
  draw(scene: Scene): void;
  /** Frees what the graphics card holds. */
  dispose(): void;
}

/** How strongly the white rim of the selected label covers what is below it, whatever the opacity of labels. */
export const RIM_OPACITY = 0.9;
