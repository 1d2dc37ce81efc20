import { expect, it } from "vitest";
import type { Dtype, Image } from "../../bindings/core/image.js";
import { meshArea, meshVolume } from "../../bindings/ops/mesh.js";
import { type SurfaceOptions, surface } from "../../bindings/ops/surface.js";
import { onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, maskOf, randomBinary, randomImage } from "../images.js";
import { ball, eulerNumber, openEdge, placesOf, rowsOf } from "../meshes.js";
import { SurfaceOracle } from "../oracle/surface.js";

const METHODS = ["nets", "marching"] as const;
const TYPES: Dtype[] = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"];
/** Two voxels that touch along an edge, and two that touch in a corner. */
const EDGE = maskOf(drawn(["1 .", ". 1", "", ". .", ". ."]));
const CORNER = maskOf(drawn(["1 .", ". .", "", ". .", ". 1"]));
const ONE: Image = { data: Uint8Array.of(1), shape: [1, 1, 1] };

function noise(w: number, density: number): Image {
  return randomBinary(w, [3, w > 40 ? 2 : 4, w], density);
}

const known = new Map<string, { net: string[]; crossings: string[]; triangles: number }>();

/** What the slow way finds on noise; found once for all builds. */
function expected(w: number, density: number, join: boolean) {
  const key = `${w} ${density} ${join}`;
  const oracle = new SurfaceOracle(noise(w, density), join);
  const found = known.get(key) ?? {
    net: placesOf(oracle.netVertices().flat()),
    crossings: placesOf(oracle.crossings().flatMap((place) => place.map((value) => value / 2))),
    triangles: oracle.triangles(),
  };
  known.set(key, found);
  return found;
}

/** Normals that do not point away from the middle of a convex body. */
function inward(mesh: { vertices: Float32Array; normals?: Float32Array }, middle: number[]): number[][] {
  const normals = rowsOf(mesh.normals as Float32Array);
  return rowsOf(mesh.vertices).filter((vertex, i) => {
    const dot = vertex.reduce((sum, value, axis) => sum + (value - middle[axis]!) * normals[i]![axis]!, 0);
    return !(dot > 0);
  });
}

onEveryBuild("surface", (k, build) => {
  it("puts an octahedron around a voxel by marching, and a small cube as a net", () => {
    const eight = surface(k, maskOf(ONE), { method: "marching" });
    expect(placesOf(eight.vertices, 1)).toEqual(
      placesOf([0.5, 0, 0, -0.5, 0, 0, 0, 0.5, 0, 0, -0.5, 0, 0, 0, 0.5, 0, 0, -0.5], 1),
    );
    expect(eight.faces.length / 3).toBe(8);
    expect(meshArea(eight)).toBeCloseTo(Math.sqrt(3), 12);
    const cube = surface(k, maskOf(ONE));
    expect(new Set(Array.from(cube.vertices, (v) => Math.abs(6 * v).toFixed(4)))).toEqual(new Set(["1.0000"]));
    expect([cube.vertices.length / 3, cube.faces.length / 3]).toEqual([8, 12]);
  });

  it("is closed and faces outwards, also where the object fills the volume", () => {
    for (const method of METHODS) {
      for (const image of [ONE, ball(3), { data: new Uint8Array(2 * 3 * 130).fill(1), shape: [2, 3, 130] }]) {
        const mesh = surface(k, maskOf(image), { method });
        expect(openEdge(mesh)).toBeUndefined();
        expect([eulerNumber(mesh), meshVolume(mesh) > 0]).toEqual([2, true]);
        expect(
          inward(
            mesh,
            image.shape.map((extent) => (extent - 1) / 2),
          ),
        ).toEqual([]);
      }
    }
  });

  it("parts voxels that touch along an edge, or joins them; a corner never joins", () => {
    const counts = (mask: typeof EDGE, options: SurfaceOptions) => {
      const mesh = surface(k, mask, options);
      return [mesh.vertices.length / 3, mesh.faces.length / 3, eulerNumber(mesh)];
    };
    expect(counts(EDGE, { method: "marching" })).toEqual([12, 16, 4]);
    expect(counts(EDGE, { method: "marching", fullyConnected: "high" })).toEqual([12, 20, 2]);
    expect(counts(CORNER, { method: "marching", fullyConnected: "high" })).toEqual([12, 16, 4]);
    expect(counts(EDGE, {})).toEqual([16, 24, 4]);
    expect(counts(CORNER, { fullyConnected: "high" })).toEqual([16, 24, 4]);
    // Joined, the net would touch itself along a line between the two voxels: that face stays parted.
    expect(counts(EDGE, { fullyConnected: "high" })).toEqual([16, 24, 4]);
  });

  it("counts in the unit of the spacing and keeps the geometry", () => {
    const geometry = { spacing: [2, 0.5, 0.25], unit: "µm", origin: [1, 2, 3], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
    const mesh = surface(k, { ...maskOf(ONE), ...geometry }, { method: "marching" });
    expect(mesh).toMatchObject(geometry);
    expect(placesOf(mesh.vertices)).toEqual(
      placesOf([1, 0, 0, -1, 0, 0, 0, 0.25, 0, 0, -0.25, 0, 0, 0, 0.125, 0, 0, -0.125]),
    );
    expect(meshVolume(mesh)).toBe((2 * 0.5 * 0.25) / 6);
  });

  it("has normals that stand on the surface in the world", () => {
    const image = { ...ball(6), spacing: [3, 1, 1] };
    const mesh = surface(k, image, { level: 0.5, relax: 5, method: "nets" });
    const normals = rowsOf(mesh.normals as Float32Array);
    for (const normal of normals) expect(Math.hypot(...normal)).toBeCloseTo(1, 6);
    const errors = rowsOf(mesh.vertices).map((vertex, i) => {
      // The gradient of (z/3)² + y² + x², the ellipsoid in the world.
      const [z, y, x] = [vertex[0]! - 18, vertex[1]! - 6, vertex[2]! - 6];
      const gradient = [z / 9, y, x];
      return 1 - gradient.reduce((sum, g, axis) => sum + g * normals[i]![axis]!, 0) / Math.hypot(...gradient);
    });
    expect(errors.reduce((a, b) => a + b) / errors.length).toBeLessThan(0.02);
    expect(surface(k, image, { level: 0.5, normals: false }).normals).toBeUndefined();
  });

  it("takes values strictly above the level as inside and interpolates between the voxels", () => {
    const image = drawn(["0 0 0", "0 0 0", "0 0 0", "", "0 0 0", "0 8 2", "0 0 0", "", "0 0 0", "0 0 0", "0 0 0"]);
    const at = (level: number) => placesOf(surface(k, image, { level }).vertices, 3);
    expect(at(2)).toEqual(placesOf([1.75, 1, 1, 0.25, 1, 1, 1, 1.75, 1, 1, 0.25, 1, 1, 1, 2, 1, 1, 0.25], 3));
    expect(at(5)).toContain("1.000 1.000 1.500");
    expect(at(1)).toHaveLength(10);
  });

  it("takes the middle of the values without a level", () => {
    const image = randomImage(3, "float32", [4, 5, 6], -3, 9);
    const values = Array.from(image.data);
    const level = (Math.min(...values) + Math.max(...values)) / 2;
    expect(surface(k, image)).toEqual(surface(k, image, { level, method: "marching" }));
  });

  it("has the value outside beyond the border", () => {
    const image: Image = { data: Float32Array.of(3, 1), shape: [1, 1, 2] };
    const ends = (options: SurfaceOptions) => {
      const row = rowsOf(surface(k, image, { method: "marching", ...options }).vertices);
      return row.map((vertex) => vertex[2]!).sort((a, b) => a - b);
    };
    expect([ends({ level: 2 })[0], ends({ level: 2 }).at(-1)]).toEqual([-0.5, 0.5]);
    expect([ends({ level: 2, outside: -1 })[0]]).toEqual([-0.25]);
    expect([ends({ level: 0, outside: 0 })[0], ends({ level: 0, outside: 0 }).at(-1)]).toEqual([-1, 2]);
  });

  it("has no faces where nothing is inside", () => {
    const empty = { vertices: new Float32Array(0), faces: new Uint32Array(0), normals: new Float32Array(0) };
    for (const method of METHODS) {
      const options = { method, relax: 3, smoothing: 0.5 };
      expect(surface(k, maskOf({ data: new Uint8Array(8), shape: [2, 2, 2] }), options)).toEqual(empty);
      expect(surface(k, drawn(["1 2", "3 4", "", "5 6", "7 8"]), { ...options, level: 8 })).toEqual(empty);
    }
  });

  it("agrees with looking at every cube and every face", () => {
    for (const w of build === "debug" ? [1, 17] : EDGE_WIDTHS) {
      for (const density of [0.2, 0.5, 0.8]) {
        const image = noise(w, density);
        for (const fullyConnected of ["low", "high"] as const) {
          const want = expected(w, density, fullyConnected === "high");
          const net = surface(k, maskOf(image), { fullyConnected });
          expect(openEdge(net)).toBeUndefined();
          expect(placesOf(net.vertices)).toEqual(want.net);
          const marched = surface(k, maskOf(image), { fullyConnected, method: "marching" });
          expect(openEdge(marched)).toBeUndefined();
          expect(placesOf(marched.vertices)).toEqual(want.crossings);
          expect(net.faces.length).toBe(6 * want.crossings.length);
          expect(marched.faces.length).toBe(3 * want.triangles);
        }
      }
    }
  });

  it("is closed on noise, along every axis", () => {
    for (const shape of [
      [20, 20, 20],
      [2, 40, 70],
      [40, 2, 65],
    ]) {
      for (const density of [0.1, 0.4, 0.6, 0.9]) {
        const mask = maskOf(
          randomBinary(shape[0]!, build === "debug" ? shape.map((n) => Math.min(n, 12)) : shape, density),
        );
        for (const method of METHODS) {
          for (const fullyConnected of ["low", "high"] as const) {
            expect(openEdge(surface(k, mask, { method, fullyConnected }))).toBeUndefined();
          }
        }
      }
    }
  });

  it("gives the same mesh for every type that holds the values", () => {
    const want = surface(k, randomImage(5, "int16", [5, 6, 7], 0, 100), { level: 49.5 });
    for (const dtype of TYPES) {
      const values = randomImage(5, "int16", [5, 6, 7], 0, 100);
      const image = randomImage(5, dtype, [5, 6, 7], 0, 100);
      image.data.set(values.data as never);
      expect(surface(k, image, { level: 49.5 })).toEqual(want);
    }
  });

  it("refuses what has no surface, by name", () => {
    const image = drawn(["1 2", "3 4", "", "5 6", "7 8"]);
    expect(() => surface(k, drawn(["1 2", "3 4"]))).toThrow("surface: expected a volume [z, y, x], got [2, 2]");
    expect(() => surface(k, image, { level: 0.5 })).toThrow("surface: expected level >= 1, the smallest value");
    expect(() => surface(k, image, { level: 2, outside: 3 })).toThrow("surface: expected level >= 3, outside, got 2");
    expect(() => surface(k, maskOf(image), { level: 2 })).toThrow("level and outside only for the values of an image");
    expect(() => surface(k, maskOf(image), { label: 2 })).toThrow("surface: expected no label for a mask, got 2");
    expect(() => surface(k, image, { label: 0 })).toThrow("surface: expected label >= 1, got 0");
    expect(() => surface(k, image, { relax: 0.5 })).toThrow("expected relax to be a whole number");
    expect(() => surface(k, image, { smoothing: 2 })).toThrow("surface: expected smoothing <= 1, got 2");
    expect(() => surface(k, { data: Float32Array.of(0, Number.NaN), shape: [1, 1, 2] })).toThrow("NaN or infinity");
  });
});
