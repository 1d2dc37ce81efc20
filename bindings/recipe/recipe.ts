import { SegmentError } from "../core/errors.js";
import { describe } from "../core/image.js";
import { missingOther, type Op, othersOf } from "../core/op.js";
import { nearestName, resolveOptions } from "../core/options.js";
import { findOp, REGISTRY } from "../registry.js";
import { type ChainStep, INPUT } from "./chain.js";

/**
 * One step: the name of an operation and its options; options left out take their defaults. Further inputs, such as the
 * markers of a watershed, are given by the names of earlier results.
 */
export interface RecipeStep {
  op: string;
  /** Keeps the result under this name for later steps. */
  as?: string | undefined;
  /** Works on the result of this name, or on "input", the recipe's image; default: what the step before made. */
  of?: string | undefined;
  [option: string]: unknown;
}

/** A chain of operations as one JSON document: the unit that users share. */
export interface Recipe {
  /** Version of the recipe format. */
  segwasm: 1;
  steps: readonly RecipeStep[];
}

/** Most steps a recipe may have. */
export const MOST_STEPS = 100;
/** What a result may be called. */
export const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;

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
  const known = [INPUT];
  steps.forEach((step, i) => {
    const name = checkStep(step, i + 1, ndim, known);
    if (name !== undefined) known.push(name);
  });
}

/** Checks one step after those that made the `known` results; returns the name it gives its own. */
function checkStep(step: unknown, number: number, ndim: number, known: readonly string[]): string | undefined {
  if (step === null || typeof step !== "object" || typeof (step as RecipeStep).op !== "string") {
    throw badRecipe(`step ${number}: expected an object with an "op", got ${describe(step)}`);
  }
  const { op: name, of, as, ...options } = step as RecipeStep;
  const op = opNamed(name, number);
  const others = othersOf(op);
  try {
    resolveOptions(op.name, op.parameters, options, ndim, Object.keys(others));
    for (const [key, other] of Object.entries(others)) {
      if (other.required && options[key] === undefined) throw missingOther(op.name, key, other);
    }
  } catch (error) {
    throw badRecipe(`step ${number}: ${(error as Error).message}`, error);
  }
  if (of !== undefined) checkReference(`step ${number}: of`, of, known);
  for (const key of Object.keys(others)) {
    if (options[key] !== undefined) checkReference(`step ${number}: ${op.name}: ${key}`, options[key], known);
  }
  if (as !== undefined) checkNewName(`step ${number}: as`, as, known);
  return as;
}

function checkReference(where: string, name: unknown, known: readonly string[]): void {
  if (typeof name !== "string") {
    throw badRecipe(`${where}: expected the name of an earlier result, got ${describe(name)}`);
  }
  if (known.includes(name)) return;
  const nearest = nearestName(name, known);
  const hint = nearest ? `did you mean ${nearest}?` : `known are ${known.join(", ")}`;
  throw badRecipe(`${where}: no earlier result is called ${describe(name)}, ${hint}`);
}

function checkNewName(where: string, name: unknown, known: readonly string[]): void {
  if (typeof name !== "string" || !NAME.test(name)) {
    throw badRecipe(`${where}: expected a letter, then up to 39 letters, digits, "_" or "-", got ${describe(name)}`);
  }
  if (known.includes(name)) throw badRecipe(`${where}: the name ${describe(name)} is taken`);
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

/** The steps of a checked recipe. */
export function stepsOf(recipe: Recipe): ChainStep[] {
  return recipe.steps.map(({ op: name, of, as, ...given }, i) => {
    const op = opNamed(name, i + 1);
    const isOther = ([key]: [string, unknown]) => Object.hasOwn(othersOf(op), key);
    const entries = Object.entries(given).filter(([, value]) => value !== undefined);
    const options = Object.fromEntries(entries.filter((entry) => !isOther(entry)));
    return { op, of, as, options, others: Object.fromEntries(entries.filter(isOther)) as Record<string, string> };
  });
}
