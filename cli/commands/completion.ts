import { nearestName } from "../../bindings/core/options.js";
import type { Command, Outcome } from "../command.js";
import { bashScript, fishScript, zshScript } from "../completion.js";
import { COMMON_FLAGS, usageError } from "../flags.js";

const SHELLS = { bash: bashScript, zsh: zshScript, fish: fishScript };
const names = Object.keys(SHELLS);

/** Made from all commands, itself included. */
export function completionCommand(commands: () => readonly Command[]): Command {
  return {
    name: "completion",
    summary: "Print a script that completes commands, options and values in your shell.",
    group: "Helpers",
    operands: [{ name: "SHELL", summary: names.join(", "), choices: names }],
    flags: COMMON_FLAGS,
    examples: [
      ["segwasm completion bash >> ~/.bashrc", "bash"],
      ["segwasm completion zsh > ~/.zfunc/_segwasm", "zsh, where ~/.zfunc is in fpath"],
      ["segwasm completion fish > ~/.config/fish/completions/segwasm.fish", "fish"],
    ],
    run: async ({ args }): Promise<Outcome> => {
      const shell = args.operands[0] as string;
      if (!Object.hasOwn(SHELLS, shell)) {
        const nearest = nearestName(shell, names);
        const hint = nearest ? `, did you mean ${nearest}?` : "";
        throw usageError(args.who, `expected ${names.join(", ")}, got ${JSON.stringify(shell.slice(0, 40))}${hint}`);
      }
      const script = SHELLS[shell as keyof typeof SHELLS](commands());
      return { document: { shell, script }, data: script };
    },
  };
}
