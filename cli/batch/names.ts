import { basename, join, normalize, resolve, sep } from "node:path";
import { stemOfName } from "../../bindings/io/names.js";
import { usageError } from "../flags.js";
import type { PlannedInput } from "./plan.js";

/**
 * What the outputs of every input are called: its name without ending, or the folders it was given with as well. Throws a
 * usage error where two would be called the same, on any disk.
 */
export function nameInputs(who: string, paths: readonly string[], keepFolders: boolean): PlannedInput[] {
  const taken = new Map<string, string>();
  return paths.map((path) => {
    const shown = keepFolders ? belowAnything(path) : basename(resolve(path));
    const name = stemmed(shown);
    // Disks that fold case or Unicode forms would give both one file.
    const place = name.normalize("NFC").toLowerCase();
    const other = taken.get(place);
    if (other !== undefined) throw collision(who, [other, path], name, keepFolders);
    taken.set(place, path);
    return { path, name, shown };
  });
}

/** A path that cannot lead out of the folder it is put into, with forward slashes. */
function belowAnything(path: string): string {
  const parts = normalize(path).split(sep);
  return parts.filter((part) => part !== "" && part !== "." && part !== ".." && !/^[A-Za-z]:$/.test(part)).join("/");
}

function stemmed(shown: string): string {
  const at = shown.lastIndexOf("/") + 1;
  return shown.slice(0, at) + stemOfName(shown.slice(at));
}

function collision(who: string, [a, b]: readonly [string, string], name: string, kept: boolean): Error {
  const both = `${JSON.stringify(a)} and ${JSON.stringify(b)}`;
  const apart = resolve(join(a, "..")) !== resolve(join(b, ".."));
  const what = apart && !kept ? "keep their folders with --keep-folders" : "rename one of them, or leave it out";
  return usageError(who, `the results of ${both} would both be called ${JSON.stringify(name)}; ${what}`);
}
