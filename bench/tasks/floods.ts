import { opTask, type Task } from "../task.js";

const equal = { kind: "equal" } as const;

/** Floods from every minimum of an image, and the maxima that they are found by; equal to scikit-image to the voxel. */
export const floodTasks: readonly Task[] = [
  opTask(
    "watershed",
    "Watershed from its minima, 3-D",
    "nuclei blurred",
    {},
    {
      peers: [{ peer: "scikit-image", call: "watershed", check: equal }],
      rounds: 3,
    },
  ),
  opTask(
    "watershed",
    "Watershed from its minima, 2-D",
    "field",
    {},
    {
      peers: [{ peer: "scikit-image", call: "watershed", check: equal }],
      rounds: 3,
    },
  ),
  opTask(
    "local-maxima",
    "Local maxima, 3-D",
    "nuclei blurred",
    {},
    {
      peers: [{ peer: "scikit-image", call: "local maxima", check: equal }],
      rounds: 3,
    },
  ),
];
