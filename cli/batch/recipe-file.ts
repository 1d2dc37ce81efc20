import { isSegmentError, SegmentError } from "../../bindings/core/errors.js";
import { checkRecipe, type Recipe } from "../../bindings/recipe/recipe.js";
import { readRegularFile } from "../regular-file.js";

/** Bytes a recipe may have. */
const MOST_BYTES = 2 ** 20;

/** A recipe from a file, checked as far as it can be without an image. Throws E_RECIPE. */
export function readRecipe(path: string): Recipe {
  const recipe = parseRecipe(path);
  try {
    checkForAny(recipe);
  } catch (error) {
    if (!isSegmentError(error)) throw error;
    const advice = "mend the recipe; docs/recipes.md and segwasm/recipe.schema.json say what it may hold";
    throw new SegmentError("E_RECIPE", `${JSON.stringify(path)}: ${error.message}`, { path, advice }, error);
  }
  return recipe;
}

function parseRecipe(path: string): Recipe {
  const advice = 'a recipe is a JSON document like { "segwasm": 1, "steps": [{ "op": "threshold" }] }';
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(readRegularFile(path, MOST_BYTES))) as Recipe;
  } catch (error) {
    const reason = isSegmentError(error) ? error.message : `${JSON.stringify(path)} is not JSON: ${wordsOf(error)}`;
    throw new SegmentError("E_RECIPE", `recipe: ${reason}`, { path, advice }, error);
  }
}

/** The engine's words quote the text around the error, which may be long. */
const wordsOf = (error: unknown) => (error as Error).message.slice(0, 120);

/** Throws E_RECIPE. A list of two numbers is for images, one of three for volumes: which the inputs are is not known yet. */
export function checkForAny(recipe: Recipe): void {
  try {
    checkRecipe(recipe, 3);
  } catch (error) {
    try {
      checkRecipe(recipe, 2);
    } catch {
      throw error;
    }
  }
}
