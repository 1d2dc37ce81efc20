import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Paths of all files below `folder`, from the root of the repository. */
export function filesBelow(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)));
}

/** Digest of files, by their paths from the root of the repository. */
export function digestOf(paths) {
  const hash = createHash("sha256");
  for (const path of [...paths].sort()) hash.update(path).update(readFileSync(join(root, path)));
  return hash.digest("hex");
}

/** Everything that dist/web is built from. */
export function viewerSources() {
  return [...filesBelow("web"), ...filesBelow("bindings"), "package-lock.json"];
}

/** Where the build keeps the digests of what it has built. */
export const STAMPS = join(root, "dist", ".stamps");

/** Names the sources of the kernels: 16 hexadecimal digits that every module built from them carries. */
export function kernelSources() {
  const hash = createHash("sha256");
  for (const path of [...filesBelow("assembly"), "asconfig.json"].sort()) {
    hash
      .update(path.split(sep).join("/"))
      .update("\0")
      .update(readFileSync(join(root, path)));
  }
  return hash.digest("hex").slice(0, 16);
}
