import { arrayType, voxelCount } from "../../bindings/core/image.js";
import { asImage, type ResidentLabels } from "../../bindings/core/resident.js";
import { compareLabels, type Image, type Labelmap, regionStats } from "../../bindings/index.js";
import { compareStep } from "../../bindings/ops/compare.js";
import { statsStep } from "../../bindings/ops/region-stats.js";
import type { InputName } from "../images.js";
import { opTask, type PeerCall, type Task } from "../task.js";

const equal = { kind: "equal" } as const;

/** Measures of every label, by default size, box, centroid and intensities. The labels serve as the image too. */
function statsTask(title: string, input: InputName, peer: PeerCall, rest: { all?: true; rounds?: number } = {}): Task {
  const { all, ...rounds } = rest;
  const options = all ? { measures: "all" } : {};
  return {
    op: "regionStats",
    title,
    input,
    kind: "labels",
    kernel: (s, labels) => statsStep(s, labels as ResidentLabels, [asImage(s, "bench", labels)], options).rows,
    call: (k, labels) => {
      const { columns, rows } = regionStats(k, labels as Image, labels as Image, options);
      return { data: columns.find(({ name }) => name === "count")?.values as Float64Array, shape: [rows] };
    },
    peers: [peer],
    ...rounds,
  };
}

/** The same labels, each voxel holding what the voxel three before it held. */
function shifted(labels: Labelmap): Labelmap {
  return { ...labels, data: labels.data.slice().copyWithin(3, 0) };
}

/** Scores of labels against themselves, shifted by three voxels. */
function compareTask(title: string, input: InputName, distances: boolean, peer: PeerCall): Task {
  return {
    op: "compareLabels",
    title,
    input,
    kind: "labels",
    kernel: (s, resident) => {
      const labels = resident as ResidentLabels;
      const size = arrayType(labels.dtype).BYTES_PER_ELEMENT;
      const bytes = voxelCount(labels.shape) * size;
      const at = s.alloc(bytes);
      s.copy(at, labels.at, 3 * size);
      s.copy(at + 3 * size, labels.at, bytes - 3 * size);
      return compareStep(s, labels, { ...labels, at }, undefined, distances).averagePrecision;
    },
    call: (k, labels) => compareLabels(k, labels as Labelmap, shifted(labels as Labelmap), { distances }).rand.error,
    peers: [peer],
  };
}

const close = { kind: "close", tolerance: 1e-12 } as const;

/** Voxels of every label in one pass; the peer looks for each label in turn. */
const countTask: Task = {
  op: "regionStats",
  title: "Voxels of 1,000 labels, 3-D",
  input: "grains",
  kind: "labels",
  kernel: (s, labels) => statsStep(s, labels as ResidentLabels, [], { measures: "count" }).rows,
  call: (k, labels) => {
    const { columns, rows } = regionStats(k, labels as Image, undefined, { measures: "count" });
    return { data: columns.find(({ name }) => name === "count")?.values as Float64Array, shape: [rows] };
  },
  rounds: 2,
  peers: [{ peer: "NumPy", call: "label loop", check: equal }],
};

export const regionTasks: Task[] = [
  countTask,
  statsTask("Region table, 3-D", "nuclei labels", { peer: "scikit-image", call: "stats", check: equal }),
  statsTask(
    "Region table, 2-D, 50 % noise",
    "noise labels",
    { peer: "scikit-image", call: "stats", check: equal },
    { rounds: 3 },
  ),
  statsTask(
    "All measures, 2-D cells",
    "field labels",
    { peer: "scikit-image", call: "all stats", check: equal },
    { all: true },
  ),
  statsTask(
    "All measures, 3-D",
    "nuclei labels",
    { peer: "scikit-image", call: "all stats", check: equal },
    { all: true, rounds: 2 },
  ),
  compareTask("Compare labels: Rand, information, overlap, 3-D", "nuclei labels", false, {
    peer: "scikit-image",
    call: "compare",
    check: close,
  }),
  compareTask("The same with distances of surfaces, 2-D cells", "field labels", true, {
    peer: "scikit-image",
    call: "compare surfaces",
    check: close,
  }),
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
