import { expect, it } from "vitest";
import { crossings, isInside } from "../../bindings/ops/even-odd.js";

const SQUARE = [1, 1, 4, 1, 4, 4, 1, 4];
const STAR = [0, -5, 3, 4, -5, -1, 5, -1, -3, 4];

it("rows are crossed where lines are, the upper end counts and the lower one does not", () => {
  expect([...crossings([SQUARE], 10, 0)]).toEqual([1, 2, 3].map((row) => [row, [1, 4]]));
  expect([...crossings([SQUARE], 3, 0.5)]).toEqual([1, 2].map((row) => [row, [1, 4]]));
  expect([...crossings([SQUARE, [2, 2, 3, 2, 3, 3, 2, 3]], 10, 0).get(2)!]).toEqual([1, 2, 3, 4]);
  expect(crossings([[0, 0, 5, 0], []], 10, 0).size).toBe(0);
});

it("inside is what an odd number of lines surrounds: also of a line that crosses itself", () => {
  expect([isInside([SQUARE], 1, 1), isInside([SQUARE], 4, 2), isInside([SQUARE], 2, 4)]).toEqual([true, false, false]);
  expect([isInside([STAR], 0, 0), isInside([STAR], 0, -3), isInside([STAR], 9, 0)]).toEqual([false, true, false]);
  const shifted = SQUARE.map((value) => value / 2 + 1.25);
  expect([isInside([SQUARE, shifted], 2.5, 2.5), isInside([SQUARE, shifted], 1.2, 1.2)]).toEqual([false, true]);
});
