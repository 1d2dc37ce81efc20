import type { Mask } from "../../core/image.js";
import type { Kernels } from "../../core/kernels.js";
import { label } from "../../ops/label.js";
import { maskOfLabel } from "../../ops/layers.js";
import { margin } from "../../ops/margin.js";
import { rangeMask } from "../../ops/range-mask.js";
import { smoothMask } from "../../ops/smooth-mask.js";
import { emptyMaskOf, intersectionOf, unionOf } from "../words.js";
import { type Effect, type EffectCall, facesOf, sourceOf } from "./effect.js";
import { islandsOf } from "./islands.js";

const WHO = "Density lung segmentation";
/** The second lung has at least this part of the first one's voxels; what is smaller is gas elsewhere. */
const LEAST_PART = 0.1;

/** The parts of a mask that do not reach the sides of its slices; they may go on beyond the first and the last slice. */
function enclosed(k: Kernels, mask: Mask): Mask {
  const { data, shape } = label(k, mask, { connectivity: facesOf(mask) });
  const [w = 1, h = 1] = [...shape].reverse();
  const open = new Set<number>();
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [i % w, Math.floor(i / w) % h];
    if (x === 0 || x === w - 1 || y === 0 || y === h - 1) open.add(data[i] as number);
  }
  const inner = Uint8Array.from(data, (value) => Number(value > 0 && !open.has(value)));
  return maskOfLabel(k, WHO, { data: inner, shape }, 1);
}

/** Both lungs: the two largest parts that a ball as wide as the airways fits into, with what lies about them. */
function lungsOf({ k, options, spacing }: EffectCall, air: Mask): Mask {
  const radius = (options["AirwayDiameterMm"] as number) / 2;
  // Vessels first: a ball fits nowhere between them.
  const inner = smoothMask(k, enclosed(k, air), {
    method: "closing",
    size: options["ClosingSizeMm"] as number,
    spacing,
  });
  const [first, second] = islandsOf(k, margin(k, inner, { size: -radius, spacing }));
  if (!first) return emptyMaskOf(air);
  const isSecond = second && second.count >= LEAST_PART * first.count;
  const cores = isSecond ? unionOf(first.mask(), second.mask()) : first.mask();
  return intersectionOf(margin(k, cores, { size: radius, spacing }), inner);
}

export const densityLungEffect: Effect = {
  name: WHO,
  summary: "Make a segment of both lungs of a CT image: enclosed air without airways, vessels closed.",
  parameters: {
    MinimumThreshold: { type: "number", default: -1000, unit: "HU", summary: "least value of lung" },
    MaximumThreshold: { type: "number", default: -200, unit: "HU", summary: "greatest value of lung" },
    AirwayDiameterMm: { type: "number", default: 20, min: 0, summary: "parts that are narrower are airways or gas" },
    ClosingSizeMm: { type: "number", default: 7, min: 0, summary: "vessels up to this width belong to the lungs" },
  },
  run(call) {
    const { k, segmentation, id, options } = call;
    const [low, high] = [options["MinimumThreshold"], options["MaximumThreshold"]] as [number, number];
    const air = rangeMask(k, sourceOf(call, WHO), low, high);
    return call.edit(segmentation, id, lungsOf(call, air), "set");
  },
};
