import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { clouds } from "../images.js";
import { cli, cliJson, imageFile, listing, temporaryFolder } from "./host.js";
import { resultsIn } from "./run-killed.js";

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder, ...names);
const plan = at("parts", "plan.json");
const RECIPE = { segwasm: 1, steps: [{ op: "threshold", level: "otsu" }, { op: "label" }] };

beforeAll(async () => {
  mkdirSync(at("scans"));
  for (let i = 0; i < 3; i++) await imageFile(at("scans"), `s${i}.tif`, clouds(i, [20, 30]));
  writeFileSync(at("scans", "broken.png"), "no picture");
  writeFileSync(at("recipe.json"), JSON.stringify(RECIPE));
});

describe("a plan", () => {
  it("is written without any work", async () => {
    const { code, err } = await cli(
      ...["plan", at("recipe.json"), relative(process.cwd(), at("scans")), "-o", at("parts"), "--tasks", "2"],
    );
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining("4 files in 2 tasks, written to") });
    expect(listing(at("parts"))).toEqual(["plan.json"]);
    // From its own folder, so that it may lie elsewhere on another machine.
    const paths = JSON.parse(readFileSync(plan, "utf8")).inputs.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(["broken.png", "s0.tif", "s1.tif", "s2.tif"].map((name) => `../scans/${name}`));
  });

  it("is done task by task, in any order, also twice", async () => {
    expect((await cliJson("gather", plan))["missing"]).toEqual([0, 1]);
    const first = await cli("exec", plan, "--task", "1", "-j", "1", "--json");
    expect(JSON.parse(first.out.trimEnd().split("\n").at(-1) as string)).toMatchObject({
      task: 1,
      inputs: 2,
      done: 2,
    });
    expect(await cli("gather", plan)).toMatchObject({
      code: 1,
      err: expect.stringContaining("2 files of 1 task not done: 0"),
    });
    rmSync(at("parts", "labels", "s0.tif"));
    expect((await cliJson("gather", plan))["missing"]).toEqual([0, 1]);
    expect((await cli("exec", plan, "--task", "1", "-j", "1")).err).toContain(
      "task 1: 2 of 2 files done, 1 of them before",
    );
    expect(await cli("exec", plan, "--task", "0", "-j", "1")).toMatchObject({ code: 1 });
  });

  it("gives what run gives, to the byte", async () => {
    const gathered = await cli("gather", plan);
    expect(gathered).toMatchObject({ code: 1, err: expect.stringContaining("3 of 4 files done, 1 failed") });
    await cli("run", at("recipe.json"), at("scans"), "-o", at("whole"), "-j", "1");
    const { "plan.json": _, ...parts } = resultsIn(at("parts"));
    const shared = Object.entries(parts).filter(([name]) => !name.startsWith("journals"));
    expect(Object.fromEntries(shared)).toEqual(resultsIn(at("whole")));
  });

  it.each([
    ["of another version", { version: "0.0.1" }, /it was made by segwasm 0\.0\.1/],
    [
      "that leads out of its folder",
      { inputs: [{ path: "a", name: "../../a", shown: "a" }] },
      /cannot be a file in its folder/,
    ],
    ["with an unknown step", { recipe: { segwasm: 1, steps: [{ op: "none" }] } }, /unknown operation "none"/],
    ["with a format that is none", { options: { format: "/../x" } }, /is not known/],
    ["without inputs", { inputs: 1 }, /it is no plan/],
  ])("%s is refused", async (_, change, message) => {
    const changed = { ...JSON.parse(readFileSync(plan, "utf8")), ...change };
    writeFileSync(at("changed.json"), JSON.stringify(changed));
    const { code, err } = await cli("exec", at("changed.json"), "--task", "0");
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(message) });
  });

  it("has no task beyond its last", async () => {
    expect(await cli("exec", plan, "--task", "2")).toMatchObject({
      code: 2,
      err: expect.stringContaining("0 to 1; got 2"),
    });
  });
});
