import type { Image } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import * as segwasm from "../../bindings/index.js";
import { LIBRARY_CALLS } from "./functions.js";
import { inputsOf } from "./inputs.js";
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
  const calls = LIBRARY_CALLS.flatMap(({ name, variant, on, run }) =>
    inputs[on].map(([input, object]): Case => {
      return [[name, variant, "on", input].filter(Boolean).join(" "), () => run(k, object as never)];
    }),
  );
  return [...samples, ...acceptanceCases(k), ...calls];
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
