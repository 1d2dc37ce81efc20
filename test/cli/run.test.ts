import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { run } from "../../cli/run.js";
import { clouds } from "../images.js";
import { cli, imageFile, listing, quietHost, temporaryFolder } from "./host.js";
import { resultsIn } from "./run-killed.js";

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder, ...names);
const lines = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

beforeAll(async () => {
  mkdirSync(at("scans"));
  for (const [i, name] of ["a.tif", "b.png", "c.tif"].entries()) {
    const image = clouds(i + 1, [30, 40]);
    await imageFile(at("scans"), name, name === "a.tif" ? { ...image, spacing: [2, 2], unit: "µm" } : image);
  }
  writeFileSync(at("scans", "broken.tif"), "II*\0 is not all of it");
  writeFileSync(at("scans", "notes.txt"), "no image");
  const settings = ["--sigma", "1", "--erode", "0", "--expand", "1"];
  await cli("segment", at("scans", "a.tif"), "-o", at("a.tif"), ...settings, "--recipe-out", at("recipe.json"));
});

describe("run", () => {
  it("works on all files of a folder, and one that fails stops no other", async () => {
    const { code, out, err } = await cli("run", at("recipe.json"), at("scans"), "-o", at("out"), "-j", "2", "--json");
    expect(code).toBe(1);
    expect(err).toContain("segwasm: ");
    expect(err).toContain("1 of its files are no images by their names");
    expect(err).toMatch(/3 of 4 files done, 1 failed; look at .*report\.html\n$/);
    expect(listing(at("out"))).toEqual([
      "labels",
      "previews",
      "report.html",
      "run.json",
      "run.jsonl",
      "table.csv",
      "tables",
    ]);
    expect(listing(at("out", "labels"))).toEqual(["a.tif", "b.tif", "c.tif"]);
    const [summary, ...inputs] = lines(out).reverse();
    expect(summary).toMatchObject({ schema: 1, summary: true, inputs: 4, done: 3, failed: 1, resumed: 0 });
    expect(inputs.map(({ ok, path }) => [path, ok]).sort()).toEqual([
      [at("scans", "a.tif"), true],
      [at("scans", "b.png"), true],
      [at("scans", "broken.tif"), false],
      [at("scans", "c.tif"), true],
    ]);
    expect(inputs.find(({ ok }) => !ok).error.code).toMatch(/^E_(CORRUPT|TRUNCATED)$/);
  });

  it("gives the bytes of segment", () => {
    expect(readFileSync(at("out", "labels", "a.tif")).equals(readFileSync(at("a.tif")))).toBe(true);
  });

  it("makes one table in the order of the inputs, with the units of each", () => {
    const rows = readFileSync(at("out", "table.csv"), "utf8")
      .trimEnd()
      .split("\r\n")
      .map((line) => line.split(","));
    expect(rows[0]?.slice(0, 4)).toEqual(["file", "label", "count", "area_um2"]);
    expect(rows[0]).toContain("area_px2");
    expect([...new Set(rows.slice(1).map(([file]) => file))]).toEqual(["a.tif", "b.png", "c.tif"]);
    const column = (name: string) => rows[0]?.indexOf(name) as number;
    for (const row of rows.slice(1)) {
      const [filled, empty, size] = row[0] === "a.tif" ? ["area_um2", "area_px2", 4] : ["area_px2", "area_um2", 1];
      expect(Number(row[column(filled as string)])).toBe(Number(row[column("count")]) * (size as number));
      expect(row[column(empty as string)]).toBe("");
    }
  });

  it("keeps a record with digests, and a page that needs nothing else", () => {
    const record = JSON.parse(readFileSync(at("out", "run.json"), "utf8"));
    expect(record).toMatchObject({
      schema: 1,
      done: 3,
      failed: 1,
      recipe: { segwasm: 1 },
      options: { format: ".tif" },
    });
    expect(record.wasm).toMatch(/^[0-9a-f]{64}$/);
    expect(record.inputs[0]).toMatchObject({
      name: "a",
      output: "labels/a.tif",
      source: { size: statSync(at("scans", "a.tif")).size },
    });
    const page = readFileSync(at("out", "report.html"), "utf8");
    expect(page.match(/src="data:image\/png;base64,/g)).toHaveLength(3);
    expect(page).toContain("<b>broken.tif</b>");
    expect(page).not.toMatch(/<script|https?:/);
  });

  it("gives the same for any number of jobs, and does only what is missing when it goes on", async () => {
    const same = ["run", at("recipe.json"), at("scans", "*.{tif,png}"), "-o", at("again")];
    expect((await cli(...same, "-j", "1", "--quiet")).code).toBe(1);
    expect(resultsIn(at("again"))).toEqual(resultsIn(at("out")));
    rmSync(at("again", "labels", "b.tif"));
    writeFileSync(at("again", "tables", "c.json"), "{}");
    writeFileSync(at("again", "labels", ".segwasm-2147483646-0.part"), "what a process left that was killed");
    writeFileSync(at("again", "run.jsonl"), '{"name":"a","ok":fal', { flag: "a" });
    const { code, out } = await cli(...same, "--resume", "--json");
    expect(code).toBe(1);
    expect(
      lines(out)
        .filter(({ resumed }) => resumed === true)
        .map(({ name }) => name),
    ).toEqual(["a"]);
    expect(lines(out).at(-1)).toMatchObject({ done: 3, failed: 1, resumed: 1 });
    expect(resultsIn(at("again"))).toEqual(resultsIn(at("out")));
    expect(readFileSync(at("again", "run.jsonl"), "utf8")).not.toContain("fal{");
  });

  it("takes masks, images and files from a list, whatever their names", async () => {
    const name = " [1]\n*.tif";
    cpSync(at("scans", "a.tif"), at(name));
    writeFileSync(at("list"), `${at(name)}\0${at("scans", "c.tif")}\0`);
    writeFileSync(at("mask.json"), JSON.stringify({ segwasm: 1, steps: [{ op: "threshold", level: "otsu" }] }));
    const words = ["run", at("mask.json"), "--from-file", at("list"), "-0", "--format", "png"];
    expect((await cli(...words, "-o", at("masks"))).code).toBe(0);
    expect(listing(at("masks", "masks"))).toEqual([" [1]\n*.png", "c.png"]);
    writeFileSync(at("blur.json"), JSON.stringify({ segwasm: 1, steps: [{ op: "gaussian", sigma: [1, 2] }] }));
    const blurs = await cli("run", at("blur.json"), at("scans", "a.tif"), "-o", at("blurs"), "--dry-run");
    expect(blurs).toMatchObject({ code: 0, out: expect.stringContaining("images/a.tif") });
  });
});

describe("what cannot be run", () => {
  const twin = () => {
    mkdirSync(at("twin"), { recursive: true });
    cpSync(at("scans", "a.tif"), at("twin", "A.TIF"));
    return [at("scans", "a.tif"), at("twin", "A.TIF")];
  };
  const bare = () => {
    mkdirSync(at("bare"));
    return at("bare");
  };
  const bad = (text: string) => {
    writeFileSync(at("bad.json"), text);
    return at("bad.json");
  };

  it.each([
    ["a recipe that is none", () => [bad("{"), at("scans")], /bad\.json" is not JSON/],
    [
      "an unknown step",
      () => [bad('{"segwasm":1,"steps":[{"op":"blur"}]}'), at("scans")],
      /step 1: unknown operation "blur"/,
    ],
    ["a recipe that is missing", () => [at("none.json"), at("scans")], /recipe: cannot read/],
    ["no input", () => [at("recipe.json")], /no inputs/],
    ["a folder without images", () => [at("recipe.json"), bare()], /holds no images; .*\*\*\/\*\.tif/],
    ["a pattern that fits nothing", () => [at("recipe.json"), at("*.none")], /no files match/],
    ["two files of one name", () => [at("recipe.json"), ...twin()], /would both be called .*--keep-folders/],
    ["an unknown measure", () => [at("recipe.json"), at("scans"), "--measures", "aera"], /did you mean area/],
  ])("%s: says so before anything is written", async (_, words, message) => {
    const { code, err } = await cli("run", ...words(), "-o", at("never"));
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(message) });
    expect(listing(folder)).not.toContain("never");
  });

  it("keeps folders apart where it is told to", async () => {
    const { code, out } = await cli(
      "run",
      at("recipe.json"),
      ...twin(),
      "-o",
      at("never"),
      "--keep-folders",
      "--dry-run",
    );
    expect(code).toBe(0);
    expect(
      out
        .trimEnd()
        .split("\n")
        .every((line) => /-> .*never\/labels\/.*(scans\/a|twin\/A)\.tif$/.test(line)),
    ).toBe(true);
    expect(listing(folder)).not.toContain("never");
  });

  it("leaves another run alone unless it is told to replace it", async () => {
    const before = resultsIn(at("out"));
    const words = ["run", at("recipe.json"), at("scans"), "-o", at("out")];
    expect(await cli(...words)).toMatchObject({ code: 2, err: expect.stringContaining("holds a run already") });
    const other = await cli(...words, "--resume", "--channel", "1");
    expect(other).toMatchObject({ code: 2, err: expect.stringContaining("another recipe or other options") });
    const inside = await cli("run", at("recipe.json"), at("out", "labels", "a.tif"), "-o", at("out"), "--resume");
    expect(inside).toMatchObject({ code: 2, err: expect.stringContaining("lies in the output folder") });
    writeFileSync(at("out", ".run.jsonl.lock"), JSON.stringify({ pid: 1, host: "elsewhere" }));
    const locked = await cli(...words, "--resume");
    expect(locked).toMatchObject({ code: 2, err: expect.stringContaining("another run is working in") });
    rmSync(at("out", ".run.jsonl.lock"));
    expect(resultsIn(at("out"))).toEqual(before);
  });
});

describe("trouble with one file", () => {
  const two = () => ["run", at("recipe.json"), at("scans", "a.tif"), at("scans", "c.tif"), "-j", "1"];

  it("that takes too long or too much memory fails that file alone", async () => {
    const slow = await cli(...two(), "-o", at("slow"), "--timeout", "0.001", "--json");
    expect(slow.code).toBe(1);
    expect(lines(slow.out).map(({ error }) => error?.code)).toEqual(["E_TIMEOUT", "E_TIMEOUT", undefined]);
    expect(slow.err).toContain("give each file more time with --timeout");
    expect(readFileSync(at("slow", "report.html"), "utf8")).toContain("2 failed, 0 done");
  });

  it("whose process is killed fails that file alone", async () => {
    let killed = 0;
    const host = quietHost();
    host.processes = ([pid]) => {
      if (pid !== undefined && killed++ === 0) process.kill(pid, "SIGKILL");
    };
    let out = "";
    host.out = (text) => {
      out += text;
    };
    expect(await run([...two(), "-o", at("killed"), "--json"], host)).toBe(1);
    expect(lines(out)).toMatchObject([
      { ok: false, error: { code: "E_NOMEM" } },
      { ok: true, name: "c" },
      { done: 1, failed: 1 },
    ]);
  });

  it("stops where nothing can be written, and says how to go on", async () => {
    mkdirSync(at("full"));
    writeFileSync(at("full", "labels"), "in the way");
    const { code, err } = await cli(...two(), "-o", at("full"));
    expect(code).toBe(5);
    expect(err).toMatch(
      /cannot make the folder.*\n.*0 of 2 files are done; make room, then give the same line with --resume/,
    );
  });
});
