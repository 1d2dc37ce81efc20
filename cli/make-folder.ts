import { existsSync, mkdirSync, statSync } from "node:fs";
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
  let at = resolve(path);
  while (at !== dirname(at) && !existsSync(at)) {
    missing.push(at);
    at = dirname(at);
  }
  try {
    for (const folder of missing.reverse()) mkdirSync(folder);
    if (missing.length === 0 && !statSync(at).isDirectory()) mkdirSync(at);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && existsSync(path) && statSync(path).isDirectory()) return;
    const words = `cannot make the folder ${JSON.stringify(path)}: ${code ?? "it is not possible"}`;
    throw new SegmentError("E_WRITE", words, { path }, error);
  }
}
