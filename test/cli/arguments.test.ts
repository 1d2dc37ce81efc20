import { describe, expect, it } from "vitest";
import { parseArguments } from "../../cli/arguments.js";
import { parameterFlags, readNumber, readSize, switchFlag, textFlag, wholeFlag } from "../../cli/flags.js";
import { mentions, splitCommand } from "../../cli/words.js";
import { cli } from "./host.js";

const flags = [
  textFlag("output", "FILE", "a file", { alias: "o" }),
  textFlag("image", "FILE", "an image", { many: true }),
  wholeFlag("threads", "how many", { least: 1 }),
  switchFlag("json", "as JSON"),
  ...parameterFlags({
    sigma: { type: "vector", min: 0, default: 1, summary: "width" },
    level: { type: "number-or-choice", choices: ["otsu"], summary: "level" },
    minSize: { type: "integer", min: 0, max: 9, summary: "size" },
    mode: { type: "choice", choices: [4, 8], summary: "mode" },
    fill: { type: "boolean", summary: "fill" },
  }),
];
const parse = (...argv: string[]) => parseArguments("gaussian", flags, argv);

describe("arguments", () => {
  it("reads numbers, vectors, choices and switches", () => {
    const args = parse(
      "a.tif",
      "--sigma",
      "1,2.5,2e0",
      "--level=-3.5",
      "--min-size",
      "7",
      "--mode",
      "8",
      "--fill",
      "b",
    );
    expect(args.operands).toEqual(["a.tif", "b"]);
    expect(args.options(["sigma", "level", "minSize", "mode", "fill", "absent"])).toEqual({
      sigma: [1, 2.5, 2],
      level: -3.5,
      minSize: 7,
      mode: 8,
      fill: true,
    });
  });

  it("leaves numbers alone that are names", () => {
    expect(parse("007", "1e3", "--", "--sigma", "-x").operands).toEqual(["007", "1e3", "--sigma", "-x"]);
    expect(parse("-o", "3").text("output")).toBe("3");
  });

  it("takes the words otsu and 5 for one parameter", () => {
    expect(parse("--level", "otsu").options(["level"])).toEqual({ level: "otsu" });
    expect(parse("--level", "5").options(["level"])).toEqual({ level: 5 });
    expect(() => parse("--level", "otzu")).toThrow("expected level to be a number or one of otsu");
  });

  it.each([
    [["--sigma", "-1"], "expected sigma >= 0, got -1"],
    [["--sigma", "1,x"], 'expected sigma to be a number, got "x"'],
    [["--sigma", "0x10"], 'expected sigma to be a number, got "0x10"'],
    [["--sigma", ""], "expected sigma to be a number"],
    [["--sigma", "1", "--sigma", "2"], "--sigma is given more than once"],
    [["--sigma"], "expected N|Z,Y,X after --sigma"],
    [["-o"], "expected FILE after --output"],
    [["--min-size", "1.5"], "expected min-size to be a whole number"],
    [["--min-size", "10"], "expected min-size <= 9"],
    [["--minSize", "1"], 'unknown option "--minSize", did you mean --min-size?'],
    [["--mode", "6"], "expected mode to be one of 4, 8"],
    [["--sigm", "1"], 'unknown option "--sigm", did you mean --sigma?'],
    [["-x"], 'unknown option "-x"'],
    [["--json=maybe"], "--json takes no value"],
    [["--threads", "0"], "expected --threads to be a whole number >= 1"],
    [["--a.b", "1"], 'unknown option "--a.b"'],
    [["--output.x", "1"], 'unknown option "--output.x"'],
    [["--no-json"], 'unknown option "--no-json"'],
    [["--constructor", "1"], 'unknown option "--constructor"'],
    [["--__proto__", "1"], "unknown option"],
    [["--toString"], 'unknown option "--toString"'],
    [["--hasOwnProperty", "1"], 'unknown option "--hasOwnProperty"'],
  ])("refuses %j", (argv, message) => {
    expect(() => parse(...argv)).toThrow(message);
    try {
      parse(...argv);
    } catch (error) {
      expect(error).toMatchObject({ code: expect.stringMatching(/^E_/) });
    }
  });

  it("collects an option that may be repeated", () => {
    expect(parse("--image", "a", "--image", "b").list("image")).toEqual(["a", "b"]);
    expect(parse().list("image")).toEqual([]);
  });

  it("reads sizes", () => {
    expect([readSize("1000"), readSize("2GiB"), readSize("2G"), readSize("1.5kB")]).toEqual([
      1000,
      2 ** 31,
      2 ** 31,
      1500,
    ]);
    expect([readSize("0"), readSize("5 MB"), readSize("1TiB")]).toEqual([0, 5e6, 2 ** 40]);
    expect(["", "GiB", "-1", "1e9", "2XB", "2iB", "9999999TB"].map(readSize)).toEqual(Array(7).fill(undefined));
  });

  it("reads numbers as people write them", () => {
    expect(["1", "-1.5", "+.5", "2.", "1e3"].map(readNumber)).toEqual([1, -1.5, 0.5, 2, 1000]);
    expect(["", " 1", "1_000", "0x1", "Infinity", "NaN", "1e999", "--1"].map(readNumber)).toEqual(
      Array(8).fill(undefined),
    );
  });

  it("finds the command behind common options", () => {
    expect(splitCommand(["--threads", "2", "--json", "info"])).toEqual({
      name: "info",
      rest: ["--threads", "2", "--json"],
    });
    expect(splitCommand(["--", "info"]).name).toBeUndefined();
    expect(mentions(["a", "--", "--json"], "json")).toBe(false);
  });
});

describe("the command", () => {
  it("explains itself without a command", async () => {
    const { code, out, err } = await cli();
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toContain("Start here");
    expect(await cli("--help")).toEqual({ code: 0, out: err, err: "" });
    expect(await cli("help")).toEqual({ code: 0, out: err, err: "" });
  });

  it("knows its version", async () => {
    expect(await cli("--version")).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it("guesses the command that was meant", async () => {
    expect(await cli("gausian", "a.tif")).toMatchObject({
      code: 2,
      out: "",
      err: 'segwasm: unknown command "gausian", did you mean gaussian?\n',
    });
    expect((await cli("constructor")).code).toBe(2);
    expect((await cli("__proto__")).code).toBe(2);
  });

  it("prints examples before options, and the whole range of an option", async () => {
    const { code, out } = await cli("gaussian", "--help");
    expect(code).toBe(0);
    expect(out.indexOf("Examples")).toBeLessThan(out.indexOf("Options"));
    expect(out).toMatch(/--sigma N\|Z,Y,X .*\n?.*\[voxels, .*default 1\]/);
    expect(out.split("\n").every((line) => line.length <= 80)).toBe(true);
  });

  it("helps whatever else stands on the line", async () => {
    const { code, out } = await cli("gaussian", "--nonsense", "-h");
    expect(code).toBe(0);
    expect(out).toContain("segwasm gaussian IN -o FILE");
    expect((await cli("help", "gaussian")).out).toBe(out);
  });

  it("says which word is missing or too many", async () => {
    expect((await cli("gaussian", "-o", "x.tif")).err).toContain("expected IN (the image to read)");
    expect((await cli("gaussian", "a.tif")).err).toContain("expected -o FILE");
    const spare = await cli("gaussian", "a.tif", "b.tif", "-o", "x.tif");
    expect(spare).toMatchObject({ code: 2, err: expect.stringContaining('unexpected word "b.tif"') });
  });

  it("gives errors as JSON too", async () => {
    const { code, out, err } = await cli("gaussian", "a.tif", "-o", "x.tif", "--sigma", "-2", "--json");
    expect(code).toBe(2);
    expect(JSON.parse(out)).toEqual({
      schema: 1,
      error: { code: "E_SIGMA", message: "gaussian: expected sigma >= 0, got -2" },
    });
    expect(err).toBe("segwasm: gaussian: expected sigma >= 0, got -2\n");
  });
});
