/** Every 2-D size up to 33 × 33 and many 3-D ones, with every option set; test/hard tries some of them. */
import { expect, it } from "vitest";
import { REGISTRY } from "../../bindings/index.js";
import { optionSetsOf } from "../engines/options.js";
import { disagreement } from "../hard/builds.js";
import { inputOn } from "../hard/inputs.js";
import { randomNumbers } from "../images.js";

const next = randomNumbers(12);
const extent = (most: number) => 1 + Math.floor(next() * most);
const FLAT = Array.from({ length: 33 * 33 }, (_, i) => [1 + Math.floor(i / 33), 1 + (i % 33)]);
const DEEP = Array.from({ length: 1000 }, () => [extent(33), extent(33), extent(33)]);

it.each(REGISTRY.map((op) => ({ name: op.name, op })))("$name", { timeout: 3_600_000 }, ({ op }) => {
  const sets = optionSetsOf(op);
  for (const [i, shape] of [...FLAT, ...DEEP].entries()) {
    const input = inputOn(op.input, shape, i + 1);
    // A volume takes a hundred times as long as an image.
    const chosen = shape.length === 2 ? sets : [sets[i % sets.length] as object];
    for (const options of chosen) expect(disagreement(op, input, options)).toBeUndefined();
  }
});
