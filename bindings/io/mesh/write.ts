import { ArgumentRangeError } from "../../core/errors.js";
import { encodeGlb, type GlbWorld } from "./glb.js";
import { type Triangles, type WorldMesh, worldMesh } from "./world.js";

/** Files a surface can be written to. */
export const MESH_FORMATS = ["stl", "obj", "ply", "glb"] as const;
export type MeshFormat = (typeof MESH_FORMATS)[number];

/** The mesh format that the extension of a file name stands for; undefined when it is none. */
export function meshFormatOfName(name: string): MeshFormat | undefined {
  const extension = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase();
  return MESH_FORMATS.find((format) => format === extension);
}

/** Options of `writeMesh`. */
export interface WriteMeshOptions {
  /** The world of a patient to write: "LPS", or "RAS" with x and y turned round. Only where the mesh lies in LPS. Default: "LPS". */
  world?: "LPS" | "RAS";
}

/**
 * Encodes a surface as a mesh file: positions (x, y, z) in the world of its image (LPS where that is known), faces
 * counter-clockwise from outside. The bytes depend on nothing but the arguments.
 *
 * @param mesh vertices and faces as `surface` returns them
 * @param format "stl" (binary, no shared vertices), "obj" (text), "ply" (binary little-endian) or "glb" (glTF 2.0)
 * @param options `world`
 * @throws ArgumentRangeError E_SHAPE when a face names a vertex that is not there, E_OPTION for another format, or for RAS
 *   where the mesh does not lie in patient space
 * @example
 * const mesh = { vertices: new Float32Array([0, 0, 0, 0, 2, 0, 0, 0, 3]), faces: new Uint32Array([0, 1, 2]) };
 * writeMesh(mesh, "stl").length; // 134
 */
export function writeMesh(mesh: Triangles, format: MeshFormat, options: WriteMeshOptions = {}): Uint8Array {
  const [world, space] = checkedWorld(mesh, options);
  switch (format) {
    case "stl":
      return encodeStl(world, space);
    case "obj":
      return encodeObj(world, space);
    case "ply":
      return encodePly(world, space);
    case "glb":
      return encodeGlb([{ mesh: world }], { space: space as GlbWorld["space"], unit: mesh.unit });
    default:
      throw new ArgumentRangeError("E_OPTION", `writeMesh: expected one of ${MESH_FORMATS.join(", ")}, got ${format}`);
  }
}

/** The mesh in the world that is asked for, and the name of that. Throws E_SHAPE and E_OPTION. */
export function checkedWorld(mesh: Triangles, { world = "LPS" }: WriteMeshOptions): [WorldMesh, string | undefined] {
  const vertices = mesh.vertices.length / 3;
  const wrong = mesh.faces.findIndex((vertex) => vertex >= vertices);
  if (wrong >= 0 || !Number.isInteger(vertices) || mesh.faces.length % 3 !== 0) {
    throw new ArgumentRangeError(
      "E_SHAPE",
      `writeMesh: ${mesh.faces.length} corners and ${mesh.vertices.length} numbers are no triangles of vertices`,
    );
  }
  if (world === "LPS") return [worldMesh(mesh), mesh.space];
  if (mesh.space !== "LPS") {
    throw new ArgumentRangeError("E_OPTION", "writeMesh: expected a mesh in patient space (LPS) to write RAS");
  }
  const { positions, normals, faces } = worldMesh(mesh);
  const turned = (vectors: Float32Array) => vectors.map((value, i) => (i % 3 === 2 ? value : -value + 0));
  return [{ positions: turned(positions), normals: normals && turned(normals), faces }, "RAS"];
}

/** 80 bytes of text, the number of facets, and 50 bytes a facet. */
function encodeStl({ positions, faces }: WorldMesh, space: string | undefined): Uint8Array {
  const count = faces.length / 3;
  const file = new Uint8Array(84 + 50 * count);
  file.set(new TextEncoder().encode(`segwasm output.${space ? ` SPACE=${space}` : ""}`));
  const view = new DataView(file.buffer);
  view.setUint32(80, count, true);
  for (let face = 0; face < count; face++) {
    const corners = [0, 1, 2].map((i) => 3 * (faces[3 * face + i] as number)) as [number, number, number];
    const at = 84 + 50 * face;
    for (const [i, part] of facetNormal(positions, corners).entries()) view.setFloat32(at + 4 * i, part, true);
    for (const [i, corner] of corners.entries()) {
      for (let axis = 0; axis < 3; axis++) {
        view.setFloat32(at + 12 + 12 * i + 4 * axis, positions[corner + axis] as number, true);
      }
    }
  }
  return file;
}

/** The unit vector a facet faces; 0 for one without area. */
function facetNormal(positions: Float32Array, [a, b, c]: readonly [number, number, number]): number[] {
  const edge = (to: number, axis: number) => (positions[to + axis] as number) - (positions[a + axis] as number);
  const normal = [0, 1, 2].map((axis) => {
    const [j, k] = [(axis + 1) % 3, (axis + 2) % 3] as [number, number];
    return edge(b, j) * edge(c, k) - edge(b, k) * edge(c, j);
  });
  const length = Math.sqrt(normal.reduce((sum, part) => sum + part * part, 0));
  return normal.map((part) => (length > 0 ? part / length : 0));
}

/** Corners are counted from 1. */
function encodeObj({ positions, normals, faces }: WorldMesh, space: string | undefined): Uint8Array {
  const lines = [`# segwasm output${space ? `; SPACE=${space}` : ""}`];
  const triples = (head: string, values: Float32Array) => {
    for (let i = 0; i + 2 < values.length; i += 3) lines.push(`${head} ${values[i]} ${values[i + 1]} ${values[i + 2]}`);
  };
  triples("v", positions);
  if (normals) triples("vn", normals);
  const corner = (vertex: number) => (normals ? `${vertex + 1}//${vertex + 1}` : String(vertex + 1));
  for (let i = 0; i + 2 < faces.length; i += 3) {
    lines.push(`f ${[0, 1, 2].map((j) => corner(faces[i + j] as number)).join(" ")}`);
  }
  return new TextEncoder().encode(`${lines.join("\n")}\n`);
}

function encodePly({ positions, normals, faces }: WorldMesh, space: string | undefined): Uint8Array {
  const names = ["x", "y", "z", ...(normals ? ["nx", "ny", "nz"] : [])];
  const [vertices, triangles] = [positions.length / 3, faces.length / 3];
  const head = new TextEncoder().encode(
    [
      "ply",
      "format binary_little_endian 1.0",
      `comment segwasm output${space ? ` SPACE=${space}` : ""}`,
      `element vertex ${vertices}`,
      ...names.map((name) => `property float ${name}`),
      `element face ${triangles}`,
      "property list uchar int vertex_indices",
      "end_header",
      "",
    ].join("\n"),
  );
  const stride = 4 * names.length;
  const file = new Uint8Array(head.length + stride * vertices + 13 * triangles);
  file.set(head);
  const view = new DataView(file.buffer);
  for (let i = 0; i < vertices; i++) {
    const at = head.length + stride * i;
    for (let axis = 0; axis < 3; axis++) {
      view.setFloat32(at + 4 * axis, positions[3 * i + axis] as number, true);
      if (normals) view.setFloat32(at + 12 + 4 * axis, normals[3 * i + axis] as number, true);
    }
  }
  for (let i = 0; i < triangles; i++) {
    const at = head.length + stride * vertices + 13 * i;
    view.setUint8(at, 3);
    for (let j = 0; j < 3; j++) view.setInt32(at + 1 + 4 * j, faces[3 * i + j] as number, true);
  }
  return file;
}
