import { ArgumentRangeError } from "../../core/errors.js";
import { encodeGlb, type GlbWorld } from "./glb.js";
import type { Triangles } from "./world.js";
import { checkedWorld, type WriteMeshOptions } from "./write.js";

/** One named surface among several. */
export interface MeshPart {
  /** For people; characters that files and names cannot hold become "_", and equal names get a number. */
  name: string;
  /** Red, green and blue, 0 to 1. */
  color: readonly [red: number, green: number, blue: number];
  mesh: Triangles;
  /** 0 to 1. Default: 1. */
  opacity?: number | undefined;
  /** What else is known of it; GLB keeps it. */
  extras?: Readonly<Record<string, unknown>> | undefined;
}

/** Names that may stand in file names and in OBJ: letters, digits and a few signs; no two alike. */
export function safeNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const clean =
      name
        .normalize("NFC")
        .replace(/[^\p{L}\p{N}\-_.()$!~#'%^{}]/gu, "_")
        .replace(/^\.+/, "_") || "segment";
    let unique = clean;
    for (let i = 1; taken.has(unique.toLowerCase()); i++) unique = `${clean}_${i}`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}

/**
 * Several surfaces in one GLB file, as OpenAnatomy's: a node and a material of its colour for each, blended where it is not
 * opaque, below a root that turns millimetres of a patient into metres with y up. `readMesh` takes that turn back.
 *
 * @param parts surfaces with names, which are kept as they are, and colours
 * @param options as of `writeMesh`
 * @throws as `writeMesh`
 * @example
 * const vertices = new Float32Array([0, 0, 0, 0, 2, 0, 0, 0, 3]);
 * const mesh = { vertices, faces: new Uint32Array([0, 1, 2]) };
 * const bytes = writeGlbParts([{ name: "left lung", color: [0.8, 0.7, 0.6], mesh }]);
 * readMesh(bytes, { name: "organs.glb" }).faces.length; // 3
 */
export function writeGlbParts(parts: readonly MeshPart[], options: WriteMeshOptions = {}): Uint8Array {
  for (const { name, opacity = 1 } of parts) {
    if (opacity >= 0 && opacity <= 1) continue;
    const message = `writeGlbParts: expected an opacity 0 to 1, got ${opacity} of ${JSON.stringify(name)}`;
    throw new ArgumentRangeError("E_OPTION", message);
  }
  const placed = parts.map(({ mesh, ...part }) => ({ part, mesh, world: checkedWorld(mesh, options) }));
  const [first] = placed;
  const space = first?.world[1] as GlbWorld["space"];
  return encodeGlb(
    placed.map(({ part, world }) => ({ ...part, mesh: world[0] })),
    { space, unit: first?.mesh.unit },
  );
}

/**
 * Several surfaces in one OBJ file, a group and a material for each, and the MTL file with their colours.
 *
 * @param parts surfaces with names and colours
 * @param materials name of the MTL file, which the OBJ file refers to
 * @param options as of `writeMesh`
 * @returns the text of both files
 * @throws as `writeMesh`
 * @example
 * const { obj, mtl } = writeObjParts([{ name: "liver", color: [0.8, 0.3, 0.3], mesh }], "organs.mtl");
 */
export function writeObjParts(
  parts: readonly MeshPart[],
  materials: string,
  options: WriteMeshOptions = {},
): { obj: string; mtl: string } {
  if (/[\r\n/\\]/.test(materials)) {
    throw new ArgumentRangeError("E_OPTION", "writeObjParts: expected a plain file name for the materials");
  }
  const names = safeNames(parts.map(({ name }) => name));
  const [lines, mtl]: [string[], string[]] = [[], ["# segwasm output"]];
  let [first, world]: [number, string | undefined] = [1, undefined];
  for (const [i, { mesh, color, opacity = 1 }] of parts.entries()) {
    const [{ positions, normals, faces }, space] = checkedWorld(mesh, options);
    world = space;
    lines.push(`o ${names[i]}`, `usemtl ${names[i]}`);
    const triples = (head: string, values: Float32Array) => {
      for (let at = 0; at < values.length; at += 3)
        lines.push(`${head} ${values[at]} ${values[at + 1]} ${values[at + 2]}`);
    };
    triples("v", positions);
    if (normals) triples("vn", normals);
    const corner = (vertex: number) => (normals ? `${vertex + first}//${vertex + first}` : `${vertex + first}`);
    for (let at = 0; at < faces.length; at += 3) {
      lines.push(`f ${[0, 1, 2].map((j) => corner(faces[at + j] as number)).join(" ")}`);
    }
    first += positions.length / 3;
    mtl.push(`newmtl ${names[i]}`, `Kd ${color.join(" ")}`, `d ${opacity}`, "illum 2");
  }
  const head = [`# segwasm output${world ? `; SPACE=${world}` : ""}`, `mtllib ${materials}`];
  return { obj: `${[...head, ...lines].join("\n")}\n`, mtl: `${mtl.join("\n")}\n` };
}
