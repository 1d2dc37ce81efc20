import { chooseMeasures } from "../../bindings/ops/measures/select.js";
import type { Call, Operand } from "../command.js";
import { findInputs } from "./inputs.js";
import { nameInputs } from "./names.js";
import { jobOf, type Plan } from "./plan.js";
import { readRecipe } from "./recipe-file.js";

/** What a batch is made of. */
export const BATCH_OPERANDS: readonly Operand[] = [
  { name: "RECIPE", summary: "the steps as JSON, as segment --recipe-out and the viewer write them" },
  { name: "INPUT", summary: "files, folders, or quoted patterns like 'scans/**/*.tif'", many: true, optional: true },
];

/** The plan of a command line, checked before anything is written. */
export async function planOf(call: Call): Promise<{ plan: Plan; notes: string[] }> {
  const { args } = call;
  const [recipePath, ...words] = args.operands as [string, ...string[]];
  const job = jobOf(args, readRecipe(recipePath));
  checkMeasures(job.options.measures);
  const { paths, notes } = await findInputs(call, words, args.text("output") as string);
  return { plan: { job, inputs: nameInputs(args.who, paths, args.has("keep-folders")) }, notes };
}

/** Throws for measures that neither pictures nor volumes have. */
export function checkMeasures(measures: string | undefined): void {
  try {
    chooseMeasures(measures, { ndim: 2, spacing: [1, 1], images: 1 });
  } catch {
    chooseMeasures(measures, { ndim: 3, spacing: [1, 1, 1], images: 1 });
  }
}
