import { createHash } from "node:crypto";
import type { Image, Labelmap, Mask } from "../../bindings/core/image.js";
import { arrayType, voxelCount } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import { hysteresis } from "../../bindings/ops/hysteresis.js";
import { type HMaximaOptions, hMaxima, hMinima, localMaxima } from "../../bindings/ops/maxima.js";
import { reconstruct } from "../../bindings/ops/reconstruct.js";
import { type WatershedOptions, watershed } from "../../bindings/ops/watershed.js";
import { maskValues, randomNumbers } from "../images.js";

type Connectivity = NonNullable<WatershedOptions["connectivity"]>;

/** The cases of test/golden/flood.py, drawn in the same order. */
const TYPES = ["uint8", "uint16", "int16", "float32"] as const;
const LEVELS = [1, 2, 4, 16, 200];
const HEIGHTS = [1, 0.5, 2.5, 3, 100, 7];

class Draw {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = randomNumbers(Math.imul(seed, 2654435761) >>> 0);
  }

  below(end: number): number {
    return Math.floor(this.#next() * end);
  }

  shape(rank: number): number[] {
    return (rank === 2 ? [12, 14] : [4, 6, 9]).map((extent) => 1 + this.below(extent));
  }

  values(shape: readonly number[], end: number): number[] {
    return Array.from({ length: voxelCount(shape) }, () => this.below(end));
  }

  image(shape: readonly number[]): Image {
    const dtype = TYPES[this.below(TYPES.length)] as (typeof TYPES)[number];
    const values = this.values(shape, LEVELS[this.below(LEVELS.length)] as number);
    const scaled = { uint8: (v: number) => v, uint16: (v: number) => v * 300, int16: (v: number) => v * 100 - 3000 };
    const scale = dtype === "float32" ? (v: number) => v / 7 - 3 : scaled[dtype];
    const data = new (arrayType(dtype))(values.length);
    data.set(values.map(scale) as never);
    return { data, shape };
  }

  sparse(shape: readonly number[], part: number, end: number): Image {
    const data = Uint16Array.from({ length: voxelCount(shape) }, () =>
      this.below(part) === 0 ? 1 + this.below(end) : 0,
    );
    return { data, shape };
  }
}

type Run = (k: Kernels, draw: Draw) => Image | Mask | Labelmap;

function flood(connectivity: Connectivity, options: Omit<WatershedOptions, "connectivity"> = {}, masked = false): Run {
  return (k, draw) => {
    const shape = draw.shape(rankOf(connectivity));
    const image = draw.image(shape);
    const part = draw.below(4) ? 3 + draw.below(25) : 0;
    const markers = part ? draw.sparse(shape, part, 7) : undefined;
    const mask = masked ? { data: Uint8Array.from(draw.values(shape, 5)), shape } : undefined;
    return watershed(k, image, { ...options, connectivity, markers, mask });
  };
}

const rankOf = (connectivity: Connectivity) => (connectivity === 4 || connectivity === 8 ? 2 : 3);

function grown(connectivity: Connectivity, method: "dilation" | "erosion"): Run {
  return (k, draw) => {
    const image = draw.image(draw.shape(rankOf(connectivity)));
    const factor = image.data instanceof Float32Array ? 0.5 : 60;
    const steps = draw.values(image.shape, 4).map((step) => step * (method === "dilation" ? -factor : factor));
    const seed = { data: Float32Array.from(steps, (step, i) => step + (image.data[i] as number)), shape: image.shape };
    return reconstruct(k, image, { seed, method, connectivity });
  };
}

type FindDomes = (k: Kernels, image: Image, options: HMaximaOptions) => Mask;

function domes(connectivity: Connectivity, find: FindDomes): Run {
  return (k, draw) => {
    const image = draw.image(draw.shape(rankOf(connectivity)));
    return find(k, image, { height: HEIGHTS[draw.below(HEIGHTS.length)] as number, connectivity });
  };
}

function maxima(connectivity: Connectivity, dropBorder: boolean): Run {
  return (k, draw) => localMaxima(k, draw.image(draw.shape(rankOf(connectivity))), { connectivity, dropBorder });
}

function twoLevels(rank: number): Run {
  return (k, draw) => {
    const image = draw.image(draw.shape(rank));
    const low = draw.below(20) - 3;
    return hysteresis(k, image, { low, high: draw.below(20) - 3 });
  };
}

export const FLOOD_KINDS: Readonly<Record<string, Run>> = {
  "watershed 4": flood(4),
  "watershed 8": flood(8),
  "watershed 6": flood(6),
  "watershed 18": flood(18),
  "watershed 26": flood(26),
  "watershed 4 mask": flood(4, {}, true),
  "watershed 26 mask": flood(26, {}, true),
  "watershed 4 compact": flood(4, { compactness: 0.7 }),
  "watershed 6 compact mask": flood(6, { compactness: 0.7 }, true),
  "watershed 4 lines": flood(4, { lines: true }),
  "watershed 8 lines mask": flood(8, { lines: true }, true),
  "watershed 18 lines": flood(18, { lines: true }),
  "reconstruct 4": grown(4, "dilation"),
  "reconstruct 8 erosion": grown(8, "erosion"),
  "reconstruct 18": grown(18, "dilation"),
  "reconstruct 26": grown(26, "dilation"),
  "h-maxima 8": domes(8, hMaxima),
  "h-maxima 6": domes(6, hMaxima),
  "h-minima 26": domes(26, hMinima),
  "local-maxima 8": maxima(8, false),
  "local-maxima 4 inner": maxima(4, true),
  "local-maxima 18": maxima(18, false),
  "hysteresis 4": twoLevels(2),
  "hysteresis 6": twoLevels(3),
};

/** The voxels of one case as the digests take them. */
export function floodCase(k: Kernels, kind: string, seed: number): Int32Array | Float32Array {
  const result = (FLOOD_KINDS[kind] as Run)(k, new Draw(seed));
  if ("bits" in result) return Int32Array.from(maskValues(result));
  return result.data instanceof Float32Array ? result.data : Int32Array.from(result.data);
}

/** Digest of a group of cases. */
export function floodGroup(k: Kernels, kind: string, group: number, cases: number): string {
  const hash = createHash("sha256");
  for (let i = 0; i < cases; i++) {
    const { buffer, byteOffset, byteLength } = floodCase(k, kind, 100_000 * group + i);
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest("hex").slice(0, 16);
}
