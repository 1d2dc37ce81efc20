import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { freeNames, importsOf, mathMembers, ROOT, type Source, sourcesBelow } from "./sources.js";

/** The layers from left to right. A file imports from its own folder and from layers further left, never from the right. */
const LAYERS: readonly (readonly [name: string, pattern: RegExp])[][] = [
  [["assembly/core", /^assembly\/core\//]],
  [["assembly/rows", /^assembly\/rows\//]],
  [["assembly/kernels", /^assembly\/kernels\//]],
  [["assembly/index", /^assembly\/index\b/]],
  [["bindings/wasm", /^bindings\/wasm\//]],
  [["bindings/core", /^bindings\/core\//]],
  [
    ["bindings/ops", /^bindings\/ops\//],
    ["bindings/io", /^bindings\/io\//],
    ["bindings/sample", /^bindings\/sample\//],
  ],
  // A recipe names operations, so the list of operations lies left of it.
  [["bindings/registry", /^bindings\/registry\b/]],
  [
    ["bindings/segmentation", /^bindings\/segmentation\//],
    ["bindings/recipe", /^bindings\/recipe\//],
  ],
  [["bindings/quint", /^bindings\/quint\//]],
  [["bindings/index", /^bindings\/index\b/]],
  [["bindings/entries", /^bindings\/(node|browser|worker|inline)\b/]],
  [
    ["cli", /^cli\//],
    ["web", /^web\//],
  ],
];

/** Packages each layer may use. Formats stay behind bindings/io, the command line's parser in cli. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "bindings/core": ["@assemblyscript/loader"],
  "bindings/io": ["dicom-parser", "fflate", "fzstd", "h5wasm", "hyparquet-writer", "zarrita"],
  cli: ["tinyglobby", "yargs", "segwasm"],
  web: ["vite", "segwasm"],
};

interface Place {
  name: string;
  rank: number;
}

function placeOf(path: string): Place | undefined {
  for (const [rank, layer] of LAYERS.entries()) {
    const found = layer.find(([, pattern]) => pattern.test(path));
    if (found) return { name: found[0], rank };
  }
  return undefined;
}

/** Why a file may not import something; undefined when it may. */
function forbidden(source: Source, target: string): string | undefined {
  const from = placeOf(source.path) as Place;
  const to = placeOf(target);
  if (!to) return forbiddenPackage(source, from, target);
  if (to.name === from.name) return undefined;
  const crossesCompiler = to.rank <= 3 !== from.rank <= 3;
  if (crossesCompiler) return "only the compiler joins assembly and bindings";
  return to.rank < from.rank ? undefined : `${to.name} is not left of ${from.name}`;
}

function forbiddenPackage(source: Source, from: Place, target: string): string | undefined {
  const name = target.startsWith("@") ? target.split("/").slice(0, 2).join("/") : (target.split("/")[0] as string);
  if (name.startsWith("node:") || builtinModules.includes(name)) {
    const mayUseNode = from.name === "cli" || ofNodeAlone(source.path) || source.path === "web/vite.config.ts";
    return mayUseNode ? undefined : "only cli and bindings/node*.ts run in Node alone";
  }
  return PACKAGES[from.name]?.includes(name) ? undefined : `${from.name} does not use the package ${name}`;
}

/** The entries for Node, and the scripts of their threads. */
const ofNodeAlone = (path: string) => /^bindings\/node(-helper|-worker|-served)?\.ts$/.test(path);

/** One line per offence, so that a failure lists them all. */
const offences = (sources: Source[], find: (source: Source) => Iterable<string>) =>
  sources.flatMap((source) => [...find(source)].map((what) => `${source.path}: ${what}`));

const among = (names: readonly string[], used: ReadonlySet<string>) => names.filter((name) => used.has(name));

const product = sourcesBelow(["assembly", "bindings", "cli", "web"]);
const bindings = product.filter(({ path }) => path.startsWith("bindings/"));
const everything = sourcesBelow(
  ["assembly", "bindings", "cli", "web", "test", "bench", ".ci", "examples"],
  [".ts", ".mts", ".mjs", ".js", ".css", ".py"],
);

describe("layers", () => {
  it("reads all folders", () => {
    const folders = new Set(product.map(({ path }) => path.split("/")[0]));
    expect([...folders].sort()).toEqual(expect.arrayContaining(["assembly", "bindings"]));
  });

  it("has a place for every file of the product", () => {
    expect(product.filter(({ path }) => !placeOf(path)).map(({ path }) => path)).toEqual([]);
  });

  it("uses packages that are dependencies, each at one version", () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const used = new Set(Object.values(PACKAGES).flat());
    expect(Object.keys(dependencies).filter((name) => !used.has(name))).toEqual([]);
    expect([...used].filter((name) => !dependencies[name] && name !== "segwasm" && name !== "vite")).toEqual([]);
    expect(Object.entries(dependencies).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version as string))).toEqual(
      [],
    );
  });

  it("imports only from the left", () => {
    const found = offences(product, (source) =>
      importsOf(source).flatMap((target) => {
        const why = forbidden(source, target);
        return why ? [`imports ${target} (${why})`] : [];
      }),
    );
    expect(found).toEqual([]);
  });

  it("instantiates modules in one file", () => {
    const users = product.filter((source) => importsOf(source).includes("@assemblyscript/loader"));
    expect(users.map(({ path }) => path)).toEqual(["bindings/core/kernels.ts"]);
  });

  it("touches linear memory only in bindings/core, and raw exports only there and in bindings/ops", () => {
    const outside = product.filter(
      ({ path }) => /^(bindings|cli|web)\//.test(path) && !path.startsWith("bindings/core/"),
    );
    expect(offences(outside, ({ text }) => text.match(/\bmemory\.buffer\b/g) ?? [])).toEqual([]);
    const beyondOps = outside.filter(({ path }) => !path.startsWith("bindings/ops/"));
    expect(offences(beyondOps, ({ text }) => text.match(/\.raw\.\w+/g) ?? [])).toEqual([]);
  });

  it("keeps command line and viewer away from linear memory", () => {
    const surfaces = product.filter(({ path }) => /^(cli|web)\//.test(path));
    const inner = /^bindings\/(wasm\/|core\/(scratch|resident)\b)/;
    expect(offences(surfaces, (source) => importsOf(source).filter((target) => inner.test(target)))).toEqual([]);
  });
});

describe("bindings run anywhere", () => {
  const portable = bindings.filter(({ path }) => !ofNodeAlone(path));

  it("compiles without the types of pages and of Node", () => {
    const { compilerOptions } = JSON.parse(readFileSync(join(ROOT, "bindings/tsconfig.json"), "utf8"));
    expect(compilerOptions.lib).toEqual(["ES2022", "WebWorker"]);
    expect(compilerOptions.types).toBeUndefined();
    expect(JSON.parse(readFileSync(join(ROOT, "tsconfig.json"), "utf8")).compilerOptions.types).toEqual([]);
  });

  it("names nothing that only pages or only Node have", () => {
    const absent = ["document", "window", "localStorage", "HTMLElement", "Buffer", "process", "require", "__dirname"];
    expect(offences(portable, (source) => among(absent, freeNames(source)))).toEqual([]);
  });
});

describe("the same bytes everywhere", () => {
  it("computes nothing with functions that engines round differently", () => {
    const inexact = [
      ..."exp expm1 pow log log2 log10 log1p cbrt hypot".split(" "),
      ..."sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh".split(" "),
    ];
    const sources = product.filter(({ path }) => /^(bindings|web)\//.test(path));
    const found = offences(sources, (source) => among(inexact, mathMembers(source)));
    expect(found).toEqual([]);
  });

  it("uses no relaxed SIMD", () => {
    const kernels = product.filter(({ path }) => path.startsWith("assembly/"));
    expect(offences(kernels, ({ text }) => text.match(/\brelaxed_\w+/g) ?? [])).toEqual([]);
  });
});

describe("files", () => {
  it("are small", () => {
    const lines = ({ text }: Source) => text.split("\n").length - 1;
    expect(offences(everything, (source) => (lines(source) > 300 ? [`${lines(source)} lines`] : []))).toEqual([]);
  });

  it("are named after what they hold", () => {
    const empty = /(^|\/)(utils?|helpers?|misc|common)(\/|\.[^/]*$)/;
    expect(everything.map(({ path }) => path).filter((path) => empty.test(path))).toEqual([]);
  });

  it("put no text into pages as markup or code", () => {
    const pages = product.filter(({ path }) => /^(web|cli|bindings)\//.test(path));
    const dangerous = /\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write)\b|\beval\(|\bnew Function\(/g;
    expect(offences(pages, ({ text }) => text.match(dangerous) ?? [])).toEqual([]);
  });
});
