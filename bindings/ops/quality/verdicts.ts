import { arrayType, type Dtype, dtypeRange, smallestLabelDtype } from "../../core/image.js";
import type { Inspection } from "../quality.js";
import { CLIPPING_MATTERS, type Clipping } from "./clipping.js";
import type { ClassCount } from "./kind.js";
import type { Slices } from "./slices.js";
import type { Values } from "./values.js";

/** One finding, in a sentence or two. */
export interface Verdict {
  /** Stable name of the check. */
  id:
    | "finite"
    | "constant"
    | "range"
    | "dynamic-range"
    | "clipping"
    | "bit-depth"
    | "signal"
    | "kind"
    | "label-dtype"
    | "slices"
    | "spacing";
  /** "ok": as it should be; "note": worth knowing; "warn": results may be wrong. */
  level: "ok" | "note" | "warn";
  text: string;
}

/** What the verdicts are drawn from. */
export interface Findings {
  values: Values;
  range: readonly [number, number] | undefined;
  clipping: Clipping;
  slices: Slices;
  /** True when the caller says that the values are probabilities. */
  probability: boolean;
  result: Omit<Inspection, "verdicts">;
}

/** Contrast to noise below which objects are hard to tell from their surroundings. */
const WEAK_CONTRAST = 3;
/** Less than this fraction of the type's range is little. */
const LITTLE_RANGE = 0.1;
/** Voxels so many times longer than wide make 3-D neighbourhoods lopsided. */
const LOPSIDED = 2;

/** All verdicts on an image, in the order of reading. */
export function verdictsOf(findings: Findings): Verdict[] {
  const checks = [finite, constant, rangeText, dynamicRange, clippingText, bitDepth, signalText, kindText];
  return [...checks, labelDtype, slicesText, spacingText].flatMap((check) => check(findings) ?? []);
}

type Check = (findings: Findings) => Verdict | undefined;

const finite: Check = ({ values: { dropped } }) =>
  dropped === 0
    ? undefined
    : {
        id: "finite",
        level: "warn",
        text: `${counted(dropped, "voxel")} ${dropped === 1 ? "is" : "are"} NaN or infinite; the figures leave them out.`,
      };

const constant: Check = ({ values: { min, max } }) =>
  min < max
    ? undefined
    : { id: "constant", level: "warn", text: `Every voxel is ${number(min)}: there is nothing to tell apart.` };

const rangeText: Check = ({ values, range }) => {
  const span = `the values run from ${number(values.min)} to ${number(values.max)}`;
  if (!range) return { id: "range", level: "note", text: `${values.dtype} has no range of its own; ${span}.` };
  return { id: "range", level: "ok", text: `${values.dtype} can hold ${range[0]} to ${range[1]}; ${span}.` };
};

const dynamicRange: Check = ({ values, result: { usedRange, kind, levels } }) => {
  if (usedRange === null || kind !== "intensity" || values.min === values.max) return undefined;
  const little = usedRange < LITTLE_RANGE;
  const text = `${percent(usedRange)} of the range ${little ? "is used only" : "is used"}, by ${levels} different values.`;
  return { id: "dynamic-range", level: little ? "note" : "ok", text };
};

const clippingText: Check = ({ values, range, clipping, result: { kind } }) => {
  if (values.min === values.max || (kind !== "intensity" && kind !== "probability")) return undefined;
  const ends = [highText(clipping, range), lowText(clipping, values.min)].filter((text) => text !== undefined);
  if (ends.length === 0) return { id: "clipping", level: "ok", text: "No value is clipped." };
  // Many a probability is exactly 1.
  const matters = clipping.high > CLIPPING_MATTERS && kind === "intensity";
  return { id: "clipping", level: matters ? "warn" : "note", text: ends.join(" ") };
};

function highText({ high, saturation }: Clipping, range: readonly [number, number] | undefined): string | undefined {
  if (saturation === undefined) return undefined;
  if (range && saturation === range[1]) {
    return `${percent(high)} of the voxels have the largest value that can be stored, ${saturation}.`;
  }
  const bits = bitsOf(saturation);
  const depth = range && saturation === 2 ** bits - 1 ? ` (${bits}-bit)` : "";
  return `The image saturates at ${number(saturation)}${depth}: ${percent(high)} of the voxels have this value.`;
}

function lowText({ low }: Clipping, min: number): string | undefined {
  if (low === 0) return undefined;
  return `${percent(low)} of the voxels have the smallest value that can be stored, ${min}: masked, or set too dark.`;
}

const bitDepth: Check = ({ values, result: { kind, bitDepth: depth } }) => {
  if (kind !== "intensity" || depth.content === null) return undefined;
  const smaller = smallerType(values);
  const text = `The values need ${depth.content} of ${depth.type} bits`;
  if (!smaller) return { id: "bit-depth", level: "ok", text: `${text}.` };
  const bits = 8 * arrayType(smaller).BYTES_PER_ELEMENT;
  return { id: "bit-depth", level: "note", text: `${text}: the data fits in ${bits} bits (${smaller}).` };
};

/** The smallest integer type that holds all values, when it is smaller than the one at hand. */
function smallerType({ min, max, dtype }: Values): Dtype | undefined {
  const bytes = arrayType(dtype).BYTES_PER_ELEMENT;
  return (["uint8", "int8", "uint16", "int16", "uint32", "int32"] as const).find((candidate) => {
    const [low, high] = dtypeRange(candidate) as [number, number];
    return arrayType(candidate).BYTES_PER_ELEMENT < bytes && low <= min && max <= high;
  });
}

const signalText: Check = ({ result: { signal } }) => {
  if (!signal) return undefined;
  const { threshold, background, foreground, contrastToNoise } = signal;
  const start = `Above Otsu's level ${number(threshold)} the median is ${number(foreground.median)}, below it ${number(background.median)}`;
  if (contrastToNoise === null) {
    return { id: "signal", level: "note", text: `${start}; the background has no spread to compare this with.` };
  }
  const weak = contrastToNoise < WEAK_CONTRAST;
  const text = `${start} with a sigma of ${number(background.sigma)}: contrast to noise ${number(contrastToNoise)}${weak ? ", which is weak" : ""}.`;
  return { id: "signal", level: weak ? "note" : "ok", text };
};

const kindText: Check = (findings) => {
  const { kind, labels, classes = [], scattered = [] } = findings.result;
  if (findings.probability) return probabilityText(findings);
  const verdict = (text: string, level: Verdict["level"] = "ok"): Verdict => ({ id: "kind", level, text });
  const count = labels?.count ?? 0;
  switch (kind) {
    case "mask": {
      const [{ value, regions }] = classes as [ClassCount];
      return verdict(`A mask: 0 and ${value} only, ${counted(regions, "region")}.`);
    }
    case "semantic":
      return verdict(`A semantic segmentation: ${counted(count, "class", "classes")}, most in several regions.`);
    case "instance": {
      const start = `An instance segmentation: ${counted(count, "label")}`;
      if (scattered.length === 0) return verdict(`${start}, each one region.`);
      return verdict(`${start}; not in one piece: ${list(scattered)}.`, "note");
    }
    case "probability":
      return verdict("The values lie between 0 and 1, as those of a probability map do.");
    default:
      return verdict("Intensities: neither a mask nor a label image.");
  }
};

function probabilityText({ values: { min, max, dtype } }: Findings): Verdict {
  const limit = dtypeRange(dtype)?.[1] ?? 1;
  if (min >= 0 && max <= limit) return { id: "kind", level: "ok", text: `Probabilities from 0 to ${limit}.` };
  const text = `Not a probability map: values from ${number(min)} to ${number(max)} where 0 to ${limit} is expected.`;
  return { id: "kind", level: "warn", text };
}

const labelDtype: Check = ({ values: { dtype }, result: { labels } }) => {
  if (!labels) return undefined;
  const bytes = (type: Dtype) => arrayType(type).BYTES_PER_ELEMENT;
  const { count, max, minimumDtype } = labels;
  if (bytes(minimumDtype) < bytes(dtype)) {
    const factor = bytes(dtype) / bytes(minimumDtype);
    const text = `${minimumDtype} holds the largest label, ${max}, and takes 1/${factor} of the memory of ${dtype}.`;
    return { id: "label-dtype", level: "note", text };
  }
  const dense = smallestLabelDtype(count);
  if (bytes(dense) === bytes(minimumDtype)) return undefined;
  const text = `Numbered from 1 without gaps, the ${count} labels fit in ${dense}; the largest one now is ${max}.`;
  return { id: "label-dtype", level: "note", text };
};

const slicesText: Check = ({ slices: { empty, offset }, values, result: { shape } }) => {
  if (shape.length < 3 || values.dropped > 0 || values.min === values.max) return undefined;
  const texts = [
    empty.length > 0 ? `Slices of one value only: ${list(spans(empty))}.` : undefined,
    offset.length > 0 ? `Slices brighter or darker than their neighbours: ${list(spans(offset))}.` : undefined,
  ].filter((text) => text !== undefined);
  if (texts.length === 0) return { id: "slices", level: "ok", text: "No slice is empty or out of line." };
  return { id: "slices", level: offset.length > 0 ? "warn" : "note", text: texts.join(" ") };
};

const spacingText: Check = ({ result: { spacing, unit } }) => {
  if (!spacing) return { id: "spacing", level: "note", text: "No voxel size is given; measures will be in voxels." };
  const ratio = Math.max(...spacing) / Math.min(...spacing);
  const size = `Voxels are ${spacing.map(number).join(" × ")} ${unit ?? "units"}`;
  if (ratio < LOPSIDED) return { id: "spacing", level: "ok", text: `${size}.` };
  return { id: "spacing", level: "note", text: `${size}: ${number(ratio)} times longer than wide.` };
};

/** Binary digits of a whole number; none for 0. */
export function bitsOf(value: number): number {
  let bits = 0;
  while (2 ** bits - 1 < value) bits++;
  return bits;
}

function number(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function percent(fraction: number): string {
  return `${Number((100 * fraction).toPrecision(3))} %`;
}

function counted(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** Ascending numbers, those in a row as "first–last". */
function spans(numbers: readonly number[]): string[] {
  const texts: string[] = [];
  for (let i = 0; i < numbers.length; ) {
    const first = numbers[i] as number;
    let last = first;
    while (numbers[++i] === last + 1) last++;
    texts.push(first === last ? `${first}` : `${first}–${last}`);
  }
  return texts;
}

function list(items: readonly (number | string)[]): string {
  return items.length <= 10 ? items.join(", ") : `${items.slice(0, 10).join(", ")} and ${items.length - 10} more`;
}
