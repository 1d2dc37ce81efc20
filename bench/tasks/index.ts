import type { Task } from "../task.js";
import { copyTasks } from "./copies.js";
import { derivativeTasks } from "./derivatives.js";
import { distanceTasks } from "./distance.js";
import { floodTasks } from "./floods.js";
import { gaussianTasks } from "./gaussian.js";
import { labelTasks } from "./label.js";
import { labelsTasks } from "./labels.js";
import { ladderTasks } from "./ladder.js";
import { largeTasks } from "./large.js";
import { lessonTask } from "./lesson.js";
import { morphologyTasks } from "./morphology.js";
import { neighbourhoodTasks } from "./neighbourhoods.js";
import { regionTasks } from "./regions.js";
import { surfaceTasks } from "./surfaces.js";
import { thresholdTasks } from "./threshold.js";

/** All rows, the whole lesson first. */
export const TASKS: readonly Task[] = [
  lessonTask,
  ...gaussianTasks,
  ...derivativeTasks,
  ...thresholdTasks,
  ...morphologyTasks,
  ...neighbourhoodTasks,
  ...labelTasks,
  ...labelsTasks,
  ...distanceTasks,
  ...floodTasks,
  ...regionTasks,
  ...surfaceTasks,
  ...copyTasks,
  ...ladderTasks,
  ...largeTasks,
];
