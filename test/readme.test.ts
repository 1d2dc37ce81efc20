import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { installPackage } from "./package/install.js";
import { type Block, blocksOf, commandsOf, promisedOutput } from "./readme/blocks.js";
import { ROOT } from "./sources.js";

/**
 * Runs README.md. Blocks of ```ts are modules of a stranger who installed the package: they must type-check, run, and
 * print what the comments behind their console.log calls say. Lines of ```sh blocks that start with `segwasm` or
 * `npx segwasm` run one after the other in one folder. A block marked `no-run` in its opening line is only shown.
 */
const path = join(ROOT, "README.md");
const blocks = existsSync(path) ? blocksOf(readFileSync(path, "utf8")) : [];
const modules = blocks.filter(({ language }) => language === "ts");
/** Everything to run, in the order of the text: commands make files that later code reads. */
const steps = blocks.flatMap((block): Step[] => {
  if (block.language === "ts") return [{ line: block.line, name: "code", module: block }];
  return block.language === "sh" ? commandsOf(block).map((step) => ({ ...step, name: step.command })) : [];
});

interface Step {
  line: number;
  name: string;
  module?: Block;
  command?: string;
}

const consumer = installPackage();
afterAll(() => consumer.remove());

/** Writes the blocks beside the installed package and compiles them; returns what the compiler says. */
function compileModules(): string {
  const files = modules.map(({ line, text }) => {
    writeFileSync(join(consumer.folder, `line-${line}.mts`), text);
    return `line-${line}.mts`;
  });
  const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
  const options = ["--strict", "--skipLibCheck", "--ignoreConfig", "--target", "es2022", "--module", "nodenext"];
  return spawnSync(process.execPath, [compiler, ...options, "--types", "node", ...files], {
    cwd: consumer.folder,
    encoding: "utf8",
  }).stdout;
}

function runModule({ line, text }: Block): void {
  const printed = consumer.node(`line-${line}.mjs`).trimEnd().split("\n");
  for (const promise of promisedOutput(text)) expect(printed[promise.index]).toBe(promise.text);
}

function runCommand(command: string): void {
  const environment = { ...process.env, PATH: commandPath(), NO_COLOR: "1" };
  const child = spawnSync("sh", ["-c", command], { cwd: consumer.folder, encoding: "utf8", env: environment });
  expect({ status: child.status, stderr: child.status === 0 ? "" : child.stderr }).toEqual({ status: 0, stderr: "" });
}

/** A PATH on which `segwasm` and `npx segwasm` are the installed package's command. */
function commandPath(): string {
  const folder = join(consumer.folder, "commands");
  mkdirSync(folder, { recursive: true });
  const bin = join(consumer.folder, "node_modules/segwasm/dist/cli/bin.js");
  const scripts = { segwasm: `exec "${process.execPath}" "${bin}" "$@"`, npx: 'exec "$@"' };
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return [folder, process.env.PATH].join(delimiter);
}

describe("README.md", () => {
  it("shows code and commands", () => {
    expect(steps.some(({ module }) => module)).toBe(true);
    expect(steps.some(({ command }) => command)).toBe(true);
  });

  it.runIf(modules.length > 0)("has code that passes the type checker", () => {
    expect(compileModules()).toBe("");
  });

  it.each(steps)("line $line: $name", ({ module, command }) => {
    if (module) runModule(module);
    if (command) runCommand(command);
  });
});

describe("reading the blocks", () => {
  const text = [
    "```ts",
    "console.log(1 + 1); // 2",
    "console.log('free');",
    "console.log([3]); // [ 3 ]",
    "```",
    "```sh no-run",
    "segwasm never",
    "```",
    "```sh",
    "npm install segwasm",
    "$ segwasm info",
    "npx segwasm segment a.tif \\",
    "  -o b.tif   # labels",
    "```",
  ].join("\n");

  it("finds modules, commands and promises", () => {
    const [code, ...rest] = blocksOf(text);
    expect(code).toMatchObject({ language: "ts", line: 1 });
    expect(promisedOutput((code as Block).text)).toEqual([
      { index: 0, text: "2" },
      { index: 2, text: "[ 3 ]" },
    ]);
    expect(rest.flatMap(commandsOf).map(({ command }) => command)).toEqual([
      "segwasm info",
      "npx segwasm segment a.tif   -o b.tif   # labels",
    ]);
  });
});
