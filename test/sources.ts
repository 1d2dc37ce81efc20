import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** The checkout. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** One of our own files. */
export interface Source {
  /** Path from the checkout, with forward slashes. */
  path: string;
  text: string;
}

const GENERATED = /^bindings\/wasm\/|^bench\/results\//;

/** All our files below the folders with one of the endings; compiled output is not among them. */
export function sourcesBelow(folders: readonly string[], endings: readonly string[] = [".ts"]): Source[] {
  const paths = folders
    .filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) =>
      (readdirSync(join(ROOT, folder), { recursive: true }) as string[]).map((name) => join(folder, name)),
    )
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => endings.some((ending) => path.endsWith(ending)) && !GENERATED.test(path))
    .sort();
  return paths.map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
}

/** Everything a file imports or re-exports: paths from the checkout for our own files, names for packages. */
export function importsOf({ path, text }: Source): string[] {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return importedFiles.map(({ fileName }) =>
    fileName.startsWith(".") ? posix.normalize(posix.join(posix.dirname(path), fileName)) : fileName,
  );
}

/** Identifiers used but not declared in a file, so that they can only be globals or imports' members. */
export function freeNames({ path, text }: Source): Set<string> {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      if (isDeclaration(node)) declared.add(node.text);
      else if (!isMember(node)) used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return new Set([...used].filter((name) => !declared.has(name)));
}

function isDeclaration(node: ts.Identifier): boolean {
  const named = node.parent as ts.Node & { name?: ts.Node };
  return named.name === node && !ts.isPropertyAccessExpression(named);
}

/** The `b` of `a.b` and of `{ b: 1 }`: names of parts, not of variables. */
function isMember(node: ts.Identifier): boolean {
  const { parent } = node;
  return (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name === node;
}

/** Members of the global `Math` that a file uses. */
export function mathMembers({ path, text }: Source): Set<string> {
  const members = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && node.expression.getText() === "Math") members.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true));
  return members;
}
