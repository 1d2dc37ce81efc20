/**
 * Two hundred thousand damaged files for every reader (SEGWASM_MUTATIONS sets another number); test/hostile tries some of
 * them. Each test prints its figures.
 */
import { expect, it } from "vitest";
import { mutate, mutateChecked, type Tally } from "../hostile/mutate.js";
import { checksummed, SEEDS } from "../hostile/seeds.js";

const COUNT = Number(process.env.SEGWASM_MUTATIONS ?? 200_000);
/** Milliseconds one may take on a busy machine. */
const SLOWEST = 2000;

function check(name: string, { files, refused, slowest, problems }: Tally): void {
  process.stderr.write(`${name}: ${files} files, ${refused} refused, slowest ${slowest.toFixed(0)} ms\n`);
  expect(problems).toEqual([]);
  expect(slowest).toBeLessThan(SLOWEST);
}

it.each(Object.entries(SEEDS))("%s", { timeout: 3_600_000 }, async (name, make) => {
  check(name, await mutate(await make(), COUNT));
});

it.each(Object.entries(await checksummed()))("%s under a checksum", { timeout: 3_600_000 }, async (name, seeds) => {
  check(`${name}, checked`, await mutateChecked(seeds, COUNT));
});
