import type { TypedArray } from "../../bindings/index.js";
import { type Colour, labelColour } from "./colours.js";
import { brightness } from "./contrast.js";
import { type Plane, type Renderer, RIM_OPACITY, type Scene } from "./scene.js";

const WHITE: Colour = [1, 1, 1];

/** Draws without a graphics card: slower on large slices, but the same picture. */
export class CanvasRenderer implements Renderer {
  readonly name = "canvas2d";
  readonly #context: CanvasRenderingContext2D;
  readonly #slice: CanvasRenderingContext2D;
  #composed = "";

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext("2d", { alpha: false });
    const slice = document.createElement("canvas").getContext("2d");
    if (!context || !slice) throw new Error("this browser offers no 2-D canvas");
    this.#context = context;
    this.#slice = slice;
  }

  draw(scene: Scene): void {
    const context = this.#context;
    const [red, green, blue] = scene.ground.map((part) => Math.round(part * 255));
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = `rgb(${red} ${green} ${blue})`;
    context.fillRect(0, 0, context.canvas.width, context.canvas.height);
    const plane = scene.image ?? scene.labels;
    if (!plane) return;
    this.#compose(scene, plane);
    const { view, frame, density } = scene;
    const scale = view.scale * density;
    context.setTransform(scale * frame.aspectX, 0, 0, scale * frame.aspectY, view.x * density, view.y * density);
    context.imageSmoothingEnabled = scale < 1;
    context.drawImage(this.#slice.canvas, 0, 0);
  }

  dispose(): void {
    this.#slice.canvas.width = this.#slice.canvas.height = 0;
  }

  /** Colours the slice pixel by pixel, unless nothing but the view has changed. */
  #compose(scene: Scene, { width, height }: Plane): void {
    const { image, labels, view: _view, frame: _frame, ...look } = scene;
    const wanted = JSON.stringify([image?.key, labels?.key, look]);
    if (wanted === this.#composed) return;
    this.#slice.canvas.width = width;
    this.#slice.canvas.height = height;
    const picture = this.#slice.createImageData(width, height);
    const pixels = new Uint32Array(picture.data.buffer);
    if (image) paintGrey(pixels, image.data, scene);
    else pixels.fill(0xff000000);
    if (labels && scene.painted) paintAreas(picture.data, labels.data);
    else if (labels) paintLabels(picture.data, labels, scene);
    this.#slice.putImageData(picture, 0, 0);
    this.#composed = wanted;
  }
}

function greyOf(value: number, { limits, gamma }: Scene): number {
  // Only seen, never part of a result: engines may round the power differently.
  return Math.round(255 * brightness(value, limits) ** gamma);
}

function paintGrey(pixels: Uint32Array, data: TypedArray, scene: Scene): void {
  const opaque = (grey: number) => 0xff000000 | (grey * 0x010101);
  if (data.BYTES_PER_ELEMENT > 2 || data.length < 65536) {
    for (let i = 0; i < data.length; i++) pixels[i] = opaque(greyOf(data[i] as number, scene));
    return;
  }
  const mask = data.BYTES_PER_ELEMENT === 1 ? 0xff : 0xffff;
  const table = greyTable(data, mask, scene).map(opaque);
  for (let i = 0; i < data.length; i++) pixels[i] = table[(data[i] as number) & mask] as number;
}

/** Grey of every value of an 8 or 16-bit type, by the value's bits. */
function greyTable(data: TypedArray, mask: number, scene: Scene): Uint32Array {
  const signed = data instanceof Int8Array || data instanceof Int16Array;
  const table = new Uint32Array(mask + 1);
  for (let bits = 0; bits <= mask; bits++) {
    table[bits] = greyOf(signed && bits > mask >> 1 ? bits - mask - 1 : bits, scene);
  }
  return table;
}

function paintAreas(bytes: Uint8ClampedArray, areas: TypedArray): void {
  for (let i = 0; i < areas.length; i++) {
    const area = areas[i] as number;
    if (area === 0) continue;
    const colour: Colour = [(area & 255) / 255, ((area >> 8) & 255) / 255, ((area >> 16) & 255) / 255];
    blend(bytes, 4 * i, colour, (area >>> 24) / 255);
  }
}

function paintLabels(bytes: Uint8ClampedArray, labels: Plane, scene: Scene): void {
  const { selected, onlySelected, contour, palette, seed } = scene;
  const colours = new Map<number, Colour>();
  for (let i = 0; i < labels.data.length; i++) {
    const label = labels.data[i] as number;
    if (label === 0 || (onlySelected && selected !== 0 && label !== selected)) continue;
    const rim = label === selected && onOutline(labels, i, Math.max(1, contour));
    if (contour > 0 && !rim && !onOutline(labels, i, contour)) continue;
    let colour = colours.get(label);
    if (!colour) colours.set(label, (colour = labelColour(label, palette, seed)));
    if (rim) blend(bytes, 4 * i, WHITE, RIM_OPACITY);
    else blend(bytes, 4 * i, colour, scene.opacity);
  }
}

function blend(bytes: Uint8ClampedArray, at: number, colour: Colour, strength: number): void {
  for (let c = 0; c < 3; c++) {
    const under = bytes[at + c] as number;
    bytes[at + c] = under + (255 * (colour[c] as number) - under) * strength;
  }
}

/** True when another label lies within `reach` steps along rows and columns; the image's edge is no outline. */
function onOutline({ data, width, height }: Plane, index: number, reach: number): boolean {
  const [x, y] = [index % width, Math.floor(index / width)];
  const label = data[index];
  for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++) {
    const wide = reach - Math.abs(row - y);
    const first = row * width + Math.max(0, x - wide);
    const last = row * width + Math.min(width - 1, x + wide);
    for (let i = first; i <= last; i++) if (data[i] !== label) return true;
  }
  return false;
}
