import { SegmentError } from "../bindings/index.js";
import type { FileEntry } from "../bindings/worker.js";

/** Most files taken from a folder; an OME-Zarr image may have many. */
const MOST_FILES = 100_000;

/** The files chosen in a dialogue. The field is emptied, so that choosing the same ones again is a change. */
export function chosenFiles(field: HTMLInputElement): FileEntry[] {
  const files = Array.from(field.files ?? [], (file) => ({ path: file.webkitRelativePath || file.name, blob: file }));
  field.value = "";
  return files;
}

/** Everything that was dropped; of folders all files below them. Throws E_LIMIT for too many, E_READ. */
export async function droppedFiles({ items }: DataTransfer): Promise<FileEntry[]> {
  // Both must be asked for before anything is waited for: the list is empty afterwards.
  const given = Array.from(items, (item) => ({
    entry: item.kind === "file" ? item.webkitGetAsEntry() : null,
    file: item.kind === "file" ? item.getAsFile() : null,
  }));
  const files: FileEntry[] = [];
  for (const { entry, file } of given) {
    if (entry?.isDirectory) await gather(entry as FileSystemDirectoryEntry, files);
    else if (file) files.push({ path: file.name, blob: file });
  }
  return files;
}

/**
 * The files that a server offers with the page, as `segwasm view` does.
 *
 * @param token names them; only this page's own server is asked
 */
export async function offeredFiles(token: string): Promise<FileEntry[]> {
  const at = (name: string | number) => new URL(`./given/${token}/${name}`, document.baseURI);
  const { files } = (await (await fetched(at("list.json"))).json()) as { files: { path: string }[] };
  const entries: FileEntry[] = [];
  for (const [number, { path }] of files.entries()) {
    const content = await (await fetched(at(number))).blob();
    entries.push({ path, blob: new File([content], path.slice(path.lastIndexOf("/") + 1)) });
  }
  return entries;
}

async function fetched(url: URL): Promise<Response> {
  const answer = await fetch(url).catch(() => undefined);
  if (answer?.ok) return answer;
  const advice = "start segwasm view again, and open the address it prints";
  throw new SegmentError("E_READ", "the server does not offer these files any more", { advice });
}

async function gather(folder: FileSystemDirectoryEntry, into: FileEntry[]): Promise<void> {
  const reader = folder.createReader();
  // Browsers hand the entries over in parts, and an empty part at the end.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject)).catch(
      (cause) => unreadable(folder, cause),
    );
    if (part.length === 0) return;
    for (const entry of part) {
      if (entry.isDirectory) await gather(entry as FileSystemDirectoryEntry, into);
      else into.push({ path: entry.fullPath.replace(/^\//, ""), blob: await fileOf(entry as FileSystemFileEntry) });
    }
    if (into.length > MOST_FILES) {
      throw new SegmentError("E_LIMIT", `the folder holds more than ${MOST_FILES} files`, {
        advice: "drop the folder of one image or one series",
      });
    }
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise<File>((resolve, reject) => entry.file(resolve, reject)).catch((cause) => unreadable(entry, cause));
}

function unreadable({ fullPath }: FileSystemEntry, cause: unknown): never {
  throw new SegmentError("E_READ", `the browser cannot read ${fullPath.replace(/^\//, "")}`, {}, cause);
}
