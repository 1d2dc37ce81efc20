import type { Colour } from "../../bindings/io/label-colour.js";
import { Canvas } from "./canvas.js";
import { textWidth } from "./font.js";

/** A filled rectangle; lines are thin rectangles. */
interface Box {
  kind: "box";
  x: number;
  y: number;
  width: number;
  height: number;
  colour: Colour;
}

/** One line of text with its baseline at `y`. */
interface Words {
  kind: "words";
  x: number;
  y: number;
  text: string;
  colour: Colour;
  /** Which part of the text stands at `x`. */
  anchor: "start" | "middle" | "end";
}

/** A picture as a list of shapes, drawn in order: the same list makes the SVG and the PNG. */
export interface Drawing {
  width: number;
  height: number;
  title: string;
  shapes: readonly (Box | Words)[];
}

export const box = (x: number, y: number, width: number, height: number, colour: Colour): Box => ({
  kind: "box",
  x,
  y,
  width,
  height,
  colour,
});

export const words = (
  x: number,
  y: number,
  text: string,
  colour: Colour,
  anchor: Words["anchor"] = "start",
): Words => ({ kind: "words", x, y, text, colour, anchor });

/** The drawing as an SVG document without scripts, links or fonts of its own. */
export function drawSvg(drawing: Drawing): string {
  const { width, height, title, shapes } = drawing;
  const lines = shapes.map((shape) => (shape.kind === "box" ? svgBox(shape) : svgWords(shape)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"` +
      ' font-family="sans-serif" font-size="11" role="img">',
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...lines,
    "</svg>",
    "",
  ].join("\n");
}

function svgBox({ x, y, width, height, colour }: Box): string {
  return `<rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" fill="${hex(colour)}"/>`;
}

function svgWords({ x, y, text, colour, anchor }: Words): string {
  const place = anchor === "start" ? "" : ` text-anchor="${anchor}"`;
  return `<text x="${short(x)}" y="${short(y)}" fill="${hex(colour)}"${place}>${escapeXml(text)}</text>`;
}

const short = (value: number) => String(Math.round(value * 100) / 100);
const hex = (colour: Colour) => `#${colour.map((part) => part.toString(16).padStart(2, "0")).join("")}`;

/** Text as it may stand in XML: markup escaped, characters that XML forbids replaced. */
export function escapeXml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  const allowed = text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd");
  return allowed.replace(/[&<>"']/g, (letter) => entities[letter] as string);
}

/** The drawing as pixels. */
export function drawPixels({ width, height, shapes }: Drawing): Canvas {
  const canvas = new Canvas(width, height, [255, 255, 255]);
  for (const shape of shapes) {
    if (shape.kind === "box") canvas.fill(shape.x, shape.y, shape.width, shape.height, shape.colour);
    else {
      const shift = { start: 0, middle: textWidth(shape.text) / 2, end: textWidth(shape.text) }[shape.anchor];
      canvas.text(shape.x - shift, shape.y, shape.text, shape.colour);
    }
  }
  return canvas;
}
