import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Image, Labelmap, Mask } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import * as segwasm from "../../bindings/index.js";
import { onEveryBuild } from "../builds.js";
import { clouds, maskValues, randomBinary, randomImage, randomNumbers } from "../images.js";

const golden = JSON.parse(readFileSync(new URL("../golden/labels.json", import.meta.url), "utf8"));
const CASES = golden["cases in a group"] as number;
const EXTENTS = { 2: [40, 90], 3: [8, 12, 20] } as const;
type Rank = keyof typeof EXTENTS;
const CONNECTIVITIES = { 2: [4, 8], 3: [6, 18, 26] } as const;

function grid(seed: number, rank: Rank): { shape: number[]; draw: number } {
  const next = randomNumbers(seed);
  const draws = Array.from({ length: 4 }, next) as [number, number, number, number];
  const shape = EXTENTS[rank].map((extent, axis) => 1 + Math.floor((draws[axis] as number) * extent));
  return { shape, draw: draws[3] };
}

function binary(seed: number, rank: Rank): Image {
  const { shape, draw } = grid(seed, rank);
  if (draw < 0.6) return randomBinary(seed, shape, [0.3, 0.5, 0.7, 0.9][Math.floor(draw / 0.15)]);
  return { data: clouds(seed, shape).data.map((value) => (value > 1255 ? 1 : 0)), shape };
}

function labels(seed: number, rank: Rank, narrowest = 1): Image {
  const { shape, draw } = grid(seed, rank);
  shape.push(Math.max(narrowest, shape.pop() as number));
  if (draw < 0.5) return randomImage(seed, "uint8", shape, 0, 3);
  const data = Uint8Array.from(clouds(seed, shape).data, (value) => Math.floor(Math.max(value - 1200, 0) / 20));
  return { data, shape };
}

const connectivity = (seed: number, rank: Rank) => CONNECTIVITIES[rank][seed % rank] as 4;
const bytes = (mask: Mask) => Uint8Array.from(maskValues(mask));
const words = (image: Labelmap) => Uint32Array.from(image.data);

type Case = (k: Kernels, seed: number, rank: Rank) => Uint8Array | Uint32Array;
const skeleton = (method: "zhang" | "lee"): Case => {
  return (k, seed, rank) => bytes(segwasm.skeleton(k, binary(seed, rank), { method }));
};
const values: Case = (k, seed, rank) => {
  const background = seed % 3 === 0 ? -1 : 0;
  return words(segwasm.labelValues(k, labels(seed, rank, 2), { connectivity: connectivity(seed, rank), background }));
};
const boundary: Case = (k, seed, rank) => {
  const mode = (["thick", "inner", "outer"] as const)[seed % 3] as "thick";
  return bytes(segwasm.boundaries(k, labels(seed, rank), { connectivity: connectivity(seed, rank), mode }));
};
const between: Case = (k, seed, rank) => {
  const shape = grid(seed, rank).shape.map((extent) => 1 + Math.floor(extent / 4));
  return bytes(segwasm.boundariesBetween(k, randomImage(seed, "uint8", shape, 0, 2)));
};
const inner: Case = (k, seed, rank) => {
  const image = labels(seed, rank);
  return words(segwasm.clearBorder(k, image, { buffer: Math.min(seed % 3, Math.min(...image.shape) - 1) }));
};
const sequence: Case = (k, seed, rank) => {
  const { data, shape } = labels(seed, rank);
  const sparse = { data: Uint16Array.from(data, (value) => 7 * value), shape };
  return words(segwasm.relabel(k, sparse, { offset: 1 + (seed % 300) }));
};
const joint: Case = (k, seed, rank) => {
  const image = labels(seed, rank);
  return words(segwasm.joinLabels(k, image, randomImage(seed + 1, "uint8", image.shape, 0, 2)));
};

const components: Case = (k, seed, rank) => {
  const options = { count: 1 + (seed % 4), connectivity: connectivity(seed, rank) };
  return bytes(segwasm.keepLargest(k, binary(seed, rank), options));
};
const kept: Case = (k, seed, rank) => {
  return words(segwasm.keepLargestLabels(k, labels(seed, rank), { count: 1 + (seed % 4) }));
};
const filled: Case = (k, seed, rank) => {
  return words(segwasm.fillLabelHoles(k, labels(seed, rank), { connectivity: connectivity(seed, rank) }));
};

const CALLS: Record<string, Case> = {
  "skeleton 2-D zhang": skeleton("zhang"),
  "skeleton 2-D lee": skeleton("lee"),
  "skeleton 3-D lee": skeleton("lee"),
  "label-values 2-D": values,
  "label-values 3-D": values,
  "boundaries 2-D": boundary,
  "boundaries 3-D": boundary,
  "boundariesBetween 2-D": between,
  "boundariesBetween 3-D": between,
  "clear-border 2-D": inner,
  "clear-border 3-D": inner,
  "keep-largest 2-D": components,
  "keep-largest 3-D": components,
  "keep-largest-labels 2-D": kept,
  "fill-label-holes 2-D": filled,
  "fill-label-holes 3-D": filled,
  "relabel 2-D": sequence,
  "joinLabels 2-D": joint,
};

onEveryBuild("labels against scikit-image", (k, build) => {
  it.each(Object.keys(golden.groups))("%s", (name) => {
    const rank: Rank = name.includes("3-D") ? 3 : 2;
    const groups = golden.groups[name] as string[];
    // The inputs cost more than the kernels: the other builds see some of the groups.
    for (const [number, sha256] of groups.slice(0, build === "simd" ? groups.length : 2).entries()) {
      const hash = createHash("sha256");
      for (let i = 1; i <= CASES; i++) hash.update((CALLS[name] as Case)(k, 1000 * number + i, rank));
      expect(hash.digest("hex"), `group ${number}`).toBe(sha256);
    }
  });
});
