import { type Mask, maskPitch } from "../core/image.js";
import { encodePng } from "../io/png/write.js";

/** The share of each small square that a mask fills, 0 to 255, for a picture to look at. */
export interface Preview {
  width: number;
  height: number;
  data: Uint8Array;
}

const ONES = Uint8Array.from({ length: 256 }, (_, byte) => {
  let n = 0;
  for (let left = byte; left > 0; left &= left - 1) n++;
  return n;
});

/** Longest side of a preview. */
const PREVIEW_SIDE = 320;

/** A small picture of a mask. Squares with any object have at least 40, so that no object is invisible. */
export function previewOf({ bits, shape, pitch }: Mask): Preview {
  const [h, w] = shape as [number, number];
  const scale = Math.max(1, Math.max(w, h) / PREVIEW_SIDE);
  const [width, height] = [Math.max(1, Math.round(w / scale)), Math.max(1, Math.round(h / scale))];
  const sums = new Float64Array(width * height);
  const fine = scale < 8;
  for (let y = 0; y < h; y++) {
    const row = Math.min(height - 1, Math.floor(y / scale)) * width;
    for (let byte = 0; byte < maskPitch(w); byte++) {
      const set = bits[y * pitch + byte] as number;
      if (set === 0) continue;
      if (!fine) add(sums, row + Math.min(width - 1, Math.floor((byte * 8) / scale)), ONES[set] as number);
      else
        for (let bit = 0; bit < 8; bit++) {
          if (set & (1 << bit)) add(sums, row + Math.min(width - 1, Math.floor((byte * 8 + bit) / scale)), 1);
        }
    }
  }
  const full = scale * scale;
  const level = (sum: number) => (sum === 0 ? 0 : Math.min(255, Math.max(40, Math.round((255 * sum) / full))));
  return { width, height, data: Uint8Array.from(sums, level) };
}

function add(sums: Float64Array, at: number, value: number): void {
  sums[at] = (sums[at] as number) + value;
}

/** A preview as a PNG: objects in light red with a dark outline on white. */
export function previewPng({ width, height, data }: Preview): Uint8Array {
  const pixels = new Uint8Array(3 * width * height).fill(255);
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : (data[y * width + x] as number);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const share = at(x, y);
      if (share === 0) continue;
      const outline = at(x - 1, y) === 0 || at(x + 1, y) === 0 || at(x, y - 1) === 0 || at(x, y + 1) === 0;
      const rest = 255 - share;
      const light = 120 + (rest >> 1);
      pixels.set(outline ? [140 + (rest >> 2), rest >> 1, rest >> 1] : [255, light, light], 3 * (y * width + x));
    }
  }
  return encodePng({ data: pixels, width, height, channels: 3 });
}
