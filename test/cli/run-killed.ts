import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect } from "vitest";
import { clouds } from "../images.js";
import { cli, imageFile, start } from "./host.js";

/** A folder with images and a recipe, and what an undisturbed run makes of it. */
export interface Ground {
  folder: string;
  /** The words of the command, but for the output folder. */
  words: readonly string[];
  wanted: Record<string, string>;
}

/** Files below a folder that are the same in every run. */
export function resultsIn(root: string): Record<string, string> {
  const names = (readdirSync(root, { recursive: true }) as string[]).filter((name) =>
    statSync(join(root, name)).isFile(),
  );
  const timeless = names.filter((name) => !["run.json", "run.jsonl"].includes(name)).sort();
  return Object.fromEntries(timeless.map((name) => [name, readFileSync(join(root, name)).toString("base64")]));
}

export async function groundOf(folder: string, images: number, shape: number[], jobs: number): Promise<Ground> {
  mkdirSync(join(folder, "scans"));
  for (let i = 0; i < images; i++) await imageFile(join(folder, "scans"), `i${i}.tif`, clouds(i, shape));
  const recipe = join(folder, "recipe.json");
  const first = join(folder, "scans", "i0.tif");
  const settings = ["--sigma", "2", "--erode", "1", "--expand", "1", "--recipe-out", recipe];
  await cli("segment", first, "-o", join(folder, "first.tif"), ...settings);
  const words = ["run", recipe, join(folder, "scans"), "-j", String(jobs)];
  expect((await cli(...words, "-o", join(folder, "wanted"))).code).toBe(0);
  return { folder, words, wanted: resultsIn(join(folder, "wanted")) };
}

const linesOf = (path: string) => (existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 1 : 0);

/**
 * Starts the command, ends it with a signal some milliseconds after so many inputs are done, and looks at what it left: every
 * file under its final name is whole. Then lets it go on, and compares everything. Returns how many inputs were done before.
 */
export async function endAndGoOn(
  ground: Ground,
  signal: "SIGKILL" | "SIGINT",
  { done, milliseconds }: { done: number; milliseconds: number },
): Promise<number> {
  const out = join(ground.folder, "out");
  const { child, ended } = start([...ground.words, "-o", out]);
  while (child.exitCode === null && linesOf(join(out, "run.jsonl")) < 1 + done) await setTimeout(10);
  await setTimeout(milliseconds);
  child.kill(signal);
  const { code } = await ended;
  // Processes that worked for one that was killed end by themselves.
  if (signal === "SIGKILL") await setTimeout(300);
  const left = existsSync(out) ? resultsIn(out) : {};
  for (const [name, bytes] of Object.entries(left)) {
    if (name.includes(".segwasm-") || name.endsWith(".lock")) continue;
    expect(bytes, `${name} is whole or not there`).toBe(ground.wanted[name]);
  }
  if (signal === "SIGINT" && code === 130) {
    expect(Object.keys(left).filter((name) => name.includes(".segwasm-"))).toEqual([]);
  }
  const next = await cli(...ground.words, "-o", out, "--resume", "--json");
  expect(next.code).toBe(0);
  expect(resultsIn(out)).toEqual(ground.wanted);
  rmSync(out, { recursive: true });
  return JSON.parse(next.out.trimEnd().split("\n").at(-1) as string).resumed;
}
