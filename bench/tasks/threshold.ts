import type { ResidentImage } from "../../bindings/core/resident.js";
import { histogram, type Image, otsu } from "../../bindings/index.js";
import { extentOf } from "../../bindings/ops/extent.js";
import { levelHistogram } from "../../bindings/ops/histogram.js";
import { levelOf } from "../../bindings/ops/thresholds.js";
import type { InputName } from "../images.js";
import { opTask, type PeerCall, type Task } from "../task.js";

const equal = { kind: "equal" } as const;

function otsuTask(title: string, input: InputName, prototype: number, peers: PeerCall[]): Task {
  return {
    op: "otsu",
    title,
    input,
    kind: "image",
    kernel: (s, image) => levelOf(s, image as ResidentImage, "otsu"),
    call: (k, image) => otsu(k, image as Image),
    prototype,
    peers,
  };
}

export const thresholdTasks: Task[] = [
  opTask(
    "threshold",
    "Threshold u8 → bits",
    "slide",
    { level: 60 },
    {
      prototype: 0.034,
      peers: [
        { peer: "NumPy", call: "threshold", parameters: { level: 60 }, check: equal },
        { peer: "OpenCV", call: "threshold", parameters: { level: 60 }, check: equal },
        { peer: "opencv-js", call: "threshold", parameters: { level: 60 }, check: equal },
      ],
    },
  ),
  opTask(
    "threshold",
    "Threshold f32 → bits",
    "nuclei blurred",
    { level: 5000 },
    {
      prototype: 0.1,
      peers: [{ peer: "NumPy", call: "threshold", parameters: { level: 5000 }, check: equal }],
    },
  ),
  otsuTask("Histogram and Otsu, u8", "slide", 0.41, [
    // OpenCV sums in another order and keeps the level of the last of equal maxima.
    { peer: "scikit-image", call: "otsu", check: equal },
    { peer: "OpenCV", call: "otsu" },
    { peer: "opencv-js", call: "otsu" },
  ]),
  otsuTask("Histogram and Otsu, u16", "nuclei", 0.71, [{ peer: "scikit-image", call: "otsu", check: equal }]),
  otsuTask("Histogram and Otsu, f32", "nuclei blurred", 0.82, [
    { peer: "scikit-image", call: "otsu", check: { kind: "close", tolerance: 1e-6 } },
  ]),
  {
    op: "histogram",
    title: "Histogram, u8, 256 bins",
    input: "slide",
    kind: "image",
    kernel: (s, image) => {
      const resident = image as ResidentImage;
      return levelHistogram(s, resident, extentOf(s, "histogram", resident)).bins;
    },
    call: (k, image) => ({ data: histogram(k, image as Image, { range: "dtype" }).counts, shape: [256] }),
    prototype: 0.41,
    peers: [
      { peer: "NumPy", call: "histogram", check: equal },
      { peer: "OpenCV", call: "histogram", check: equal },
      { peer: "opencv-js", call: "histogram", check: equal },
      { peer: "image-js", call: "histogram", check: equal },
    ],
  },
];
