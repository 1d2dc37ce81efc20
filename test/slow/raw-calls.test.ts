/** A hundred thousand calls of every raw export with random arguments; test/raw tries a few of them. */
import { expect, it } from "vitest";
import { checkCalls, seedsFrom } from "../raw/calls.js";
import { DECLARATIONS } from "../raw/declarations.js";

it.each(Object.keys(DECLARATIONS))("%s", { timeout: 3_600_000 }, (name) => {
  expect(checkCalls(name, seedsFrom(1_000_000, 100_000))).toBeUndefined();
});
