import { expect, it } from "vitest";
import { cosine, exponential, lowPass, sine } from "../../bindings/ops/low-pass.js";
import { type Mesh, meshArea, meshVolume } from "../../bindings/ops/mesh.js";
import { surface } from "../../bindings/ops/surface.js";
import { onEveryBuild } from "../builds.js";
import { maskOf, randomBinary } from "../images.js";
import { ball, openEdge, rowsOf } from "../meshes.js";

/** The vertices each vertex shares an edge of the net with: sides of faces, but for the diagonals of its quads. */
function neighbours({ vertices, faces }: Mesh): Set<number>[] {
  const list = Array.from({ length: vertices.length / 3 }, () => new Set<number>());
  for (let i = 0; i < faces.length; i += 6) {
    // Two triangles a, b, c and c, d, a.
    const quad = [faces[i]!, faces[i + 1]!, faces[i + 2]!, faces[i + 4]!];
    for (const [j, corner] of quad.entries()) list[corner]!.add(quad[(j + 1) % 4]!).add(quad[(j + 3) % 4]!);
  }
  return list;
}

/** Relaxing the obvious way. */
function relaxed(mesh: Mesh, steps: number): number[][] {
  const start = rowsOf(mesh.vertices);
  const around = neighbours(mesh);
  let now = start;
  for (let step = 0; step < steps; step++) {
    now = now.map((_, i) =>
      [0, 1, 2].map((axis) => {
        const near = [...around[i]!];
        const mean = near.reduce((sum, j) => sum + now[j]![axis]!, 0) / near.length;
        const low = Math.floor(start[i]![axis]!);
        return Math.min(low + 1, Math.max(low, mean));
      }),
    );
  }
  return now;
}

onEveryBuild("smoothing", (k, build) => {
  it("of a net moves its vertices to the mean of their neighbours, within their cubes", () => {
    const mask = maskOf(randomBinary(3, [6, 7, 8], 0.4));
    const raw = surface(k, mask);
    for (const relax of [1, 2, 7]) {
      const got = rowsOf(surface(k, mask, { relax }).vertices);
      for (const [i, want] of relaxed(raw, relax).entries()) {
        for (const axis of [0, 1, 2]) expect(Math.abs(got[i]![axis]! - want[axis]!)).toBeLessThan(1e-5);
      }
    }
  });

  it("keeps a mesh closed and makes it smoother", () => {
    for (const options of [{ relax: 10 }, { smoothing: 0.3 }, { method: "marching", smoothing: 0.3 }] as const) {
      const image = maskOf(ball(build === "debug" ? 5 : 9));
      const [rough, smooth] = [surface(k, image, { ...options, relax: 0, smoothing: 0 }), surface(k, image, options)];
      expect(openEdge(smooth)).toBeUndefined();
      expect(meshArea(smooth)).toBeLessThan(meshArea(rough));
      expect(smooth.vertices.length).toBe(rough.vertices.length);
    }
  });

  it("by the filter keeps volume and middle", () => {
    const image = { ...maskOf(ball(10, 3)), spacing: [2, 1, 1] };
    const rough = surface(k, image, { method: "marching" });
    for (const smoothing of [0.2, 0.5, 0.8]) {
      const smooth = surface(k, image, { method: "marching", smoothing });
      expect(Math.abs(meshVolume(smooth) / meshVolume(rough) - 1)).toBeLessThan(0.05);
      for (const axis of [0, 1, 2]) {
        const mean = (mesh: Mesh) =>
          rowsOf(mesh.vertices).reduce((sum, v) => sum + v[axis]!, 0) / (mesh.vertices.length / 3);
        expect(Math.abs(mean(smooth) - mean(rough))).toBeLessThan(0.05);
      }
    }
  });

  it("loses little far from the origin", () => {
    const far = new Uint8Array(3 * 3 * 5000);
    for (const i of [4980, 4981, 4982]) far[4 * 5000 + i] = 1;
    const near = new Uint8Array(3 * 3 * 30);
    for (const i of [10, 11, 12]) near[4 * 30 + i] = 1;
    const mesh = (data: Uint8Array, w: number) => surface(k, maskOf({ data, shape: [3, 3, w] }), { smoothing: 0.5 });
    const [a, b] = [mesh(far, 5000), mesh(near, 30)];
    expect(Math.max(...a.vertices.map((v, i) => Math.abs(v - b.vertices[i]! - (i % 3 === 2 ? 4970 : 0))))).toBeLessThan(
      5e-3,
    );
  });
});

it("the filter passes what is smooth, stops what is not, and is 1 at the edge of its band", () => {
  for (const [band, steps] of [
    [0.4, 24],
    [0.01, 40],
    [0.0001, 60],
  ] as const) {
    const c = lowPass(band, steps);
    const at = (angle: number) => c.reduce((sum, value, i) => sum + value * Math.cos(i * angle), 0);
    expect(c).toHaveLength(steps + 1);
    expect(Math.abs(at(0) - 1)).toBeLessThan(1e-3);
    expect(Math.abs(at(Math.acos(1 - band / 2)) - 1)).toBeLessThan(1.001e-3);
    expect(Math.abs(at(2))).toBeLessThan(1e-3);
  }
});

it("sine, cosine and exponential agree with those of the engine", () => {
  for (let x = -3.2; x < 6.3; x += 0.1) {
    expect(Math.abs(sine(x) - Math.sin(x))).toBeLessThan(2e-14);
    expect(Math.abs(cosine(x) - Math.cos(x))).toBeLessThan(2e-14);
    expect(Math.abs(exponential(-x) / Math.exp(-x) - 1)).toBeLessThan(1e-14);
  }
  expect([sine(0), cosine(0), exponential(0)]).toEqual([0, 1, 1]);
});
