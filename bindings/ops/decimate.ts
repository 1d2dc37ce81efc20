import { geometryOf } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { opDefaults } from "../core/op.js";
import { resolveOptions } from "../core/options.js";
import { scratch } from "../core/scratch.js";
import { checkFaces, checkFinite, type Mesh } from "./mesh.js";
import { decimateMesh, finishMesh, takeMesh } from "./solid-mesh.js";

/** Options of `decimate`. */
export interface DecimateOptions {
  /** Share of the triangles to do without, 0 to less than 1. Default: 0.5. */
  reduction?: number;
  /** Whether to compute normals. Default: true. */
  normals?: boolean;
}

const parameters = {
  reduction: { type: "number", default: 0.5, min: 0, max: 0.999, summary: "share of the triangles to do without" },
  normals: { type: "boolean", default: true, summary: "compute normals" },
} as const;

/** Defaults of `decimate`. */
export const DECIMATE_DEFAULTS = opDefaults<DecimateOptions>(parameters);

/**
 * Fewer triangles for nearly the same surface, by joining vertices where that moves the surface least. What was closed stays
 * closed and touches itself nowhere anew; the border of an open mesh stays as it is.
 *
 * @param k kernels from `loadKernels`
 * @param mesh any triangles; not changed
 * @param options `reduction` and `normals`
 * @returns a mesh in the same place; more triangles than asked for where no more can be joined
 * @throws ArgumentRangeError E_OPTION, E_SHAPE; UnsuitableImage E_NONFINITE for NaN or infinity; OutOfMemory
 * @example
 * const coarse = decimate(k, surface(k, labels, { label: 1 }), { reduction: 0.9 });
 * @see Garland and Heckbert 1997; VTK `vtkQuadricDecimation`
 */
export function decimate(k: Kernels, mesh: Mesh, options: DecimateOptions = {}): Mesh {
  const { reduction, normals } = resolveOptions(
    "decimate",
    parameters,
    options,
    3,
  ) as unknown as Required<DecimateOptions>;
  checkFaces("decimate", mesh);
  checkFinite("decimate", mesh);
  return scratch(k, (s) => {
    const count = mesh.vertices.length / 3;
    const places = new Float32Array(4 * count).fill(1);
    for (let i = 0; i < count; i++) places.set(mesh.vertices.subarray(3 * i, 3 * i + 3), 4 * i);
    const vertices = s.put(places, "decimate: its vertices");
    const faces = s.put(mesh.faces, "decimate: its faces");
    const rough = { vertices, count, faces, faceCount: mesh.faces.length / 3, sides: 3 } as const;
    const fewer = decimateMesh(s, "decimate", rough, reduction);
    return { ...takeMesh(s, finishMesh(s, "decimate", fewer, [1, 1, 1], normals)), ...geometryOf(mesh) };
  });
}
