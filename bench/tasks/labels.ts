import type { InputName } from "../images.js";
import { opTask, type PeerCall, type Task } from "../task.js";

/** A row whose result must equal scikit-image's, or that of another library, to the voxel. */
function row(op: string, title: string, input: InputName, call: string, options: object = {}, peer = "scikit-image") {
  const peers = [{ peer: peer as PeerCall["peer"], call, check: { kind: "equal" } as const }];
  return opTask(op, title, input, options, { peers });
}

/** What is done with labels and masks once they are there. */
export const labelsTasks: readonly Task[] = [
  row("label-values", "Regions of equal value, 3-D", "nuclei labels", "label values"),
  row("label-values", "Regions of equal value, 2-D, noise", "noise labels", "label values"),
  row("boundaries", "Boundaries of labels, thick, 3-D", "nuclei labels", "boundaries"),
  row("boundaries", "Boundaries of labels, outer, 2-D, noise", "noise labels", "boundaries outer", { mode: "outer" }),
  row("clear-border", "Clear the border, 3-D", "nuclei labels", "clear border"),
  row("relabel", "Relabel, 2-D, noise", "noise labels", "relabel"),
  row("keep-largest", "Keep the largest component, 2-D, noise", "noise mask", "keep largest", {}, "SciPy"),
  row("skeleton", "Skeleton, 2-D cells", "slide mask", "skeleton"),
  row("skeleton", "Skeleton, 2-D, 50 % noise", "noise mask", "skeleton"),
  row("skeleton", "Skeleton, 3-D", "nuclei mask", "skeleton"),
];
