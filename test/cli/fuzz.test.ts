import { chdir, cwd } from "node:process";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { COMMANDS } from "../../cli/commands/index.js";
import { EXIT } from "../../cli/exit.js";
import { randomImage } from "../images.js";
import { cli, imageFile, listing, temporaryFolder } from "./host.js";

const folder = temporaryFolder();
const home = cwd();
const names = COMMANDS.map(({ name }) => name);
const flags = [...new Set(COMMANDS.flatMap(({ flags }) => flags.map(({ name }) => `--${name}`)))];

beforeAll(async () => {
  chdir(folder);
  await imageFile(folder, "in.tif", randomImage(3, "uint8", [5, 7]));
});
afterAll(() => chdir(home));

/** Words that have broken parsers before, words that nearly mean something, and anything at all. */
const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...flags) },
  { weight: 2, arbitrary: fc.constantFrom("in.tif", "none.tif", ".", "/", "-", "--", "", "acceptance", "bash") },
  {
    weight: 2,
    arbitrary: fc.constantFrom("1", "-1", "1e9", "0", "otsu", "1,2", "1,,", "ball", "NaN", "x".repeat(5000)),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "--constructor",
      "--__proto__",
      "--toString",
      "--hasOwnProperty",
      "--_",
      "--$0",
      "-_",
      "---",
      "--=",
      "--json=",
      "--no-json",
      "--help.x",
      "-o",
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }).map((text) => `--${text}`) },
);
const line = fc.tuple(fc.option(fc.constantFrom(...names), { nil: undefined }), fc.array(word, { maxLength: 8 }));

it("never shows a stack, whatever the command line", async () => {
  const known = new Set<number>(Object.values(EXIT));
  await fc.assert(
    fc.asyncProperty(line, async ([name, words]) => {
      const argv = [...(name === undefined ? [] : [name]), ...words].filter((text) => text !== "--debug");
      const { code, out, err } = await cli(...argv);
      expect(known.has(code)).toBe(true);
      expect(code).not.toBe(EXIT.bug);
      expect(`${out}${err}`).not.toMatch(/\n\s+at .*[:(]/);
      if (code !== 0) expect(err).not.toBe("");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is the point
      expect(err).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    }),
    { numRuns: 1500, seed: 20240601 },
  );
  expect(listing(folder).filter((entry) => entry.startsWith(".segwasm"))).toEqual([]);
}, 300_000);
