import type { Command } from "../command.js";
import { completionCommand } from "./completion.js";
import { infoCommand } from "./info.js";
import { sampleCommand } from "./sample.js";
import { stepCommands } from "./steps.js";

/** Every command in the order of the help. */
export const COMMANDS: readonly Command[] = [
  ...stepCommands(),
  sampleCommand,
  infoCommand,
  completionCommand(() => COMMANDS),
];
