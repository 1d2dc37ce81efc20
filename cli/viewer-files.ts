import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, extname, join, relative, resolve, sep } from "node:path";
import { LimitExceeded, SegmentError } from "../bindings/core/errors.js";
import { fileBelow } from "./input.js";
import { readHead } from "./regular-file.js";

/** A file that the page may ask for. */
export interface ServedFile {
  /** What the page calls it; with "/" where it lies in a folder that was given. */
  path: string;
  /** Where it is. */
  file: string;
  size: number;
}

/** The built viewer: its files by the paths they are asked for, and the headers that go with each. */
export interface BuiltViewer {
  pages: ReadonlyMap<string, { file: string; type: string }>;
  headers: Readonly<Record<string, string>>;
}

/** More files of folders are not taken; the page takes no more either. */
const MOST_FILES = 100_000;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};

const require = createRequire(import.meta.url);

/** Finds the viewer in the package. Throws E_READ where it is not there. */
export function builtViewer(): BuiltViewer {
  const root = join(dirname(require.resolve("segwasm/package.json")), "dist", "web");
  try {
    const headers = JSON.parse(readFileSync(join(root, "headers.json"), "utf8")) as Record<string, string>;
    const all = filesBelow(root).map((file) => {
      const path = `/${relative(root, file).split(sep).join("/")}`;
      return [path, { file, type: TYPES[extname(file)] ?? "application/octet-stream" }] as const;
    });
    const pages = new Map(all);
    const index = pages.get("/index.html");
    if (index) return { pages: pages.set("/", index), headers };
  } catch (cause) {
    throw notBuilt(root, cause);
  }
  throw notBuilt(root);
}

function notBuilt(root: string, cause?: unknown): SegmentError {
  const advice = "install the package again, or run npm run build in its sources";
  return new SegmentError("E_READ", `the viewer is not in ${JSON.stringify(root)}`, { path: root, advice }, cause);
}

/**
 * The files that the words of a command line name: a file itself, of a folder all files below it.
 *
 * @throws SegmentError E_READ, E_NOTFILE, E_PATH for a link that leads out of its folder; LimitExceeded E_LIMIT
 */
export function servedFiles(paths: readonly string[]): ServedFile[] {
  const found = paths.flatMap((path): ServedFile[] => {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      return [{ path: basename(path), file: resolve(path), size: readHead(path, 0).size }];
    }
    const root = realpathSync(path);
    return filesBelow(root).map((file) => {
      const name = relative(root, file);
      // Throws for links to elsewhere.
      fileBelow(root, name);
      return { path: join(basename(root), name).split(sep).join("/"), file, size: statSync(file).size };
    });
  });
  if (found.length <= MOST_FILES) return found;
  const counts = { needed: found.length, allowed: MOST_FILES, advice: "name the folder of one image or one series" };
  throw new LimitExceeded(`view: ${found.length} files are more than the ${MOST_FILES} it takes`, counts);
}

function filesBelow(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}
