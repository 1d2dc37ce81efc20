import { opTask, type Task } from "../task.js";

// Every library cuts the kernel at 4 sigma and repeats the edge; weights and sums differ in precision.
const close = { kind: "close", tolerance: 2e-6 } as const;

export const gaussianTasks: Task[] = [
  opTask(
    "gaussian",
    "Gaussian σ 3, 3-D u16 → f32",
    "nuclei",
    { sigma: 3 },
    {
      prototype: 4.2,
      peers: [
        { peer: "scikit-image", call: "gaussian", parameters: { sigma: 3 }, check: close },
        { peer: "SciPy", call: "gaussian", parameters: { sigma: 3 }, check: close },
      ],
    },
  ),
  opTask(
    "gaussian",
    "Gaussian σ 3, 2-D u8 → f32",
    "slide",
    { sigma: 3 },
    {
      prototype: 2.6,
      peers: [
        { peer: "scikit-image", call: "gaussian", parameters: { sigma: 3 }, check: close },
        { peer: "SciPy", call: "gaussian", parameters: { sigma: 3 }, check: close },
        { peer: "OpenCV", call: "gaussian", parameters: { sigma: 3 }, check: close },
        // image-js returns whole numbers.
        { peer: "image-js", call: "gaussian", parameters: { sigma: 3 }, check: { kind: "close", tolerance: 0.01 } },
      ],
    },
  ),
  // OpenCV's bytes are rounded from fixed point; ours stay f32, four times as much to write.
  opTask(
    "gaussian",
    "Gaussian σ 3, 2-D u8, against 8-bit results",
    "slide",
    { sigma: 3 },
    {
      peers: [
        {
          peer: "OpenCV",
          call: "gaussian bytes",
          parameters: { sigma: 3 },
          check: { kind: "close", tolerance: 0.01 },
        },
      ],
    },
  ),
  opTask(
    "gaussian",
    "Gaussian σ 3, 2-D f32 → f32",
    "slide f32",
    { sigma: 3 },
    {
      peers: [
        { peer: "OpenCV", call: "gaussian", parameters: { sigma: 3 }, check: close },
        { peer: "opencv-js", call: "gaussian", parameters: { sigma: 3 }, check: close },
      ],
    },
  ),
  opTask(
    "gaussian",
    "Gaussian σ 10, 2-D u8 → f32",
    "slide",
    { sigma: 10 },
    {
      prototype: 8.6,
      peers: [
        { peer: "scikit-image", call: "gaussian", parameters: { sigma: 10 }, check: close },
        { peer: "OpenCV", call: "gaussian", parameters: { sigma: 10 }, check: close },
      ],
    },
  ),
];
