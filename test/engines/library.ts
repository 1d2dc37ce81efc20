import type { Image, Mask } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import * as segwasm from "../../bindings/index.js";
import { type Input, inputsOf, spotsImage, TYPES } from "./inputs.js";
import { sha256 } from "./sha256.js";

type Case = [name: string, run: () => unknown];

/** The acceptance volume's published runs: settings, and how the digests of labels and mask begin. */
export const ACCEPTANCE_RUNS = [
  { options: { sigma: 3, erode: 6, expand: 6 }, labels: "1f5fa868cadf91e8", mask: "61be2103b04f114c" },
  { options: { sigma: 1, erode: 4, expand: 4 }, labels: "2b05d2458dce15af", mask: "6bf83e924c0a3b5c" },
  { options: { sigma: 1, erode: 2, expand: 2 }, labels: "d9b057c688f1235d", mask: "6bf83e924c0a3b5c" },
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
  const onLabels = inputs.labels.flatMap((input) => tableCases(k, input));
  return [...samples, ...acceptanceCases(k), ...onImages, ...onMasks, ...onLabels];
}

/** The published pipeline: labels are digested as little-endian int32 and masks as bytes, as the figures are. */
function acceptanceCases(k: Kernels): Case[] {
  const image = segwasm.sample("acceptance");
  return ACCEPTANCE_RUNS.flatMap(({ options }): Case[] => {
    const name = JSON.stringify(options);
    const recipe = segwasm.segmentRecipe(options);
    return [
      [`acceptance labels ${name}`, () => labelDigest(segwasm.segment(k, image, options).labels)],
      [`acceptance recipe ${name}`, () => labelDigest(segwasm.runRecipe(k, image, recipe) as Image)],
      [`acceptance mask ${name}`, () => maskDigest(k, image, options.sigma)],
    ];
  });
}

function labelDigest(labels: Image): string {
  return sha256(new Uint8Array(Int32Array.from(labels.data).buffer));
}

function maskDigest(k: Kernels, image: Image, sigma: number): string {
  const mask = segwasm.threshold(k, segwasm.gaussian(k, image, { sigma }), { level: "otsu" });
  return sha256(segwasm.maskToLabels(k, mask).data as Uint8Array);
}

/** Tables of one label image, alone and over values of every type. */
function tableCases(k: Kernels, [name, object]: Input): Case[] {
  const labels: Image = { ...(object as Image), spacing: object.shape.map((_, axis) => 0.3 + axis), unit: "µm" };
  const valued = TYPES.map((dtype): Case => {
    const image = spotsImage(13, dtype, labels.shape);
    return [`regionStats over ${dtype} of ${name}`, () => segwasm.regionStats(k, labels, image)];
  });
  return [[`regionStats of ${name}`, () => segwasm.regionStats(k, labels)], ...valued];
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
