import type { Command } from "./command.js";
import type { Flag } from "./flags.js";

/** The words that may be completed after a command: its option names. */
const optionNames = (command: Command) => command.flags.map((flag) => `--${flag.name}`);

/** Options whose value comes from a list, of one command. */
const listFlags = (command: Command) => command.flags.filter((flag) => flag.choices !== undefined);

/** A word in single quotes, for all three shells. */
const quoted = (text: string) => `'${text.replaceAll("'", "")}'`;

const firstWords = (commands: readonly Command[]) => [
  ...new Set(commands.map(({ name }) => name.split(" ")[0] as string)),
];

/** A name as a shell's pattern. */
const pattern = (name: string) => (name.includes(" ") ? quoted(name) : name);

/** First words of commands that have two. */
const groupsOf = (commands: readonly Command[]) => firstWords(commands.filter(({ name }) => name.includes(" ")));

const secondWords = (commands: readonly Command[], group: string) =>
  commands.flatMap(({ name }) => (name.startsWith(`${group} `) ? [name.slice(group.length + 1)] : []));

/** A function for bash that asks nobody: all words stand in it. */
export function bashScript(commands: readonly Command[]): string {
  const cases = commands.map((command) => {
    const values = listFlags(command).map(
      (flag) => `      --${flag.name}) words=${quoted((flag.choices ?? []).join(" "))} ;;`,
    );
    const operands = command.operands.flatMap(({ choices }) => choices ?? []);
    return [
      `    ${pattern(command.name)})`,
      `      options=${quoted(optionNames(command).join(" "))}`,
      `      operands=${quoted(operands.join(" "))}`,
      ...(values.length > 0 ? ['      case "$previous" in', ...values.map((line) => `  ${line}`), "      esac"] : []),
      "      ;;",
    ].join("\n");
  });
  return `# bash completion for segwasm
_segwasm() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}"
  local options='' operands='' words=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ${quoted(`${firstWords(commands).join(" ")} --help --version`)} -- "$current"))
    return
  fi
  case "$command" in
${groupsOf(commands)
  .map(
    (name) =>
      `    ${name}) operands=${quoted(secondWords(commands, name).join(" "))} command="${name} \${COMP_WORDS[2]}" ;;`,
  )
  .join("\n")}
  esac
  case "$command" in
${cases.join("\n")}
  esac
  if [ -n "$words" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  elif [[ "$current" == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  elif [ -n "$operands" ]; then
    COMPREPLY=($(compgen -W "$operands" -- "$current"))
  else
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
complete -o filenames -F _segwasm segwasm
`;
}

/** A completion function for zsh with the summaries beside the words. */
export function zshScript(commands: readonly Command[]): string {
  const list = commands.map(({ name, summary }) => `    ${quoted(`${name.split(" ")[0]}:${summary}`)}`);
  const groups = groupsOf(commands).map((name) => {
    const words = secondWords(commands, name).join(" ");
    return `    ${name}) if (( CURRENT == 2 )); then compadd ${words}; return; fi; command="${name} $words[2]"; shift words; (( CURRENT-- )) ;;`;
  });
  const cases = commands.map((command) => {
    const operands = command.operands.map(({ name, many, choices }) => {
      const action = choices ? `(${choices.join(" ")})` : "_files";
      return quoted(many ? `*:${name}:${action}` : `:${name}:${action}`);
    });
    const specs = [...command.flags.flatMap(zshFlag), ...operands];
    return `    ${pattern(command.name)}) _arguments -s ${specs.join(" \\\n      ")} ;;`;
  });
  return `#compdef segwasm
_segwasm() {
  local -a commands
  commands=(
${list.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
${groups.join("\n")}
  esac
  case "$command" in
${cases.join("\n")}
  esac
}
if [ "$funcstack[1]" = _segwasm ]; then
  _segwasm "$@"
else
  compdef _segwasm segwasm
fi
`;
}

function zshFlag({ name, alias, summary, placeholder, choices, isPath }: Flag): string[] {
  const text = `[${summary.replace(/[[\]:]/g, "")}]`;
  const action = choices ? `(${choices.join(" ")})` : isPath ? "_files" : " ";
  const value = placeholder === "" ? "" : `:${name}:${action}`;
  const long = quoted(`--${name}${text}${value}`);
  return alias ? [long, quoted(`-${alias}${text}${value}`)] : [long];
}

/** One complete line per command and option for fish. */
export function fishScript(commands: readonly Command[]): string {
  const lines = ["# fish completion for segwasm"];
  for (const { name, summary } of commands) {
    const [first, second] = name.split(" ") as [string, string?];
    lines.push(`complete -c segwasm -n __fish_use_subcommand -f -a ${first} -d ${quoted(summary)}`);
    const when = `-n ${quoted(`__fish_seen_subcommand_from ${first}`)}`;
    if (second) lines.push(`complete -c segwasm ${when} -f -a ${second} -d ${quoted(summary)} # ${name}`);
  }
  for (const command of commands) {
    const when = `-n ${quoted(
      command.name
        .split(" ")
        .map((word) => `__fish_seen_subcommand_from ${word}`)
        .join("; and "),
    )}`;
    for (const flag of command.flags) lines.push(`complete -c segwasm ${when} ${fishFlag(flag)}`);
    for (const choice of command.operands.flatMap(({ choices }) => choices ?? [])) {
      lines.push(`complete -c segwasm ${when} -f -a ${quoted(choice)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

function fishFlag({ name, alias, summary, placeholder, choices, isPath }: Flag): string {
  const value = choices ? `-x -a ${quoted(choices.join(" "))}` : isPath ? "-r -F" : placeholder === "" ? "" : "-x";
  return [`-l ${name}`, alias && `-s ${alias}`, value, `-d ${quoted(summary)}`].filter(Boolean).join(" ");
}
