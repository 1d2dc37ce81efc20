import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import { contours } from "../../bindings/ops/contours.js";
import { type Mesh, meshArea, meshVolume } from "../../bindings/ops/mesh.js";
import { surface } from "../../bindings/ops/surface.js";
import { onEveryBuild } from "../builds.js";
import golden from "../golden/surfaces.json" with { type: "json" };
import { clouds, maskOf, randomBinary, randomImage } from "../images.js";
import { ball, openEdge, rowsOf } from "../meshes.js";

function measures(mesh: Mesh) {
  expect(openEdge(mesh)).toBeUndefined();
  return {
    vertices: mesh.vertices.length / 3,
    faces: mesh.faces.length / 3,
    area: meshArea(mesh),
    volume: meshVolume(mesh),
  };
}

type Measures = ReturnType<typeof measures>;

function expectMeasures(got: Measures, want: Measures, tolerance = 1e-6): void {
  expect([got.vertices, got.faces]).toEqual([want.vertices, want.faces]);
  expect(Math.abs(got.area / want.area - 1)).toBeLessThan(tolerance);
  expect(Math.abs(got.volume / want.volume - 1)).toBeLessThan(tolerance);
}

function median(values: ArrayLike<number>): number {
  const sorted = Array.from(values).sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** The masks of `blobs` in test/golden/surfaces.py. */
function blobs(seed: number): Image {
  const image = clouds(seed, [2 + (seed % 7), 3 + (seed % 5), 4 + (seed % 11)]);
  const middle = median(image.data);
  return { data: image.data.map((value) => Number(value > middle)), shape: image.shape };
}

/** Vertices half way between voxels, doubled, in order, as little-endian i16. */
function doubled(mesh: Mesh): Uint8Array {
  const rows = rowsOf(mesh.vertices).map((row) => row.map((value) => 2 * value));
  rows.sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!);
  return new Uint8Array(Int16Array.from(rows.flat()).buffer);
}

/** The images of `contour_image` in test/golden/surfaces.py. */
function contourImage(seed: number): { image: Image; level: number } {
  const shape = [2 + (seed % 13), 2 + (seed % 29)];
  const whole = (high: number) => {
    const image = randomImage(seed, "uint8", shape, 0, high);
    return { data: Float32Array.from(image.data), shape };
  };
  if (seed % 4 === 0) return { image: whole(3), level: (seed / 4) % 2 ? 1.5 : 1 };
  if (seed % 4 === 1) return { image: randomBinary(seed, shape), level: 0.5 };
  if (seed % 4 === 2) return { image: clouds(seed, shape), level: median(clouds(seed, shape).data) };
  return { image: { data: whole(9).data.map((value) => value || Number.NaN), shape }, level: 4 };
}

function contourGroup(k: Kernels, number: number) {
  const hash = createHash("sha256");
  let count = 0;
  const size = golden["images in a group"];
  for (let seed = number * size; seed < (number + 1) * size; seed++) {
    const { image, level } = contourImage(seed);
    const positiveOrientation = Math.floor(seed / 8) % 2 ? "high" : "low";
    for (const fullyConnected of ["low", "high"] as const) {
      const lines = contours(k, image, { level, fullyConnected, positiveOrientation });
      count += lines.length;
      for (const { points } of lines) hash.update(new Uint8Array(points.buffer));
    }
  }
  return { contours: count, points: hash.digest("hex") };
}

onEveryBuild("surfaces by other libraries", (k, build) => {
  it("are the same for balls", () => {
    for (const [radius, want] of Object.entries(golden.balls)) {
      if (build === "debug" && Number(radius) > 5) continue;
      expectMeasures(measures(surface(k, maskOf(ball(Number(radius))), { method: "marching" })), want);
    }
  });

  it("have the same vertices around 300 masks", () => {
    const hash = createHash("sha256");
    const totals: Measures = { vertices: 0, faces: 0, area: 0, volume: 0 };
    for (const seed of golden.masks.seeds) {
      const mesh = surface(k, maskOf(blobs(seed)), { method: "marching" });
      hash.update(doubled(mesh));
      for (const [name, value] of Object.entries(measures(mesh))) totals[name as keyof Measures] += value;
    }
    expect(hash.digest("hex")).toBe(golden.masks.vertices);
    expectMeasures(totals, golden.masks.totals);
  });

  it("have the same vertices between values", () => {
    for (const { seed, level, vertices } of golden.grey) {
      const mesh = surface(k, { ...clouds(seed, [6, 9, 12]), spacing: golden.spacing }, { level });
      const [got, want] = [rowsOf(mesh.vertices), rowsOf(vertices)];
      expect(got.length).toBe(want.length);
      const missing = want.filter((a) => !got.some((b) => a.every((value, axis) => Math.abs(value - b[axis]!) < 2e-5)));
      expect(missing).toEqual([]);
    }
  });

  it.skipIf(build === "debug")("have VTK's measures, also after smoothing", () => {
    for (const { body, smoothing, ...want } of golden.VTK) {
      const cube: Image = { data: new Uint8Array(1000).fill(1), shape: [10, 10, 10] };
      const image = body === "cube 10" ? cube : ball(15);
      const mesh = surface(k, maskOf(image), { method: "marching", smoothing });
      expectMeasures(measures(mesh), want, smoothing === 0 ? 1e-9 : 1e-4);
    }
  });

  it.each(golden.contours.map((_, number) => number))("have the same contours, group %d", (number) => {
    expect(contourGroup(k, number)).toEqual(golden.contours[number]);
  });
});
