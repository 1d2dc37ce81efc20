import { createHash } from "node:crypto";
import { arrayType, type Image, type TypedArray, voxelCount } from "../../bindings/core/image.js";
import { randomNumbers } from "../images.js";

const TYPES = ["uint8", "uint16", "int16", "float32"] as const;
const LOWEST = { uint8: 0, uint16: 0, int16: -12000, float32: -100 } as const;
const SPANS = { uint8: [3, 256], uint16: [9, 20000], int16: [9, 20000], float32: [9, 700] } as const;

/** Random images and settings, drawn alike here and in test/golden/cases.py. */
export class Case {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = randomNumbers(Math.imul(seed, 2654435761) >>> 0);
    this.#next();
  }

  below(end: number): number {
    return Math.floor(this.#next() * end);
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }

  image(extents: readonly number[]): Image {
    const shape = extents.map((extent) => 1 + this.below(extent));
    const dtype = this.pick(TYPES);
    const span = this.pick(SPANS[dtype]);
    const data = new (arrayType(dtype))(voxelCount(shape));
    for (let i = 0; i < data.length; i++) {
      const value = this.below(span) + LOWEST[dtype];
      data[i] = dtype === "float32" ? value / 8 : value;
    }
    return { data, shape };
  }

  mask(extents: readonly number[]): Image<Uint8Array> {
    const shape = extents.map((extent) => 1 + this.below(extent));
    const density = this.pick([30, 300, 500, 800, 970]);
    const data = Uint8Array.from({ length: voxelCount(shape) }, () => (this.below(1000) < density ? 1 : 0));
    return { data, shape };
  }
}

/** Digest of the bytes of several results. */
export function digestOf(results: Iterable<TypedArray>): string {
  const hash = createHash("sha256");
  for (const data of results) hash.update(data);
  return hash.digest("hex");
}
