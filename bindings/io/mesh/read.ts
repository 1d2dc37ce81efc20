import { CorruptFile, LimitExceeded, SegmentError, UnsupportedFile } from "../../core/errors.js";
import { DEFAULT_LIMITS } from "../file.js";
import { decodeGlb } from "./read-glb.js";
import { decodePly } from "./read-ply.js";
import { checkRaw, type RawMesh } from "./soup.js";
import { decodeBinaryStl, decodeObj, decodeTextStl } from "./text.js";
import type { Triangles } from "./world.js";
import type { MeshFormat } from "./write.js";

/** Options of `readMesh`. */
export interface ReadMeshOptions {
  /** Name of the file, for messages. */
  name?: string;
  /** The world of the file's coordinates where it does not name it: "LPS" or "RAS", as for patients. Default: any frame. */
  world?: "LPS" | "RAS";
  /** Most bytes of a file. */
  maxBytes?: number;
}

/** A surface from a file. */
export interface MeshFile extends Triangles {
  format: MeshFormat;
}

/** The format of a mesh file by its first bytes and its length; undefined when it is none. */
export function sniffMesh(bytes: Uint8Array): MeshFormat | "text stl" | undefined {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 2000));
  if (head.startsWith("glTF")) return "glb";
  if (/^ply\r?\n/.test(head)) return "ply";
  // A binary file may begin with "solid" too: its length tells.
  const facets = bytes.length >= 84 ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(80, true) : -1;
  if (bytes.length === 84 + 50 * facets) return "stl";
  if (/^\s*solid\b[^\0]*\bfacet\b/.test(head) || /^\s*solid\b[^\0]*\bendsolid\b/.test(head)) return "text stl";
  return /^(#[^\n]*\n|\s+|(mtllib|o|g|s|usemtl) [^\n]*\n)*v\s/.test(head) ? "obj" : undefined;
}

/**
 * Reads a surface from the bytes of a mesh file: STL (binary or text, its equal corners made one vertex), OBJ, PLY (text or
 * binary) or GLB. Counts are checked against the bytes that are there; polygons become triangles.
 *
 * @param bytes the whole file
 * @param options `name`, `world`, `maxBytes`
 * @returns vertices (z, y, x), faces turning left from outside as `surface` makes them; in LPS where the world is a patient
 * @throws UnsupportedFile E_FORMAT for other files; CorruptFile E_CORRUPT, E_TRUNCATED for NaN, infinity, corners without
 *   vertices and missing bytes; LimitExceeded E_LIMIT
 * @example
 * readMesh(writeMesh(mesh, "stl"), { world: "LPS" }).faces.length === mesh.faces.length; // true
 */
export function readMesh(bytes: Uint8Array, options: ReadMeshOptions = {}): MeshFile {
  const { name = "a mesh file", maxBytes = DEFAULT_LIMITS.maxBytes } = options;
  if (bytes.length > maxBytes) {
    throw new LimitExceeded(`${JSON.stringify(name)} has ${bytes.length} bytes, ${maxBytes} are allowed`, {
      path: name,
      needed: bytes.length,
      allowed: maxBytes,
      advice: "raise the limit with maxBytes",
    });
  }
  try {
    const format = sniffMesh(bytes);
    if (!format) throw new UnsupportedFile("it is no STL, OBJ, PLY or GLB file");
    const raw = decode(bytes, format);
    checkRaw(raw);
    const mesh = turned(raw, raw.world ?? options.world);
    return { ...mesh, format: format === "text stl" ? "stl" : format };
  } catch (error) {
    throw named(name, error);
  }
}

function decode(bytes: Uint8Array, format: MeshFormat | "text stl"): RawMesh {
  if (format === "stl") return decodeBinaryStl(bytes);
  if (format === "ply") return decodePly(bytes);
  if (format === "glb") return decodeGlb(bytes);
  const text = new TextDecoder().decode(bytes);
  return format === "obj" ? decodeObj(text) : decodeTextStl(text);
}

/** Positions of a world as a mesh in LPS. Throws E_CORRUPT for vertices that are no numbers. */
export function placedTriangles(raw: RawMesh, world: "LPS" | "RAS"): Triangles {
  checkRaw(raw);
  return turned(raw, world);
}

/** (x, y, z) as (z, y, x), RAS as LPS; reading backwards mirrors, so two corners change places. */
function turned({ positions, faces }: RawMesh, world: RawMesh["world"]): Triangles {
  const sign = world === "RAS" ? -1 : 1;
  const vertices = new Float32Array(positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    vertices[i] = positions[i + 2] as number;
    vertices[i + 1] = sign * (positions[i + 1] as number) + 0;
    vertices[i + 2] = sign * (positions[i] as number) + 0;
  }
  const other = faces.map((_, i) => faces[i % 3 === 0 ? i : i % 3 === 1 ? i + 1 : i - 1] as number);
  return { vertices, faces: other, ...(world && { space: "LPS" }) };
}

/** The error with the name of the file in front. */
function named(name: string, error: unknown): unknown {
  if (error instanceof RangeError)
    return new CorruptFile(`${JSON.stringify(name)} ends before its data does`, { path: name }, "E_TRUNCATED", error);
  if (!(error instanceof SegmentError)) return error;
  const message = `${JSON.stringify(name)}: ${error.message}`;
  if (error instanceof UnsupportedFile) return new UnsupportedFile(message, { path: name }, error);
  return new CorruptFile(message, { path: name }, error.code as "E_CORRUPT" | "E_TRUNCATED", error);
}
