import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix, resolve, sep } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import { formatOfName } from "../../bindings/io/index.js";
import { sniffFormat } from "../../bindings/io/sniff.js";
import type { Call } from "../command.js";
import { usageError } from "../flags.js";
import { isFolder } from "../make-folder.js";
import { isBelow, isZarr } from "../output.js";
import { readHead } from "../regular-file.js";
import { filesIn } from "../series.js";

/** Bytes in which a file tells its format. */
const HEAD = 4096;

/** The inputs a command line names, in one order everywhere, each once; and what was passed over. */
export interface Found {
  paths: string[];
  notes: string[];
}

/**
 * Files, folders that are images, the images of other folders, patterns, and the lines of a list. Throws usage errors for
 * what names nothing; a file that is missing is left to be reported with the others.
 *
 * @param words the operands after the recipe
 * @param out the output folder, whose files are no inputs
 */
export async function findInputs({ args }: Call, words: readonly string[], out: string): Promise<Found> {
  const who = args.who;
  const found: Found = { paths: [], notes: [] };
  const list = args.text("from-file");
  const listed = list === undefined ? [] : readList(who, list, args.has("null"));
  for (const word of words) {
    // A name that is there is meant as it stands, whatever characters it has.
    if (existsSync(word) || !isDynamicPattern(slashed(word))) addPlace(who, found, word, out);
    else await addMatches(who, found, word, out);
  }
  for (const name of listed) addPlace(who, found, name, out);
  const inside = found.paths.find((path) => isBelow(path, out));
  if (inside !== undefined) {
    throw usageError(who, `the input ${JSON.stringify(inside)} lies in the output folder ${JSON.stringify(out)}`);
  }
  const byPlace = new Map(found.paths.map((path) => [resolve(path), path]));
  found.paths = [...byPlace.values()].sort();
  if (found.paths.length > 0) return found;
  throw usageError(who, "no inputs: name files, folders or quoted patterns, or a list with --from-file");
}

/** Names in a file, or in standard input, one a line or ended by NUL. */
function readList(who: string, path: string, nul: boolean): string[] {
  let text: string;
  try {
    text = readFileSync(path === "-" ? 0 : path, "utf8");
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? "it cannot be read";
    throw usageError(who, `--from-file ${JSON.stringify(path)} cannot be read (${reason})`);
  }
  const names = text.split(nul ? "\0" : /\r?\n/).filter((name) => name !== "");
  if (!nul && text.includes("\0")) throw usageError(who, "the names of --from-file end with NUL; add -0");
  return names;
}

/** A file or a folder. */
function addPlace(who: string, found: Found, path: string, out: string): void {
  if (!isFolder(path) || isImageFolder(path)) {
    found.paths.push(path);
    return;
  }
  const names = filesIn(path);
  const images = names.filter((name) => isImage(join(path, name)));
  const folders = readdirSync(path).filter((name) => isZarr(join(path, name)));
  if (images.length + folders.length === 0) {
    const pattern = join(path, "**", "*.tif").replaceAll(sep, "/");
    throw usageError(
      who,
      `the folder ${JSON.stringify(path)} holds no images; for those of its folders give a pattern: '${pattern}'`,
    );
  }
  found.paths.push(...[...images, ...folders].map((name) => join(path, name)).filter((one) => !isBelow(one, out)));
  const others = names.length - images.length;
  if (others > 0) found.notes.push(`note: ${path}: ${others} of its files are no images by their names`);
}

/** The files and image folders that a pattern fits; hidden ones and those inside image folders are left out. */
async function addMatches(who: string, found: Found, pattern: string, out: string): Promise<void> {
  const { base, rest } = splitPattern(slashed(pattern));
  const options = { cwd: base === "" ? "." : base, onlyFiles: false, expandDirectories: false };
  const matches = isFolder(options.cwd) ? await glob(rest, options) : [];
  const paths = matches
    .map((match) => posix.join(base, match).replace(/\/$/, ""))
    .filter((path) => !/\.zarr\//i.test(path) && (!isFolder(path) || isImageFolder(path)) && !isBelow(path, out));
  if (paths.length === 0) throw usageError(who, `no files match ${JSON.stringify(pattern)}`);
  found.paths.push(...paths);
}

/** The folders before the first part with a wildcard, so that what is found is called as it was asked for. */
function splitPattern(pattern: string): { base: string; rest: string } {
  const parts = pattern.split("/");
  const first = parts.findIndex((part) => isDynamicPattern(part));
  const base = parts.slice(0, first).join("/");
  return { base: base === "" && pattern.startsWith("/") ? "/" : base, rest: parts.slice(first).join("/") };
}

const slashed = (path: string) => (sep === "\\" ? path.replaceAll("\\", "/") : path);

/** By the name; of a file in two parts the header. */
const isImage = (path: string) => formatOfName(path) !== undefined && !/\.img$/i.test(path);

/** OME-Zarr, or a series of DICOM files. */
function isImageFolder(path: string): boolean {
  if (isZarr(path)) return true;
  const first = filesIn(path).find((name) => formatOfName(name) === "dicom" || !name.includes("."));
  try {
    return first !== undefined && sniffFormat(readHead(join(path, first), HEAD).bytes) === "dicom";
  } catch {
    return false;
  }
}
