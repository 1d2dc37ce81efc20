import { mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { SegmentError } from "../bindings/core/errors.js";

/**
 * Makes a folder with those above it that are missing. Folder by folder: Node's own way never ends where a system says of a new
 * folder that it is not there, as Linux does below /proc.
 *
 * @throws SegmentError E_WRITE
 */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  for (let at = resolve(path); !isFolder(at) && at !== dirname(at); at = dirname(at)) missing.push(at);
  try {
    for (const folder of missing.reverse()) {
      // Another command may have made it meanwhile.
      if (!isFolder(folder)) mkdirSync(folder);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const words = `cannot make the folder ${JSON.stringify(path)}: ${code ?? "it is not possible"}`;
    throw new SegmentError("E_WRITE", words, { path, advice: "name a folder that can be written" }, error);
  }
}

/** What cannot be looked at is no folder: whoever reads or makes it says why. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}
