import { opTask, type Task } from "../task.js";

// f32 here, f64 in the peers; results are compared by their own range, derivatives are small beside the values.
const close = { kind: "close", tolerance: 5e-6 } as const;
const near = { kind: "close", tolerance: 5e-4 } as const;

const blurs: Task[] = [
  opTask(
    "gaussian",
    "Gaussian σ 10, recursive, 2-D f32 → f32",
    "slide f32",
    { sigma: 10, method: "recursive" },
    { peers: [{ peer: "OpenCV", call: "gaussian", parameters: { sigma: 10 }, check: near }] },
  ),
  opTask(
    "gaussian",
    "Gaussian σ 10, recursive, 3-D u16 → f32",
    "nuclei",
    { sigma: 10, method: "recursive" },
    {
      peers: [
        { peer: "scikit-image", call: "gaussian", parameters: { sigma: 10 }, check: { ...near, tolerance: 2e-3 } },
      ],
    },
  ),
  opTask(
    "unsharp",
    "Unsharp mask σ 3, 2-D u8 → f32",
    "field",
    { radius: 3, amount: 1.5 },
    { peers: [{ peer: "scikit-image", call: "unsharp", parameters: { radius: 3, amount: 1.5 }, check: close }] },
  ),
  opTask(
    "difference-of-gaussians",
    "Difference of Gaussians σ 2 and 4, 3-D u16 → f32",
    "nuclei",
    { low: 2, high: 4 },
    {
      peers: [{ peer: "scikit-image", call: "difference of gaussians", parameters: { low: 2, high: 4 }, check: close }],
    },
  ),
  opTask(
    "laplace",
    "Laplacian of Gaussian σ 2, 3-D u16 → f32",
    "nuclei",
    { sigma: 2 },
    { peers: [{ peer: "SciPy", call: "laplace", parameters: { sigma: 2 }, check: close }] },
  ),
];

const gradients: Task[] = [
  opTask(
    "sobel",
    "Sobel, 2-D u8 → f32",
    "slide",
    {},
    {
      peers: [
        { peer: "scikit-image", call: "sobel", check: close },
        { peer: "OpenCV", call: "sobel", check: close },
      ],
    },
  ),
  opTask(
    "sobel",
    "Sobel, 2-D f32 → f32",
    "slide f32",
    {},
    { peers: [{ peer: "OpenCV", call: "sobel", check: close }] },
  ),
  opTask(
    "prewitt",
    "Prewitt, 3-D u16 → f32",
    "nuclei",
    {},
    { peers: [{ peer: "scikit-image", call: "prewitt", check: close }] },
  ),
  opTask(
    "structure-eigenvalues",
    "Structure tensor σ 2, largest eigenvalue, 3-D u16 → f32",
    "nuclei",
    { sigma: 2 },
    { rounds: 3, peers: [{ peer: "scikit-image", call: "structure", parameters: { sigma: 2 }, check: close }] },
  ),
  opTask(
    "hessian-eigenvalues",
    "Hessian σ 2, largest eigenvalue, 3-D u16 → f32",
    "nuclei",
    { sigma: 2 },
    { rounds: 3, peers: [{ peer: "scikit-image", call: "hessian", parameters: { sigma: 2 }, check: close }] },
  ),
];

const half = { scale: 0.5 };
const grids: Task[] = [
  opTask(
    "resample",
    "Half the size by boxes, 2-D u8 → f32",
    "slide",
    { ...half, method: "box" },
    {
      peers: [
        { peer: "scikit-image", call: "half", check: close },
        { peer: "OpenCV", call: "resize area", check: close },
      ],
    },
  ),
  opTask(
    "resample",
    "1.5 times the size, linear, 2-D f32 → f32",
    "slide f32",
    { scale: 1.5, method: "linear" },
    { peers: [{ peer: "OpenCV", call: "resize linear", parameters: { scale: 1.5 }, check: close }] },
  ),
  opTask(
    "resample",
    "1.5 times the size, linear, 3-D u16 → f32",
    "nuclei",
    { scale: 1.5, method: "linear" },
    { peers: [{ peer: "SciPy", call: "zoom", parameters: { scale: 1.5, order: 1 }, check: close }] },
  ),
  opTask("resample-labels", "Labels half the size, nearest, 3-D", "nuclei labels", half, {
    peers: [{ peer: "SciPy", call: "zoom", parameters: { scale: 0.5, order: 0 }, check: { kind: "equal" } }],
  }),
  opTask(
    "resample-labels",
    "Labels half the size, majority, 3-D",
    "nuclei labels",
    { ...half, method: "majority" },
    { peers: [] },
  ),
];

/** Derivatives, the recursive blur, and other grids. */
export const derivativeTasks: Task[] = [...blurs, ...gradients, ...grids];
