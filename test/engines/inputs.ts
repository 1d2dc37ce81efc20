import type { Dtype, Image, Labelmap, Mask } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import { type Kind, type Op, othersOf } from "../../bindings/core/op.js";
import { label } from "../../bindings/ops/label.js";
import { maskOf, randomBinary, randomImage, randomNumbers } from "../images.js";

/** A named input. All are seeded and made with integers and basic arithmetic, so that every engine makes the same. */
export type Input = readonly [name: string, object: Image | Mask | Labelmap];

const SHAPES: readonly (readonly number[])[] = [
  [1, 1],
  [37, 133],
  [9, 18, 35],
];
/** Element types an image may have. */
export const TYPES: readonly Dtype[] = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"];

/** Round bright spots on a noisy ground: something for thresholds to find and for labels to name. */
export function spotsImage(seed: number, dtype: Dtype, shape: readonly number[]): Image {
  const image = randomImage(seed, dtype, shape, 0, 40);
  const next = randomNumbers(seed + 1);
  const [w = 1, h = 1, d = 1] = [...shape].reverse();
  for (let spot = 0; spot < 9; spot++) {
    const [x, y, z] = [w, h, d].map((extent) => Math.floor(next() * extent)) as [number, number, number];
    const r = 2 + Math.floor(next() * 6);
    addBall(image, [w, h, d], [x, y, z], r, 60);
  }
  return image;
}

function addBall(image: Image, extents: number[], centre: number[], r: number, amplitude: number): void {
  const [w, h, d] = extents as [number, number, number];
  const [cx, cy, cz] = centre as [number, number, number];
  for (let z = Math.max(0, cz - r); z <= Math.min(d - 1, cz + r); z++) {
    for (let y = Math.max(0, cy - r); y <= Math.min(h - 1, cy + r); y++) {
      for (let x = Math.max(0, cx - r); x <= Math.min(w - 1, cx + r); x++) {
        const distance = (x - cx) * (x - cx) + (y - cy) * (y - cy) + (z - cz) * (z - cz);
        const i = (z * h + y) * w + x;
        if (distance <= r * r) image.data[i] = Math.min(120, (image.data[i] as number) + amplitude);
      }
    }
  }
}

function spotsMask(seed: number, shape: readonly number[]): Mask {
  const image = spotsImage(seed, "uint8", shape);
  return maskOf({ data: image.data.map((value) => (value > 55 ? 1 : 0)) as Uint8Array, shape });
}

/** Inputs of every kind an operation may read. */
export function inputsOf(k: Kernels): Record<Kind, Input[]> {
  const image: Input[] = [];
  for (const shape of SHAPES) {
    const name = shape.join("×");
    for (const dtype of TYPES) image.push([`spots ${dtype} ${name}`, spotsImage(7, dtype, shape)]);
    image.push([`noise uint8 ${name}`, randomImage(3, "uint8", shape, 0, 255)]);
  }
  const mask: Input[] = SHAPES.flatMap((shape): Input[] => [
    [`spots ${shape.join("×")}`, spotsMask(11, shape)],
    ...[0, 0.5, 0.97, 1].map((density): Input => {
      return [`density ${density} ${shape.join("×")}`, maskOf(randomBinary(5, shape, density))];
    }),
  ]);
  const labels: Input[] = mask.map(([name, object]) => [`components of ${name}`, label(k, object as Mask)]);
  return { image, mask, labels };
}

/** Further inputs of an operation on a grid: those it needs, and all it takes where that is more. */
export function othersFor(k: Kernels, op: Op, shape: readonly number[]): Record<string, Image | Mask | Labelmap>[] {
  const all = Object.entries(othersOf(op));
  const made = all.map(([name, { kind }], i) => [name, furtherInput(k, kind, 23 + i, shape)] as const);
  const needed = made.filter((_, i) => all[i]?.[1].required);
  return [needed, ...(needed.length < made.length ? [made] : [])].map((inputs) => Object.fromEntries(inputs));
}

function furtherInput(k: Kernels, kind: Kind, seed: number, shape: readonly number[]): Image | Mask | Labelmap {
  if (kind === "image") return spotsImage(seed, "uint8", shape);
  return kind === "mask" ? spotsMask(seed, shape) : label(k, randomBinary(seed, shape, 0.02));
}
