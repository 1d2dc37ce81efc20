import { SegmentError } from "../core/errors.js";
import { describe, type Image, type Labelmap, type Mask } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { type Op, putKind } from "../core/op.js";
import { nearestName, type Parameter, resolveOptions } from "../core/options.js";
import { takeResident } from "../core/resident.js";
import { scratch } from "../core/scratch.js";
import { findOp, REGISTRY } from "../registry.js";
import { type ChainStep, runChain } from "./chain.js";

/** One step: the name of an operation and its options; options left out take their defaults. */
export interface RecipeStep {
  op: string;
  [option: string]: unknown;
}

/** A chain of operations as one JSON document: the unit that users share. */
export interface Recipe {
  /** Version of the recipe format. */
  segwasm: 1;
  steps: readonly RecipeStep[];
}

/** Most steps a recipe may have. */
const MOST_STEPS = 100;

/** Throws E_RECIPE, naming the step, unless `recipe` can be run on an image of `ndim` axes. */
export function checkRecipe(recipe: unknown, ndim = 3): asserts recipe is Recipe {
  if (recipe === null || typeof recipe !== "object" || Array.isArray(recipe)) {
    throw badRecipe(`expected an object { "segwasm": 1, "steps": […] }, got ${describe(recipe)}`);
  }
  const { segwasm, steps, ...rest } = recipe as Record<string, unknown>;
  if (segwasm !== 1) throw badRecipe(`expected "segwasm": 1, got ${describe(segwasm)}`);
  const extra = Object.keys(rest)[0];
  if (extra !== undefined) throw badRecipe(`unknown key ${describe(extra)} beside "segwasm" and "steps"`);
  if (!Array.isArray(steps) || steps.length === 0 || steps.length > MOST_STEPS) {
    throw badRecipe(`expected "steps" to be a list of 1 to ${MOST_STEPS} steps, got ${describe(steps)}`);
  }
  steps.forEach((step, i) => {
    checkStep(step, i + 1, ndim);
  });
}

function checkStep(step: unknown, number: number, ndim: number): void {
  if (step === null || typeof step !== "object" || typeof (step as RecipeStep).op !== "string") {
    throw badRecipe(`step ${number}: expected an object with an "op", got ${describe(step)}`);
  }
  const { op: name, ...options } = step as RecipeStep;
  const op = opNamed(name, number);
  try {
    resolveOptions(op.name, op.parameters, options, ndim);
  } catch (error) {
    throw badRecipe(`step ${number}: ${(error as Error).message}`, error);
  }
}

function opNamed(name: string, number: number): Op {
  const op = findOp(name);
  if (op) return op;
  const names = REGISTRY.map(({ name }) => name);
  const nearest = nearestName(name, names);
  const hint = nearest ? `did you mean ${nearest}?` : `known are ${names.join(", ")}`;
  throw badRecipe(`step ${number}: unknown operation ${describe(name)}, ${hint}`);
}

function badRecipe(message: string, cause?: unknown): SegmentError {
  return new SegmentError(
    "E_RECIPE",
    `recipe: ${message}`,
    { advice: "compare with the published recipe schema" },
    cause,
  );
}

/**
 * Runs a recipe on an image without leaving WebAssembly memory between the steps.
 *
 * @param k kernels from `loadKernels`
 * @param image the image the first step reads
 * @param recipe steps in order; each gets what the one before made, converted to the kind it reads
 * @returns what the last step made: an image, a mask or labels, with the geometry of the input
 * @throws SegmentError E_RECIPE for an invalid recipe; whatever a step throws; OutOfMemory
 * @example
 * const recipe = { segwasm: 1, steps: [{ op: "threshold", level: 3 }, { op: "label" }] } as const;
 * runRecipe(k, { data: new Uint8Array([1, 5, 1, 9]), shape: [1, 4] }, recipe).count; // 2
 */
export function runRecipe(k: Kernels, image: Image | Mask, recipe: Recipe): Image | Mask | Labelmap {
  checkRecipe(recipe, image.shape?.length);
  return scratch(k, (s) => {
    const steps = stepsOf(recipe);
    const { name, input } = (steps[0] as ChainStep).op;
    return takeResident(s, runChain(s, putKind(s, name, input, image), steps));
  });
}

/** The operations of a checked recipe. */
export function stepsOf(recipe: Recipe): ChainStep[] {
  return recipe.steps.map(({ op, ...options }, i) => ({ op: opNamed(op, i + 1), options }));
}

/** JSON Schema of one parameter's values. */
function valueSchema(parameter: Parameter): object {
  const { summary, default: fallback } = parameter;
  const common = { description: summary, ...(fallback !== undefined && { default: fallback }) };
  if (parameter.type === "boolean") return { ...common, type: "boolean" };
  if (parameter.type === "choice") return { ...common, enum: parameter.choices };
  if (parameter.type === "number-or-choice") {
    return { ...common, anyOf: [{ type: "number" }, { enum: parameter.choices }] };
  }
  const { min, max, exclusive } = parameter;
  const range = {
    ...(min !== undefined && { [exclusive ? "exclusiveMinimum" : "minimum"]: min }),
    ...(max !== undefined && { maximum: max }),
  };
  const one = { type: parameter.type === "integer" ? "integer" : "number", ...range };
  if (parameter.type !== "vector") return { ...common, ...one };
  return { ...common, anyOf: [one, { type: "array", items: one, minItems: 2, maxItems: 3 }] };
}

function stepSchema(op: Op): object {
  const options = Object.entries(op.parameters).map(([name, parameter]) => [name, valueSchema(parameter)]);
  const required = Object.entries(op.parameters).flatMap(([name, { required }]) => (required ? [name] : []));
  return {
    type: "object",
    description: op.summary,
    properties: { op: { const: op.name }, ...Object.fromEntries(options) },
    required: ["op", ...required],
    additionalProperties: false,
  };
}

/** The JSON Schema of recipes, made from the operations there are. */
export function recipeSchema(): object {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "segwasm recipe",
    type: "object",
    properties: {
      segwasm: { const: 1 },
      steps: { type: "array", minItems: 1, maxItems: MOST_STEPS, items: { oneOf: REGISTRY.map(stepSchema) } },
    },
    required: ["segwasm", "steps"],
    additionalProperties: false,
  };
}
