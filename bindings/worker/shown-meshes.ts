import type { Image } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { decimate, type LabelMesh, labelSurfaces } from "../index.js";

/** Triangles one surface may have on the screen; more show nothing that fewer do not. */
const MOST_FACES = 60_000;

/** Strength of the low-pass filter: Slicer's. */
const SMOOTHING = 0.5;

/** Closed surfaces of all labels of a volume for the screen: smooth, and with no more triangles than can be seen. */
export function shownMeshes(k: Kernels, labels: Image): LabelMesh[] {
  return labelSurfaces(k, labels, { smoothing: SMOOTHING }).map((mesh) => {
    const faces = mesh.faces.length / 3;
    if (faces <= MOST_FACES) return mesh;
    const reduction = Math.min(0.99, 1 - MOST_FACES / faces);
    return { ...decimate(k, mesh, { reduction }), label: mesh.label };
  });
}
