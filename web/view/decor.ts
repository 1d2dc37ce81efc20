import type { Colour } from "./colours.js";
import type { Outline } from "./tint.js";
import type { Frame, View } from "./zoom.js";

/** What lies above a slice: outlines of segments, and the lines where other slices pass. */
export interface Decor {
  outlines: readonly Outline[];
  /** The pixel in whose middle the lines cross, with their colours; undefined for no lines. */
  cross?: { x: number; y: number; vertical: string; horizontal: string } | undefined;
  view: View;
  frame: Frame;
  density: number;
}

/** Widths in CSS pixels, whatever the zoom. */
const OUTLINE = 1.5;
const CROSS = 1;
/** CSS pixels around the crossing that stay free, so that what lies there is seen. */
const GAP = 9;

/** Draws on a canvas of its own, which lies above that of the slice. */
export function drawDecor(context: CanvasRenderingContext2D, { outlines, cross, view, frame, density }: Decor): void {
  const { canvas } = context;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  const place = new DOMMatrix([
    view.scale * frame.aspectX * density,
    0,
    0,
    view.scale * frame.aspectY * density,
    view.x * density,
    view.y * density,
  ]);
  context.lineWidth = OUTLINE * density;
  context.lineCap = "square";
  for (const { path, tint } of outlines) {
    // Placed before it is stroked, so that lines are as thick along both axes.
    const placed = new Path2D();
    placed.addPath(path, place);
    context.globalAlpha = tint.outline;
    context.strokeStyle = cssColour(tint.edge);
    context.stroke(placed);
  }
  context.globalAlpha = 1;
  if (cross) drawCross(context, cross, place, density);
}

function drawCross(
  context: CanvasRenderingContext2D,
  { x, y, vertical, horizontal }: NonNullable<Decor["cross"]>,
  place: DOMMatrix,
  density: number,
): void {
  const { width, height } = context.canvas;
  const [middleX, middleY] = [place.a * (x + 0.5) + place.e, place.d * (y + 0.5) + place.f];
  context.lineWidth = CROSS * density;
  const line = (colour: string, ...[x0, y0, x1, y1]: [number, number, number, number]) => {
    context.strokeStyle = colour;
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
  };
  const gap = GAP * density;
  line(vertical, middleX, 0, middleX, middleY - gap);
  line(vertical, middleX, middleY + gap, middleX, height);
  line(horizontal, 0, middleY, middleX - gap, middleY);
  line(horizontal, middleX + gap, middleY, width, middleY);
}

/** A colour as style sheets write it. */
export function cssColour(colour: Colour): string {
  return `rgb(${colour.map((part) => Math.round(255 * part)).join(" ")})`;
}
