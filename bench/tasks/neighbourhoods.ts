import type { InputName } from "../images.js";
import { opTask, type PeerCall, type Task } from "../task.js";

const equal = { kind: "equal" } as const;

/** Medians of a box beside SciPy and OpenCV, which repeat the edge; OpenCV has no large ones but for u8. */
function medianTask(what: string, input: InputName, radius: number, peers: PeerCall["peer"][]): Task {
  const extent = 2 * radius + 1;
  return opTask(
    "median",
    `Median ${extent}×${extent}, ${what}`,
    input,
    { radius, border: "nearest" },
    { peers: peers.map((peer) => ({ peer, call: "median", parameters: { radius }, check: equal })) },
  );
}

function greyTask(footprint: "box" | "ball", what: string, input: InputName, peers: PeerCall["peer"][]): Task {
  const call = `grey erode ${footprint}`;
  return opTask(
    "grey-erode",
    `Grey erosion by ${footprint === "box" ? "21×21" : "disk(10)"}, ${what}`,
    input,
    { radius: 10, footprint },
    { peers: peers.map((peer) => ({ peer, call, parameters: { radius: 10 }, check: equal })) },
  );
}

function localTask(method: string, window: number): Task {
  return opTask(
    "threshold-local",
    `Local threshold, ${method} of ${window}, u8`,
    "field",
    { method, window },
    { peers: [{ peer: "scikit-image", call: `local ${method}`, parameters: { window }, check: equal }] },
  );
}

const ALL = ["SciPy", "OpenCV", "opencv-js"] as const;

export const neighbourhoodTasks: Task[] = [
  medianTask("u8", "field", 1, [...ALL]),
  medianTask("u8", "field", 2, [...ALL]),
  medianTask("u8", "field", 5, [...ALL]),
  medianTask("u8", "field", 10, [...ALL]),
  medianTask("u8 noise", "field noise", 10, [...ALL]),
  medianTask("u16", "field u16", 2, ["SciPy", "OpenCV"]),
  medianTask("u16", "field u16", 10, ["SciPy"]),
  opTask(
    "median",
    "Median 3×3×3, u16",
    "nuclei",
    { radius: 1 },
    { peers: [{ peer: "SciPy", call: "median reflected", parameters: { radius: 1 }, check: equal }] },
  ),
  greyTask("box", "u8", "slide", ["OpenCV", "opencv-js"]),
  greyTask("box", "u16", "field u16", ["scikit-image", "OpenCV"]),
  greyTask("ball", "u8", "field", ["scikit-image", "OpenCV", "opencv-js"]),
  localTask("gaussian", 35),
  localTask("mean", 35),
  localTask("median", 15),
  localTask("sauvola", 15),
];
