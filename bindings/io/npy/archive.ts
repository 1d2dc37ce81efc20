import { Source } from "../source.js";
import { firstZipName, unzipped, zipEntries } from "../unzip.js";

/** True for an archive whose first file is an array: an NPZ file as NumPy writes it. */
export function isNpz(bytes: Uint8Array): boolean {
  return firstZipName(bytes)?.endsWith(".npy") ?? false;
}

/**
 * The first array of an NPZ archive as a file of its own, checked against its CRC-32; the others are noted.
 *
 * @throws E_TRUNCATED, E_CORRUPT, E_CHECKSUM, E_FORMAT for other packings than stored and deflate, E_LIMIT
 */
export function firstArray(source: Source): Source {
  const entries = zipEntries(source).filter(({ name }) => name.endsWith(".npy"));
  const [first, ...others] = entries;
  if (!first) throw source.unsupported("it is an archive without arrays");
  if (others.length > 0) {
    const names = others.slice(0, 5).map(({ name }) => plain(name));
    const more = others.length > names.length ? " …" : "";
    source.note(`the array ${plain(first.name)} is read, not ${names.join(", ")}${more}`);
  }
  const array = new Source(unzipped(source, first, `the array ${plain(first.name)}`), source.name, source.limits);
  // One list of notes, that of the file.
  return Object.assign(array, { notes: source.notes });
}

const plain = (name: string): string => JSON.stringify(name.replace(/\.npy$/, ""));
