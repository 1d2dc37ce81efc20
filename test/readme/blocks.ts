/** A fenced block of a Markdown file that is meant to be run. */
export interface Block {
  language: string;
  /** Line of its opening fence, from 1. */
  line: number;
  text: string;
}

/** Fenced blocks in order; those marked `no-run` are left out. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: { info: string; line: number; lines: string[] } | undefined;
  markdown.split("\n").forEach((text, index) => {
    const fence = /^```(.*)$/.exec(text);
    if (!fence) open?.lines.push(text);
    else if (!open) open = { info: (fence[1] as string).trim(), line: index + 1, lines: [] };
    else {
      const [language = "", ...marks] = open.info.split(/\s+/);
      if (!marks.includes("no-run")) blocks.push({ language, line: open.line, text: open.lines.join("\n") });
      open = undefined;
    }
  });
  return blocks;
}

/** Lines of a shell block that call the command line tool, with continued lines joined. */
export function commandsOf({ text, line }: Block): { line: number; command: string }[] {
  const commands: { line: number; command: string }[] = [];
  let joined = "";
  text.split("\n").forEach((part, index) => {
    joined += part.replace(/\\$/, "");
    if (part.endsWith("\\")) return;
    const command = joined.replace(/^\$ /, "").trim();
    if (/^(npx )?segwasm\b/.test(command)) commands.push({ line: line + 1 + index, command });
    joined = "";
  });
  return commands;
}

/** What the comments behind one-line `console.log` calls promise, with the index of the line it is printed on. */
export function promisedOutput(code: string): { index: number; text: string }[] {
  const calls = code.split("\n").filter((line) => /^\s*console\.log\(/.test(line));
  return calls.flatMap((line, index) => {
    const text = /\);\s*\/\/ (.*)$/.exec(line)?.[1];
    return text === undefined ? [] : [{ index, text }];
  });
}
