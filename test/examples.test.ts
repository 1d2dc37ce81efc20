import { runInThisContext } from "node:vm";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import * as segwasm from "../bindings/index.js";
import * as io from "../bindings/io/index.js";
// The built entry, because helper threads are started from compiled files.
import { loadKernels } from "../dist/bindings/node.js";
import { kernelsOf } from "./builds.js";
import { freeNames, sourcesBelow } from "./sources.js";

/** The code below an `@example` of a doc comment. */
interface Example {
  path: string;
  line: number;
  code: string;
}

/** What an example may use without saying where it comes from. */
const k = kernelsOf();
const labels = segwasm.label(k, { data: new Uint8Array([1, 0, 1]), shape: [1, 3] });
const SCOPE: Record<string, unknown> = { ...io, ...segwasm, loadKernels, k, labels };

/** Files whose examples need a worker or a file with channels, and are only shown. */
const SHOWN_ONLY = ["bindings/worker.ts", "bindings/io/open.ts"];

function examplesOf(path: string, text: string): Example[] {
  const lines = text.split("\n");
  return lines.flatMap((start, i): Example[] => {
    if (!/^\s*\* @example\s*$/.test(start)) return [];
    const rest = lines.slice(i + 1);
    const end = rest.findIndex((line) => /^\s*\*(\/| @)/.test(line));
    const code = rest.slice(0, end).map((line) => line.replace(/^\s*\* ?/, ""));
    return [{ path, line: i + 1, code: code.join("\n") }];
  });
}

/** Turns `expression; // value` into a check of the value, also when the comment is on the next line. */
function checked(code: string): string {
  const joined = code.replace(/;\n\/\/ /g, "; // ");
  return joined.replace(/^(?!const |let )(\S.*); \/\/ (.+)$/gm, (_, expression, comment) => {
    return `check(${expression}, ${JSON.stringify(comment)});`;
  });
}

/** A value as comments write it: without quotes, spaces and the brackets of lists. */
const bare = (text: string) => text.replace(/^\w+Array(\(\d+\))? /, "").replace(/[[\]\s"]/g, "");

/** The comment starts with the value; an explanation may follow after a colon. */
function check(value: unknown, comment: string): void {
  const list = ArrayBuffer.isView(value) ? Array.from(value as Uint8Array) : value;
  const promised = comment.match(/^\{.*?\}/)?.[0] ?? (comment.split(": ")[0] as string);
  expect(bare(JSON.stringify(list))).toBe(bare(promised));
}

const examples = sourcesBelow(["bindings"]).flatMap(({ path, text }) => examplesOf(path, text));
const run = examples.filter(({ path }) => !SHOWN_ONLY.includes(path));

describe("examples of the documentation", () => {
  it("are many", () => {
    expect(run.length).toBeGreaterThan(15);
  });

  it.each(run)("$path, line $line", async ({ path, code }) => {
    const names = [...freeNames({ path, text: code })].filter((name) => name in SCOPE);
    const script = `(async ({ ${names.join(", ")} }, check) => {\n${checked(code)}\n})`;
    const body = runInThisContext(ts.transpile(script, { target: ts.ScriptTarget.ES2022 }));
    await body(SCOPE, check);
  });
});
