import yargs from "yargs";
import { describe } from "../bindings/core/image.js";
import { nearestName } from "../bindings/core/options.js";
import type { Limits, Selection } from "../bindings/io/file.js";
import { type Flag, kebab, usageError } from "./flags.js";

/** What stands on a command line after its command. */
export class Arguments {
  constructor(
    /** The command, for messages. */
    readonly who: string,
    /** Words that are not options, in order. */
    readonly operands: readonly string[],
    private readonly values: ReadonlyMap<string, unknown>,
  ) {}

  /** True when a switch is on. */
  has(name: string): boolean {
    return this.values.get(name) === true;
  }

  text(name: string): string | undefined {
    return this.values.get(name) as string | undefined;
  }

  number(name: string): number | undefined {
    return this.values.get(name) as number | undefined;
  }

  /** All values of an option that may be given several times. */
  list(name: string): readonly string[] {
    return (this.values.get(name) as string[] | undefined) ?? [];
  }

  /** The given ones of some library parameters, under their library names. */
  options(keys: Iterable<string>): Record<string, unknown> {
    const given = [...keys].filter((key) => this.values.get(kebab(key)) !== undefined);
    return Object.fromEntries(given.map((key) => [key, this.values.get(kebab(key))]));
  }

  /** Channel, time point and slices, where given. */
  selection(): Pick<Selection, "channel" | "time" | "slab"> {
    return this.options(["channel", "time", "slab"]);
  }

  /** The limits that were given. */
  limits(): Partial<Limits> {
    return this.options(["maxBytes", "maxSide", "maxPages", "maxChannels"]);
  }
}

/** Parses the words after a command. Throws E_OPTION; never prints and never exits. */
export function parseArguments(who: string, flags: readonly Flag[], argv: readonly string[]): Arguments {
  checkSwitches(who, flags, argv);
  const parsed = parseWords(who, flags, withoutDigits(flags, argv));
  const values = new Map<string, unknown>();
  for (const flag of flags) {
    const given = Object.hasOwn(parsed, flag.name) ? parsed[flag.name] : undefined;
    if (given !== undefined) values.set(flag.name, readFlag(who, flag, given));
  }
  return new Arguments(who, (parsed["_"] as unknown[]).map(String), values);
}

/** The parser takes -0 as a number: where it is an option, its long name says so. */
function withoutDigits(flags: readonly Flag[], argv: readonly string[]): string[] {
  const end = argv.indexOf("--");
  return argv.map((word, at) => {
    const flag = /^-\d$/.test(word) && (end < 0 || at < end) && flags.find(({ alias }) => alias === word.slice(1));
    return flag ? `--${flag.name}` : word;
  });
}

/** Throws unless all required options are there. Separate, because --help needs none of them. */
export function checkRequired(args: Arguments, flags: readonly Flag[]): void {
  for (const flag of flags) {
    if (flag.required && args.text(flag.name) === undefined) {
      const short = flag.alias ? `-${flag.alias}` : `--${flag.name}`;
      throw usageError(args.who, `expected ${short} ${flag.placeholder} (${flag.summary})`);
    }
  }
}

function parseWords(who: string, flags: readonly Flag[], argv: readonly string[]): Record<string, unknown> {
  const fail = (message: string | null, error: Error | undefined): never => {
    throw explain(who, flags, message ?? error?.message ?? "cannot be understood");
  };
  const parser = yargs([...argv])
    .detectLocale(false)
    .help(false)
    .version(false)
    .exitProcess(false)
    .parserConfiguration({
      "dot-notation": false,
      "boolean-negation": false,
      "camel-case-expansion": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
      "greedy-arrays": false,
      "strip-aliased": true,
    })
    .fail(fail);
  for (const flag of flags) parser.option(flag.name, yargsOption(flag));
  try {
    return parser.strictOptions().parseSync() as Record<string, unknown>;
  } catch (error) {
    // Whatever the parser trips over, the cause is the command line.
    if (error instanceof Error && "code" in error) throw error;
    throw usageError(who, `the command line cannot be understood (${error instanceof Error ? error.message : "?"})`);
  }
}

function yargsOption(flag: Flag) {
  const common = flag.alias ? { alias: flag.alias } : {};
  return flag.placeholder === ""
    ? { ...common, type: "boolean" as const }
    : { ...common, type: "string" as const, requiresArg: true };
}

/** The parser's complaint in our words, with the option that was probably meant. */
function explain(who: string, flags: readonly Flag[], message: string): Error {
  const unknown = /^Unknown arguments?: (.*)$/s.exec(message)?.[1];
  if (unknown !== undefined) {
    const name = (unknown.split(", ")[0] as string).replace(/^_(__.*__)_?$/, "$1");
    const nearest = nearestName(
      name,
      flags.map((flag) => flag.name),
    );
    const hint = nearest ? `did you mean --${nearest}?` : `see segwasm ${who} --help`;
    return usageError(who, `unknown option ${describe(name.length === 1 ? `-${name}` : `--${name}`)}, ${hint}`);
  }
  const missing = /^Not enough arguments following: (.*)$/s.exec(message)?.[1];
  const flag = flags.find(({ name, alias }) => name === missing || alias === missing);
  return flag
    ? usageError(who, `expected ${flag.placeholder} after --${flag.name}`)
    : usageError(who, `the command line cannot be understood (${message})`);
}

/** The parser reads --json=maybe as false; a switch takes nothing, true or false. */
function checkSwitches(who: string, flags: readonly Flag[], argv: readonly string[]): void {
  for (const word of argv) {
    if (word === "--") return;
    const [, name, value] = /^--([^=]+)=(.*)$/s.exec(word) ?? [];
    const isSwitch = flags.some((flag) => flag.placeholder === "" && flag.name === name);
    if (isSwitch && value !== "true" && value !== "false") throw usageError(who, `--${name} takes no value`);
  }
}

function readFlag(who: string, flag: Flag, given: unknown): unknown {
  if (flag.placeholder === "") return Array.isArray(given) ? given.at(-1) : given;
  const texts = (Array.isArray(given) ? given : [given]).map(String);
  if (flag.many) return texts.map((text) => flag.read(who, text));
  if (texts.length > 1) throw usageError(who, `--${flag.name} is given more than once`);
  return flag.read(who, texts[0] as string);
}
