import { ArgumentRangeError } from "../bindings/core/errors.js";
import { describe } from "../bindings/core/image.js";
import { checkOption, type Parameter, type Parameters } from "../bindings/core/options.js";
import { DEFAULT_LIMITS, type Limits } from "../bindings/io/file.js";
import { shortBytes } from "./printable.js";
import { MOST_DEFAULT_THREADS } from "./threads.js";

/** One option of a command. */
export interface Flag {
  /** Without dashes: "min-size". */
  name: string;
  /** One letter. */
  alias?: string;
  /** What stands for the value in the help; empty for a switch. */
  placeholder: string;
  /** One sentence for the help. */
  summary: string;
  /** The heading it stands under in the help. */
  group: string;
  required?: boolean;
  /** May be given several times. */
  many?: boolean;
  /** Unit and range, for the help. */
  facts?: readonly string[];
  /** The default as the help shows it. */
  shown?: string;
  /** Values the shell can complete; undefined for free text. */
  choices?: readonly string[];
  /** True when the value is a file name. */
  isPath?: boolean;
  /** Turns the text into the value; throws E_OPTION. `who` is the command. */
  read(who: string, text: string): unknown;
}

/** A usage error: exit code 2. `who` is the command, or "" before there is one. */
export function usageError(who: string, message: string): ArgumentRangeError {
  return new ArgumentRangeError("E_OPTION", who === "" ? message : `${who}: ${message}`);
}

type Extra = Partial<Pick<Flag, "alias" | "group" | "required" | "many" | "shown" | "choices">>;

/** An option without a value. */
export function switchFlag(name: string, summary: string, extra: Extra = {}): Flag {
  return { name, summary, placeholder: "", group: "Options", read: (_who, text) => text !== "false", ...extra };
}

/** An option whose value is a file name. */
export function pathFlag(name: string, summary: string, extra: Extra & { placeholder?: string } = {}): Flag {
  const read = (who: string, text: string) => {
    if (text === "" || text.includes("\0")) throw usageError(who, `expected a file name after --${name}`);
    return text;
  };
  return { name, summary, placeholder: "FILE", group: "Options", isPath: true, read, ...extra };
}

/** An option whose value is a word from a list. */
export function choiceFlag(name: string, choices: readonly string[], summary: string, extra: Extra = {}): Flag {
  const read = (who: string, text: string) => {
    if (!choices.includes(text))
      throw usageError(who, `expected --${name} ${choices.join(" or ")}, got ${describe(text)}`);
    return text;
  };
  return { name, summary, placeholder: choices.join("|"), group: "Options", choices, read, ...extra };
}

/** An option whose value is free text. */
export function textFlag(name: string, placeholder: string, summary: string, extra: Extra = {}): Flag {
  return { name, summary, placeholder, group: "Options", read: (_who, text) => text, ...extra };
}

/** An option whose value is a whole number, 0 or more unless `least` says otherwise. */
export function wholeFlag(name: string, summary: string, extra: Extra & { least?: number } = {}): Flag {
  const { least = 0, ...rest } = extra;
  const read = (who: string, text: string) => {
    const value = readNumber(text);
    if (value === undefined || !Number.isSafeInteger(value) || value < least) {
      throw usageError(who, `expected --${name} to be a whole number >= ${least}, got ${describe(text)}`);
    }
    return value;
  };
  return { name, summary, placeholder: "N", group: "Options", read, ...rest };
}

/** An option whose value is a number. */
export function numberFlag(name: string, summary: string, extra: Extra = {}): Flag {
  const read = (who: string, text: string) => {
    const value = readNumber(text);
    if (value === undefined) throw usageError(who, `expected --${name} to be a number, got ${describe(text)}`);
    return value;
  };
  return { name, summary, placeholder: "N", group: "Options", read, ...extra };
}

/** An option whose value is a time in seconds. */
export function secondsFlag(name: string, summary: string, extra: Extra = {}): Flag {
  const read = (who: string, text: string) => {
    const value = readNumber(text);
    if (value === undefined || !(value > 0 && value <= LONGEST)) {
      throw usageError(who, `expected --${name} to be a number of seconds, got ${describe(text)}`);
    }
    return value;
  };
  return { name, summary, placeholder: "SECONDS", group: "Options", read, ...extra };
}

/** A timer cannot run longer: 2³¹ milliseconds. */
const LONGEST = 2_147_483;

/** An option whose value is a number of bytes, written like 512MB or 2GiB. */
export function sizeFlag(name: string, summary: string, extra: Extra = {}): Flag {
  const read = (who: string, text: string) => {
    const value = readSize(text);
    if (value === undefined)
      throw usageError(who, `expected --${name} to be a size like 500MB or 2GiB, got ${describe(text)}`);
    return value;
  };
  return { name, summary, placeholder: "SIZE", group: "Options", read, ...extra };
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A decimal number, or undefined: no hexadecimal, no blanks, no words. */
export function readNumber(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Bytes of "1000", "512MB" (powers of 1000), "2GiB" or "2G" (powers of 1024); undefined for anything else. */
export function readSize(text: string): number | undefined {
  const match = /^(\d+\.?\d*)\s*([kmgt]?)(i?)(b?)$/i.exec(text);
  if (!match) return undefined;
  const [, digits, unit = "", binary, letter] = match;
  if (unit === "" && binary !== "") return undefined;
  const base = binary === "" && letter !== "" ? 1000 : 1024;
  const bytes = Math.floor(Number(digits) * base ** ["", "k", "m", "g", "t"].indexOf(unit.toLowerCase()));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** The option that sets a parameter of the library. Its help, default and range come from the table. */
export function parameterFlag(key: string, parameter: Parameter): Flag {
  const name = kebab(key);
  const flag: Flag = {
    name,
    placeholder: placeholderOf(parameter),
    summary: parameter.summary,
    facts: factsOf(parameter),
    group: "Options",
    read: (who, text) => readParameter(who, key, parameter, text),
  };
  if (parameter.required) flag.required = true;
  if (parameter.default !== undefined && parameter.default !== false) flag.shown = String(parameter.default);
  if ("choices" in parameter) flag.choices = parameter.choices.map(String);
  return flag;
}

/** The options that set all parameters of a table. */
export function parameterFlags(parameters: Parameters): Flag[] {
  return Object.entries(parameters).map(([key, parameter]) => parameterFlag(key, parameter));
}

function readParameter(who: string, key: string, parameter: Parameter, text: string): unknown {
  const value = parameterValue(parameter, text);
  // A vector's length is compared with the rank of the image later; here every entry is checked by itself.
  checkOption(who, kebab(key), parameter, value, Array.isArray(value) ? value.length : 1);
  return value;
}

function parameterValue(parameter: Parameter, text: string): unknown {
  switch (parameter.type) {
    case "boolean":
      return text !== "false";
    case "choice":
      return parameter.choices.find((choice) => String(choice) === text) ?? text;
    case "vector":
      return text.includes(",") ? text.split(",").map((part) => readNumber(part) ?? part) : (readNumber(text) ?? text);
    default:
      return readNumber(text) ?? text;
  }
}

function placeholderOf(parameter: Parameter): string {
  if (parameter.type === "boolean") return "";
  if (parameter.type === "vector") return "N|Z,Y,X";
  if (parameter.type === "choice") return parameter.choices.join("|");
  return parameter.type === "number-or-choice" ? `${parameter.choices.join("|")}|N` : "N";
}

/** Unit and range, for the help. */
function factsOf({ unit, ...parameter }: Parameter): string[] {
  const { min, max, exclusive } = parameter as { min?: number; max?: number; exclusive?: boolean };
  const named = unit !== undefined && !parameter.summary.includes(unit) ? [unit] : [];
  if (min === undefined && max === undefined) return named;
  if (min !== undefined && max !== undefined && !exclusive) return [...named, `${min} to ${max}`];
  const low = min === undefined ? [] : [`${exclusive ? ">" : ">="} ${min}`];
  return [...named, ...low, ...(max === undefined ? [] : [`<= ${max}`])];
}

/** The name of a parameter as an option: maxSize → max-size. */
export function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Options every command has. */
export const COMMON_FLAGS: readonly Flag[] = [
  switchFlag("help", "show this help", { alias: "h", group: "Common" }),
  switchFlag("json", "print one JSON document on standard output", { group: "Common" }),
  switchFlag("quiet", "print no messages, only data and errors", { alias: "q", group: "Common" }),
  switchFlag("force", "replace output files that exist (never an input)", { alias: "f", group: "Common" }),
  wholeFlag("threads", "threads that share the work, at most one per processor; results never depend on it", {
    group: "Common",
    least: 1,
    shown: `one per processor, up to ${MOST_DEFAULT_THREADS}`,
  }),
  switchFlag("debug", "print the stack of an error", { group: "Common" }),
];

const LIMITS: Record<keyof Limits, (name: string) => Flag> = {
  maxBytes: (name) =>
    sizeFlag(name, "decoded size of one image", { group: "Limits", shown: shortBytes(DEFAULT_LIMITS.maxBytes) }),
  maxSide: (name) =>
    wholeFlag(name, "extent of one axis", { group: "Limits", least: 1, shown: String(DEFAULT_LIMITS.maxSide) }),
  maxPages: (name) =>
    wholeFlag(name, "pages of one file", { group: "Limits", least: 1, shown: String(DEFAULT_LIMITS.maxPages) }),
  maxChannels: (name) =>
    wholeFlag(name, "channels of one file", { group: "Limits", least: 1, shown: String(DEFAULT_LIMITS.maxChannels) }),
};

/** Options that raise or lower what a file may make us do. */
export const LIMIT_FLAGS: readonly Flag[] = [
  ...Object.entries(LIMITS).map(([key, make]) => make(kebab(key))),
  secondsFlag("timeout", "time that reading a file may take", {
    group: "Limits",
    shown: "60 s, and 1 s for every 10 MB",
  }),
];
