import { LimitExceeded, SegmentError } from "../core/errors.js";
import { DEFAULT_LIMITS, type Folder, type GivenFile, type ImageFile, type ReadOptions } from "./file.js";
import { openFolder } from "./folder.js";
import { openImage } from "./open.js";

/** What systems leave in folders by themselves. */
const SYSTEM_FILES = /(^|\/)(\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini)$/i;

/**
 * Opens one image that was given as a list of files, as browsers hand over folders and choices of several files: one file,
 * a header with its voxels beside it (.hdr and .img, .nhdr, .mhd), the files of a DICOM series, or an OME-Zarr folder.
 *
 * @param files in any order; a path with "/" stands for folders that were given
 * @param options `name` for messages, `limits`
 * @throws SegmentError E_NOTFILE where they are no one image, E_LIMIT before a file that is too large is read
 * @example
 * const bytes = (words) => new TextEncoder().encode(words);
 * const given = (path, all) => ({ path, size: all.length, head: async (n) => all.subarray(0, n), read: async () => all });
 * const header = "NRRD0004\ntype: uint8\ndimension: 2\nsizes: 2 1\nencoding: raw\ndata file: a.raw\n\n";
 * const file = await openFiles([given("a.nhdr", bytes(header)), given("a.raw", bytes("ab"))]);
 * file.shape; // [1, 2]
 */
export async function openFiles(files: readonly GivenFile[], options: ReadOptions = {}): Promise<ImageFile> {
  const allowed = options.limits?.maxBytes ?? DEFAULT_LIMITS.maxBytes;
  const useful = files.length > 1 ? files.filter(({ path }) => !SYSTEM_FILES.test(path)) : files;
  const [only] = useful;
  if (!only) throw new SegmentError("E_NOTFILE", `${options.name ?? "the folder"}: it holds no files`);
  const root = commonFolder(useful.map(({ path }) => path));
  const folder = folderOf(options.name ?? (root || `${useful.length} files`), useful, root.length, allowed);
  if (useful.length > 1) return openFolder(folder, options);
  const name = only.path.slice(root.length);
  return openImage((await folder.read(name)) as Uint8Array, { ...options, name: options.name ?? name });
}

/** The folder that holds all of them, with a "/" at its end; "" where they lie loose. */
function commonFolder([first = "", ...others]: readonly string[]): string {
  let root = first.slice(0, first.lastIndexOf("/") + 1);
  while (!others.every((path) => path.startsWith(root)))
    root = root.slice(0, root.lastIndexOf("/", root.length - 2) + 1);
  return root;
}

function folderOf(name: string, files: readonly GivenFile[], skip: number, allowed: number): Folder {
  const byPath = new Map(files.map((file) => [file.path.slice(skip), file]));
  return {
    name: name.replace(/\/$/, ""),
    list: async () => [...byPath.keys()].filter((path) => !path.includes("/")),
    read: async (path) => {
      const file = byPath.get(path);
      if (!file) return undefined;
      if (file.size > allowed) {
        const sizes = { path: file.path, needed: file.size, allowed };
        throw new LimitExceeded(`the file has ${file.size} bytes, allowed are ${allowed}`, sizes);
      }
      return file.read();
    },
    head: async (path, bytes) => byPath.get(path)?.head(bytes),
  };
}
