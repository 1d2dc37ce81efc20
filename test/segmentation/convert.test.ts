import { expect, it } from "vitest";
import { meshVolume } from "../../bindings/ops/mesh.js";
import { automaticOversampling } from "../../bindings/ops/oversampling.js";
import { convertRepresentation } from "../../bindings/segmentation/convert.js";
import type { Representation } from "../../bindings/segmentation/representation.js";
import { onEveryBuild } from "../builds.js";
import { octagonalSphere } from "../meshes.js";

const set = (values: Record<string, string>) =>
  Object.entries(values).map(([name, value]) => ({ name, value, description: "" }));
const BOXES = {
  data: Uint8Array.from({ length: 8 * 8 * 14 }, (_, i) => {
    const [z, y, x] = [Math.floor(i / 112), Math.floor(i / 14) % 8, i % 14];
    if (Math.min(z, y, x) < 2 || Math.max(z, y) > 5 || x > 11) return 0;
    return x < 7 ? 1 : 5;
  }),
  shape: [8, 8, 14],
  count: 5,
  spacing: [2, 1, 1],
  origin: [10, 20, 30],
};
const CROP = set({ "Crop to reference image geometry": "1" });
const SOURCE: Representation = { kind: "binary", labels: BOXES };

onEveryBuild("conversions", (k) => {
  it("go there and back: labels over surfaces and over contours", () => {
    const parameters = set({ "Smoothing factor": "-0.5", "Crop to reference image geometry": "1" });
    const surface = convertRepresentation(k, SOURCE, "surface", { parameters });
    expect(surface.meshes.map(({ label }) => label)).toEqual([1, 5]);
    const back = convertRepresentation(k, surface, "binary", { parameters, reference: BOXES });
    expect(back).toMatchObject({ labels: BOXES, overlap: 0, openRows: 0 });
    const contours = convertRepresentation(k, SOURCE, "contours");
    expect(new Set(contours.contours.map(({ label }) => label))).toEqual(new Set([1, 5]));
    expect(convertRepresentation(k, contours, "binary").labels).toMatchObject(BOXES);
    expect(convertRepresentation(k, SOURCE, "binary")).toBe(SOURCE);
  });

  it("follow Slicer's parameters", () => {
    const volume = (values: Record<string, string>) => {
      const { meshes } = convertRepresentation(k, SOURCE, "surface", { parameters: set(values) });
      return meshes.map((mesh) => [mesh.faces.length / 3, Math.round(meshVolume(mesh)), mesh.normals !== undefined]);
    };
    const plain = volume({ "Smoothing factor": "0" });
    expect(volume({})).not.toEqual(plain);
    expect(volume({ "Smoothing factor": "0", "Compute surface normals": "0" })[0]?.[2]).toBe(false);
    const fewer = volume({ "Smoothing factor": "0", "Decimation factor": "0.5" });
    expect(fewer[0]?.[0]).toBeLessThan(0.55 * Number(plain[0]?.[0]));
    expect(volume({ "Smoothing factor": "0", "Conversion method": "1" })).not.toEqual(plain);
    expect(volume({ "Joint smoothing": "1" }).length).toBe(2);
    expect(volume({ "Conversion method": "1", "SurfaceNets smoothing": "1" }).length).toBe(2);
    expect(() => volume({ "Smoothing factor": "much" })).toThrow(
      'expected Smoothing factor to be a number, got "much"',
    );
  });

  it("give a surface without an image its own grid, finer where that is asked for", () => {
    const mesh = octagonalSphere([0, 0, 0], 10);
    const sphere: Representation = { kind: "surface", meshes: [{ label: 3, ...mesh }] };
    const grid = { shape: [5, 5, 5], spacing: [2, 2, 2] };
    const { labels } = convertRepresentation(k, sphere, "binary", { reference: grid });
    expect([labels.shape, labels.count]).toEqual([[11, 11, 11], 3]);
    const [wide] = [convertRepresentation(k, sphere, "fractional", { reference: grid })];
    expect([wide.image.shape, wide.label]).toEqual([[13, 13, 13], 3]);
    const finer = (factor: string) =>
      convertRepresentation(k, sphere, "binary", {
        reference: grid,
        parameters: set({ "Oversampling factor": factor }),
      });
    expect(finer("2").labels.spacing).toEqual([1, 1, 1]);
    const automatic = automaticOversampling(mesh, grid);
    expect(automatic).toBeGreaterThan(1);
    expect(finer("A").labels.spacing?.[0]).toBe(2 / automatic);
    const text = "2;0;0;0;0;2;0;0;0;0;2;0;0;0;0;1;0;4;0;4;0;4;";
    const parameters = set({ "Reference image geometry": text, "Crop to reference image geometry": "1" });
    expect(convertRepresentation(k, sphere, "binary", { parameters }).labels.shape).toEqual([5, 5, 5]);
  });

  it("report voxels that lie in several surfaces, and open ones", () => {
    const meshes = [octagonalSphere([5, 5, 5], 4), octagonalSphere([5, 5, 8], 4)].map((mesh, i) => ({
      label: i + 1,
      ...mesh,
    }));
    const reference = { shape: [11, 11, 14] };
    const parameters = set({ "Crop to reference image geometry": "1" });
    const made = convertRepresentation(k, { kind: "surface", meshes }, "binary", { reference, parameters });
    expect(made.overlap).toBeGreaterThan(50);
    const open = meshes.map((mesh) => ({ ...mesh, faces: mesh.faces.subarray(30) }));
    const holes = convertRepresentation(k, { kind: "surface", meshes: open }, "binary", { reference, parameters });
    expect(holes.openRows).toBeGreaterThan(0);
  });

  it("go the way that is asked for, and make ribbons where these are", () => {
    const parameters = set({ "End capping": "2" });
    const drawn = convertRepresentation(k, SOURCE, "contours");
    const sparse: Representation = { ...drawn, contours: drawn.contours.filter(({ plane }) => plane !== 3) };
    const plain = convertRepresentation(k, sparse, "binary");
    const between = convertRepresentation(k, sparse, "binary", { via: ["surface"], reference: BOXES, parameters });
    const count = (data: ArrayLike<number>) => Array.from(data).filter((value) => value > 0).length;
    expect([count(BOXES.data), count(plain.labels.data)]).toEqual([160, 120]);
    // Corners of voxels are cut, and the plane that was left out is filled.
    expect(count(between.labels.data)).toBeGreaterThan(150);
    const ribbons = convertRepresentation(k, SOURCE, "ribbon");
    expect(ribbons.meshes.map(({ label }) => label)).toEqual([1, 5]);
    expect(convertRepresentation(k, ribbons, "binary", { reference: BOXES, parameters: CROP }).labels.data).toEqual(
      BOXES.data,
    );
    expect(() => convertRepresentation(k, drawn, "binary", { via: ["fractional"] })).toThrow(
      "no rule makes Fractional labelmap of Planar contour at once",
    );
    expect(() => convertRepresentation(k, drawn, "surface", { parameters: set({ "End capping": "3" }) })).toThrow(
      "expected End capping 0, 1 or 2",
    );
  });

  it("refuse several labels in one fractional image, and unknown kinds", () => {
    expect(() => convertRepresentation(k, SOURCE, "fractional")).toThrow("holds one label, got 1, 5; choose one");
    expect(() => convertRepresentation(k, SOURCE, "ribbons" as never)).toThrow(
      "expected one of binary, fractional, surface",
    );
    const nothing: Representation = { kind: "binary", labels: { data: new Uint8Array(8), shape: [2, 2, 2], count: 0 } };
    for (const kind of ["surface", "contours", "fractional"] as const) {
      const back = convertRepresentation(k, convertRepresentation(k, nothing, kind), "binary", {
        reference: { shape: [2, 2, 2] },
      });
      expect(new Set(back.labels.data)).toEqual(new Set([0]));
    }
  });
});
