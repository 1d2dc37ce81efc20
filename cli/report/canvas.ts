import type { Colour } from "../../bindings/io/label-colour.js";
import { paintText } from "./font.js";

/** A picture in memory, three bytes a pixel. */
export class Canvas {
  readonly data: Uint8Array;

  constructor(
    readonly width: number,
    readonly height: number,
    background: Colour = [0, 0, 0],
  ) {
    this.data = new Uint8Array(3 * width * height);
    if (background.some((value) => value !== 0)) this.fill(0, 0, width, height, background);
  }

  /** Colours one pixel; outside the picture nothing happens. */
  set(x: number, y: number, [red, green, blue]: Colour): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const at = 3 * (y * this.width + x);
    this.data[at] = red;
    this.data[at + 1] = green;
    this.data[at + 2] = blue;
  }

  /** Fills a rectangle; edges are rounded to whole pixels. */
  fill(x: number, y: number, width: number, height: number, colour: Colour): void {
    const [x0, y0, x1, y1] = [x, y, x + width, y + height].map(Math.round) as [number, number, number, number];
    for (let row = Math.max(0, y0); row < Math.min(this.height, y1); row++) {
      for (let column = Math.max(0, x0); column < Math.min(this.width, x1); column++) this.set(column, row, colour);
    }
  }

  /** Writes a line of text with its baseline at `y`. */
  text(x: number, y: number, text: string, colour: Colour): void {
    paintText(text, Math.round(x), Math.round(y), (column, row) => this.set(column, row, colour));
  }
}
