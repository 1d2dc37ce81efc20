import type { ResidentImage } from "../core/resident.js";
import { type BlockPlan, blocksOf, least, pass, passPlan, type Reach, spare } from "./blocks.js";
import { chordsOf, type Footprint } from "./footprints.js";

/** What one more pass over a row costs, in sources of a pass. */
const PASS_COST = 3;

/** A box, axis by axis in place: each pass joins windows that earlier passes made, until they are as wide as the box. */
export function boxPlan(image: ResidentImage, reach: Reach): BlockPlan {
  const blocks = blocksOf(image, reach);
  const along = widenings(2 * reach.x + 1).map((steps) => steps.map((step) => step * blocks.size));
  const across = widenings(2 * reach.y + 1).map((steps) => steps.map((step) => step * blocks.pitch));
  const last = across.pop() ?? [0];
  const passes = [
    pass(
      blocks,
      along.map((steps) => least(0, steps)),
    ),
    ...across.map((steps) => pass(blocks, [least(0, steps)], steps.at(-1))),
    pass(blocks, [least(spare(0), last)]),
  ];
  return passPlan(blocks, passes, 1);
}

/** The passes that make windows of `width` elements from single ones: for each, where the windows it joins begin. */
function widenings(width: number): number[][] {
  if (width === 1) return [];
  let best: number[] = [];
  let least = Number.POSITIVE_INFINITY;
  // Every pass but the last joins equally many windows.
  for (let factor = 2; factor <= Math.min(width, 12); factor++) {
    const widths: number[] = [];
    for (let wide = factor; wide < width; wide *= factor) widths.push(wide);
    const cost = widths.length * (factor + PASS_COST) + Math.ceil(width / (widths.at(-1) ?? 1)) + PASS_COST;
    if (cost < least) [best, least] = [[...widths, width], cost];
  }
  return best.map((wide, i) => windows(i === 0 ? 1 : (best[i - 1] as number), wide));
}

/** Where windows of `narrow` elements begin that together cover `wide` ones. */
function windows(narrow: number, wide: number): number[] {
  const count = Math.ceil(wide / narrow);
  return Array.from({ length: count }, (_, i) => Math.floor((i * (wide - narrow)) / Math.max(1, count - 1)));
}

/**
 * Any footprint of chords. Each staged row gets one version for each length of chord, the least of that many neighbours,
 * made of windows of the version before; a row of output is the least of one version of each row of the footprint.
 *
 *      disk of radius 2:    · · # · ·    version of length 1: the row itself
 *                           · # # # ·    version of length 3
 *                           # # # # #    version of length 5
 */
export function chordPlan(image: ResidentImage, footprint: Footprint, radius: number): BlockPlan {
  const ndim = image.shape.length;
  const chords = chordsOf(footprint, radius, ndim);
  // The shortest chord of a ball or diamond is a single voxel.
  const halves = [...new Set(chords.map(({ half }) => half))].sort((a, b) => a - b);
  const reach = { x: radius, y: radius, z: ndim === 3 ? radius : 0 };
  const blocks = blocksOf(image, reach, { versions: halves.length });
  const { size, version, pitch, slice } = blocks;
  const orders = halves.slice(1).map((half, i) => {
    const steps = windows(2 * (halves[i] as number) + 1, 2 * half + 1);
    return least(
      (i + 1) * version,
      steps.map((step) => i * version + step * size),
    );
  });
  const rows = chords.map(({ dz, dy, half }) => {
    const centre = (dz + reach.z) * slice + (dy + radius) * pitch;
    return centre + halves.indexOf(half) * version + (radius - half) * size;
  });
  return passPlan(blocks, [pass(blocks, orders), pass(blocks, [least(spare(0), rows)])], 1);
}
