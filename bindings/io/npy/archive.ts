import { ArgumentRangeError, isSegmentError } from "../../core/errors.js";
import { printable, Source } from "../source.js";
import { firstZipName, unzipped, unzippedHead, type ZipEntry, zipEntries } from "../unzip.js";
import { readNpyHeader } from "./header.js";

/** True for an archive whose first file is an array: an NPZ file as NumPy writes it. */
export function isNpz(bytes: Uint8Array): boolean {
  return firstZipName(bytes)?.endsWith(".npy") ?? false;
}

/**
 * One array of an NPZ archive as a file of its own, checked against its CRC-32: that of a name, or the first that is an
 * image, which is noted where there are others.
 *
 * @throws E_TRUNCATED, E_CORRUPT, E_CHECKSUM, E_FORMAT for other packings than stored and deflate, E_LIMIT, E_OPTION for a
 * name it has not
 */
export function arrayOf(source: Source, name?: string): Source {
  const entries = zipEntries(source).filter((entry) => entry.name.endsWith(".npy"));
  const [first] = entries;
  if (!first) throw source.unsupported("it is an archive without arrays");
  const chosen =
    name === undefined ? (entries.find((entry) => isImage(source, entry)) ?? first) : named(source, entries, name);
  const others = entries.filter((entry) => entry !== chosen);
  if (others.length > 0 && name === undefined) {
    source.note(`the array ${plain(chosen.name)} is read, not ${listed(others)} (--array NAME)`);
  }
  const array = new Source(unzipped(source, chosen, whatOf(chosen)), source.name, source.limits);
  // One list of notes, that of the file.
  return Object.assign(array, { notes: source.notes });
}

/** The refusal of a name in a file that holds no named arrays. */
export function noArrays(source: Source): Error {
  return new ArgumentRangeError(
    "E_OPTION",
    `${source.name}: is no NPZ archive, so it has no arrays to choose (--array)`,
  );
}

function named(source: Source, entries: readonly ZipEntry[], name: string): ZipEntry {
  const found = entries.find((entry) => entry.name === `${name}.npy`);
  if (found) return found;
  throw new ArgumentRangeError(
    "E_OPTION",
    printable(`${source.name}: has no array ${JSON.stringify(name)}; it has ${listed(entries)} (--array NAME)`),
  );
}

/** The first names of a list. */
function listed(entries: readonly ZipEntry[]): string {
  const names = entries.slice(0, 5).map(({ name }) => plain(name));
  return `${names.join(", ")}${entries.length > names.length ? " …" : ""}`;
}

/** Bytes that hold the header of any plain array. */
const HEAD = 1024;

/** True where the header is that of numbers along two or three axes; only the head is unpacked for this. */
function isImage(source: Source, entry: ZipEntry): boolean {
  try {
    const head = unzippedHead(source, entry, HEAD, whatOf(entry));
    readNpyHeader(new Source(head, source.name, source.limits));
    return true;
  } catch (error) {
    if (!isSegmentError(error)) throw error;
    return false;
  }
}

const plain = (name: string): string => JSON.stringify(name.replace(/\.npy$/, ""));

const whatOf = ({ name }: ZipEntry): string => `the array ${plain(name)}`;
