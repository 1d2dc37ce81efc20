import type { Command } from "./command.js";
import { usageLine } from "./command.js";
import type { Flag } from "./flags.js";
import type { Host } from "./host.js";
import { wrapped } from "./printable.js";

const bold = (host: Host, text: string) => (host.colour ? `\x1b[1m${text}\x1b[22m` : text);

/** Two columns; the second is wrapped, and moved below the first where that is too long. */
function columns(rows: readonly (readonly [left: string, right: string])[], width: number, left = 24): string[] {
  return rows.flatMap(([name, text]) => {
    const lines = wrapped(text, Math.max(24, width - left - 4));
    const indented = lines.map((line) => `${" ".repeat(left + 4)}${line}`);
    if (name.length > left) return [`  ${name}`, ...indented];
    return [`  ${name.padEnd(left)}  ${lines[0]}`, ...indented.slice(1)];
  });
}

const longest = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => text.length));

/** The help of one command: examples first. */
export function commandHelp(host: Host, command: Command): string {
  const indented = (text: string) => wrapped(text, host.columns - 6).map((line) => `      ${line}`);
  const examples = command.examples.flatMap(([line, what]) => [`  ${line}`, ...indented(what)]);
  const groups = [...new Set(command.flags.map((flag) => flag.group))];
  return [
    ...wrapped(command.summary, host.columns),
    "",
    bold(host, "Examples"),
    ...examples,
    "",
    bold(host, "Usage"),
    `  ${usageLine(command)}`,
    "",
    ...columns(
      command.operands.map(({ name, many, summary }) => [many ? `${name}...` : name, summary]),
      host.columns,
    ),
    ...groups.flatMap((group) => ["", bold(host, group), ...flagLines(host, command, group)]),
    ...(command.notes ?? []).flatMap((note) => ["", ...wrapped(note, host.columns)]),
    "",
  ].join("\n");
}

function flagLines(host: Host, command: Command, group: string): string[] {
  const flags = command.flags.filter((flag) => flag.group === group);
  return columns(
    flags.map((flag) => [flagName(flag), flagText(flag)]),
    host.columns,
  );
}

/** Longer placeholders would push the second column off the screen; the choices stand in the text instead. */
const LONGEST_PLACEHOLDER = 16;

function flagName({ name, alias, placeholder }: Flag): string {
  const long = placeholder.length > LONGEST_PLACEHOLDER;
  const value = long ? (placeholder.endsWith("|N") ? "NAME|N" : "NAME") : placeholder;
  return `${alias ? `-${alias}, ` : "    "}--${name}${value ? ` ${value}` : ""}`;
}

function flagText({ summary, placeholder, choices, required, many, facts = [], shown }: Flag): string {
  const list = placeholder.length > LONGEST_PLACEHOLDER && choices ? `: ${choices.join(", ")}` : "";
  const known = [
    ...facts,
    ...(required ? ["required"] : []),
    ...(many ? ["may be repeated"] : []),
    ...(shown === undefined ? [] : [`default ${shown}`]),
  ];
  return `${summary}${list}${known.length > 0 ? ` [${known.join(", ")}]` : ""}`;
}

/** The first page a stranger sees. */
export function topHelp(host: Host, commands: readonly Command[], version: string): string {
  const start: [string, string][] = [
    ["segwasm sample nuclei -o nuclei.tif", "make an example volume"],
    ["segwasm inspect nuclei.tif", "check it: range, clipping, histogram"],
    ["segwasm segment nuclei.tif -o labels.tif", "find and label its objects"],
    ["segwasm stats labels.tif --image nuclei.tif -o table.csv", "measure them"],
  ];
  const width = longest(start.map(([line]) => line));
  const groups = [...new Set(commands.map(({ group }) => group))];
  const left = longest(commands.map(({ name }) => name));
  return [
    `segwasm ${version}: segment microscopy and medical images on any computer, with the same result on all of them`,
    "",
    bold(host, "Start here"),
    ...start.map(([line, what]) => `  ${line.padEnd(width)}   ${what}`),
    ...groups.flatMap((group) => {
      const rows = commands.filter((command) => command.group === group);
      const heading = group === "One step" ? "One step: segwasm STEP IN -o OUT [options]" : group;
      return [
        "",
        bold(host, heading),
        ...columns(
          rows.map(({ name, summary }) => [name, summary]),
          host.columns,
          left,
        ),
      ];
    }),
    "",
    bold(host, "Help"),
    ...columns(
      [
        ["segwasm COMMAND --help", "examples and all options of one command"],
        ["segwasm --version", "the version"],
      ],
      host.columns,
    ),
    "",
    ...wrapped(
      "Data goes to standard output, messages to standard error. Every command takes --json, --quiet and --force.",
      host.columns,
    ),
    ...wrapped(
      "Exit codes: 0 done, 1 some inputs failed, 2 wrong usage, 3 unusable input, 4 refused by a limit, " +
        "5 output cannot be written, 70 bug, 74 standard output failed, 130 or 143 interrupted.",
      host.columns,
    ),
    "",
  ].join("\n");
}
