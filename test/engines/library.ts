import type { Kernels } from "../../bindings/core/kernels.js";
import { SAMPLES, type SampleName, sample } from "../../bindings/index.js";

type Case = [name: string, run: () => unknown];

/** What the library computes beside single operations. */
export function libraryCases(_k: Kernels): Case[] {
  return Object.keys(SAMPLES).map((name): Case => [`sample ${name}`, () => sample(name as SampleName)]);
}
