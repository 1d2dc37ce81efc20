import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { isSegmentError, SegmentError } from "../../bindings/core/errors.js";
import { IMAGE_ENDINGS } from "../formats.js";
import { readRegularFile } from "../regular-file.js";
import { packageVersion, wasmDigest } from "../version.js";
import type { Job, Plan, PlannedInput } from "./plan.js";
import { checkMeasures } from "./prepare.js";
import { checkForAny } from "./recipe-file.js";

/** The name of a plan in its output folder. */
export const PLAN_NAME = "plan.json";

/** Bytes a plan may have. */
const MOST_BYTES = 2 ** 28;

/** A plan that is worked on in parts. */
export interface SharedPlan extends Plan {
  /** How many parts. */
  tasks: number;
}

/** The part of a plan that one task works on. Neighbours go to different tasks: they are often alike. */
export function partOf({ job, inputs, tasks }: SharedPlan, task: number): Plan {
  return { job, inputs: inputs.filter((_, at) => at % tasks === task) };
}

/** Where a task keeps its journal, below the output folder. */
export const journalOf = (task: number) => `journals/task-${task}.jsonl`;

/** A plan as a file in the output folder: inputs that were given by relative paths are found from there. */
export function encodePlan({ job, inputs, tasks }: SharedPlan, out: string): string {
  const fromOut = (path: string) =>
    isAbsolute(path) ? path : relative(resolve(out), resolve(path)).replaceAll(sep, "/");
  const listed = inputs.map(({ path, ...rest }) => ({ path: fromOut(path), ...rest }));
  return `${JSON.stringify({ plan: 1, tasks, ...job, inputs: listed }, null, 1)}\n`;
}

/** Reads a plan. Throws E_RECIPE where it is none, or was made by another version, whose results may differ. */
export function readPlan(path: string, out: string): SharedPlan {
  try {
    return parsePlan(new TextDecoder().decode(readRegularFile(path, MOST_BYTES)), out);
  } catch (error) {
    const reason = isSegmentError(error)
      ? error.message
      : `${JSON.stringify(path)}: ${(error as Error).message.slice(0, 200)}`;
    const advice = "make it again with segwasm plan";
    throw new SegmentError("E_RECIPE", `plan: ${reason}`, { path, advice }, error);
  }
}

function parsePlan(text: string, out: string): SharedPlan {
  const { plan, tasks, version, wasm, recipe, options, inputs } = JSON.parse(text) as SharedPlan &
    Job & { plan: number };
  if (plan !== 1 || !Number.isSafeInteger(tasks) || tasks < 1 || !Array.isArray(inputs))
    throw new Error("it is no plan");
  if (version !== packageVersion() || wasm !== wasmDigest()) {
    const own = `${packageVersion()}, kernels ${wasmDigest().slice(0, 12)}`;
    throw new Error(`it was made by segwasm ${version}, kernels ${String(wasm).slice(0, 12)}; this one is ${own}`);
  }
  checkForAny(recipe);
  checkMeasures(options?.measures);
  if (!IMAGE_ENDINGS.includes(options?.format))
    throw new Error(`its format ${JSON.stringify(options?.format)} is not known`);
  for (const input of inputs) checkInput(input);
  if (new Set(inputs.map(({ name }) => name)).size < inputs.length) throw new Error("two of its inputs have one name");
  const found = inputs.map((input) => ({
    ...input,
    path: isAbsolute(input.path) ? input.path : join(out, input.path),
  }));
  return { job: { version, wasm, recipe, options }, inputs: found, tasks };
}

/** Names become files: they must stay in the output folder. */
function checkInput({ path, name, shown }: PlannedInput): void {
  const texts = [path, name, shown].every((text) => typeof text === "string" && text !== "" && !text.includes("\0"));
  const parts = texts ? name.split(/[/\\]/) : [""];
  if (parts.some((part) => part === "" || part === "." || part === "..") || /^[A-Za-z]:/.test(name ?? "")) {
    throw new Error(`an input is called ${JSON.stringify(name)}, which cannot be a file in its folder`);
  }
}
