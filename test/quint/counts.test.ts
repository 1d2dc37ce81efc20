import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadKernels } from "../../bindings/node.js";
import { countObjects } from "../../bindings/ops/count-objects.js";
import { checkQuintSeries } from "../../bindings/quint/check.js";
import { parseRegistration } from "../../bindings/quint/registration.js";
import { CORPUS, corpusFile } from "../corpus.js";
import { maskOf, randomBinary, randomNumbers } from "../images.js";
import { toolCounts } from "../oracle/quint.js";
import { inMemory, png, SOFT_COLOURS } from "./fixtures.js";

const builds = ["simd", "scalar"] as const;
const instances = await Promise.all(builds.map((build) => loadKernels(build)));
const k = instances[0] as Awaited<ReturnType<typeof loadKernels>>;

function softPng(values: ArrayLike<number>, width: number, height: number): Uint8Array {
  const rows = Uint8Array.from(
    { length: 3 * width * height },
    (_, i) => SOFT_COLOURS[values[Math.floor(i / 3)] as number]?.[i % 3] as number,
  );
  return png({ width, height, colour: 2 }, rows);
}

describe("predicted counts", () => {
  const seeds = Array.from({ length: 20 }, (_, seed) => seed);

  it.each(seeds)("equal a slow reference on random picture %i", async (seed) => {
    const next = randomNumbers(seed + 1);
    const [width, height] = [1 + Math.floor(next() * 140), 1 + Math.floor(next() * 60)];
    const soft = seed % 3 === 2;
    const density = 0.05 + 0.9 * next();
    const pick = () => (next() > density ? 0 : soft && next() < 0.4 ? 2 + Math.floor(next() * 3) : 1);
    const values = Uint8Array.from({ length: width * height }, pick);
    const within = (most: number) => values.map((value) => Number(value > 0 && value <= most));
    const expected = {
      nutil: toolCounts(within(soft ? 2 : 1), width, height).nutil,
      pynutil: toolCounts(within(1), width, height).pynutil,
      webnutil: toolCounts(within(soft ? 3 : 1), width, height).webnutil,
    };
    const files = inMemory({ "a_s001.png": softPng(values, width, height) });
    for (const kernels of instances) {
      const { sections } = await checkQuintSeries(kernels, files, { colour: [255, 0, 0] });
      expect(sections[0]?.counts?.tools).toEqual(expected);
    }
  });

  it("are the same where colours are too many to be numbered", async () => {
    const [width, height] = [100, 90];
    const next = randomNumbers(5);
    const values = Array.from({ length: width * height }, () => next());
    // Thousands of colours, of which some are near the object's.
    const rgb = (v: number) =>
      v < 0.3
        ? [255, 0, 0]
        : v < 0.4
          ? [250 + ((v * 1e5) % 5), 1 + ((v * 1e6) % 9), (v * 1e4) % 11]
          : [0, (v * 1e7) % 256, (v * 1e5) % 256];
    const data = Uint8Array.from(values.flatMap(rgb));
    const near = (tolerance: number) =>
      values.map((_, i) => Number([255, 0, 0].every((c, j) => Math.abs((data[3 * i + j] as number) - c) <= tolerance)));
    const files = inMemory({ "a_s001.png": png({ width, height, colour: 2 }, data) });
    const { sections } = await checkQuintSeries(k, files, { colour: [255, 0, 0] });
    expect(sections[0]?.counts?.tools).toEqual({
      nutil: toolCounts(near(2), width, height).nutil,
      pynutil: toolCounts(near(0), width, height).pynutil,
      webnutil: toolCounts(near(10), width, height).webnutil,
    });
  });

  it("are those of all objects, of a part, and their sizes", () => {
    const mask = maskOf(randomBinary(3, [40, 130], 0.3));
    const all = countObjects(k, mask, { connectivity: 4 });
    expect(all.voxels).toBe(mask.bits.reduce((sum, byte) => sum + byte.toString(2).replaceAll("0", "").length, 0));
    expect(countObjects(k, mask, { connectivity: 4, touching: mask })).toEqual(all);
    expect(countObjects(k, maskOf({ data: [0, 0, 0], shape: [1, 3] })).objects).toBe(0);
    const corner = maskOf({ data: [1, 0, 0, 0, 1, 1], shape: [2, 3] });
    expect(countObjects(k, corner)).toEqual({ objects: 1, voxels: 3, largest: 3, tiny: 0 });
    expect(countObjects(k, corner, { connectivity: 4 })).toEqual({ objects: 2, voxels: 3, largest: 2, tiny: 2 });
  });
});

describe.runIf(CORPUS)("a real series", () => {
  const folder = "quint/nonlinear_allen_mouse";
  const file = (name: string) => new Uint8Array(readFileSync(corpusFile(folder, name)));

  it("fits its registration, and has six objects of 100 pixels a section", async () => {
    const names = [1, 2, 3, 4, 5].map((n) => `test_s00${n}.png`);
    const registration = parseRegistration(new TextDecoder().decode(file("alignment.json")), "alignment.json");
    expect(registration).toMatchObject({ kind: "visualign", atlas: "ABA_Mouse_CCFv3_2017_25um.cutlas" });
    expect(registration.sections.map(({ section, markers }) => [section, markers])).toEqual([
      [1, 0],
      [2, 3],
      [3, 6],
      [4, 6],
      [5, 6],
    ]);
    const files = inMemory(Object.fromEntries(names.map((name) => [name, file(name)])));
    const report = await checkQuintSeries(k, files, { registration });
    expect(report.findings.map(({ code }) => code)).toEqual(names.map(() => "Q40"));
    for (const { counts, colour } of report.sections) {
      expect(colour).toEqual([0, 0, 0]);
      expect(counts).toMatchObject({
        tools: { nutil: 6, pynutil: 6, webnutil: 6 },
        four: { voxels: 600, largest: 100 },
      });
    }
    const four = await checkQuintSeries(k, files.slice(0, 4), { registration });
    expect(four.missing).toEqual([5]);
  });
});
