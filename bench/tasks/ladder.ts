import type { InputName } from "../images.js";
import { opTask, type PeerCall, type Task } from "../task.js";

/** Fewer rounds: it is the curve that counts. */
const ROUNDS = 7;

function rung(title: string, input: InputName, peer: PeerCall): Task {
  return opTask("label", title, input, {}, { rounds: ROUNDS, peers: [peer] });
}

/** Noise of growing density and grain, on which labelling algorithms differ most. */
export const ladderTasks: Task[] = [
  ...[1, 4, 16].flatMap((grain) =>
    [10, 30, 50, 70, 90].map((density) =>
      rung(`Components, ${density} % noise of ${grain}×${grain}`, `noise ${density} %, ${grain}×${grain}`, {
        peer: "OpenCV",
        call: "label",
        check: { kind: "partition" },
      }),
    ),
  ),
  ...[10, 50, 90].map((density) =>
    rung(`Components, ${density} % noise, 3-D`, `noise ${density} %, 3-D`, {
      peer: "SciPy",
      call: "label",
      check: { kind: "partition" },
    }),
  ),
];
