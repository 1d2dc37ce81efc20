import { type Mesh, meshArea, meshVolume } from "./mesh.js";
import { openEdges } from "./mesh-edges.js";
import { meshShapeIndex } from "./oversampling.js";

/** Columns of one row: what a surface measures. */
export interface MeshTable {
  rows: number;
  columns: { name: string; unit: string; values: Float64Array }[];
}

/**
 * Measures a surface: vertices, triangles, edges that keep it from being closed, area, volume, and how far it is from a sphere.
 *
 * @param mesh from `surface`, `readMesh`, or any triangles
 * @returns one row. Where `open_edges` is not 0 the surface encloses nothing for certain: `volume` is what its triangles add up
 *   to, which depends on where they lie. Negative for a mesh inside out. Area and volume are in `unit`² and `unit`³
 * @throws ArgumentRangeError E_SHAPE when a face names a vertex that is not there
 * @example
 * const { columns } = meshTable(sphere);
 * columns.map(({ name, values }) => [name, Math.round(values[0])]).slice(0, 3);
 * // [["vertices", 50], ["triangles", 96], ["open_edges", 0]]
 */
export function meshTable(mesh: Mesh): MeshTable {
  const { vertices, faces, unit = "" } = mesh;
  const cell = (name: string, value: number, power = 0) => ({
    name,
    unit: unit && power > 0 ? `${unit}${power}` : "",
    values: Float64Array.of(value),
  });
  return {
    rows: 1,
    columns: [
      cell("vertices", vertices.length / 3),
      cell("triangles", faces.length / 3),
      cell("open_edges", openEdges(mesh)),
      cell("area", meshArea(mesh), 2),
      cell("volume", meshVolume(mesh), 3),
      cell("shape_index", meshShapeIndex(mesh)),
    ],
  };
}
