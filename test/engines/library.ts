import type { Image, Mask } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import * as segwasm from "../../bindings/index.js";
import { type Input, inputsOf } from "./inputs.js";

type Case = [name: string, run: () => unknown];

/** Settings of the acceptance volume's three published runs. */
export const ACCEPTANCE_RUNS = [
  { sigma: 3, erode: 6, expand: 6 },
  { sigma: 1, erode: 4, expand: 4 },
  { sigma: 1, erode: 2, expand: 2 },
] as const;

/** What the library computes beside single operations. */
export function libraryCases(k: Kernels): Case[] {
  const names = Object.keys(segwasm.SAMPLES) as segwasm.SampleName[];
  const samples = names.map((name): Case => [`sample ${name}`, () => segwasm.sample(name)]);
  const inputs = inputsOf(k);
  const onImages = inputs.image.flatMap((input) => imageCases(k, input));
  const onMasks = inputs.mask.map(([name, mask]): Case => {
    return [`maskToLabels on ${name}`, () => segwasm.maskToLabels(k, mask as Mask)];
  });
  return [...samples, ...acceptanceCases(k), ...onImages, ...onMasks];
}

/** The published pipeline: digests of labels as little-endian int32, as the figures are given. */
function acceptanceCases(k: Kernels): Case[] {
  const image = segwasm.sample("acceptance");
  return ACCEPTANCE_RUNS.flatMap((options): Case[] => [
    [`acceptance ${JSON.stringify(options)}`, () => segwasm.segment(k, image, options)],
    [`acceptance recipe ${JSON.stringify(options)}`, () => segwasm.runRecipe(k, image, segwasm.segmentRecipe(options))],
  ]);
}

/** Numbers and tables computed from one image. */
function imageCases(k: Kernels, [name, object]: Input): Case[] {
  const image = object as Image;
  const levels = segwasm.THRESHOLD_METHODS.map((method): Case => {
    return [`level ${method} of ${name}`, () => segwasm.thresholdLevel(k, image, method)];
  });
  return [
    ...levels,
    [`multiotsu of ${name}`, () => segwasm.multiotsu(k, image)],
    [`histogram of ${name}`, () => segwasm.histogram(k, image)],
    [`histogram of 7 bins of ${name}`, () => segwasm.histogram(k, image, { bins: 7, range: "dtype" })],
    [`extent of ${name}`, () => segwasm.extent(k, image)],
    [`segment of ${name}`, () => segwasm.segment(k, image, { sigma: 1, erode: 1, expand: 2 })],
  ];
}
