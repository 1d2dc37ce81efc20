import { expect, it } from "vitest";
import type { Image, Labelmap, Mask } from "../../bindings/core/image.js";
import { gaussian } from "../../bindings/ops/gaussian.js";
import { checkRecipe, type RecipeStep } from "../../bindings/recipe/recipe.js";
import { runRecipe } from "../../bindings/recipe/run.js";
import { kernelsOf, onEveryBuild } from "../builds.js";
import { clouds, drawn, maskValues, valuesOf } from "../images.js";

const recipeOf = (...steps: RecipeStep[]) => ({ segwasm: 1, steps }) as const;

onEveryBuild("named results", (k) => {
  const image = clouds(3, [5, 20, 33]);
  const run = (...steps: RecipeStep[]) => runRecipe(k, image, recipeOf(...steps));

  it("are read by any later step", () => {
    const direct = run({ op: "threshold", level: "otsu" }, { op: "distance" }) as Image;
    const named = run(
      { op: "threshold", level: "otsu", as: "mask" },
      { op: "erode", radius: 2 },
      { op: "label", as: "cores" },
      { op: "distance", of: "mask" },
    ) as Image;
    expect(named.data).toEqual(direct.data);
  });

  it("survive everything that is computed after them", () => {
    const steps: RecipeStep[] = [
      { op: "gaussian", sigma: 1, as: "blur" },
      { op: "threshold", level: "otsu", as: "mask" },
      { op: "erode", radius: 1, as: "core" },
      { op: "label", as: "labels" },
      { op: "gaussian", sigma: 2, of: "blur" },
      { op: "threshold", level: "mean" },
      { op: "distance" },
    ];
    const upTo = (count: number) => run(...steps.slice(0, count).map(({ as: _, ...step }) => step as RecipeStep));
    // An erosion by nothing gives back what it was given.
    const final = (name: string) => run(...steps, { op: "gaussian", sigma: 0, of: name });
    expect(valuesOf(final("blur") as Image)).toEqual(valuesOf(upTo(1) as Image));
    expect(valuesOf(final("mask") as Image)).toEqual(maskValues(upTo(2) as Mask));
    expect(valuesOf(final("core") as Image)).toEqual(maskValues(upTo(3) as Mask));
    expect(valuesOf(final("labels") as Image)).toEqual(valuesOf(upTo(4) as Labelmap));
  });

  it("never change a result: a blur that is kept goes as exactly into the threshold", () => {
    const plain = run({ op: "gaussian", sigma: 1.5 }, { op: "threshold", level: "otsu" }) as Mask;
    for (const of of [undefined, "blur"]) {
      const kept = run({ op: "gaussian", sigma: 1.5, as: "blur" }, { op: "threshold", level: "otsu", of }) as Mask;
      expect(kept.bits).toEqual(plain.bits);
    }
    const blur = run(
      { op: "remove-small", maxSize: 0, as: "all" },
      { op: "gaussian", sigma: 1.5, of: "input", as: "blur" },
      { op: "threshold", level: "otsu" },
      { op: "gaussian", sigma: 0, of: "blur" },
    ) as Image;
    expect(blur.data).toEqual(gaussian(k, image, { sigma: 1.5 }).data);
  });

  it("do not free what a step merely passes on", () => {
    // A blur with sigma 0 and a threshold of a mask may hand on memory that belongs to their input.
    const steps: RecipeStep[] = [
      { op: "threshold", level: "mean", as: "a" },
      { op: "open", radius: 0, as: "b" },
      { op: "label", connectivity: 6, as: "c" },
      { op: "expand", distance: 0, as: "d" },
      { op: "gaussian", sigma: 0, of: "a", as: "e" },
      { op: "gaussian", sigma: 0, of: "d" },
    ];
    const last = run(...steps) as Image;
    const labels = run({ op: "threshold", level: "mean" }, { op: "label", connectivity: 6 }) as Labelmap;
    expect(valuesOf(last)).toEqual(valuesOf(labels));
  });
});

it("call the recipe's image input, read as each step reads it", () => {
  const k = kernelsOf();
  const image = drawn(["0 3 0", "3 3 9"]);
  const steps: RecipeStep[] = [
    { op: "label", as: "labels" },
    { op: "threshold", level: 5, of: "input", as: "mask" },
    { op: "expand", distance: 0, of: "input" },
  ];
  expect(valuesOf(runRecipe(k, image, recipeOf(...steps)) as Image)).toEqual(valuesOf(image));
  expect(maskValues(runRecipe(k, image, recipeOf(...steps.slice(0, 2))) as Mask)).toEqual([0, 0, 0, 0, 0, 1]);
});

it.each([
  [[{ op: "label", as: "" }], 'step 1: as: expected a letter, then up to 39 letters, digits, "_" or "-", got ""'],
  [[{ op: "label", as: 7 }], "step 1: as: expected a letter"],
  [[{ op: "label", as: "input" }], 'step 1: as: the name "input" is taken'],
  [
    [
      { op: "label", as: "a" },
      { op: "label", as: "a" },
    ],
    'step 2: as: the name "a" is taken',
  ],
  [
    [
      { op: "label", as: "cores" },
      { op: "label", of: "core" },
    ],
    'step 2: of: no earlier result is called "core", did you mean cores?',
  ],
  [
    [
      { op: "label", of: "later" },
      { op: "label", as: "later" },
    ],
    "known are input",
  ],
  [[{ op: "label", of: "self", as: "self" }], 'step 1: of: no earlier result is called "self"'],
  [[{ op: "label", of: 3 }], "step 1: of: expected the name of an earlier result, got 3"],
])("refuses %j", (steps, message) => {
  expect(() => checkRecipe({ segwasm: 1, steps })).toThrow(message);
  expect(() => checkRecipe({ segwasm: 1, steps })).toThrow(expect.objectContaining({ code: "E_RECIPE" }));
});
