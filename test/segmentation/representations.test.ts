/** What segments are held as: one source, the rest made of it and forgotten with it. */
import { describe, expect, it } from "vitest";
import {
  addSegment,
  autoOpacities,
  collapseLayers,
  editSegment,
  type HeldSegment,
  meshVolume,
  readDisplay,
  SEGMENTATION_DISPLAY,
  type Segment,
  SegmentRepresentations,
  segmentationOf,
  separateSegment,
  shownSegment,
  surface,
  visibleSegments,
  writeDisplay,
} from "../../bindings/index.js";
import { octagonalSphere } from "../meshes.js";
import { boxMask, count, k, SHAPE, segmented, three } from "./segments.js";

const corner = (shape: readonly number[], low: number, high: number) =>
  boxMask(shape, (z, y, x) => Math.min(z, y, x) >= low && Math.max(z, y, x) < high);

describe("representations", () => {
  it("follow the source: an edit forgets what was made of the segment, and of no other in another layer", () => {
    const start = segmented(SHAPE, [corner(SHAPE, 1, 4), corner(SHAPE, 2, 5)]);
    const all = new SegmentRepresentations(k, start);
    expect([all.source, all.kinds, start.layers.length]).toEqual(["binary", ["binary"], 2]);
    const before = [all.get("A", "surface"), all.get("B", "surface")];
    expect(all.kinds).toEqual(["binary", "surface"]);
    expect(all.get("A", "surface")).toBe(before[0]);
    all.change(editSegment(k, start, "A", corner(SHAPE, 1, 3), { overwrite: "none" }));
    expect(all.kinds).toEqual(["binary"]);
    expect(all.get("B", "surface")).toBe(before[1]);
    const [, volume] = [before[0], meshVolume(all.get("A", "surface").meshes[0]!)];
    expect(volume).toBeLessThan(meshVolume(before[0]!.meshes[0]!));
    expect(all.get("A", "contours").contours.length).toBe(2);
  });

  it("stay where segments only move between layers", () => {
    const start = three(5, "all");
    const all = new SegmentRepresentations(k, start);
    const mesh = all.get("B", "surface");
    all.relayer(separateSegment(k, start, "B"));
    expect(all.get("B", "surface")).toBe(mesh);
    all.relayer(collapseLayers(k, all.segmentation!));
    expect(all.get("B", "surface")).toBe(mesh);
  });

  it("change the source: what it was made of goes, and comes back from the new one", () => {
    const start = segmented([8, 8, 8], [corner([8, 8, 8], 1, 5), corner([8, 8, 8], 3, 7)]);
    const parameters = [{ name: "Smoothing factor", value: "0", description: "" }];
    const all = new SegmentRepresentations(k, start, { parameters, reference: start });
    all.setSource("surface");
    expect([all.source, all.kinds, all.segmentation]).toEqual(["surface", ["surface"], undefined]);
    expect(all.segments.map(({ id }) => id)).toEqual(["A", "B"]);
    const small = all.get("A", "surface").meshes;
    all.get("A", "binary");
    all.replace("A", {
      kind: "surface",
      meshes: small.map((mesh) => ({ ...mesh, vertices: mesh.vertices.map((v) => v / 2) })),
    });
    all.setSource("binary");
    const back = all.segmentation!;
    expect([back.layers.length, count(back, "A") < 64, count(back, "B")]).toEqual([1, true, 64]);
    expect(() => all.replace("A", { kind: "surface", meshes: small })).toThrow("the source is binary");
    expect(() => all.get("C", "surface")).toThrow(expect.objectContaining({ code: "E_SEGMENT" }));
  });

  it("of Slicer's three spheres share two layers", () => {
    const grid = { shape: [101, 101, 101], spacing: [0.1, 0.1, 0.1], origin: [-5, -5, -5] };
    const spheres = [[[0, 0, 0], 1] as const, [[-1, -1, -1], 2] as const, [[5, 5, 5], 2] as const];
    const { segments } = three(1);
    const held = spheres.map(([center, radius], at): HeldSegment => {
      const mesh = octagonalSphere([...center] as [number, number, number], radius);
      return { info: segments[at] as Segment, data: { kind: "surface", meshes: [{ label: 1, ...mesh }] } };
    });
    const made = segmentationOf(k, held, { reference: grid });
    expect(made.segments.map(({ layer }) => layer)).toEqual([0, 1, 0]);
    const apart = [{ name: "Collapse labelmaps", value: "0", description: "" }];
    expect(segmentationOf(k, held, { reference: grid, parameters: apart }).layers.length).toBe(3);
    expect(() => segmentationOf(k, [])).toThrow("got none");
  });

  it("of fractions and contours become label maps on their grid", () => {
    const start = segmented(SHAPE, [corner(SHAPE, 1, 4), corner(SHAPE, 2, 5)]);
    for (const kind of ["fractional", "contours"] as const) {
      const all = new SegmentRepresentations(k, start);
      all.setSource(kind);
      all.setSource("binary");
      expect([all.segmentation!.layers.length, count(all.segmentation!, "A"), count(all.segmentation!, "B")]).toEqual([
        2, 27, 27,
      ]);
    }
  });
});

describe("how segments are shown", () => {
  const start = addSegment(three(2), { name: "fourth", color: [1, 0, 0] });

  it("multiplies what holds for all with what holds for one", () => {
    const display = {
      ...SEGMENTATION_DISPLAY,
      opacity3D: 0.5,
      visible2DFill: false,
      segments: { A: { visible: false }, B: { opacity3D: 0.5, color: [0, 1, 0] as const } },
    };
    const [, b] = start.segments as [Segment, Segment];
    expect(shownSegment(display, b)).toMatchObject({ opacity3D: 0.25, visible2DFill: false, color: [0, 1, 0] });
    expect(shownSegment(SEGMENTATION_DISPLAY, start.segments.at(-1)!)).toMatchObject({
      opacity2DFill: 0.5,
      color: [1, 0, 0],
    });
    expect(visibleSegments(start, display)).toEqual(["B", "C", start.segments.at(-1)!.id]);
    expect(visibleSegments(start, { ...display, visible: false })).toEqual([]);
    expect(readDisplay(writeDisplay(display))).toEqual(display);
  });

  it.each([
    ["no JSON", "{", "E_CORRUPT"],
    ["another document", "{}", "E_CORRUPT"],
    ["an opacity above 1", '{"kind":"segwasm display","version":1,"opacity3D":2}', "E_OPTION"],
    ["a word for a switch", '{"kind":"segwasm display","version":1,"segments":{"A":{"visible":"no"}}}', "E_OPTION"],
    ["an unknown property", '{"kind":"segwasm display","version":1,"colour":1}', "E_OPTION"],
  ])("refuses %s", (_, text, code) => {
    expect(() => readDisplay(text)).toThrow(expect.objectContaining({ code }));
  });

  it("makes outer surfaces more transparent: a third less with each", () => {
    const shells = [1, 4, 7].map((r) => surface(k, corner([18, 18, 18], 9 - r, 9 + r)));
    const opacities = autoOpacities([...shells, surface(k, corner([18, 18, 18], 0, 1))]);
    expect(opacities.map((value) => Math.round(100 * value) / 100)).toEqual([1, 0.67, 0.33, 1]);
    expect(autoOpacities([])).toEqual([]);
  });
});
