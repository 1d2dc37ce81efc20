import { COMMON_FLAGS } from "./flags.js";

/** The first word that is not an option or the value of a common one, and everything else. */
export function splitCommand(argv: readonly string[]): { name: string | undefined; rest: string[] } {
  for (let i = 0; i < argv.length && argv[i] !== "--"; i++) {
    const word = argv[i] as string;
    if (!word.startsWith("-")) return { name: word, rest: argv.filter((_, at) => at !== i) };
    const takesNext = COMMON_FLAGS.some((flag) => flag.placeholder !== "" && word === `--${flag.name}`);
    if (takesNext) i++;
  }
  return { name: undefined, rest: [...argv] };
}

/** True when a switch stands on the command line, whatever else is wrong with it. */
export function mentions(argv: readonly string[], name: string, alias?: string): boolean {
  const end = argv.indexOf("--");
  const words = end < 0 ? argv : argv.slice(0, end);
  return words.includes(`--${name}`) || (alias !== undefined && words.includes(`-${alias}`));
}
