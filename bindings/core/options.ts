import { ArgumentRangeError, ArgumentTypeError, type ErrorCode } from "./errors.js";
import { describe } from "./image.js";

interface Common {
  /** One sentence, without the name of the parameter. */
  summary: string;
  /** Unit of the value, for help texts: "voxels", "px", "image units". */
  unit?: string;
  /** Code of the error for a bad value; E_OPTION unless a more telling one exists. */
  code?: ErrorCode;
  /** True when the caller must give it. */
  required?: boolean;
}

/** What a parameter accepts. `check`, the command line, the viewer's form and the docs all read this. */
export type Parameter =
  | (Common & {
      type: "number" | "integer";
      default?: number;
      min?: number;
      max?: number;
      /** The value must lie above `min`, not on it. */
      exclusive?: boolean;
    })
  /** One number for all axes, or one per axis in the order of the shape. */
  | (Common & { type: "vector"; default?: number; min?: number; max?: number; exclusive?: boolean })
  | (Common & { type: "choice"; choices: readonly (string | number)[]; default?: string | number })
  | (Common & { type: "number-or-choice"; choices: readonly string[]; default?: string | number })
  | (Common & { type: "boolean"; default?: boolean });

/** The parameters of an operation by name. */
export type Parameters = Readonly<Record<string, Parameter>>;

/** The default of every parameter that has one. */
export function defaultsOf(parameters: Parameters): Record<string, unknown> {
  const entries = Object.entries(parameters).filter(([, p]) => p.default !== undefined);
  return Object.fromEntries(entries.map(([name, p]) => [name, p.default]));
}

/**
 * The options with defaults filled in, each checked against its parameter. `undefined` counts as not given; names in
 * `others` may stand among them and are left to the caller.
 * Throws ArgumentTypeError for a wrong kind and ArgumentRangeError for a wrong value or an unknown name.
 */
export function resolveOptions(
  who: string,
  parameters: Parameters,
  options: object,
  ndim: number,
  others: readonly string[] = [],
): Record<string, unknown> {
  if (options === null || typeof options !== "object" || Array.isArray(options)) {
    throw new ArgumentTypeError("E_OPTION", `${who}: expected an options object, got ${describe(options)}`);
  }
  checkKnown(who, options, [...Object.keys(parameters), ...others]);
  const resolved: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const given = (options as Record<string, unknown>)[name];
    const value = given === undefined ? parameter.default : given;
    if (value !== undefined) resolved[name] = checkOption(who, name, parameter, value, ndim);
    else if (parameter.required) {
      throw new ArgumentRangeError("E_OPTION", `${who}: expected option ${name} (${parameter.summary}), got none`);
    }
  }
  return resolved;
}

/** One value against one parameter; returns the value, with vectors spelled out to one number per axis. */
export function checkOption(who: string, name: string, parameter: Parameter, value: unknown, ndim: number): unknown {
  switch (parameter.type) {
    case "boolean":
      if (typeof value !== "boolean") throw wrongKind(who, name, "true or false", value, parameter);
      return value;
    case "choice":
      if (!parameter.choices.includes(value as string)) {
        throw wrongValue(who, name, `one of ${parameter.choices.join(", ")}`, value, parameter);
      }
      return value;
    case "number-or-choice":
      if (typeof value === "number") return checkNumber(who, name, parameter, value);
      if (typeof value === "string" && parameter.choices.includes(value)) return value;
      throw wrongValue(who, name, `a number or one of ${parameter.choices.join(", ")}`, value, parameter);
    case "vector": {
      const list = Array.isArray(value) ? value : Array(ndim).fill(value);
      if (list.length !== ndim) throw wrongValue(who, name, `one number or ${ndim}, one per axis`, value, parameter);
      return list.map((item) => checkNumber(who, name, parameter, item));
    }
    default:
      return checkNumber(who, name, parameter, value);
  }
}

function checkNumber(who: string, name: string, parameter: Parameter, value: unknown): number {
  if (typeof value !== "number") throw wrongKind(who, name, "a number", value, parameter);
  const { min, max, exclusive } = parameter as { min?: number; max?: number; exclusive?: boolean };
  if (!Number.isFinite(value)) throw wrongValue(who, name, "a finite number", value, parameter);
  if (parameter.type === "integer" && !Number.isInteger(value))
    throw wrongValue(who, name, "a whole number", value, parameter);
  if (min !== undefined && (exclusive ? value <= min : value < min)) {
    throw wrongValue(who, `${name} ${exclusive ? ">" : ">="} ${min}`, "", value, parameter);
  }
  if (max !== undefined && value > max) throw wrongValue(who, `${name} <= ${max}`, "", value, parameter);
  return value;
}

function wrongKind(who: string, name: string, expected: string, value: unknown, p: Parameter): ArgumentTypeError {
  return new ArgumentTypeError(
    p.code ?? "E_OPTION",
    `${who}: expected ${name} to be ${expected}, got ${describe(value)}`,
  );
}

function wrongValue(who: string, name: string, expected: string, value: unknown, p: Parameter): ArgumentRangeError {
  const phrase = expected === "" ? name : `${name} to be ${expected}`;
  return new ArgumentRangeError(p.code ?? "E_OPTION", `${who}: expected ${phrase}, got ${describe(value)}`);
}

/** Throws E_OPTION for an option whose name is not in `known`. */
export function checkKnown(who: string, options: object, known: readonly string[]): void {
  const name = Object.keys(options).find((key) => !known.includes(key));
  if (name === undefined) return;
  const nearest = nearestName(name, known);
  const hint = nearest ? `did you mean ${nearest}?` : `known options: ${known.join(", ") || "none"}`;
  throw new ArgumentRangeError("E_OPTION", `${who}: unknown option ${describe(name)}, ${hint}`);
}

/** The name in `known` that needs the fewest edits, if that is few enough to be a slip of the hand. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let fewest = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const edits = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, swap);
    }
    row = next;
  }
  return row[b.length] as number;
}
