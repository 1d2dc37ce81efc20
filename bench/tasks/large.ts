import type { ResidentImage } from "../../bindings/core/resident.js";
import { asImage, type ResidentLabels } from "../../bindings/core/resident.js";
import { type Image, otsu, regionStats } from "../../bindings/index.js";
import { statsStep } from "../../bindings/ops/region-stats.js";
import { levelOf } from "../../bindings/ops/thresholds.js";
import { opTask, type Task } from "../task.js";

const ROUNDS = 5;
const equal = { kind: "equal" } as const;
const partition = { kind: "partition" } as const;

/** Images as hospitals and slide scanners make them. */
export const largeTasks: Task[] = [
  opTask(
    "gaussian",
    "Gaussian σ 1, CT 300×512×512 i16",
    "body",
    { sigma: 1 },
    {
      rounds: ROUNDS,
      peers: [{ peer: "SciPy", call: "gaussian", parameters: { sigma: 1 }, check: { kind: "close", tolerance: 2e-6 } }],
    },
  ),
  opTask(
    "threshold",
    "Threshold, CT i16 → bits",
    "body",
    { level: 300 },
    { rounds: ROUNDS, peers: [{ peer: "NumPy", call: "threshold", parameters: { level: 300 }, check: equal }] },
  ),
  opTask(
    "label",
    "Components of 26 neighbours, CT bones",
    "body bones",
    {},
    { rounds: ROUNDS, peers: [{ peer: "SciPy", call: "label", check: partition }] },
  ),
  opTask("distance", "Exact distance, CT bones", "body bones", {}, { rounds: ROUNDS, peers: [] }),
  {
    op: "regionStats",
    title: "Region table, CT organs",
    input: "body organs",
    kind: "labels",
    kernel: (s, labels) => statsStep(s, labels as ResidentLabels, [asImage(s, "bench", labels)]).rows,
    call: (k, labels) => {
      const { columns, rows } = regionStats(k, labels as Image, labels as Image);
      return { data: columns.find(({ name }) => name === "count")?.values as Float64Array, shape: [rows] };
    },
    rounds: ROUNDS,
    // scikit-image takes most of a minute.
    peers: [],
  },
  {
    op: "otsu",
    title: "Histogram and Otsu, section of 140 megapixels",
    input: "section",
    kind: "image",
    kernel: (s, image) => levelOf(s, image as ResidentImage, "otsu"),
    call: (k, image) => otsu(k, image as Image),
    rounds: ROUNDS,
    peers: [{ peer: "OpenCV", call: "otsu" }],
  },
  opTask(
    "label",
    "Components of 8 neighbours, section of 140 megapixels",
    "section mask",
    {},
    { rounds: ROUNDS, peers: [{ peer: "OpenCV", call: "label", check: partition }] },
  ),
];
