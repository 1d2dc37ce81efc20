import { ArgumentRangeError } from "../core/errors.js";
import { describe } from "../core/image.js";

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** What the programs allow a channel to differ from the object colour: PyNutil nothing, Nutil 2, WebNutil 10. */
export const TOLERANCES = { pynutil: 0, nutil: 2, webnutil: 10 } as const;

const NAMED: Readonly<Record<string, Rgb>> = {
  red: [255, 0, 0],
  green: [0, 255, 0],
  blue: [0, 0, 255],
  black: [0, 0, 0],
  white: [255, 255, 255],
  magenta: [255, 0, 255],
  cyan: [0, 255, 255],
  yellow: [255, 255, 0],
};

/** Red is what the online workbench shows first; magenta is read alike by programs that take blue for red. */
export const RED: Rgb = [255, 0, 0];
export const SAFE: Rgb = [255, 0, 255];
export const WHITE: Rgb = [255, 255, 255];

/**
 * A colour written as "255,0,0", "#ff0000", a name such as "red", or "safe", which is magenta.
 *
 * @throws ArgumentRangeError E_OPTION
 */
export function parseRgb(who: string, text: string): Rgb {
  const named = text === "safe" ? SAFE : Object.hasOwn(NAMED, text) ? NAMED[text] : undefined;
  if (named) return named;
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (hex) return hex.slice(1).map((pair) => Number.parseInt(pair, 16)) as unknown as Rgb;
  const parts = /^(\d{1,3}),\s*(\d{1,3}),\s*(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (parts?.every((part) => part <= 255)) return parts as unknown as Rgb;
  throw new ArgumentRangeError(
    "E_OPTION",
    `${who}: expected a colour like 255,0,0 or #ff0000, or safe, got ${describe(text)}`,
  );
}

/** "255,0,0 (red)" where the colour has a name. */
export function rgbText(colour: Rgb): string {
  const name = Object.keys(NAMED).find((key) => distance(NAMED[key] as Rgb, colour) === 0);
  return name ? `${colour.join(",")} (${name})` : colour.join(",");
}

/** The largest difference of a channel. */
export function distance(a: Rgb, b: Rgb): number {
  return Math.max(...a.map((value, c) => Math.abs(value - (b[c] as number))));
}
