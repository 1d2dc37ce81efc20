import { type AnySegmentError, isSegmentError, SegmentError } from "../bindings/core/errors.js";
import type { Kernels } from "../bindings/core/kernels.js";
import { nearestName } from "../bindings/core/options.js";
import { loadKernels } from "../bindings/node.js";
import { mentions, parseArguments, splitCommand } from "./arguments.js";
import { type Command, checkCall, type Outcome } from "./command.js";
import { COMMANDS } from "./commands/index.js";
import { EXIT, exitCodeOf, recognise } from "./exit.js";
import { usageError } from "./flags.js";
import { commandHelp, topHelp } from "./help.js";
import type { Host } from "./host.js";
import { Reader } from "./input.js";
import { printable, printableJson } from "./printable.js";
import { packageVersion, wasmDigest } from "./version.js";

/** The version of every JSON document on standard output. It changes only when a key changes its meaning. */
export const SCHEMA = 1;

/**
 * Runs one command line.
 *
 * @param argv the words after "segwasm"
 * @returns the exit code; never throws, never exits
 */
export async function run(argv: readonly string[], host: Host): Promise<number> {
  try {
    return await dispatch(argv, host);
  } catch (error) {
    return report(recognise(error), argv, host);
  }
}

async function dispatch(argv: readonly string[], host: Host): Promise<number> {
  const { name, rest } = splitCommand(argv);
  if (name === undefined) return withoutCommand(argv, host);
  if (name === "help") return helpOn(rest, host);
  const command = findCommand(name);
  if (mentions(rest, "help", "h")) {
    host.out(commandHelp(host, command));
    return EXIT.done;
  }
  const args = parseArguments(command.name, command.flags, rest);
  checkCall(command, args);
  const reader = new Reader(host, args.limits(), args.number("timeout"));
  const outcome = await command.run({ args, host, reader, kernels: kernelsOnce() });
  print(outcome, host, args.has("json"), args.has("quiet"));
  return outcome.code ?? EXIT.done;
}

function withoutCommand(argv: readonly string[], host: Host): number {
  if (mentions(argv, "version")) {
    host.out(`${packageVersion()}\n`);
    return EXIT.done;
  }
  if (mentions(argv, "help", "h")) {
    host.out(topHelp(host, COMMANDS, packageVersion()));
    return EXIT.done;
  }
  if (argv.length > 0) throw usageError("segwasm", "expected a command; segwasm --help lists them");
  host.err(topHelp(host, COMMANDS, packageVersion()));
  return EXIT.usage;
}

function helpOn(words: readonly string[], host: Host): number {
  const name = words.find((word) => !word.startsWith("-"));
  host.out(name === undefined ? topHelp(host, COMMANDS, packageVersion()) : commandHelp(host, findCommand(name)));
  return EXIT.done;
}

function findCommand(name: string): Command {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command) return command;
  const nearest = nearestName(
    name,
    COMMANDS.map((candidate) => candidate.name),
  );
  const hint = nearest ? `did you mean ${nearest}?` : "segwasm --help lists them";
  throw usageError("segwasm", `unknown command ${JSON.stringify(name.slice(0, 40))}, ${hint}`);
}

function kernelsOnce(): () => Promise<Kernels> {
  let kernels: Promise<Kernels> | undefined;
  return () => {
    kernels ??= loadKernels();
    return kernels;
  };
}

function print(outcome: Outcome, host: Host, json: boolean, quiet: boolean): void {
  if (json) host.out(`${printableJson({ schema: SCHEMA, ...outcome.document })}\n`);
  else if (outcome.data !== undefined) host.out(outcome.data);
  if (!quiet && outcome.message !== undefined) host.err(`${outcome.message}\n`);
}

/** Says on standard error what went wrong, and as JSON on standard output where that is asked for. */
export function report(error: unknown, argv: readonly string[], host: Host): number {
  const lines = isSegmentError(error) ? ownError(error) : bug(error);
  if (mentions(argv, "debug") && error instanceof Error) lines.push(...(error.stack ?? "").split("\n"));
  host.err(`${lines.map(printable).join("\n")}\n`);
  if (mentions(argv, "json")) host.out(`${printableJson({ schema: SCHEMA, error: errorDocument(error) })}\n`);
  return exitCodeOf(error);
}

function ownError(error: AnySegmentError): string[] {
  const advice = error instanceof SegmentError ? error.detail.advice : undefined;
  return [`segwasm: ${error.message}`, ...(advice ? [`  ${advice}`] : [])];
}

function bug(error: unknown): string[] {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const build = `segwasm ${packageVersion()}, wasm ${wasmDigest().slice(0, 12)}, Node ${process.version}, ${process.platform} ${process.arch}`;
  return [
    `segwasm: internal error: ${what}`,
    "  This is a bug. Please report the command line, the line above and this one, with the input if you can:",
    `  ${build}`,
    "  Run again with --debug for the stack.",
  ];
}

/** `code` and `message`, and whatever of path, needed, allowed and advice is known. */
export function errorDocument(error: unknown): object {
  if (!isSegmentError(error))
    return { code: "E_INTERNAL", message: error instanceof Error ? error.message : String(error) };
  const detail = error instanceof SegmentError ? error.detail : {};
  return { code: error.code, message: error.message, ...detail };
}
