import type { Image, Labelmap, Mask } from "../bindings/core/image.js";
import { maskPitch, voxelCount } from "../bindings/core/image.js";
import { erode, expandLabels, gaussian, type Kernels, label, sample, threshold } from "../bindings/index.js";
import { SampleRandom } from "../bindings/sample/random.js";

/** What each input is for; all are seeded and made here. */
export const INPUTS = {
  nuclei: "the lesson: 60×256×256 u16, thirty nuclei",
  "nuclei blurred": "the lesson's volume after σ 3, f32",
  "nuclei mask": "the lesson's volume above Otsu's level",
  "nuclei background": "the complement of the lesson's mask: large distances",
  "nuclei cores": "components of the lesson's mask eroded by a ball of 10",
  "nuclei labels": "the lesson's result",
  slide: "4096×4096 u8, soft-edged cells on a noisy ground",
  "slide f32": "the same as f32",
  "slide mask": "the slide above Otsu's level",
  "noise mask": "4096×4096, half of the pixels set at random: 4.2 million runs",
  "grain mask": "4096×4096, noise after σ 1.5 above its mean: 1.3 million runs",
  constant: "2048×2048, every pixel set",
  checkerboard: "2048×2048, every other pixel set",
  spiral: "2048×2048, one line wound inwards",
  comb: "2048×2048, teeth that join only in the last row",
  tiny: "128×128 u8: the cost of a call",
} as const;
export type InputName = keyof typeof INPUTS;
export type BenchObject = Image | Mask | Labelmap;

/** Makes inputs when they are first asked for and keeps them. */
export class Inputs {
  readonly #made = new Map<InputName, BenchObject>();

  constructor(readonly k: Kernels) {}

  get(name: InputName): BenchObject {
    let object = this.#made.get(name);
    if (!object) {
      object = this.#make(name);
      this.#made.set(name, object);
    }
    return object;
  }

  #make(name: InputName): BenchObject {
    const { k } = this;
    const image = (input: InputName) => this.get(input) as Image;
    const mask = (input: InputName) => this.get(input) as Mask;
    switch (name) {
      case "nuclei":
        return sample("nuclei");
      case "nuclei blurred":
        return gaussian(k, image("nuclei"), { sigma: 3 });
      case "nuclei mask":
        return threshold(k, image("nuclei blurred"), { level: "otsu" });
      case "nuclei background":
        return complement(mask("nuclei mask"));
      case "nuclei cores":
        return label(k, erode(k, mask("nuclei mask"), { radius: 10 }));
      case "nuclei labels":
        return expandLabels(k, image("nuclei cores"), { distance: 10 });
      case "slide":
        return slide();
      case "slide f32":
        return { ...image("slide"), data: Float32Array.from(image("slide").data) };
      case "slide mask":
        return threshold(k, image("slide"), { level: "otsu" });
      case "grain mask":
        return threshold(k, gaussian(k, noise(), { sigma: 1.5 }), { level: "mean" });
      case "tiny":
        return crop(image("slide"), 128);
      default:
        return pattern(name);
    }
  }
}

function noise(): Image<Uint8Array> {
  const [extent, random] = [4096, new SampleRandom(6)];
  return { data: Uint8Array.from({ length: extent * extent }, () => random.byte()), shape: [extent, extent] };
}

/** Bright discs of many sizes with soft edges, on a noisy ground. */
function slide(): Image<Uint8Array> {
  const [extent, random] = [4096, new SampleRandom(9)];
  const data = Uint8Array.from({ length: extent * extent }, () => 20 + (random.byte() >> 3));
  for (let cell = 0; cell < 3000; cell++) {
    const [x, y, r] = [random.between(0, extent), random.between(0, extent), random.between(6, 26)];
    addDisc(data, extent, [x, y], r, random.between(60, 190));
  }
  return { data, shape: [extent, extent] };
}

function addDisc(data: Uint8Array, extent: number, centre: [number, number], r: number, light: number): void {
  const [cx, cy] = centre;
  const limit = (value: number) => Math.max(0, Math.min(extent, Math.floor(value)));
  for (let y = limit(cy - r); y < limit(cy + r); y++) {
    for (let x = limit(cx - r); x < limit(cx + r); x++) {
      const inside = 1 - ((x - cx) ** 2 + (y - cy) ** 2) / (r * r);
      const value = data[y * extent + x] as number;
      if (inside > 0) data[y * extent + x] = Math.min(255, value + light * Math.min(1, 3 * inside));
    }
  }
}

function crop(image: Image, extent: number): Image<Uint8Array> {
  const w = image.shape[1] as number;
  const data = new Uint8Array(extent * extent);
  for (let y = 0; y < extent; y++) data.set(image.data.subarray(y * w, y * w + extent) as Uint8Array, y * extent);
  return { data, shape: [extent, extent] };
}

function complement(mask: Mask): Mask {
  const w = mask.shape.at(-1) as number;
  return drawMask(mask.shape, (x, row) => ((mask.bits[row * mask.pitch + (x >> 3)]! >> (x & 7)) & 1) === 0, w);
}

/** Patterns that are hard for some algorithm, where real images are easy. */
function pattern(name: InputName): Mask {
  if (name === "noise mask") {
    const random = new SampleRandom(5);
    return drawMask([4096, 4096], () => random.byte() >= 128);
  }
  const extent = 2048;
  const rules: Partial<Record<InputName, (x: number, y: number) => boolean>> = {
    constant: () => true,
    checkerboard: (x, y) => ((x + y) & 1) === 0,
    comb: (x, y) => (x & 1) === 0 || y === extent - 1,
    spiral: (x, y) => onSpiral(x, y, extent),
  };
  return drawMask([extent, extent], rules[name] as (x: number, y: number) => boolean);
}

/** A line one pixel wide with gaps one pixel wide: every other ring, each opened beside its corner towards the next. */
function onSpiral(x: number, y: number, extent: number): boolean {
  const ring = Math.min(x, y, extent - 1 - x, extent - 1 - y);
  const isDoor = x === ring && y === ring + 1;
  return ((ring & 1) === 0) !== isDoor;
}

function drawMask(
  shape: readonly number[],
  rule: (x: number, row: number) => boolean,
  w: number = shape.at(-1) as number,
): Mask {
  const pitch = maskPitch(w);
  const rows = voxelCount(shape) / w;
  const bits = new Uint8Array(rows * pitch);
  for (let row = 0; row < rows; row++) {
    for (let x = 0; x < w; x++) if (rule(x, row)) bits[row * pitch + (x >> 3)]! |= 1 << (x & 7);
  }
  return { bits, shape, pitch };
}
