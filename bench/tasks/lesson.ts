import { chainOp, type Op } from "../../bindings/core/op.js";
import { findOp, type Image, segment } from "../../bindings/index.js";
import type { Task } from "../task.js";

const STEPS: readonly [name: string, options: object][] = [
  ["gaussian", { sigma: 3 }],
  ["threshold", { level: "otsu" }],
  ["erode", { radius: 10 }],
  ["label", {}],
  ["expand", { distance: 10 }],
];

/** The lesson: blur, threshold, erode, label, expand. The call measures every object as well. */
export const lessonTask: Task = {
  op: "segment",
  title: "The lesson, five steps, 3-D",
  input: "nuclei",
  kind: "image",
  kernel: (s, image) =>
    STEPS.reduce((object, [name, options]) => chainOp(s, findOp(name) as Op, object, options), image),
  call: (k, image) => segment(k, image as Image, { sigma: 3, erode: 10, expand: 10 }).labels,
  peers: [
    {
      peer: "scikit-image",
      call: "lesson",
      parameters: { sigma: 3, radius: 10, distance: 10 },
      check: { kind: "equal" },
    },
  ],
};
