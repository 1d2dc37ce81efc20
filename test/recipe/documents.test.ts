import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  gaussian,
  type Labelmap,
  type Recipe,
  runRecipe,
  sample,
  sobel,
  threshold,
  watershed,
} from "../../bindings/index.js";
import { kernelsOf } from "../builds.js";
import { ROOT } from "../sources.js";

/** The recipes that docs/recipes.md shows, indented ones in lists too. */
const SHOWN = [...readFileSync(join(ROOT, "docs/recipes.md"), "utf8").matchAll(/```json\n([\s\S]*?)```/g)].map(
  ([, text]) => JSON.parse(text as string) as Recipe,
);
const k = kernelsOf();

describe("the recipes of the documentation", () => {
  it("run on the samples they are about", () => {
    expect(SHOWN).toHaveLength(2);
    const [lesson, cells] = SHOWN.map((recipe) => runRecipe(k, sample("nuclei"), recipe) as Labelmap) as [
      Labelmap,
      Labelmap,
    ];
    expect(lesson.count).toBe(30);
    expect(cells.count).toBeGreaterThan(20);
  });

  it("give what their steps give one by one, further inputs by name", () => {
    const image = sample("cells");
    const smooth = gaussian(k, image, { sigma: 2 });
    const cells = threshold(k, smooth, { level: "otsu" });
    const steps = SHOWN[1]?.steps ?? [];
    const seeds = { segwasm: 1, steps: steps.slice(0, 4) } as Recipe;
    const markers = runRecipe(k, image, seeds) as Labelmap;
    const want = watershed(k, sobel(k, smooth), { markers, mask: cells });
    expect(runRecipe(k, image, SHOWN[1] as Recipe)).toEqual(want);
  });
});
