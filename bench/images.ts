import type { Image, Labelmap, Mask } from "../bindings/core/image.js";
import { erode, expandLabels, gaussian, type Kernels, label, sample, threshold } from "../bindings/index.js";
import { body, bodyOrgans } from "./draw/body.js";
import { grains } from "./draw/grains.js";
import { complement, noiseMask, patternMask } from "./draw/masks.js";
import { crop, noise, slide } from "./draw/slide.js";

export type BenchObject = Image | Mask | Labelmap;

/** What an input is for, and how it is made; all are seeded. */
interface InputKind {
  what: string;
  make: (get: Get, k: Kernels) => BenchObject;
}
type Get = <T extends BenchObject = Image>(name: string) => T;

const NAMED = {
  nuclei: { what: "the lesson: 60×256×256 u16, thirty nuclei", make: () => sample("nuclei") },
  "nuclei blurred": {
    what: "the lesson's volume after σ 3, f32",
    make: (get, k) => gaussian(k, get("nuclei"), { sigma: 3 }),
  },
  "nuclei mask": {
    what: "the lesson's volume above Otsu's level",
    make: (get, k) => threshold(k, get("nuclei blurred"), { level: "otsu" }),
  },
  "nuclei background": {
    what: "the complement of the lesson's mask: large distances",
    make: (get) => complement(get<Mask>("nuclei mask")),
  },
  "nuclei cores": {
    what: "components of the lesson's mask eroded by a ball of 10",
    make: (get, k) => label(k, erode(k, get("nuclei mask"), { radius: 10 })),
  },
  "nuclei labels": {
    what: "the lesson's result",
    make: (get, k) => expandLabels(k, get("nuclei cores"), { distance: 10 }),
  },
  slide: { what: "4096×4096 u8, soft-edged cells on a noisy ground", make: () => slide(4096, 4096, 3000) },
  "slide f32": {
    what: "the same as f32",
    make: (get) => ({ ...get("slide"), data: Float32Array.from(get("slide").data) }),
  },
  field: { what: "1024×1024 u8, a part of the slide", make: (get) => crop(get<Image<Uint8Array>>("slide"), 1024) },
  "field u16": {
    what: "the same as u16, 200 times the values",
    make: (get) => ({ ...get("field"), data: Uint16Array.from(get("field").data, (value) => 200 * value) }),
  },
  "field noise": { what: "1024×1024 u8 of noise", make: () => noise(1024) },
  "field labels": {
    what: "components of the field above 60",
    make: (get, k) => label(k, threshold(k, get("field"), { level: 60 })),
  },
  "noise labels": {
    what: "components of the noise mask: 56 thousand, one of which has nearly all of the 4.2 million runs",
    make: (get, k) => label(k, get<Mask>("noise mask")),
  },
  "slide mask": {
    what: "the slide above Otsu's level",
    make: (get, k) => threshold(k, get("slide"), { level: "otsu" }),
  },
  section: { what: "10000×14000 u8, a whole section of tissue", make: () => slide(10_000, 14_000, 25_000) },
  "section mask": { what: "the section above 60", make: (get, k) => threshold(k, get("section"), { level: 60 }) },
  body: { what: "300×512×512 i16, a trunk as computed tomography sees it", make: body },
  "body bones": { what: "the trunk above 300", make: (get, k) => threshold(k, get("body"), { level: 300 }) },
  "body organs": { what: "the organs of the trunk, u16 labels", make: bodyOrgans },
  grains: { what: "256³ u16: a thousand balls, a label each", make: grains },
  "noise mask": {
    what: "4096×4096, half of the pixels set at random: 4.2 million runs",
    make: () => noiseMask([4096, 4096], 50, 1),
  },
  "grain mask": {
    what: "4096×4096, noise after σ 1.5 above its mean: 1.3 million runs",
    make: (_, k) => threshold(k, gaussian(k, noise(4096), { sigma: 1.5 }), { level: "mean" }),
  },
  constant: { what: "2048×2048, every pixel set", make: () => patternMask("constant", 2048) },
  checkerboard: { what: "2048×2048, every other pixel set", make: () => patternMask("checkerboard", 2048) },
  spiral: { what: "2048×2048, one line wound inwards", make: () => patternMask("spiral", 2048) },
  comb: { what: "2048×2048, teeth that join only in the last row", make: () => patternMask("comb", 2048) },
  "single run": { what: "2048×2048, one row set", make: () => patternMask("single run", 2048) },
  tiny: { what: "128×128 u8: the cost of a call", make: (get) => crop(get("slide"), 128) },
} satisfies Record<string, InputKind>;

/** A rung of the noise ladder, in 2-D or 3-D. */
type Rung = `noise ${number} %, ${number}×${number}` | `noise ${number} %, 3-D`;
export type InputName = keyof typeof NAMED | Rung;

/** How an input is made. */
function kindOf(name: InputName): InputKind {
  if (name in NAMED) return NAMED[name as keyof typeof NAMED];
  const [density, grain] = (name.match(/\d+/g) as string[]).map(Number) as [number, number];
  if (name.endsWith("3-D")) {
    return {
      what: `256³, ${density} % of the voxels set at random`,
      make: () => noiseMask([256, 256, 256], density, 1),
    };
  }
  const what = `4096×4096, ${density} % of blocks of ${grain}×${grain} pixels set at random`;
  return { what, make: () => noiseMask([4096, 4096], density, grain) };
}

/** What an input is, in words. */
export function inputSummary(name: InputName): string {
  return kindOf(name).what;
}

/** Makes inputs when they are first asked for and keeps them until they are dropped. */
export class Inputs {
  readonly #made = new Map<InputName, BenchObject>();

  constructor(readonly k: Kernels) {}

  get<T extends BenchObject = BenchObject>(name: InputName): T {
    let object = this.#made.get(name);
    if (!object) {
      object = kindOf(name).make((other) => this.get(other as InputName), this.k);
      this.#made.set(name, object);
    }
    return object as T;
  }

  /** Frees what no later task needs. */
  drop(name: InputName): void {
    this.#made.delete(name);
  }
}
