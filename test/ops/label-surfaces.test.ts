import { expect, it } from "vitest";
import { meshArea, meshVolume } from "../../bindings/ops/mesh.js";
import { labelSurfaces, surface } from "../../bindings/ops/surface.js";
import { onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, maskOf, randomImage } from "../images.js";
import { openEdge } from "../meshes.js";

onEveryBuild("surfaces of labels", (k) => {
  it("are those of the mask of each label, for every type and width", () => {
    for (const w of EDGE_WIDTHS) {
      for (const dtype of ["uint8", "uint16", "uint32", "int32"] as const) {
        const image = { ...randomImage(w, dtype, [3, 4, w], 0, 3), spacing: [2, 1, 0.5] };
        for (const label of [1, 3]) {
          const mask = {
            ...maskOf({ ...image, data: Array.from(image.data, (v) => Number(v === label)) }),
            spacing: [2, 1, 0.5],
          };
          expect(surface(k, image, { label })).toEqual(surface(k, mask));
        }
      }
    }
  });

  it("are the same for all labels at once, each where it lies", () => {
    const image = { ...randomImage(4, "uint16", [5, 9, 70], 0, 400), spacing: [2, 1, 0.5], unit: "mm" };
    for (const options of [{}, { method: "marching", smoothing: 0.2 }, { relax: 3, fullyConnected: "high" }] as const) {
      const meshes = labelSurfaces(k, image, options);
      expect(meshes.map(({ label }) => label)).toEqual([...new Set(image.data)].filter(Boolean).sort((a, b) => a - b));
      for (const { label, ...mesh } of meshes.slice(0, 20)) {
        expect(openEdge(mesh)).toBeUndefined();
        const alone = surface(k, image, { ...options, label });
        expect(mesh.faces).toEqual(alone.faces);
        expect(mesh).toMatchObject({ spacing: [2, 1, 0.5], unit: "mm" });
        expect(meshVolume(mesh)).toBeCloseTo(meshVolume(alone), 3);
        expect(Math.max(...mesh.vertices.map((v, i) => Math.abs(v - alone.vertices[i]!)))).toBeLessThan(1e-5);
      }
    }
  });

  it("find sparse and large labels", () => {
    const image = { data: Uint32Array.of(0, 4294967295, 0, 70000), shape: [1, 1, 4] };
    expect(labelSurfaces(k, image).map(({ label }) => label)).toEqual([70000, 4294967295]);
    expect(surface(k, image, { label: 70000 }).faces.length).toBe(36);
    expect(surface(k, image, { label: 5 }).faces.length).toBe(0);
    expect(labelSurfaces(k, { data: new Uint8Array(8), shape: [2, 2, 2] })).toEqual([]);
  });

  it("refuse what are no labels", () => {
    expect(() => labelSurfaces(k, drawn(["1 2"]))).toThrow("labelSurfaces: expected a volume [z, y, x], got [1, 2]");
    const floats = { data: Float32Array.of(1, 2), shape: [1, 1, 2] };
    expect(() => labelSurfaces(k, floats)).toThrow("labelSurfaces: expected integer labels, got float32");
    expect(() => surface(k, floats, { label: 1 })).toThrow("surface: expected integer labels, got float32");
    expect(() => labelSurfaces(k, drawn(["1 2", "", "3 4"]), { level: 2 } as never)).toThrow('unknown option "level"');
  });
});

it("measures of a mesh refuse faces without vertices", () => {
  const mesh = { vertices: new Float32Array(6), faces: Uint32Array.of(0, 1, 2) };
  expect(() => meshArea(mesh)).toThrow("meshArea: face 0 names a vertex beyond the 2 there are");
  expect(() => meshVolume(mesh)).toThrow(RangeError);
});
