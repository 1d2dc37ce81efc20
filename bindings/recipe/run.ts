import type { Image, Labelmap, Mask } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { type Kind, putKind } from "../core/op.js";
import { type Resident, takeResident } from "../core/resident.js";
import { type Scratch, scratch } from "../core/scratch.js";
import { type ChainStep, inputUses, runChain } from "./chain.js";
import { checkRecipe, type Recipe, stepsOf } from "./recipe.js";

/**
 * Runs a recipe on an image without leaving WebAssembly memory between the steps.
 *
 * @param k kernels from `loadKernels`
 * @param image the image the first step reads, and every step that reads "input"
 * @param recipe steps in order; each gets what the one before made, or the result it names, converted to the kind it
 *   reads
 * @param onLevel told the level of every threshold step, in image units, in the order of the steps
 * @returns what the last step made: an image, a mask or labels, with the geometry of the input
 * @throws SegmentError E_RECIPE for an invalid recipe; whatever a step throws; OutOfMemory
 * @example
 * const recipe = { segwasm: 1, steps: [{ op: "threshold", level: 3 }, { op: "label" }] } as const;
 * runRecipe(k, { data: new Uint8Array([1, 5, 1, 9]), shape: [1, 4] }, recipe).count; // 2
 */
export function runRecipe(
  k: Kernels,
  image: Image | Mask,
  recipe: Recipe,
  onLevel?: (level: number) => void,
): Image | Mask | Labelmap {
  checkRecipe(recipe, image.shape?.length);
  return scratch(k, (s) => {
    const steps = stepsOf(recipe);
    const inputs = putInputs(s, image, steps);
    return takeResident(
      s,
      runChain(
        s,
        (kind) => inputs.get(kind) as Resident,
        steps,
        (_mask, level) => onLevel?.(level),
      ),
    );
  });
}

/** The recipe's image, once for every kind that its steps read of it. */
function putInputs(s: Scratch, image: Image | Mask, steps: readonly ChainStep[]): Map<Kind, Resident> {
  const inputs = new Map<Kind, Resident>();
  for (const { who, kind } of inputUses(steps)) if (!inputs.has(kind)) inputs.set(kind, putKind(s, who, kind, image));
  return inputs;
}
