import { expect, it } from "vitest";
import { type Mesh, mergedMesh, meshVolume } from "../../bindings/ops/mesh.js";
import { openEdges } from "../../bindings/ops/mesh-edges.js";
import { meshTable } from "../../bindings/ops/mesh-table.js";
import { surface } from "../../bindings/ops/surface.js";
import { kernelsOf } from "../builds.js";
import { octagonalSphere } from "../meshes.js";

const sphere = octagonalSphere([10, 10, 10], 8);
const faces = (mesh: Mesh, change: (faces: number[]) => number[]): Mesh => ({
  ...mesh,
  faces: Uint32Array.from(change(Array.from(mesh.faces))),
});

it("a closed surface has no open edge, one that lacks a face three, one with a face turned round three twice", () => {
  expect(openEdges(sphere)).toBe(0);
  expect(openEdges(faces(sphere, (list) => list.slice(3)))).toBe(3);
  expect(openEdges(faces(sphere, ([a, b, c, ...rest]) => [a!, c!, b!, ...rest]))).toBe(6);
  // A face twice, as in an export that repeats parts.
  expect(openEdges(faces(sphere, (list) => [...list, ...list.slice(0, 3)]))).toBe(3);
  expect(openEdges({ vertices: new Float32Array(), faces: new Uint32Array() })).toBe(0);
});

it("vertices in one place are one, and faces without extent do not count", () => {
  const soup: Mesh = {
    vertices: Float32Array.from(Array.from(sphere.faces).flatMap((v) => [...sphere.vertices.slice(3 * v, 3 * v + 3)])),
    faces: Uint32Array.from(sphere.faces, (_, i) => i),
  };
  expect(openEdges(soup)).toBe(0);
  expect(openEdges(faces(soup, (list) => list.slice(6)))).toBe(6);
  expect(openEdges(faces(sphere, (list) => [...list, 3, 3, 3, 4, 4, 9]))).toBe(0);
  // Beside 0 lies −0: a tetrahedron with both.
  const corners = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, -0, 0, -0];
  const vertices = Float32Array.from(corners);
  expect(openEdges({ vertices, faces: Uint32Array.of(0, 2, 1, 4, 3, 2, 0, 1, 3, 1, 2, 3) })).toBe(0);
});

it("a body that touches itself along an edge is closed: its volume holds", () => {
  const data = Uint8Array.of(1, 0, 0, 1);
  const mesh = surface(kernelsOf(), { data, shape: [1, 2, 2] }, { method: "marching", fullyConnected: "high" });
  expect(openEdges(mesh)).toBe(0);
  const cubes = mergedMesh([sphere, { ...sphere, vertices: sphere.vertices.map((v) => v + 16) }]);
  expect([openEdges(cubes), meshVolume(cubes) / meshVolume(sphere)]).toEqual([0, expect.closeTo(2, 5)]);
});

it("a table of a surface says whether its volume means anything", () => {
  const row = (mesh: Mesh) => meshTable(mesh).columns.map(({ name, unit, values }) => [name, unit, values[0]]);
  const open = faces({ ...sphere, unit: "mm" }, (list) => list.slice(3));
  expect(row({ ...sphere, unit: "mm" })).toEqual([
    ["vertices", "", 50],
    ["triangles", "", 96],
    ["open_edges", "", 0],
    ["area", "mm2", expect.closeTo(744.6574, 3)],
    ["volume", "mm3", expect.closeTo(1835.2649, 3)],
    ["shape_index", "", expect.closeTo(1.01353, 5)],
  ]);
  expect(row(open)[2]).toEqual(["open_edges", "", 3]);
  expect(() => meshTable({ vertices: new Float32Array(3), faces: Uint32Array.of(0, 1, 2) })).toThrow(/vertex beyond/);
});
