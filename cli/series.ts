import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { isSegmentError, SegmentError } from "../bindings/core/errors.js";
import { DEFAULT_LIMITS, type Limits } from "../bindings/io/file.js";
import { sniffFormat } from "../bindings/io/index.js";
import type { QuintOriginal } from "../bindings/quint/check.js";
import { parseRegistration, type Registration } from "../bindings/quint/registration.js";
import { pngSize, type QuintFile } from "../bindings/quint/section.js";
import { isPictureName, sortSeries } from "../bindings/quint/series.js";
import { folderAt, type Reader } from "./input.js";
import { isFolder } from "./make-folder.js";
import { readHead, readRegularFile } from "./regular-file.js";

/** Bytes a registration may have. */
const MOST_REGISTRATION = 64 * 2 ** 20;
/** First bytes of an original that tell what it is. */
const HEAD = 4096;

/** Names of the files in a folder, in one order everywhere. Throws E_READ or E_NOTFILE. */
export function filesIn(folder: string): string[] {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (!stats) throw unreadable(folder, "it does not exist", "E_READ");
  if (!stats.isDirectory()) throw unreadable(folder, "it is not a folder", "E_NOTFILE");
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory() && !(entry.isSymbolicLink() && isFolder(join(folder, entry.name))))
      .map(({ name }) => name)
      .filter((name) => !name.startsWith("."))
      .sort();
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === "EACCES" ? "permission denied" : "it cannot be listed";
    throw unreadable(folder, reason, "E_READ");
  }
}

function unreadable(path: string, reason: string, code: "E_READ" | "E_NOTFILE"): SegmentError {
  return new SegmentError(code, `cannot read the folder ${JSON.stringify(path)}: ${reason}`, { path });
}

/** The pictures of a folder. Throws E_READ where it has none. */
export function seriesIn(folder: string, limits: Partial<Limits>): QuintFile[] {
  const names = filesIn(folder).filter((name) => isPictureName(name));
  if (names.length === 0) {
    throw new SegmentError("E_READ", `${JSON.stringify(folder)} holds no pictures (.png, .tif, .jpg, .bmp, .dzip)`, {
      path: folder,
      advice: "give the folder that holds the segmentations",
    });
  }
  return names.map((name) => quintFile(join(folder, name), limits));
}

/** A file of which only what is needed is read; a folder is an image, too. */
export function quintFile(path: string, limits: Partial<Limits>): QuintFile {
  return {
    name: basename(path),
    folder: isFolder(path) ? folderAt(path, limits.maxBytes ?? DEFAULT_LIMITS.maxBytes) : undefined,
    head: (bytes) => readHead(path, bytes).bytes,
    read: () => readRegularFile(path, limits.maxBytes ?? DEFAULT_LIMITS.maxBytes),
  };
}

/** A registration from a file. Throws for everything that is none. */
export function readRegistration(path: string): Registration {
  const bytes = readRegularFile(path, MOST_REGISTRATION);
  return parseRegistration(new TextDecoder().decode(bytes), path);
}

/** The registration that lies in the folder, where there is exactly one. */
export async function registrationIn(
  folder: string,
): Promise<{ path: string; registration: Registration } | undefined> {
  const files = filesIn(folder).map((name) => quintFile(join(folder, name), { maxBytes: MOST_REGISTRATION }));
  const { registration } = await sortSeries(files);
  return registration && { path: join(folder, registration.file), registration: registration.registration };
}

/** The originals of a folder with their sizes; one whose size cannot be found out is only a name. */
export async function originalsIn(folder: string, reader: Reader): Promise<QuintOriginal[]> {
  const originals: QuintOriginal[] = [];
  for (const name of filesIn(folder).filter(isPictureName)) {
    originals.push({ name, ...(await sizeOf(join(folder, name), reader)) });
  }
  return originals;
}

async function sizeOf(path: string, reader: Reader): Promise<{ width?: number; height?: number }> {
  try {
    const { bytes } = readHead(path, HEAD);
    if (sniffFormat(bytes) === "png") return pngSize(bytes, path);
    return await reader.with(path, async ({ axes, shape }) => ({
      width: shape[axes.indexOf("X")] as number,
      height: shape[axes.indexOf("Y")] as number,
    }));
  } catch (error) {
    if (!isSegmentError(error)) throw error;
    reader.notes.push(`note: the size of the original ${path} is not known: ${error.message}`);
    return {};
  }
}
