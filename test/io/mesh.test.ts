/** Surfaces as mesh files: sizes and numbers of a tetrahedron, and which way its faces look. */
import { validateBytes } from "gltf-validator";
import { describe, expect, it } from "vitest";
import { MESH_FORMATS, meshFormatOfName, readMesh, type Triangles, writeMesh } from "../../bindings/io/index.js";

/** Corners at 0 and 1, 2, 3 along z, y, x; faces turn left from outside in (z, y, x). */
const TETRAHEDRON: Triangles = {
  vertices: new Float32Array([0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3]),
  faces: new Uint32Array([0, 2, 1, 0, 3, 2, 0, 1, 3, 1, 2, 3]),
};
const MIRRORED: Triangles = {
  ...TETRAHEDRON,
  direction: [1, 0, 0, 0, 1, 0, 0, 0, -1],
  origin: [10, 20, 30],
  space: "LPS",
};

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Volume of the triangles of an STL file, by signed tetrahedra: positive when faces look outwards. */
function stlVolume(bytes: Uint8Array): number {
  const view = viewOf(bytes);
  let six = 0;
  for (let face = 0; face < view.getUint32(80, true); face++) {
    const [a, b, c] = [0, 1, 2].map((corner) =>
      [0, 1, 2].map((axis) => view.getFloat32(84 + 50 * face + 12 + 12 * corner + 4 * axis, true)),
    ) as [number[], number[], number[]];
    const [ax, ay, az] = a as [number, number, number];
    const [bx, by, bz] = b as [number, number, number];
    const [cx, cy, cz] = c as [number, number, number];
    six += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
  }
  return six / 6;
}

describe("writeMesh", () => {
  it("writes STL with faces that look outwards, also from mirrored images", () => {
    for (const mesh of [TETRAHEDRON, MIRRORED]) {
      const bytes = writeMesh(mesh, "stl");
      expect(bytes.length).toBe(84 + 4 * 50);
      expect(stlVolume(bytes)).toBeCloseTo(1, 4);
    }
    const view = viewOf(writeMesh(TETRAHEDRON, "stl"));
    // The last face looks away from the origin: its normal is (1/3, 1/2, 1) in x, y, z, to unit length.
    const normal = [0, 1, 2].map((axis) => view.getFloat32(84 + 150 + 4 * axis, true));
    const length = Math.sqrt(1 / 9 + 1 / 4 + 1);
    for (const [axis, part] of [1 / 3, 1 / 2, 1].entries()) expect(normal[axis]).toBeCloseTo(part / length, 5);
  });

  it("puts vertices where the image's origin and direction say", () => {
    const text = new TextDecoder().decode(writeMesh(MIRRORED, "obj"));
    expect(text.split("\n")).toEqual([
      "# segwasm output; SPACE=LPS",
      "v 30 20 10",
      "v 30 20 11",
      "v 30 22 10",
      "v 27 20 10",
      "f 1 3 2",
      "f 1 4 3",
      "f 1 2 4",
      "f 2 3 4",
      "",
    ]);
  });

  it("writes PLY with normals", () => {
    const normals = new Float32Array(12).fill(0.5);
    const bytes = writeMesh({ ...TETRAHEDRON, normals }, "ply");
    const text = new TextDecoder("latin1").decode(bytes);
    const start = text.indexOf("end_header\n") + 11;
    expect(text).toContain("element vertex 4\nproperty float x");
    expect(bytes.length).toBe(start + 4 * 24 + 4 * 13);
    expect(viewOf(bytes).getFloat32(start + 24 + 8, true)).toBe(1);
    expect(viewOf(bytes).getFloat32(start + 24 + 12, true)).toBe(0.5);
  });

  it("writes GLB whose chunks are as long as they say", () => {
    const bytes = writeMesh({ ...TETRAHEDRON, normals: new Float32Array(12) }, "glb");
    const view = viewOf(bytes);
    expect([view.getUint32(0, true), view.getUint32(4, true), view.getUint32(8, true)]).toEqual([
      0x46546c67,
      2,
      bytes.length,
    ]);
    const length = view.getUint32(12, true);
    const document = JSON.parse(new TextDecoder().decode(bytes.subarray(20, 20 + length)));
    expect(document.accessors.map(({ count, type }: { count: number; type: string }) => [count, type])).toEqual([
      [4, "VEC3"],
      [4, "VEC3"],
      [12, "SCALAR"],
    ]);
    expect(document.accessors[0]).toMatchObject({ min: [0, 0, 0], max: [3, 2, 1] });
    expect(view.getUint32(20 + length, true)).toBe(document.buffers[0].byteLength);
    expect(length % 4).toBe(0);
  });

  it("writes GLB that Khronos's validator finds nothing wrong with", async () => {
    const any = Float32Array.from({ length: 12 }, (_, i) => (i < 3 ? 0 : i - 5));
    const nothing = { vertices: new Float32Array(0), faces: new Uint32Array(0), normals: new Float32Array(0) };
    for (const mesh of [TETRAHEDRON, { ...TETRAHEDRON, normals: any }, { ...TETRAHEDRON, unit: "µm" }, nothing]) {
      const bytes = writeMesh(mesh, "glb");
      const { issues, info } = await validateBytes(bytes);
      // A mesh without faces is a node of nothing, which is allowed and told.
      expect(issues.messages.map(({ code }) => code)).toEqual(mesh.faces.length > 0 ? [] : ["NODE_EMPTY"]);
      expect(info?.totalTriangleCount ?? 0).toBe(mesh.faces.length / 3);
      expect(readMesh(bytes, { name: "a.glb" }).faces).toEqual(mesh.faces);
    }
  });

  it("writes a mesh without faces", () => {
    const nothing = { vertices: new Float32Array(0), faces: new Uint32Array(0) };
    for (const format of MESH_FORMATS) expect(writeMesh(nothing, format).length).toBeGreaterThan(0);
  });

  it("refuses what is no mesh", () => {
    expect(() => writeMesh({ ...TETRAHEDRON, faces: new Uint32Array([0, 1, 4]) }, "stl")).toThrow(
      /no triangles of vertices/,
    );
    expect(() => writeMesh({ ...TETRAHEDRON, faces: new Uint32Array([0, 1]) }, "stl")).toThrow(
      /no triangles of vertices/,
    );
    expect(() => writeMesh(TETRAHEDRON, "dae" as never)).toThrow(/expected one of stl, obj, ply, glb/);
  });

  it("knows formats by name", () => {
    expect(["a.STL", "b.obj", "c.ply", "d.glb", "e.stl.tif", "stl"].map(meshFormatOfName)).toEqual([
      "stl",
      "obj",
      "ply",
      "glb",
      undefined,
      undefined,
    ]);
  });
});
