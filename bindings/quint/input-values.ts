import { UnsuitableImage, UnsupportedFile } from "../core/errors.js";
import { dtypeOf, dtypeRange, type Image, type Mask } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { threshold } from "../ops/threshold.js";
import { inverseOf } from "../segmentation/words.js";
import type { InputOptions, Objects } from "./input-options.js";

/** Numbers of any kind: whole ones are labels, classes or a mask, the others probabilities. */
export function fromImage(k: Kernels, name: string, image: Image, options: InputOptions): Objects {
  if (image.shape.length !== 2) {
    throw new UnsupportedFile(`${name}: it has ${image.shape[0]} slices; a section is one picture`, {
      path: name,
      advice: "export each section to a file of its own",
    });
  }
  const { from = "auto", classes, invert = false } = options;
  const range = dtypeRange(dtypeOf(image.data));
  // Labels may have been saved as floats; probabilities end at 1.
  const fractions = from === "auto" && !range && !image.data.some((value) => value > 1);
  if (from === "prob" || fractions) return probability(image, range?.[1] ?? 1, options);
  if (classes)
    return {
      kind: "classes",
      mapping: `value ${classes.join(", ")} is object`,
      mask: classMask(k, name, image, classes),
    };
  const labels = wholeLabels(name, image);
  const two = from === "mask" || from === "fiji" || (from === "auto" && hasTwoValues(labels));
  if (!two) return { kind: "labels", mapping: "each value is an object, 0 is background", labels };
  const mask = threshold(k, labels, { level: 0 });
  // What lies on the edge of the picture is background; --invert says otherwise.
  const exchanged = fillsEdge(labels) !== invert;
  return {
    kind: "mask",
    mapping: exchanged ? "0 is object" : "all but 0 is object",
    mask: exchanged ? inverseOf(mask) : mask,
  };
}

/** True when most pixels of the picture's edge are not 0. */
function fillsEdge({ data, shape }: Image): boolean {
  const [h, w] = shape as [number, number];
  let sum = 0;
  for (let x = 0; x < w; x++) sum += Number(data[x] !== 0) + Number(data[(h - 1) * w + x] !== 0);
  for (let y = 0; y < h; y++) sum += Number(data[y * w] !== 0) + Number(data[y * w + w - 1] !== 0);
  return sum > w + h;
}

/** Probabilities of which `full` is certainty. */
export function probability(image: Image, full: number, { threshold: share = 0.5 }: InputOptions): Objects {
  const unit = full === 1 ? "" : ` of ${full}`;
  return { kind: "probability", mapping: `object from ${share}${unit} on`, probability: image, level: share * full };
}

/** Labels as whole numbers: masks and label images that were saved as floats are welcome. */
function wholeLabels(name: string, image: Image): Image {
  if (dtypeRange(dtypeOf(image.data))) return image;
  if (image.data.some((value) => !Number.isInteger(value) || value < 0)) {
    throw new UnsuitableImage("E_NONFINITE", `${name}: its values are no labels: some are fractions or negative`, {
      path: name,
      advice: "a grey picture has no objects yet; probabilities lie between 0 and 1 (--from prob)",
    });
  }
  return { ...image, data: Uint32Array.from(image.data) };
}

function hasTwoValues({ data }: Image): boolean {
  let other = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    if (value === 0 || value === other) continue;
    if (other !== 0) return false;
    other = value;
  }
  return other === 255 || other === 65_535;
}

function classMask(k: Kernels, name: string, { data, shape }: Image, classes: readonly string[]): Mask {
  const wanted = new Set(classes.map((text) => (/^\d+$/.test(text) ? Number(text) : Number.NaN)));
  if (wanted.has(Number.NaN)) {
    throw new UnsupportedFile(`${name}: it has values, not colours: --class must be whole numbers`, { path: name });
  }
  const chosen = Uint8Array.from(data as Uint16Array, (value) => (wanted.has(value) ? 1 : 0));
  return threshold(k, { data: chosen, shape }, { level: 0 });
}
