import type { InputName } from "../images.js";
import { opTask, type Task } from "../task.js";

const equal = { kind: "equal" } as const;
const partition = { kind: "partition" } as const;

const adversarial = (input: InputName): Task =>
  opTask(
    "label",
    `Components of 8 neighbours: ${input}`,
    input,
    {},
    {
      peers: [{ peer: "OpenCV", call: "label", check: partition }],
    },
  );

export const labelTasks: Task[] = [
  opTask(
    "label",
    "Components of 26 neighbours, 3-D",
    "nuclei mask",
    {},
    {
      prototype: 0.3,
      peers: [
        { peer: "scikit-image", call: "label", check: equal },
        { peer: "SciPy", call: "label", check: partition },
      ],
    },
  ),
  // As many runs as the noisy image of the prototype had.
  opTask(
    "label",
    "Components of 8 neighbours, 2-D grain",
    "grain mask",
    {},
    {
      prototype: 2.25,
      peers: [
        { peer: "scikit-image", call: "label", check: equal },
        { peer: "OpenCV", call: "label", check: partition },
        { peer: "opencv-js", call: "label", check: partition },
      ],
    },
  ),
  opTask(
    "label",
    "Components of 8 neighbours, 2-D, 50 % noise",
    "noise mask",
    {},
    {
      peers: [
        { peer: "scikit-image", call: "label", check: equal },
        { peer: "OpenCV", call: "label", check: partition },
        { peer: "opencv-js", call: "label", check: partition },
      ],
    },
  ),
  opTask(
    "label",
    "Components of 8 neighbours, 2-D cells",
    "slide mask",
    {},
    {
      peers: [
        { peer: "scikit-image", call: "label", check: equal },
        { peer: "OpenCV", call: "label", check: partition },
        { peer: "opencv-js", call: "label", check: partition },
        { peer: "image-js", call: "label" },
      ],
    },
  ),
  ...(["constant", "checkerboard", "spiral", "comb"] as const).map(adversarial),
];
