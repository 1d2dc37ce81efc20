import { opTask, type Task } from "../task.js";

const equal = { kind: "equal" } as const;

export const morphologyTasks: Task[] = [
  opTask(
    "erode",
    "Erosion by ball(10), 3-D",
    "nuclei mask",
    { radius: 10 },
    {
      prototype: 1.1,
      peers: [
        { peer: "scikit-image", call: "erode ball", parameters: { radius: 10 }, check: equal },
        // Its distance counts a voxel at exactly the radius as outside.
        { peer: "scikit-image", call: "erode isotropic", parameters: { radius: 10 } },
      ],
    },
  ),
  opTask(
    "erode",
    "Erosion by disk(10), 2-D",
    "slide mask",
    { radius: 10 },
    {
      peers: [
        { peer: "scikit-image", call: "erode disk", parameters: { radius: 10 }, check: equal },
        { peer: "OpenCV", call: "erode disk", parameters: { radius: 10 }, check: equal },
        { peer: "opencv-js", call: "erode disk", parameters: { radius: 10 }, check: equal },
      ],
    },
  ),
];
