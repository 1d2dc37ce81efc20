import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ERROR_CODES, SegmentError } from "../../bindings/core/errors.js";
import { othersOf } from "../../bindings/core/op.js";
import { openImage } from "../../bindings/io/index.js";
import { REGISTRY } from "../../bindings/registry.js";
import { COMMANDS } from "../../cli/commands/index.js";
import { EXIT, EXIT_OF_ERROR, exitCodeOf, recognise } from "../../cli/exit.js";
import { report } from "../../cli/failure.js";
import { kebab } from "../../cli/flags.js";
import { printable, printableJson, shortBytes, shortNumber, wrapped } from "../../cli/printable.js";
import { drawn } from "../images.js";
import { cli, cliJson, imageFile, temporaryFolder } from "./host.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);

describe("exit codes", () => {
  it("exist for every error code", () => {
    expect(Object.keys(EXIT_OF_ERROR).sort()).toEqual([...ERROR_CODES].sort());
    const known = new Set<number>(Object.values(EXIT));
    for (const code of Object.values(EXIT_OF_ERROR)) expect(known.has(code)).toBe(true);
  });

  it("tell exhausted memory from a bug", () => {
    expect(exitCodeOf(recognise(new RangeError("Array buffer allocation failed")))).toBe(4);
    expect(exitCodeOf(recognise(new RangeError("Invalid typed array length: 9999999999")))).toBe(4);
    expect(exitCodeOf(recognise(new RangeError("x out of bounds")))).toBe(70);
    expect(exitCodeOf("a string")).toBe(70);
  });

  it("come with a report for bugs, and a stack only with --debug", () => {
    const said = { out: "", err: "" };
    const host = {
      out: (text: string) => {
        said.out += text;
      },
      err: (text: string) => {
        said.err += text;
      },
    };
    expect(report(new TypeError("x is\x1b not a function"), ["--json"], host)).toBe(70);
    expect(said.err).toMatch(/^segwasm: internal error: TypeError: x is\\x1b not a function\n {2}This is a bug/);
    expect(said.err).toMatch(/segwasm \d+\.\d+\.\d+, wasm [0-9a-f]{12}, Node v/);
    expect(said.err).not.toMatch(/\n\s+at /);
    expect(JSON.parse(said.out)).toMatchObject({ schema: 1, error: { code: "E_INTERNAL" } });
    report(new SegmentError("E_LIMIT", "too large", { advice: "raise it" }), ["--debug"], host);
    expect(said.err).toMatch(/segwasm: too large\n {2}raise it\n/);
    expect(said.err).toMatch(/\n\s+at /);
  });
});

describe("text for terminals", () => {
  it("has no control characters, overrides or broken letters", () => {
    expect(printable("a\x1b[31m\u202e\u200b\ud800\x9bµ×猫")).toBe("a\\x1b[31m\\u{202e}\\u{200b}\\u{d800}\\x9bµ×猫");
    const json = printableJson({ name: "\x9b\u202e\u2028\u{e0001}é\n" });
    expect(json).toBe('{"name":"\\u009b\\u202e\\u2028\\udb40\\udc01é\\n"}');
    expect(JSON.parse(json)).toEqual({ name: "\x9b\u202e\u2028\u{e0001}é\n" });
  });

  it("is short", () => {
    expect([shortNumber(3), shortNumber(0.828643212749173), shortNumber(12345.678, 6), shortNumber(-0.5)]).toEqual([
      "3",
      "0.8286",
      "12345.7",
      "-0.5",
    ]);
    expect([shortBytes(0), shortBytes(1536), shortBytes(2 ** 31)]).toEqual(["0 B", "1.5 KiB", "2 GiB"]);
    expect(wrapped("aa bb cc", 5)).toEqual(["aa bb", "cc"]);
    expect(wrapped("averylongword x", 5)).toEqual(["averylongword", "x"]);
  });
});

describe("the commands", () => {
  it("are one for every operation, and the others", () => {
    const names = COMMANDS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name } of REGISTRY) expect(names).toContain(name);
    for (const name of ["inspect", "segment", "stats", "sample", "info", "completion"]) expect(names).toContain(name);
  });

  it("have options of one meaning each", () => {
    for (const { flags } of COMMANDS) {
      const words = flags.flatMap(({ name, alias }) => (alias ? [name, alias] : [name]));
      expect(new Set(words).size).toBe(words.length);
      for (const name of ["help", "json", "quiet", "force", "threads", "debug"]) expect(words).toContain(name);
    }
  });

  it.each(COMMANDS.map(({ name }) => name))("%s has help in eighty columns with examples that parse", async (name) => {
    const { code, out, err } = await cli(name, "--help");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const long = out.split("\n").filter((line) => line.length > 80 && !line.trimStart().startsWith("segwasm "));
    expect(long).toEqual([]);
    for (const line of out
      .split("\n")
      .filter((one) => one.startsWith("  segwasm "))
      .slice(0, -1)) {
      const words = line.trim().split(/ [|>]/)[0]?.split(" ").slice(1) as string[];
      // Their files are not there, so a line that parses ends at its first file.
      const ended = await cli(...words.map((word) => (/\.[a-z]\w*$/i.test(word) ? at(word) : word)), "--force");
      // Several inputs that all fail are a batch: 1. Batches end at their recipe or plan.
      const isMissing = /^segwasm: (recipe|plan): cannot read/.test(ended.err);
      expect(isMissing ? [2] : [0, 1, 3], `${line}: ${ended.err}`).toContain(ended.code);
    }
  });

  it.each(REGISTRY.map((op) => [op.name, op] as const))(
    "%s runs with its defaults from file to file",
    async (name, op) => {
      const rows = [". . . . . .", ". 1 1 1 1 .", ". 1 1 1 1 .", ". 1 1 1 1 .", ". . . . . ."];
      const input = await imageFile(folder, `${name}-in.tif`, drawn(rows));
      const needed = Object.entries(othersOf(op)).filter(([, { required }]) => required);
      const files = needed.flatMap(([other]) => [`--${kebab(other)}`, input]);
      const document = await cliJson(name, input, "-o", at(`${name}-out.tif`), ...files);
      // Another grid is half as large when none is asked for, halves rounded to even.
      const shape = name === "fractional" ? [2, 2] : name.startsWith("resample") ? [2, 3] : [5, 6];
      expect(document).toMatchObject({ code: 0, schema: 1, op: name, path: input, kind: op.output, shape });
      const written = await (await openImage(readFileSync(at(`${name}-out.tif`)))).read();
      expect(written.shape).toEqual(shape);
      if (op.output === "mask")
        expect([...new Set(written.data)].every((value) => value === 0 || value === 1)).toBe(true);
    },
  );

  it("accept --threads, which changes nothing", async () => {
    const input = await imageFile(folder, "threads.tif", drawn(["1 9 9", "1 1 9"]));
    const files = await Promise.all(
      ["1", "2", "64"].map(async (threads) => {
        const output = at(`threads-${threads}.tif`);
        expect((await cli("gaussian", input, "-o", output, "--threads", threads)).code).toBe(0);
        return readFileSync(output, "hex");
      }),
    );
    expect(new Set(files).size).toBe(1);
  });
});

describe("sample", () => {
  it("writes the acceptance volume", async () => {
    const document = await cliJson("sample", "acceptance", "-o", at("sample.npy"));
    expect(document).toMatchObject({ code: 0, dtype: "uint16", shape: [24, 64, 64], spacing: null });
    const voxels = readFileSync(at("sample.npy")).subarray(-2 * 24 * 64 * 64);
    expect(createHash("sha256").update(voxels).digest("hex")).toMatch(/^caef1904ae93a6c2/);
  });

  it("keeps the spacing, and knows its names", async () => {
    expect((await cli("sample", "cells", "-o", at("cells.tif"))).err).toContain("cells, 512×512 uint16, written to");
    const { geometry } = await openImage(readFileSync(at("cells.tif")));
    expect(geometry.unit).toBe("µm");
    expect(geometry.spacing?.map((step) => Number(step.toFixed(6)))).toEqual([0.325, 0.325]);
    expect((await cli("sample", "nucleus", "-o", at("n.tif"))).err).toContain("did you mean nuclei?");
    expect((await cli("sample", "nuclei", "-o", at("n.png"))).code).toBe(5);
  });
});

describe("info", () => {
  it("names version, kernels and formats", async () => {
    const document = await cliJson("info");
    expect(document).toMatchObject({
      code: 0,
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      wasm: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      simd: true,
      threads: { used: Math.min(8, availableParallelism()), available: availableParallelism() },
      builds: ["simd", "threads", "scalar", "debug"].map((name) => expect.objectContaining({ name, loads: true })),
      formats: { write: expect.arrayContaining(["TIFF", "PNG", "NPY"]) },
    });
    expect((await cli("info")).out).toContain("SIMD       yes");
  });
});

describe("completion", () => {
  it("works in bash", async () => {
    const { out } = await cli("completion", "bash");
    writeFileSync(at("completion.bash"), out);
    const complete = (...words: string[]) => {
      const list = words.map((word) => `'${word}'`).join(" ");
      const script = `source completion.bash; COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _segwasm; echo "\${COMPREPLY[@]}"`;
      return spawnSync("bash", ["-c", script], { cwd: folder, encoding: "utf8" }).stdout.trim().split(" ");
    };
    expect(complete("segwasm", "gau")).toEqual(["gaussian"]);
    expect(complete("segwasm", "gaussian", "--sig")).toEqual(["--sigma"]);
    expect(complete("segwasm", "gaussian", "--border", "w")).toEqual(["wrap"]);
    expect(complete("segwasm", "sample", "")).toEqual(["nuclei", "cells", "acceptance"]);
    expect(complete("segwasm", "inspect", "completion.b")).toEqual(["completion.bash"]);
  });

  it.each(["zsh", "fish"])("names every command and option in %s", async (shell) => {
    const { code, out } = await cli("completion", shell);
    expect(code).toBe(0);
    for (const { name, flags } of COMMANDS) {
      expect(out).toContain(name);
      for (const flag of flags) expect(out).toMatch(shell === "fish" ? `-l ${flag.name} ` : `--${flag.name}[`);
    }
  });

  it("knows its shells", async () => {
    expect(await cli("completion", "fisch")).toMatchObject({
      code: 2,
      err: expect.stringContaining("did you mean fish?"),
    });
  });
});
