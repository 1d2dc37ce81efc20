import { expect, it } from "vitest";
import { decimate } from "../../bindings/ops/decimate.js";
import { jointSurfaces } from "../../bindings/ops/joint-surfaces.js";
import { type Mesh, meshArea, meshVolume } from "../../bindings/ops/mesh.js";
import { labelSurfaces, surface } from "../../bindings/ops/surface.js";
import { onEveryBuild } from "../builds.js";
import { maskOf, randomBinary } from "../images.js";
import { ball, eulerNumber, octagonalSphere, openEdge, placesOf, rowsOf } from "../meshes.js";

const cornersOf = ({ vertices }: Mesh) => rowsOf(vertices).map((row) => row.map((value) => value.toFixed(4)).join(" "));

/** Faces as sorted triples of places. */
function facesOf(mesh: Mesh): string[] {
  const places = cornersOf(mesh);
  return rowsOf(mesh.faces).map((corners) =>
    corners
      .map((vertex) => places[vertex])
      .sort()
      .join(" | "),
  );
}

/** Edges that belong to one face only. */
function borderOf(mesh: Mesh): string[] {
  const places = cornersOf(mesh);
  const open = new Set<string>();
  for (const corners of rowsOf(mesh.faces)) {
    for (const [i, corner] of corners.entries()) {
      const [a, b] = [places[corner], places[corners[(i + 1) % 3]!]];
      if (!open.delete(`${b} > ${a}`)) open.add(`${a} > ${b}`);
    }
  }
  return [...open].sort();
}

const change = (a: number, b: number) => Math.abs(a / b - 1);

onEveryBuild("decimation", (k, build) => {
  it("leaves the share of triangles asked for, closed, with the volume within a hundredth", () => {
    const mask = maskOf(ball(build === "debug" ? 6 : 14));
    for (const method of ["nets", "marching"] as const) {
      const whole = surface(k, mask, { method, smoothing: 0.3 });
      for (const reduction of [0.3, 0.5, 0.8]) {
        const coarse = decimate(k, whole, { reduction });
        expect(coarse.faces.length / whole.faces.length).toBeCloseTo(1 - reduction, 2);
        expect([openEdge(coarse), eulerNumber(coarse)]).toEqual([undefined, 2]);
        expect(change(meshVolume(coarse), meshVolume(whole))).toBeLessThan(build === "debug" ? 0.02 : 0.01);
        for (const normal of rowsOf(coarse.normals as Float32Array)) expect(Math.hypot(...normal)).toBeCloseTo(1, 5);
      }
      const [rough, made] = [surface(k, mask, { method }), surface(k, mask, { method, decimation: 0.7 })];
      expect(made.faces.length / rough.faces.length).toBeCloseTo(0.3, 2);
      expect(change(meshVolume(made), meshVolume(rough))).toBeLessThan(0.01);
    }
  });

  it("keeps flat sides and edges of a box, at a spacing of 20 to 1", () => {
    const full = maskOf({ data: new Uint8Array(600).fill(1), shape: [6, 10, 10] });
    const box = surface(k, { ...full, spacing: [20, 1, 1] });
    const coarse = decimate(k, box, { reduction: 0.9 });
    expect(openEdge(coarse)).toBeUndefined();
    expect(change(meshVolume(coarse), meshVolume(box))).toBeLessThan(1e-3);
    expect(change(meshArea(coarse), meshArea(box))).toBeLessThan(1e-3);
  });

  it("never opens a surface, whatever it looks like", () => {
    for (const seed of [1, 2, 3]) {
      const noise = surface(k, maskOf(randomBinary(seed, [5, 6, 9], 0.5)), { method: "marching" });
      const coarse = decimate(k, noise, { reduction: 0.95 });
      expect([openEdge(coarse), eulerNumber(coarse)]).toEqual([undefined, eulerNumber(noise)]);
    }
  });

  it("leaves open borders, tetrahedra and nothing as they are", () => {
    const sphere = octagonalSphere([0, 0, 0], 10);
    const bowl = { ...sphere, faces: sphere.faces.subarray(3 * 48) };
    const coarse = decimate(k, bowl, { reduction: 0.9 });
    expect(borderOf(coarse)).toEqual(borderOf(bowl));
    expect(coarse.faces.length).toBeLessThan(bowl.faces.length);
    const vertices = new Float32Array([0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3]);
    const corner = { vertices, faces: Uint32Array.of(0, 2, 1, 0, 3, 2, 0, 1, 3, 1, 2, 3) };
    expect(decimate(k, corner, { reduction: 0.9 }).faces).toEqual(corner.faces);
    expect(decimate(k, { vertices: new Float32Array(), faces: new Uint32Array() }).faces.length).toBe(0);
    expect(() => decimate(k, corner, { reduction: 1 })).toThrow("decimate: expected reduction <= 0.999, got 1");
    const broken = { ...corner, vertices: vertices.map(() => Number.NaN) };
    expect(() => decimate(k, broken)).toThrow("decimate: expected finite vertices");
  });
});

onEveryBuild("joint surfaces", (k, build) => {
  it("of one label are its net", () => {
    const image = ball(build === "debug" ? 3 : 6);
    const joint = jointSurfaces(k, image, { smoothing: 0 })[0]!;
    const alone = labelSurfaces(k, image)[0]!;
    expect(placesOf(joint.vertices)).toEqual(placesOf(alone.vertices));
    expect(facesOf(joint).sort()).toEqual(facesOf(alone).sort());
    expect([openEdge(joint), meshVolume(joint)]).toEqual([undefined, expect.closeTo(meshVolume(alone), 3)]);
  });

  it("share the faces between labels, also after smoothing", () => {
    const data = Uint8Array.from({ length: 6 * 6 * 12 }, (_, i) => (i % 12 < 6 ? 1 : 2));
    for (const smoothing of [0, 0.5]) {
      const boxes = { data, shape: [6, 6, 12], spacing: [1, 2, 1] };
      const [one, two] = jointSurfaces(k, boxes, { smoothing }) as Mesh[] as [Mesh, Mesh];
      for (const mesh of [one, two]) expect([openEdge(mesh), meshVolume(mesh) > 0]).toEqual([undefined, true]);
      const others = new Set(facesOf(two));
      expect(facesOf(one).filter((face) => others.has(face)).length).toBe(2 * 36);
    }
  });

  it("of several labels are closed and leave no gap between them", () => {
    const data = Uint16Array.from({ length: 1000 }, (_, i) => {
      const [z, y, x] = [Math.floor(i / 100), Math.floor(i / 10) % 10, i % 10];
      if (Math.min(z, y, x) === 0 || Math.max(z, y, x) === 9) return 0;
      return x < 5 ? 300 : y < 5 ? 7 : 9;
    });
    const labels = { data, shape: [10, 10, 10] };
    const smooth = jointSurfaces(k, labels, { smoothing: 0.4 });
    expect(smooth.map(({ label }) => label)).toEqual([7, 9, 300]);
    for (const mesh of smooth) expect(openEdge(mesh)).toBeUndefined();
    const whole = { ...labels, data: data.map((value) => Number(value > 0)) };
    const volume = (image: typeof labels) =>
      jointSurfaces(k, image, { smoothing: 0 }).reduce((total, mesh) => total + meshVolume(mesh), 0);
    // Where three labels meet, the common vertex lies a little further in.
    expect(change(volume(labels), volume(whole))).toBeLessThan(0.02);
    expect(jointSurfaces(k, { data: new Uint8Array(8), shape: [2, 2, 2] })).toEqual([]);
  });
});
