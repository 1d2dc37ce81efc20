import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { ROOT } from "./sources.js";

/**
 * The public names, locked: an export that appears or disappears by accident fails here. After a change that is meant,
 * `SEGWASM_UPDATE_API=1 npx vitest run --config test/vitest.config.ts test/api` rewrites the lists.
 */
interface Lock {
  values: string[];
  types: string[];
}

interface Entry {
  name: string;
  types: string;
}

const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const entries: Entry[] = Object.entries(manifest.exports as Record<string, { types?: string }>)
  .filter(([, target]) => target.types && existsSync(join(ROOT, target.types)))
  .map(([path, target]) => ({ name: path.replace(/^\./, "segwasm"), types: join(ROOT, target.types as string) }));

function checkLock(name: string, now: unknown): void {
  const path = join(ROOT, "test/api", `${name.replaceAll("/", "-")}.json`);
  if (process.env.SEGWASM_UPDATE_API) writeFileSync(path, `${JSON.stringify(now, null, 2)}\n`);
  expect(now).toEqual(JSON.parse(readFileSync(path, "utf8")));
}

/** Names of the values that `import("segwasm/…")` really gives, in Node, from the built package. */
function importedNames(specifier: string): string[] {
  const script = `import(${JSON.stringify(specifier)}).then((all) => console.log(JSON.stringify(Object.keys(all).sort())))`;
  const output = execFileSync(process.execPath, ["-e", script], { cwd: ROOT, encoding: "utf8" });
  return JSON.parse(output);
}

const program = ts.createProgram(
  entries.map(({ types }) => types),
  { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, skipLibCheck: true, types: [] },
);
const checker = program.getTypeChecker();

/** Names that the declarations export, values and types apart. */
function declaredNames({ types }: Entry): Lock {
  const file = program.getSourceFile(types) as ts.SourceFile;
  const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(file) as ts.Symbol).map((symbol) => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return { name: symbol.name, isValue: (target.flags & ts.SymbolFlags.Value) !== 0 };
  });
  const names = (isValue: boolean) =>
    symbols
      .filter((symbol) => symbol.isValue === isValue)
      .map(({ name }) => name)
      .sort();
  return { values: names(true), types: names(false) };
}

describe("public names", () => {
  it.each(entries)("$name exports what its list says", (entry) => {
    checkLock(entry.name, declaredNames(entry));
  });

  it.each(entries)("$name gives at run time what its types promise", (entry) => {
    expect(importedNames(entry.name)).toEqual(declaredNames(entry).values);
  });

  it("gives the same names in browsers as in Node", () => {
    const browser = manifest.exports["."].default as string;
    const names = importedNames(join(ROOT, browser));
    expect(names).toEqual(importedNames("segwasm"));
  });

  it("exports the raw functions its list says", () => {
    const module = new WebAssembly.Module(readFileSync(join(ROOT, "bindings/wasm/simd.wasm")));
    checkLock(
      "raw",
      WebAssembly.Module.exports(module)
        .map(({ name }) => name)
        .sort(),
    );
  });
});
