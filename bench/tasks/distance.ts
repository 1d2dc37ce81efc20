import { opTask, type Task } from "../task.js";

const close = { kind: "close", tolerance: 1e-6 } as const;

export const distanceTasks: Task[] = [
  opTask(
    "distance",
    "Exact distance, 3-D, shallow",
    "nuclei mask",
    {},
    {
      prototype: 1.5,
      peers: [{ peer: "SciPy", call: "distance", check: close }],
    },
  ),
  opTask(
    "distance",
    "Exact distance, 3-D, deep",
    "nuclei background",
    {},
    {
      prototype: 8.1,
      peers: [{ peer: "SciPy", call: "distance", check: close }],
    },
  ),
  opTask(
    "distance",
    "Exact distance, 2-D, noise",
    "noise mask",
    {},
    {
      prototype: 4.1,
      peers: [
        { peer: "SciPy", call: "distance", check: close },
        { peer: "OpenCV", call: "distance", check: close },
        { peer: "opencv-js", call: "distance", check: close },
      ],
    },
  ),
  opTask(
    "expand",
    "Expand labels by 10, 3-D",
    "nuclei cores",
    { distance: 10 },
    {
      prototype: 1.9,
      peers: [{ peer: "scikit-image", call: "expand", parameters: { distance: 10 }, check: { kind: "equal" } }],
    },
  ),
];
