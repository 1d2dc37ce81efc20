import { ArgumentRangeError } from "../core/errors.js";
import { describe } from "../core/image.js";
import { sectionName } from "./names.js";

/** Endings that programs add to the name of the image they segmented. */
const ENDINGS =
  /[ _-]+(cp[ _]masks?|simple[ _]segmentation|probabilities|object[ _](predictions|identities)|uncertainty|masks?|labels?|seg)$/i;

/** How output names are made. */
export interface RenameOptions {
  /**
   * `{stem}`, the name without the ending of its program and with - for spaces and dots; `{name}`, without its extension
   * only; `{n}` or `{n:03d}`, the number of the section. Default: "{stem}".
   */
  rename?: string | undefined;
  /** A regular expression whose first group is the number. Default: the digits behind the last _s, else the last digits. */
  numberRegex?: string | undefined;
}

/** What a file will be called. */
export interface Renamed {
  from: string;
  to: string;
}

/**
 * Names for the exports of some files.
 *
 * @throws ArgumentRangeError E_OPTION for a pattern that cannot be understood, a name without a number, and two equal names
 */
export function renameFiles(names: readonly string[], { rename = "{stem}", numberRegex }: RenameOptions): Renamed[] {
  const who = "rename";
  const regex = numberRegex === undefined ? undefined : compiled(who, numberRegex);
  const unknown = /\{(?!(stem|name|n(:0?\d+d)?)\})[^}]*\}?/.exec(rename)?.[0];
  if (unknown !== undefined || /[\\/\0]/.test(rename) || rename === "") {
    throw new ArgumentRangeError(
      "E_OPTION",
      `${who}: expected a pattern of {stem}, {name}, {n} and {n:03d}, got ${describe(rename)}`,
    );
  }
  const renamed = names.map((from) => ({ from, to: `${nameOf(who, from, rename, regex)}.png` }));
  const twins = new Map<string, string>();
  for (const { from, to } of renamed) {
    const other = twins.get(to.toLowerCase());
    if (other !== undefined) {
      throw new ArgumentRangeError(
        "E_OPTION",
        `${who}: ${describe(other)} and ${describe(from)} would both become ${to}`,
      );
    }
    twins.set(to.toLowerCase(), from);
  }
  return renamed;
}

function compiled(who: string, text: string): RegExp {
  try {
    const regex = new RegExp(text);
    if (new RegExp(`${text}|`).exec("")?.length !== 1) return regex;
  } catch {
    // Said below.
  }
  throw new ArgumentRangeError("E_OPTION", `${who}: expected a regular expression with a group, got ${describe(text)}`);
}

function nameOf(who: string, file: string, pattern: string, regex: RegExp | undefined): string {
  const plain = file.replace(/^.*[\\/]/, "").replace(/\.(ome\.(tiff?|zarr)|nii\.gz)$/i, "");
  const { stem: name } = plain === file.replace(/^.*[\\/]/, "") ? sectionName(plain) : { stem: plain };
  const stem = name.replace(ENDINGS, "").replace(/[\s.]+/g, "-");
  return pattern.replace(/\{(stem|name|n)(?::0?(\d+)d)?\}/g, (_, key: string, digits: string | undefined) => {
    if (key === "stem") return stem;
    if (key === "name") return name;
    const number = numberOf(name, stem, regex);
    if (number === undefined) {
      throw new ArgumentRangeError(
        "E_OPTION",
        `${who}: ${describe(file)} has no number; state one with --number-regex`,
      );
    }
    return number.padStart(Number(digits ?? 1), "0");
  });
}

function numberOf(name: string, stem: string, regex: RegExp | undefined): string | undefined {
  const digits = regex ? regex.exec(name)?.[1] : (/.*_s(\d+)/.exec(name)?.[1] ?? /(\d+)\D*$/.exec(stem)?.[1]);
  return digits !== undefined && /^\d+$/.test(digits) ? digits.replace(/^0+(?=\d)/, "") : undefined;
}
