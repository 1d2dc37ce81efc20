import type { Mask } from "../core/image.js";
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
