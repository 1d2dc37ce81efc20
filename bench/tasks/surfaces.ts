import type { ResidentMask } from "../../bindings/core/resident.js";
import type { Scratch } from "../../bindings/core/scratch.js";
import { type Mask, surface } from "../../bindings/index.js";
import { type MeshSettings, meshSolid, putTables } from "../../bindings/ops/solid-mesh.js";
import type { PeerCall, Task } from "../task.js";

const SPACING = [1, 1, 1];
const peers: readonly PeerCall[] = [{ peer: "scikit-image", call: "marching cubes" }];

/** The closed surface of a mask. A peer's mesh has other vertices, so that only the time is compared. */
function surfaceTask(title: string, method: MeshSettings["method"], smoothing = 0): Task {
  const settings: MeshSettings = { method, fullyConnected: "low", relax: 0, decimation: 0, smoothing, normals: true };
  return {
    op: "surface",
    title,
    input: "nuclei mask",
    kind: "mask",
    kernel: (s: Scratch, resident) => {
      const { at, pitch, w, h, d } = resident as ResidentMask;
      const solid = { bits: at, pitch, w, h, d, first: [0, 0, 0] } as const;
      return meshSolid(s, "bench", solid, putTables(s, "bench", settings), SPACING, settings).count;
    },
    call: (k, mask) => {
      const { vertices } = surface(k, mask as Mask, { method, smoothing });
      return { data: vertices, shape: [vertices.length] };
    },
    peers,
  };
}

export const surfaceTasks: readonly Task[] = [
  surfaceTask("Surface nets of a mask, 3-D", "nets"),
  surfaceTask("Marching cubes of a mask, 3-D", "marching"),
  surfaceTask("Marching cubes of a mask, smoothed in 40 passes, 3-D", "marching", 0.5),
];
