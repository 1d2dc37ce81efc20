import { runInThisContext } from "node:vm";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import * as segwasm from "../bindings/index.js";
import * as io from "../bindings/io/index.js";
// The built entry, because helper threads are started from compiled files.
import { loadKernels } from "../dist/bindings/node.js";
import { kernelsOf } from "./builds.js";
import { octagonalSphere } from "./meshes.js";
import { freeNames, sourcesBelow } from "./sources.js";

/** The code below an `@example` of a doc comment. */
interface Example {
  path: string;
  line: number;
  code: string;
}

/** What an example may use without saying where it comes from: a cube in a small volume, twice as label, and its kin. */
const k = kernelsOf();
const grid = { shape: [4, 4, 8], spacing: [1, 1, 1], origin: [0, 0, 0], unit: "mm", space: "LPS" as const };
const inCubes = Uint8Array.from({ length: 128 }, (_, i) => {
  const [z, y, x] = [Math.floor(i / 32), Math.floor(i / 8) % 4, i % 8];
  return Number([z, y].every((place) => place === 1 || place === 2) && [1, 2, 5, 6].includes(x));
});
const image = { ...grid, data: inCubes.map((value, i) => 100 * value + (i % 7)) };
const labels = segwasm.label(k, { ...grid, data: inCubes });
const mask = segwasm.threshold(k, { ...grid, data: labels.data.map((label) => Number(label === 1)) }, { level: 0 });
const empty = segwasm.createSegmentation(grid);
const two = segwasm.addSegment(segwasm.addSegment(empty, { name: "liver" }), { name: "tumour" });
const segmentation = ["Segment_1", "Segment_2"].reduce(
  (all, id) => segwasm.editSegment(k, all, id, mask, { mode: "add", overwrite: "none" }),
  two,
);
const seeds = { ...labels, data: labels.data.slice() };
const sphere = octagonalSphere([10, 10, 10], 8);
const bytes = await io.writeImage(labels, "nrrd");
const SCOPE: Record<string, unknown> = {
  ...{
    ...io,
    ...segwasm,
    loadKernels,
    k,
    grid,
    image,
    labels,
    mask,
    brush: mask,
    empty,
    segmentation,
    seeds,
    sphere,
    bytes,
  },
  ...{ scan: image, ct: image, mesh: sphere, text: "1 liver 255 0 0 255" },
  outlines: segwasm.maskToContours(k, mask).map((contour) => ({ label: 1, ...contour })),
  liver: segwasm.maskToFractional(k, mask),
  vessels: segwasm.maskToFractional(k, mask),
  file: await io.openImage(bytes, { name: "labels.nrrd" }),
};

/** Files whose examples need a worker, a folder or a file with channels, and are only shown. */
const SHOWN_ONLY = ["bindings/worker.ts", "bindings/io/open.ts", "bindings/io/files.ts", "bindings/io/dicom/refer.ts"];

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
    const own = [...code.matchAll(/\b(?:const|let) ([^=]*)=/g)].flatMap(([, left]) => left?.match(/\w+/g) ?? []);
    // Values of properties are no free names to the parser's eye where a property has their name.
    const short = [...code.matchAll(/[{,:] ?(\w+)(?= ?[,}])/g)].map(([, name]) => name as string);
    const used = new Set([...freeNames({ path, text: code }), ...short.filter((name) => !own.includes(name))]);
    const names = [...used].filter((name) => name in SCOPE);
    const script = `(async ({ ${names.join(", ")} }, check) => {\n${checked(code)}\n})`;
    const body = runInThisContext(ts.transpile(script, { target: ts.ScriptTarget.ES2022 }));
    await body(SCOPE, check);
  });
});
