import { readMesh } from "../bindings/io/index.js";
import { meshTable } from "../bindings/ops/mesh-table.js";
import type { Call } from "./command.js";
import { usageError } from "./flags.js";
import { readRegularFile } from "./regular-file.js";
import type { MeasuredFile } from "./segment-table.js";
import { limitOf } from "./size-limit.js";

/** What has no meaning for a surface. */
const OF_VOXELS = ["image", "measures", "slicer", "slices"] as const;

/** The table of a surface from a mesh file: one row. */
export function surfaceTable({ args }: Call, path: string): MeasuredFile {
  for (const name of OF_VOXELS) {
    if (!args.has(name) && args.text(name) === undefined && args.list(name).length === 0) continue;
    throw usageError(args.who, `expected no --${name} for a surface, ${path}: it has no voxels (convert it first)`);
  }
  const maxBytes = limitOf(args);
  const table = meshTable(readMesh(readRegularFile(path, maxBytes), { name: path, maxBytes }));
  const openEdges = table.columns.find(({ name }) => name === "open_edges")?.values[0] as number;
  return {
    table,
    facts: { closed: openEdges === 0, openEdges },
    notes: openEdges > 0 ? [openWarning(path, openEdges)] : [],
  };
}

/** What to know of a surface that is not closed. */
export const openWarning = (path: string, openEdges: number): string =>
  `warning: the surface of ${path} is not closed (${openEdges} open edges), so its volume is not certain`;
