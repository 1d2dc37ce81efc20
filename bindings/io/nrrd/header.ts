import type { Source } from "../source.js";
import { entryOf } from "../tables.js";

/** Header text of a NRRD file may be this long. */
const MOST_TEXT = 1 << 20;

/** The fields of a NRRD header, names in lower case; `keys` are the user's key/value pairs. */
export interface NrrdHeader {
  fields: ReadonlyMap<string, string>;
  keys: ReadonlyMap<string, string>;
  /** Lines of a `data file: LIST`. */
  files: readonly string[];
  /** First byte behind the header, where attached data starts. */
  end: number;
}

/** Alternative spellings of fields. */
const SPELLINGS: Readonly<Record<string, string>> = {
  datafile: "data file",
  lineskip: "line skip",
  byteskip: "byte skip",
  axismins: "axis mins",
  axismaxs: "axis maxs",
  "sample units": "sampleunits",
};

/** Splits a header into fields. Throws E_CORRUPT for lines that are neither field, key, nor comment. */
export function readNrrdHeader(source: Source): NrrdHeader {
  const fields = new Map<string, string>();
  const keys = new Map<string, string>();
  const files: string[] = [];
  const lines = headerLines(source);
  for (const [i, line] of lines.text.entries()) {
    if (i === 0 || line.startsWith("#")) continue;
    if (fields.get("data file")?.toUpperCase().startsWith("LIST")) {
      files.push(line);
      continue;
    }
    const key = line.indexOf(":=");
    const field = line.indexOf(": ") >= 0 ? line.indexOf(": ") : line.indexOf(":");
    if (key > 0 && (field < 0 || key <= field)) keys.set(unescaped(line.slice(0, key)), unescaped(line.slice(key + 2)));
    else if (field > 0) {
      const name = line.slice(0, field).trim().toLowerCase();
      fields.set(entryOf(SPELLINGS, name) ?? name, line.slice(field + 1).trim());
    } else throw source.corrupt(`line ${i + 1} of its header is not a field`);
  }
  return { fields, keys, files, end: lines.end };
}

/** Lines up to the first empty one, or up to the end of a file without data. */
function headerLines(source: Source): { text: string[]; end: number } {
  const bytes = source.head(MOST_TEXT);
  const decoder = new TextDecoder();
  const text: string[] = [];
  for (let from = 0; from < bytes.length; ) {
    const found = bytes.indexOf(10, from);
    if (found < 0 && source.size > MOST_TEXT) throw source.corrupt("its header does not end");
    const next = found < 0 ? bytes.length : found + 1;
    const end = found < 0 ? bytes.length : bytes[found - 1] === 13 ? found - 1 : found;
    if (end <= from) return { text, end: next };
    text.push(decoder.decode(bytes.subarray(from, end)));
    from = next;
  }
  return { text, end: bytes.length };
}

/** Values write a line break as \n and a backslash twice. */
function unescaped(text: string): string {
  return text.replace(/\\(\\|n)/g, (_, character) => (character === "n" ? "\n" : "\\"));
}

/** Numbers of a list such as "1 2 nan". */
export function numbersOf(source: Source, text: string, what: string): number[] {
  return text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((word) => numberOf(word) ?? refuse(source, what));
}

function refuse(source: Source, what: string): never {
  throw source.corrupt(`${what} of its header is not a list of numbers`);
}

/** A number as text, also not-a-number and the infinities; undefined when it is none of these. */
export function numberOf(word: string): number | undefined {
  const special = /^([-+]?)(nan|inf|infinity)$/i.exec(word);
  if (special) {
    if (special[2]?.toLowerCase() === "nan") return Number.NaN;
    return special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  const value = Number(word);
  return word === "" || Number.isNaN(value) ? undefined : value;
}

/** Vectors of a list such as "(1,0,0) none (0,1,0)"; undefined where an axis has none. */
export function vectorsOf(source: Source, text: string, what: string): (number[] | undefined)[] {
  const words = text.match(/none|\([^()]*\)/gi) ?? [];
  if (words.join("").replace(/\s/g, "") !== text.replace(/\s/g, "")) {
    throw source.corrupt(`${what} of its header is not a list of vectors`);
  }
  return words.map((word) => (word.toLowerCase() === "none" ? undefined : numbersOf(source, word.slice(1, -1), what)));
}
