/**
 * All bad files through the built command, one process each: their codes, and what saying no costs. Prints its figures.
 * SEGWASM_EVERY=3 takes every third of them.
 */
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../cli/host.js";
import type { Hostile } from "../hostile/case.js";
import { GROUPS } from "../hostile/cases.js";
import { type Ended, fault, lay, measured } from "../hostile/processes.js";

/** What a refused file may cost: bytes beyond the start of Node, seconds of processor beyond a small good file. */
const MEMORY = 96 * 2 ** 20;
const PROCESSOR = 0.5;
const AT_ONCE = 2;
const EVERY = Number(process.env.SEGWASM_EVERY ?? 1);

const folder = temporaryFolder();
const cases: Hostile[] = GROUPS.flatMap(([format, list]) =>
  list.map((entry) => ({ ...entry, name: `${format}: ${entry.name}` })),
);

const costOf = (ended: Ended) => ({ memory: ended.memory ?? Number.NaN, processor: ended.processor ?? Number.NaN });

/** Several runs of the same; the least of each figure. */
async function least(argv: readonly string[]) {
  const runs: ReturnType<typeof costOf>[] = [];
  for (let i = 0; i < 5; i++) runs.push(costOf(await measured(argv)));
  return {
    memory: Math.min(...runs.map(({ memory }) => memory)),
    processor: Math.min(...runs.map(({ processor }) => processor)),
  };
}

const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

it("end with their codes, at little cost", { timeout: 7_200_000 }, async () => {
  const node = await least(["-e", "0"]);
  const good = cases.find(({ code }) => code === "ok") as Hostile;
  const start = await least(lay(join(folder, "good"), good));
  const problems: string[] = [];
  const costs: { name: string; memory: number; processor: number }[] = [];
  const queue = [...cases.entries()].filter(([i]) => i % EVERY === 0);
  const started = queue.length;
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [i, entry] = next;
      const argv = lay(join(folder, String(i)), entry);
      const ended = await measured(argv);
      const problem = fault(ended, entry);
      if (problem) problems.push(`${entry.name}: ${problem}`);
      if (entry.code === "ok") continue;
      let { memory, processor } = costOf(ended);
      // On a busy machine one run says little of the processor's time.
      if (processor - start.processor > PROCESSOR) ({ memory, processor } = await least(argv));
      costs.push({ name: entry.name, memory: memory - node.memory, processor: processor - start.processor });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const dearest = (key: "memory" | "processor") => [...costs].sort((a, b) => b[key] - a[key])[0] as (typeof costs)[0];
  const [large, slow] = [dearest("memory"), dearest("processor")];
  process.stderr.write(
    `${started} files, ${costs.length} refused; beyond Node's own ${megabytes(node.memory)} and ${start.processor.toFixed(2)} s for a good file: ` +
      `at most ${megabytes(large.memory)} (${large.name}) and ${slow.processor.toFixed(2)} s (${slow.name})\n`,
  );
  expect(problems).toEqual([]);
  for (const { name, memory, processor } of costs) {
    expect(memory, name).toBeLessThan(MEMORY);
    expect(processor, name).toBeLessThan(PROCESSOR);
  }
});
