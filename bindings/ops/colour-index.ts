import type { Mask } from "../core/image.js";
import { maskPitch } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { type Pointer, type Scratch, scratch } from "../core/scratch.js";

/** The number of pixels whose colour is not among the first 255. */
export const OTHER_COLOUR = 255;

/** Layout of a colour table in linear memory, as `assembly/kernels/colours.ts` has it. */
const KNOWN = 4096;
const COLOURS = 80;
const COUNTS = COLOURS + 4 * KNOWN;

/** Pixels side by side, rows without gaps. */
export interface PackedPixels {
  data: Uint8Array;
  width: number;
  rows: number;
  /** Bytes of a pixel, 1 to 4. */
  step: number;
}

/** The colours of a picture in the order in which they appear, up to 4096 of them. */
export interface Colours {
  /** Bytes of a pixel as one number, the first byte lowest. */
  keys: Uint32Array;
  /** Pixels of each. */
  counts: Float64Array;
  /** Pixels of further colours. */
  rest: number;
}

/**
 * Numbers the colours of a picture that comes in bands: a byte a pixel, 255 for all beyond the first 255 colours.
 */
export class ColourIndex {
  /** The number of each pixel's colour. */
  readonly data: Uint8Array;
  #filled = 0;
  #table: Uint8Array;

  /** `pixels` is the size of the whole picture. */
  constructor(
    private readonly k: Kernels,
    pixels: number,
  ) {
    this.data = new Uint8Array(pixels);
    this.#table = scratch(k, (s) => new Uint8Array(s.raw.colourTable() >>> 0));
  }

  /** Takes the next rows. */
  add({ data, step, width, rows }: PackedPixels): void {
    const n = width * rows;
    scratch(this.k, (s) => {
      const table = s.put(this.#table, "the table of a picture's colours");
      const dst = s.alloc(n, "the numbers of a band's colours");
      // Vectors may read beyond the last pixel.
      const src = s.alloc(n * step + 64, "a band of a picture");
      s.view(src, Uint8Array, n * step).set(data.subarray(0, n * step));
      s.raw.indexColours(dst, table, src, step, n);
      this.data.set(s.view(dst, Uint8Array, n), this.#filled);
      this.#table.set(s.view(table, Uint8Array, this.#table.length));
    });
    this.#filled += n;
  }

  /** The colours so far. */
  colours(): Colours {
    const { buffer } = this.#table;
    const known = new Uint32Array(buffer, 0, 1)[0] as number;
    const words = new Uint32Array(buffer);
    const whole = (at: number) => (words[at / 4] as number) + 2 ** 32 * (words[at / 4 + 1] as number);
    return {
      keys: words.slice(COLOURS / 4, COLOURS / 4 + known),
      counts: Float64Array.from({ length: known }, (_, i) => whole(COUNTS + 8 * i)),
      rest: whole(8),
    };
  }
}

/** Rows worked on at once, so that little of a large picture is in linear memory. */
const BAND = 2 ** 22;

/**
 * The pixels whose numbers are wanted, as a mask.
 *
 * @param index a byte a pixel
 * @param shape [y, x]
 * @param wanted 256 bytes, not 0 for the numbers that count
 */
export function maskOfNumbers(k: Kernels, index: Uint8Array, shape: readonly number[], wanted: Uint8Array): Mask {
  const [h, w] = shape as [number, number];
  return maskInBands(k, [h, w], (s, bits, pitch, from, rows) => {
    const src = s.alloc(rows * w + 64, "a band of a picture");
    s.view(src, Uint8Array, rows * w).set(index.subarray(from * w, (from + rows) * w));
    s.raw.keyEntries(bits, pitch, src, w, rows, s.put(wanted));
  });
}

type Band = (s: Scratch, bits: Pointer, pitch: number, from: number, rows: number) => void;

function maskInBands(k: Kernels, [h, w]: readonly [number, number], fill: Band): Mask {
  const pitch = maskPitch(w);
  const mask: Mask = { bits: new Uint8Array(h * pitch), shape: [h, w], pitch };
  const most = Math.max(1, Math.floor(BAND / w));
  for (let from = 0; from < h; from += most) {
    const rows = Math.min(most, h - from);
    scratch(k, (s) => {
      const bits = s.alloc(rows * pitch, "a band of a mask");
      fill(s, bits, pitch, from, rows);
      mask.bits.set(s.view(bits, Uint8Array, rows * pitch), from * pitch);
    });
  }
  return mask;
}

/** A colour to look for: its key, how many of its bytes count, and how far each may be away. */
export interface NearColour {
  key: number;
  channels: number;
  tolerance: number;
}

/** The pixels of a band near a colour, as bit rows of `maskPitch(width)` bytes. */
export function bitsNear(k: Kernels, { data, step, width, rows }: PackedPixels, near: NearColour): Uint8Array {
  const pitch = maskPitch(width);
  return scratch(k, (s) => {
    const bits = s.alloc(rows * pitch, "a band of a mask");
    const src = s.put(data.subarray(0, rows * width * step), "a band of a picture");
    s.raw.keyColours(bits, pitch, src, step, width, rows, near.key, near.channels, near.tolerance);
    return s.take(bits, Uint8Array, rows * pitch);
  });
}
