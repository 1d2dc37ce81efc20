import type { Task } from "../task.js";
import { copyTasks } from "./copies.js";
import { derivativeTasks } from "./derivatives.js";
import { distanceTasks } from "./distance.js";
import { gaussianTasks } from "./gaussian.js";
import { labelTasks } from "./label.js";
import { labelsTasks } from "./labels.js";
import { ladderTasks } from "./ladder.js";
import { largeTasks } from "./large.js";
import { lessonTask } from "./lesson.js";
import { morphologyTasks } from "./morphology.js";
import { neighbourhoodTasks } from "./neighbourhoods.js";
import { regionTasks } from "./regions.js";
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
  ...regionTasks,
  ...copyTasks,
  ...ladderTasks,
  ...largeTasks,
];
