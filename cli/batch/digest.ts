import { createHash, type Hash } from "node:crypto";
import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join, posix } from "node:path";

/** Bytes per read call. */
const CHUNK = 2 ** 20;

/** By what a file or folder is recognised without reading it. */
export interface Stamp {
  /** Bytes of all files. */
  size: number;
  /** Milliseconds of the last change. */
  mtime: number;
}

/** Size and time of a file, or of everything below a folder. Throws the system's errors. */
export function stampOf(path: string): Stamp {
  const stamp = { size: 0, mtime: 0 };
  for (const file of filesOf(path)) {
    const { size, mtimeMs } = statSync(join(path, file));
    stamp.size += size;
    stamp.mtime = Math.max(stamp.mtime, mtimeMs);
  }
  return stamp;
}

/** SHA-256 of a file; of a folder that of the names and digests of its files. Throws the system's errors. */
export function digestOf(path: string): string {
  const files = filesOf(path);
  if (files.length === 1 && files[0] === "") return fileDigest(path);
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file}\0${fileDigest(join(path, file))}\n`);
  return hash.digest("hex");
}

/** Names below a folder in one order everywhere; "" for a file itself. */
function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [""];
  const entries = readdirSync(path, { withFileTypes: true });
  const files = entries.flatMap(({ name }) => {
    const inner = join(path, name);
    return filesOf(inner).map((file) => (file === "" ? name : posix.join(name, file)));
  });
  return files.sort();
}

function fileDigest(path: string): string {
  const hash = createHash("sha256");
  const descriptor = openSync(path, "r");
  try {
    update(hash, descriptor);
  } finally {
    closeSync(descriptor);
  }
  return hash.digest("hex");
}

function update(hash: Hash, descriptor: number): void {
  const chunk = new Uint8Array(CHUNK);
  for (let got = 1; got > 0; ) {
    got = readSync(descriptor, chunk, 0, CHUNK, null);
    hash.update(chunk.subarray(0, got));
  }
}
