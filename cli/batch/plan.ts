import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { Selection } from "../../bindings/io/file.js";
import type { Recipe } from "../../bindings/recipe/recipe.js";
import { findOp } from "../../bindings/registry.js";
import type { Arguments } from "../arguments.js";
import { packageVersion, wasmDigest } from "../version.js";

/** Everything beside the inputs that decides what comes out of them. */
export interface Job {
  /** Version of the package, and SHA-256 of its kernels. */
  version: string;
  wasm: string;
  recipe: Recipe;
  options: JobOptions;
}

/** How files are read and results written. */
export interface JobOptions extends Pick<Selection, "channel" | "time" | "slab"> {
  level?: number;
  array?: string;
  /** Measures of the table, as `--measures` has them. */
  measures?: string;
  /** Ending of the results. */
  format: string;
}

/** One input of a batch. */
export interface PlannedInput {
  /** As it was given. */
  path: string;
  /** What its outputs are called, without an ending: unique in the batch. */
  name: string;
  /** What the table and the report call it. */
  shown: string;
}

/** What is to be done, in order. */
export interface Plan {
  job: Job;
  inputs: readonly PlannedInput[];
}

/** Files that come out of one input, below the output folder. */
export interface OutputNames {
  result: string;
  preview: string;
  /** The measures of its objects; undefined where the recipe makes an image. */
  table: string | undefined;
}

/** The job of a command line. */
export function jobOf(args: Arguments, recipe: Recipe): Job {
  const chosen = args.options(["channel", "time", "slab", "level", "array", "measures"]);
  const options = { ...chosen, format: `.${args.text("format") ?? "tif"}` };
  return { version: packageVersion(), wasm: wasmDigest(), recipe, options };
}

/** SHA-256 of a job: the same for two that make the same of an input. */
export function jobDigest(job: Job): string {
  return createHash("sha256").update(JSON.stringify(job)).digest("hex");
}

/** What the last step of the recipe makes. */
export function resultKind({ recipe }: Job): "image" | "mask" | "labels" {
  return findOp(recipe.steps.at(-1)?.op ?? "")?.output ?? "image";
}

/** What comes out of an input, with forward slashes. */
export function outputNames(job: Job, name: string): OutputNames {
  const kind = resultKind(job);
  const folder = { image: "images", mask: "masks", labels: "labels" }[kind];
  return {
    result: posix.join(folder, `${name}${job.options.format}`),
    preview: posix.join("previews", `${name}.png`),
    table: kind === "image" ? undefined : posix.join("tables", `${name}.json`),
  };
}

/** The same as a list. */
export function outputList(job: Job, name: string): string[] {
  return Object.values(outputNames(job, name)).filter((path): path is string => path !== undefined);
}
