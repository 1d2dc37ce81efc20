import { describe, expect, it } from "vitest";
import { type Image, voxelCount } from "../../bindings/core/image.js";
import { type Op, runOp } from "../../bindings/core/op.js";
import { REGISTRY } from "../../bindings/index.js";
import { kernelsOf } from "../builds.js";
import { othersFor } from "../engines/inputs.js";
import { optionSetsOf } from "../engines/options.js";
import { disagreement } from "./builds.js";
import { inputOn } from "./inputs.js";

const ops = REGISTRY.map((op) => ({ name: op.name, op }));
const k = kernelsOf();

/** Shapes in which each axis takes every length from 1 to 33. */
const SHORT = Array.from({ length: 33 }, (_, i) => i + 1).flatMap((n) => [
  [n, 5],
  [6, n],
  [n, 3, 4],
  [3, n, 4],
  [2, 3, n],
]);

/** Widths beside powers of two, where rows of one column may fall together in a cache, and very long axes. */
const LONG = [
  ...[63, 64, 65, 127, 128, 129, 255, 256, 257, 511, 512, 513, 1023, 1024, 1025].map((w) => [3, w]),
  [2, 2, 1024],
  [2, 64, 64],
  [1, 3000],
  [3000, 1],
  [1, 1, 3000],
  [3000, 1, 1],
  [1, 3000, 1],
];

/** The first disagreement over shapes, each with the defaults and with one more option set in turn. */
function firstDisagreement(op: Op, shapes: readonly (readonly number[])[]): string | undefined {
  const sets = optionSetsOf(op);
  for (const [i, shape] of shapes.entries()) {
    for (const options of [sets[0], sets[1 + (i % Math.max(1, sets.length - 1))]]) {
      const found = options && disagreement(op, inputOn(op.input, shape, i + 1), options);
      if (found) return found;
    }
  }
  return undefined;
}

describe("images of every size", () => {
  it.each(ops)("$name: axes of 1 to 33", ({ op }) => {
    expect(firstDisagreement(op, SHORT)).toBeUndefined();
  });

  it.each(ops)("$name: long rows, columns and stacks", ({ op }) => {
    expect(firstDisagreement(op, LONG)).toBeUndefined();
  });

  it.each(ops)("$name refuses an axis of 0", ({ op }) => {
    for (const shape of [
      [0, 5],
      [5, 0],
      [0, 3, 4],
      [3, 0, 4],
      [2, 3, 0],
      [0, 0],
    ]) {
      const data = new (op.input === "image" ? Float32Array : Uint8Array)(voxelCount(shape));
      const [others = {}] = othersFor(k, op, [2, 2]);
      expect(() => runOp(op, k, { data, shape } as Image, others as object)).toThrow(
        expect.objectContaining({ code: "E_EMPTY" }),
      );
    }
  });
});
