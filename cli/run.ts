import type { Kernels } from "../bindings/core/kernels.js";
import { nearestName } from "../bindings/core/options.js";
import { loadKernels } from "../bindings/node.js";
import { parseArguments } from "./arguments.js";
import { type Command, checkCall, type Outcome, openingOptions } from "./command.js";
import { COMMANDS } from "./commands/index.js";
import { EXIT, recognise } from "./exit.js";
import { report, SCHEMA } from "./failure.js";
import { usageError } from "./flags.js";
import { commandHelp, topHelp } from "./help.js";
import type { Host } from "./host.js";
import { Reader } from "./input.js";
import { printable, printableJson } from "./printable.js";
import { threadsOf } from "./threads.js";
import { packageVersion } from "./version.js";
import { mentions, splitCommand } from "./words.js";

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
  const first = splitCommand(argv);
  if (first.name === undefined) return withoutCommand(argv, host);
  if (first.name === "help") return helpOn(first.rest, host);
  const help = mentions(first.rest, "help", "h");
  const { commands, rest } = findCommand(first.name, first.rest, help);
  const [command] = commands as [Command];
  if (help) {
    host.out(commands.map((one) => commandHelp(host, one)).join("\n"));
    return EXIT.done;
  }
  const args = parseArguments(command.name, command.flags, rest);
  checkCall(command, args);
  const reader = new Reader(host, args.limits(), args.number("timeout"), openingOptions(command, args));
  const outcome = await command.run({ args, host, reader, kernels: kernelsOnce(threadsOf(args.number("threads"))) });
  const messages = [...reader.notes, ...(outcome.messages ?? [])];
  print({ ...outcome, messages }, host, args.has("json"), args.has("quiet"));
  if (outcome.server) {
    await host.served();
    outcome.server.close();
  }
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
  if (argv.length > 0) throw usageError("", "expected a command; segwasm --help lists them");
  host.err(topHelp(host, COMMANDS, packageVersion()));
  return EXIT.usage;
}

function helpOn(words: readonly string[], host: Host): number {
  const [name, ...rest] = words.filter((word) => !word.startsWith("-"));
  if (name === undefined) host.out(topHelp(host, COMMANDS, packageVersion()));
  else
    host.out(
      findCommand(name, rest, true)
        .commands.map((command) => commandHelp(host, command))
        .join("\n"),
    );
  return EXIT.done;
}

/**
 * The command of a name, and the words after it. Some commands have a name of two words; with `help` the first one may
 * stand for all of them.
 */
function findCommand(name: string, words: readonly string[], help: boolean): { commands: Command[]; rest: string[] } {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command) return { commands: [command], rest: [...words] };
  const group = COMMANDS.filter((candidate) => candidate.name.startsWith(`${name} `));
  const second = splitCommand(words);
  const member = group.find((candidate) => candidate.name === `${name} ${second.name}`);
  if (member) return { commands: [member], rest: second.rest };
  if (group.length > 0 && help && second.name === undefined) return { commands: group, rest: second.rest };
  throw unknownCommand(name, group, second.name);
}

function unknownCommand(name: string, group: readonly Command[], second: string | undefined): Error {
  if (group.length > 0) {
    const names = group.map((candidate) => candidate.name.slice(name.length + 1));
    const got = second === undefined ? "nothing" : JSON.stringify(second.slice(0, 40));
    return usageError(name, `expected ${names.join(" or ")}, got ${got}; segwasm ${name} --help explains them`);
  }
  const nearest = nearestName(
    name,
    COMMANDS.map((candidate) => candidate.name),
  );
  const hint = nearest ? `did you mean ${nearest}?` : "segwasm --help lists them";
  return usageError("", `unknown command ${JSON.stringify(name.slice(0, 40))}, ${hint}`);
}

function kernelsOnce(threads: number): () => Promise<Kernels> {
  let kernels: Promise<Kernels> | undefined;
  return () => {
    if (kernels) return kernels;
    // Helpers come up while the command reads its input, and join in when they are there.
    kernels = loadKernels({ threads, wait: false });
    // A command may fail before it asks for them; whoever does ask gets the error.
    kernels.catch(() => undefined);
    return kernels;
  };
}

function print(outcome: Outcome, host: Host, json: boolean, quiet: boolean): void {
  if (json) host.out(`${printableJson({ schema: SCHEMA, ...outcome.document })}\n`);
  else if (outcome.data !== undefined) host.out(outcome.data);
  if (!quiet) for (const line of outcome.messages ?? []) host.err(`${printable(line)}\n`);
}
