import type { Color } from "../../core/segmentation.js";
import type { Planes } from "../planes.js";
import { type Directory, type TiffFile, where } from "./directory.js";
import type { Page } from "./page.js";
import { COMPRESSION, TAG } from "./tags.js";

/** What the samples of a page are. */
export function coloursOf(file: TiffFile, directory: Directory, samples: number): Pick<Page, "meaning" | "ycbcr"> {
  const photometric = file.number(directory, TAG.PhotometricInterpretation, 1);
  const ycbcr = photometric === YCBCR;
  if (ycbcr && samples !== 3) {
    throw file.source.corrupt(
      `${where(directory)} states YCbCr colours, which are three samples a pixel, but ${samples}`,
    );
  }
  return { ycbcr, meaning: ycbcr ? "rgb" : meaningOf(file, directory, samples, photometric) };
}

const YCBCR = 6;
const PALETTE = 3;

/**
 * The colours that the values of a page stand for, as parts from 0 to 1; undefined where it has no table, or one of greys.
 * Parts have 16 bits, of which some writers use the lower 8.
 */
export function paletteOf(file: TiffFile, { directory, bits, samples }: Page): Color[] | undefined {
  const count = 2 ** Math.min(bits, 16);
  if (file.number(directory, TAG.PhotometricInterpretation, 1) !== PALETTE || samples !== 1) return undefined;
  const parts = file.numbers(directory, TAG.ColorMap, 3 * count) ?? [];
  if (parts.length < 3 * count) return undefined;
  // The upper byte is exact whether a writer multiplied by 256 or by 257.
  const shift = parts.some((part) => part > 255) ? 8 : 0;
  const byte = (at: number) => Math.min(255, (parts[at] as number) >> shift) / 255;
  const colors = Array.from({ length: count }, (_, i): Color => [byte(i), byte(count + i), byte(2 * count + i)]);
  return colors.every(([red, green, blue]) => red === green && green === blue) ? undefined : colors;
}

function meaningOf(file: TiffFile, directory: Directory, samples: number, photometric: number): Planes["meaning"] {
  const extra = file.numbers(directory, TAG.ExtraSamples) ?? [];
  const alpha = extra.length === 1 && (extra[0] === 1 || extra[0] === 2);
  if (file.number(directory, TAG.Orientation, 1) !== 1)
    file.source.note("marked as turned or mirrored: kept as stored");
  if (photometric === 0) file.source.note("stored with white as zero: values are kept as stored");
  if (photometric === PALETTE) file.source.note("has a colour table: values are the indices, not the colours");
  if (photometric === 2 && samples === 3) return "rgb";
  if (photometric === 2 && samples === 4) return "rgb+alpha";
  if (photometric <= 1 && samples === 2 && alpha) return "grey+alpha";
  return samples === 1 ? "grey" : "channels";
}

/** JPEG has bytes of one or three colours; it alone says how brightness and colour differences lie. */
export function checkColours(
  file: TiffFile,
  { directory, compression, ycbcr, bits, format, samples, planar }: Page,
): void {
  const jpeg = compression === COMPRESSION.jpeg;
  if (ycbcr && !jpeg) {
    throw file.source.unsupported(`${where(directory)} stores YCbCr colours; save it as RGB`);
  }
  const fits = bits === 8 && format === "uint" && (planar || samples === 1 || samples === 3);
  if (jpeg && !fits) {
    const what = `${samples} samples of ${bits} bits as JPEG`;
    throw file.source.unsupported(
      `${where(directory)} stores ${what}, which are not read; save it with deflate or LZW`,
    );
  }
}
