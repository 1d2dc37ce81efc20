import {
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { FolderFile } from "../bindings/io/index.js";

/** Bytes per write call. */
const CHUNK = 64 * 2 ** 20;

/** What an output holds: the bytes of a file, whole or in parts that are made as they are written, or the files of a folder. */
export type Content = Uint8Array | string | PartedFile | Iterable<FolderFile>;

/** A file in parts, one after the other. */
export interface PartedFile {
  parts: Iterable<Uint8Array | string>;
}

/**
 * Writes a new file or folder and waits until it is on the disk.
 *
 * @param created called as soon as there is something that must be removed if the rest fails
 * @param wait false: a file need not be on the disk yet
 */
export function writeDurably(path: string, content: Content, created: () => void, wait = true): void {
  if (typeof content === "string" || content instanceof Uint8Array) writeFileDurably(path, [content], created, wait);
  else if ("parts" in content) writeFileDurably(path, content.parts, created, wait);
  else writeFolderDurably(path, content, created);
}

function writeFileDurably(path: string, parts: PartedFile["parts"], created?: () => void, wait = true): void {
  const descriptor = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o666);
  created?.();
  try {
    const encoder = new TextEncoder();
    for (const part of parts) {
      const bytes = typeof part === "string" ? encoder.encode(part) : part;
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at, Math.min(CHUNK, bytes.length - at));
    }
    if (wait) fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function writeFolderDurably(root: string, files: Iterable<FolderFile>, created: () => void): void {
  mkdirSync(root);
  created();
  const folders = new Set([root]);
  for (const { path, bytes } of files) {
    const file = join(root, path);
    if (!folders.has(dirname(file))) {
      mkdirSync(dirname(file), { recursive: true });
      for (let folder = dirname(file); !folders.has(folder); folder = dirname(folder)) folders.add(folder);
    }
    writeFileDurably(file, [bytes]);
  }
  for (const folder of folders) syncFolder(folder);
}

/** Gives an output its name. A link never replaces a file that has appeared meanwhile; a rename would. */
export function placeDurably(temporary: string, path: string, force: boolean): void {
  const isFolder = lstatSync(temporary).isDirectory();
  if (force && isFolder && isThere(path)) replaceByFolder(temporary, path);
  else if (force) renameSync(temporary, path);
  else if (isFolder) renameFolder(temporary, path);
  else linkOrRename(temporary, path);
}

/** No system replaces a folder in one step: the old one steps aside, and comes back if the new one cannot come. */
function replaceByFolder(temporary: string, path: string): void {
  // Not a name of unfinished files: those are swept away after an interruption.
  const aside = join(dirname(path), `.${basename(path)}.replaced-${process.pid}`);
  renameSync(path, aside);
  try {
    renameSync(temporary, path);
  } catch (error) {
    renameSync(aside, path);
    throw error;
  }
  removeQuietly(aside);
}

const isThere = (path: string) => lstatSync(path, { throwIfNoEntry: false });

/** Folders know no links; renaming replaces nothing but an empty folder. */
function renameFolder(temporary: string, path: string): void {
  if (isThere(path)) throw taken();
  try {
    renameSync(temporary, path);
  } catch (error) {
    throw ["ENOTEMPTY", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "") ? taken() : error;
  }
}

function linkOrRename(temporary: string, path: string): void {
  try {
    linkSync(temporary, path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    // Some file systems (FAT, some network shares) know no links.
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"].includes(code)) throw error;
    if (isThere(path)) throw taken();
    renameSync(temporary, path);
  }
}

/** As the system says it when a link would replace a file. */
function taken(): NodeJS.ErrnoException {
  return Object.assign(new Error("the name is taken"), { code: "EEXIST", syscall: "link" });
}

const FOLDERS_CANNOT = new Set(["EISDIR", "EINVAL", "EACCES", "EPERM", "ENOTSUP", "EOPNOTSUPP", "EBADF"]);

/** Makes the names in a folder survive a power cut; not every system can. */
export function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, constants.O_RDONLY);
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    // Windows and some network shares cannot open or flush a folder; the file itself is already on the disk.
    if (!FOLDERS_CANNOT.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

/** Removes an unfinished file or folder; it may have its name already, or be gone with its folder. */
export function removeQuietly(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Nothing more can be done about it.
  }
}
