import type { Kernels } from "../bindings/core/kernels.js";
import type { ReadOptions } from "../bindings/io/file.js";
import { type Arguments, checkRequired } from "./arguments.js";
import { COMMON_FLAGS, type Flag, LIMIT_FLAGS, usageError } from "./flags.js";
import type { Host } from "./host.js";
import type { Reader } from "./input.js";
import { PART_FLAGS, RESOLUTION_FLAG, SELECTION_FLAGS } from "./part-flags.js";

/** A word of the command line that is not an option. */
export interface Operand {
  /** As in the usage line: "IMAGE". */
  name: string;
  summary: string;
  /** Takes all remaining words. */
  many?: boolean;
  /** May be left out. */
  optional?: boolean;
  /** Values the shell can complete; file names where undefined. */
  choices?: readonly string[];
}

/** One line of the help's examples. */
export type Example = readonly [line: string, what: string];

/** What a command finds when it runs. */
export interface Call {
  args: Arguments;
  host: Host;
  /** Opens image files under the limits of the command line. */
  reader: Reader;
  /** One instance of the kernels, loaded at the first use. */
  kernels(): Promise<Kernels>;
}

/** What a command leaves behind. */
export interface Outcome {
  /** For --json; `schema` is added. */
  document: object;
  /** For standard output without --json. */
  data?: string;
  /** Lines for standard error unless --quiet. */
  messages?: readonly string[];
  /** The exit code where it is not 0. */
  code?: number;
  /** What goes on after everything is printed, until the host has had enough. */
  server?: { close(): void };
}

/** A subcommand. */
export interface Command {
  /** One word, or two: "quint check". */
  name: string;
  /** One sentence, starting with a verb. */
  summary: string;
  group: "Look and measure" | "Segment" | "Many files" | "Brain sections" | "One step" | "Helpers";
  operands: readonly Operand[];
  flags: readonly Flag[];
  examples: readonly Example[];
  /** Sentences below the options. */
  notes?: readonly string[];
  run(call: Call): Promise<Outcome>;
}

/** What the options of a reading command are made of: its own ones first, which a general one of the same name gives way to. */
export function readingFlags(
  own: readonly Flag[],
  selection: readonly Flag[] = [...SELECTION_FLAGS, ...PART_FLAGS],
): Flag[] {
  const taken = ({ name }: Flag) => own.some((flag) => flag.name === name);
  const general = selection.flatMap((flag) => (!taken(flag) ? [flag] : flag.name === "level" ? [RESOLUTION_FLAG] : []));
  return [...own, ...general, ...COMMON_FLAGS, ...LIMIT_FLAGS.filter((flag) => !taken(flag))];
}

/** Which part of a file the options of a command choose when it is opened. */
export function openingOptions({ flags }: Command, args: Arguments): Pick<ReadOptions, "level" | "array"> {
  const resolution = args.number(RESOLUTION_FLAG.name);
  return {
    ...args.options(PART_FLAGS.filter((flag) => flags.includes(flag)).map(({ name }) => name)),
    ...(resolution !== undefined && { level: resolution }),
  };
}

/** Throws a usage error unless the words and required options are as the command wants them. */
export function checkCall(command: Command, args: Arguments): void {
  const { operands } = command;
  const missing = operands[args.operands.length];
  if (missing && !missing.optional) throw usageError(command.name, `expected ${missing.name} (${missing.summary})`);
  const spare = operands.at(-1)?.many ? undefined : args.operands[operands.length];
  if (spare !== undefined) {
    throw usageError(command.name, `unexpected word ${JSON.stringify(spare)}; ${usageLine(command)}`);
  }
  checkRequired(args, command.flags);
}

/** The shape of the command line: segwasm gaussian IN -o OUT [options]. */
export function usageLine(command: Command): string {
  const words = command.operands.map(({ name, many, optional }) => {
    const word = many ? `${name}...` : name;
    return optional ? `[${word}]` : word;
  });
  const required = command.flags
    .filter((flag) => flag.required)
    .map((flag) => `${flag.alias ? `-${flag.alias}` : `--${flag.name}`} ${flag.placeholder}`);
  return ["segwasm", command.name, ...words, ...required, "[options]"].join(" ");
}
