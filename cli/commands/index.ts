import type { Command } from "../command.js";
import { compareCommand } from "./compare.js";
import { completionCommand } from "./completion.js";
import { convertCommand } from "./convert.js";
import { editCommand } from "./edit.js";
import { infoCommand } from "./info.js";
import { inspectCommand } from "./inspect.js";
import { layersCommand } from "./layers.js";
import { execCommand, gatherCommand, planCommand } from "./plan.js";
import { quintCheckCommand } from "./quint-check.js";
import { quintExportCommand } from "./quint-export.js";
import { runCommand } from "./run.js";
import { sampleCommand } from "./sample.js";
import { segmentCommand } from "./segment.js";
import { statsCommand } from "./stats.js";
import { stepCommands } from "./steps.js";
import { viewCommand } from "./view.js";

/** Every command in the order of the help. */
export const COMMANDS: readonly Command[] = [
  inspectCommand,
  segmentCommand,
  runCommand,
  planCommand,
  execCommand,
  gatherCommand,
  statsCommand,
  compareCommand,
  layersCommand,
  viewCommand,
  quintCheckCommand,
  quintExportCommand,
  ...stepCommands(),
  editCommand,
  convertCommand,
  sampleCommand,
  infoCommand,
  completionCommand(() => COMMANDS),
];
