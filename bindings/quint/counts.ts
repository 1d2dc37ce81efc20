import { type Mask, maskPitch } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { countObjects, type ObjectCounts } from "../ops/count-objects.js";
import type { QuintTool } from "./finding.js";

/** What the three programs will count in a section, and why they differ. */
export interface SectionCounts {
  /** Objects that each program will report. */
  tools: Record<QuintTool, number>;
  /** Objects of exactly the object colour, by their four neighbours and by all eight. */
  four: ObjectCounts;
  eight: ObjectCounts;
  /** Objects with a pixel in the last row or column, which Nutil never counts. */
  edge: number;
}

/** Masks of the pixels that a program takes for objects, by its tolerance. */
export type ToolMasks = Record<QuintTool, Mask>;

/** Predicts the counts; equal masks are counted once. */
export function countForTools(k: Kernels, masks: ToolMasks): SectionCounts {
  const four = countObjects(k, masks.pynutil, { connectivity: 4 });
  const eight = countObjects(k, masks.pynutil, { connectivity: 8 });
  const webnutil = masks.webnutil === masks.pynutil ? eight : countObjects(k, masks.webnutil, { connectivity: 8 });
  const edge = countObjects(k, masks.pynutil, { connectivity: 4, touching: endsOf(masks.pynutil) }).objects;
  const nutil = countForNutil(k, masks.nutil).objects;
  return { tools: { nutil, pynutil: four.objects, webnutil: webnutil.objects }, four, eight, edge };
}

/**
 * Nutil fills from every pixel that lies on no edge, by four neighbours, and never enters the last row and column: what
 * lies there is lost, and what lies in the first row and column counts only with a pixel further in.
 */
export function countForNutil(k: Kernels, mask: Mask): ObjectCounts {
  const [h, w] = mask.shape as [number, number];
  if (h < 3 || w < 3) return { objects: 0, voxels: 0, largest: 0, tiny: 0 };
  const seen = cut(mask, 0);
  return countObjects(k, seen, { connectivity: 4, touching: cut(mask, 1) });
}

/** Without the last row and column, and the first `margin` rows and columns. */
function cut(mask: Mask, margin: number): Mask {
  const [h, w] = mask.shape as [number, number];
  const bits = mask.bits.slice();
  const { pitch } = mask;
  bits.fill(0, (h - 1) * pitch);
  bits.fill(0, 0, margin * pitch);
  const [byte, bit] = [(w - 1) >> 3, 1 << ((w - 1) & 7)];
  for (let row = 0; row < h; row++) {
    const at = row * pitch;
    bits[at + byte] = (bits[at + byte] as number) & ~bit;
    if (margin > 0) bits[at] = (bits[at] as number) & ~1;
  }
  return { ...mask, bits };
}

/** Only the last row and column. */
function endsOf({ bits, shape, pitch }: Mask): Mask {
  const [h, w] = shape as [number, number];
  const ends = new Uint8Array(bits.length);
  ends.set(bits.subarray((h - 1) * pitch), (h - 1) * pitch);
  const [byte, bit] = [(w - 1) >> 3, 1 << ((w - 1) & 7)];
  for (let row = 0; row < h; row++) {
    const at = row * pitch + byte;
    ends[at] = (ends[at] as number) | ((bits[at] as number) & bit);
  }
  return { bits: ends, shape, pitch };
}

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
