import { asImage, type ResidentLabels } from "../../bindings/core/resident.js";
import { type Image, regionStats } from "../../bindings/index.js";
import { statsStep } from "../../bindings/ops/region-stats.js";
import type { InputName } from "../images.js";
import { opTask, type PeerCall, type Task } from "../task.js";

const equal = { kind: "equal" } as const;

/** Size, box, centroid and intensities of every label. The labels serve as the image too. */
function statsTask(title: string, input: InputName, peers: PeerCall[]): Task {
  return {
    op: "regionStats",
    title,
    input,
    kind: "labels",
    kernel: (s, labels) => statsStep(s, labels as ResidentLabels, [asImage(s, "bench", labels)]).rows,
    call: (k, labels) => {
      const { columns, rows } = regionStats(k, labels as Image, labels as Image);
      return { data: columns.find(({ name }) => name === "count")?.values as Float64Array, shape: [rows] };
    },
    peers,
  };
}

export const regionTasks: Task[] = [
  statsTask("Region table, 3-D", "nuclei labels", [{ peer: "scikit-image", call: "stats", check: equal }]),
  opTask(
    "fill-holes",
    "Fill holes, 2-D, 50 % noise",
    "noise mask",
    {},
    {
      peers: [{ peer: "SciPy", call: "fill holes", check: equal }],
    },
  ),
  opTask(
    "remove-small",
    "Remove small, 2-D, 50 % noise",
    "noise mask",
    { maxSize: 64 },
    {
      peers: [{ peer: "scikit-image", call: "remove small", parameters: { size: 64 }, check: equal }],
    },
  ),
];
