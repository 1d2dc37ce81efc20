import { describe, expect, it } from "vitest";
import type { Kind } from "../../bindings/core/op.js";
import { label, REGISTRY } from "../../bindings/index.js";
import { kernelsOf } from "../builds.js";
import { optionSetsOf } from "../engines/options.js";
import { maskOf } from "../images.js";
import { disagreement } from "./builds.js";
import type { Input } from "./calls.js";
import { PATTERNS, patternImage } from "./patterns.js";

const k = kernelsOf();
const SHAPES = [
  [31, 66],
  [5, 13, 18],
];

function inputOf(kind: Kind, name: string, shape: readonly number[]): Input {
  if (kind === "image") return patternImage(name, shape, 3, 250);
  const image = patternImage(name, shape);
  return kind === "mask" ? maskOf(image) : label(k, image);
}

describe("patterns that are hard for some algorithm", () => {
  it.each(REGISTRY.map((op) => ({ name: op.name, op })))("$name", ({ op }) => {
    const sets = optionSetsOf(op);
    for (const [i, name] of Object.keys(PATTERNS).entries()) {
      for (const shape of SHAPES) {
        for (const options of [sets[0], sets[1 + (i % Math.max(1, sets.length - 1))]]) {
          const found = options && disagreement(op, inputOf(op.input, name, shape), options);
          expect(found && `${name}: ${found}`).toBeFalsy();
        }
      }
    }
  });
});
