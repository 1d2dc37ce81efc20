import { expect, it } from "vitest";
import type { Image, Mask } from "../../bindings/core/image.js";
import {
  addSegment,
  applyEffect,
  createSegmentation,
  type EffectOptions,
  type Segmentation,
} from "../../bindings/index.js";
import { boxMask, count, k, segmented, three, voxels, X, Y, Z } from "./segments.js";

it("adding and taking away the same leaves nothing, by every effect that has a counterpart", () => {
  const empty = three(5);
  const start = applyEffect(k, empty, "Logical operators", "A", { parameters: { Operation: "CLEAR" } });
  const points = [
    [Z, 1, 1],
    [Z, 1, 6],
    [Z, 5, 6],
  ];
  const brush = { parameters: { BrushAbsoluteDiameter: 4 }, points: [[Z, Y, X]] };
  const ball = { ...brush, parameters: { BrushAbsoluteDiameter: 4, BrushSphere: true } };
  const scissors = (Operation: string, more = {}) => ({ parameters: { Operation, ...more }, points });
  const logic = (Operation: string) => ({ parameters: { Operation }, ModifierSegmentID: "B" });
  const one = { SliceCutMode: "Symmetric" };
  const pairs: [string, EffectOptions, string, EffectOptions][] = [
    ["Paint", brush, "Erase", brush],
    ["Paint", ball, "Erase", ball],
    ["Draw", { points }, "Scissors", scissors("EraseInside", one)],
    ["Scissors", scissors("FillInside"), "Scissors", scissors("EraseInside")],
    ["Scissors", scissors("FillOutside"), "Scissors", scissors("EraseOutside")],
    ["Logical operators", logic("UNION"), "Logical operators", logic("SUBTRACT")],
    ["Logical operators", logic("COPY"), "Logical operators", logic("SUBTRACT")],
    ["Logical operators", logic("FILL"), "Logical operators", logic("INVERT")],
  ];
  for (const [adds, first, takes, second] of pairs) {
    const OverwriteMode = "OverwriteNone";
    const added = applyEffect(k, start, adds, "A", { ...first, OverwriteMode });
    expect(count(added, "A")).toBeGreaterThan(0);
    const taken = applyEffect(k, added, takes, "A", { ...second, OverwriteMode });
    expect([adds, takes, count(taken, "A")]).toEqual([adds, takes, 0]);
    for (const id of ["B", "C"]) expect(voxels(taken, id)).toEqual(voxels(empty, id));
  }
});

it("a round brush has the volume of its ball, and no gaps on its way", () => {
  const shape = [45, 45, 45];
  const empty = addSegment(createSegmentation({ shape, spacing: [0.5, 0.5, 0.5] }), { id: "A" });
  const parameters = { BrushAbsoluteDiameter: 20, BrushSphere: true };
  const ball = count(applyEffect(k, empty, "Paint", "A", { parameters, points: [[22, 22, 22]] }), "A") / 8;
  expect(Math.abs(ball / 4188.8 - 1)).toBeLessThan(0.02);
  const way = applyEffect(k, empty, "Paint", "A", {
    parameters: { BrushAbsoluteDiameter: 2, BrushSphere: true },
    points: [
      [22, 5, 5],
      [22, 5, 40],
    ],
  });
  const values = voxels(way, "A");
  for (let x = 3; x <= 42; x++) expect(values[(22 * 45 + 5) * 45 + x]).toBe(1);
  expect(values[(22 * 45 + 5) * 45 + 2]).toBe(0);
});

it("outlines are filled even–odd, through the slices that a cut reaches", () => {
  const shape = [9, 12, 12];
  const empty = addSegment(createSegmentation({ shape, spacing: [2, 1, 1] }), { id: "A" });
  const square = [
    [4, 2, 3],
    [4, 2, 7],
    [4, 6, 7],
    [4, 6, 3],
  ];
  expect(count(applyEffect(k, empty, "Draw", "A", { points: square }), "A")).toBe(25);
  const star = [
    [4, 1, 1],
    [4, 1, 9],
    [4, 9, 1],
    [4, 9, 9],
  ];
  const values = voxels(applyEffect(k, empty, "Draw", "A", { points: star }), "A");
  expect(values[(4 * 12 + 5) * 12 + 2]).toBe(0);
  expect(values[(4 * 12 + 2) * 12 + 5]).toBe(1);
  const full = applyEffect(k, empty, "Logical operators", "A", { parameters: { Operation: "FILL" } });
  const cut = (parameters: Record<string, unknown>) =>
    count(applyEffect(k, full, "Scissors", "A", { parameters, points: square }), "A");
  expect(cut({})).toBe(9 * 144 - 9 * 25);
  expect(cut({ Operation: "EraseOutside" })).toBe(9 * 25);
  expect(cut({ SliceCutMode: "Symmetric" })).toBe(9 * 144 - 25);
  expect(cut({ SliceCutMode: "Symmetric", SliceCutDepthMm: 8 })).toBe(9 * 144 - 5 * 25);
  expect(cut({ SliceCutMode: "Positive", SliceCutDepthMm: 4, Operation: "EraseOutside" })).toBe(6 * 144 + 3 * 25);
  expect(cut({ SliceCutMode: "Negative", SliceCutDepthMm: 4, Operation: "EraseOutside" })).toBe(6 * 144 + 3 * 25);
  const across = (SliceAxis: string, points: number[][]) =>
    count(applyEffect(k, full, "Scissors", "A", { parameters: { SliceAxis }, points }), "A");
  expect(
    across("y", [
      [2, 4, 3],
      [2, 4, 7],
      [6, 4, 7],
      [6, 4, 3],
    ]),
  ).toBe(9 * 144 - 12 * 25);
  expect(
    across("x", [
      [2, 3, 4],
      [2, 7, 4],
      [6, 7, 4],
      [6, 3, 4],
    ]),
  ).toBe(9 * 144 - 12 * 25);
});

it("scissors cut circles and rectangles, from border to border or from their middle", () => {
  const [shape, spacing] = [
    [5, 24, 40],
    [2, 1, 0.5],
  ] as const;
  const empty = addSegment(createSegmentation({ shape, spacing }), { id: "A" });
  const filled = (parameters: Record<string, unknown>, ...points: number[][]) => {
    const all = { Operation: "FillInside", SliceCutMode: "Symmetric", ...parameters };
    return voxels(applyEffect(k, empty, "Scissors", "A", { parameters: all, points }), "A");
  };
  const where = (inside: (z: number, y: number, x: number) => boolean) =>
    Array.from({ length: 5 * 24 * 40 }, (_, i) => +inside(Math.floor(i / 960), Math.floor(i / 40) % 24, i % 40));
  const box = where((z, y, x) => z === 2 && y >= 3 && y <= 9 && x >= 4 && x <= 20);
  expect(filled({ Shape: "Rectangle" }, [2, 3, 4], [2, 9, 20])).toEqual(box);
  expect(filled({ Shape: "Rectangle" }, [2, 9, 4], [2, 5, 5], [2, 3, 20])).toEqual(box);
  expect(filled({ Shape: "Rectangle", ShapeDrawCentered: true }, [2, 6, 12], [2, 9, 20])).toEqual(box);
  // 7.3 mm around (10, 19): 7.3 voxels along y, 14.6 along x.
  const disk = where((z, y, x) => z === 2 && Math.hypot(y - 10, (x - 19) / 2) <= 7.3);
  expect(filled({ Shape: "Circle", ShapeDrawCentered: true }, [2, 10, 19], [2, 17.3, 19])).toEqual(disk);
  expect(filled({ Shape: "Circle" }, [2, 10, 4.4], [2, 10, 33.6])).toEqual(disk);
  // Across y a circle lies in z and x.
  const across = where((z, y, x) => y === 7 && Math.hypot(2 * (z - 2), (x - 19) / 2) <= 3.3);
  const parameters = { Shape: "Circle", ShapeDrawCentered: true, SliceAxis: "y" };
  expect(filled(parameters, [2, 7, 19], [2, 7, 25.6])).toEqual(across);
  expect(() => filled({ Shape: "Circle" }, [2, 7, 19])).toThrow(/at least 2 points/);
});

it("islands of 26, 11, 8, 6, 6, 2, 1 voxels are kept, dropped and split", () => {
  const sizes = [26, 11, 8, 6, 6, 2, 1];
  const shape = [3, 3, sizes.reduce((sum, n) => sum + n + 1, 0) + 1];
  const starts = sizes.map((_, i) => 1 + sizes.slice(0, i).reduce((sum, n) => sum + n + 1, 0));
  const mask = boxMask(
    shape,
    (z, y, x) => z === 1 && y === 1 && starts.some((s, i) => x >= s && x < s + (sizes[i] as number)),
  );
  const row = segmented(shape, [mask]);
  const run = (Operation: string, MinimumSize: number, points: number[][] = [], compat = "own") =>
    applyEffect(k, row, "Islands", "A", { parameters: { Operation, MinimumSize, compat }, points });
  expect(count(run("KEEP_LARGEST_ISLAND", 3), "A")).toBe(26);
  // The minimum does not empty the segment, unless 3D Slicer's way is asked for.
  expect(count(run("KEEP_LARGEST_ISLAND", 27), "A")).toBe(26);
  expect(count(run("KEEP_LARGEST_ISLAND", 27, [], "slicer"), "A")).toBe(0);
  expect(count(run("REMOVE_SMALL_ISLANDS", 7), "A")).toBe(45);
  const split = run("SPLIT_ISLANDS_TO_SEGMENTS", 3);
  expect(split.segments.map(({ id }) => count(split, id))).toEqual([26, 11, 8, 6, 6]);
  expect(split.segments.map(({ name }) => name)).toEqual(["A", "A_2", "A_3", "A_4", "A_5"]);
  const place = [[1, 1, (starts[2] as number) + 1]];
  expect(count(run("KEEP_SELECTED_ISLAND", 0, place), "A")).toBe(8);
  expect(count(run("REMOVE_SELECTED_ISLAND", 0, place), "A")).toBe(60 - 8);
  expect(count(run("ADD_SELECTED_ISLAND", 0, [[0, 0, 0]]), "A")).toBe(3 * 3 * (shape[2] as number));
  // A segment as its own editable area keeps its voxels.
  const own = {
    MaskMode: "EditAllowedInsideSingleSegment",
    MaskSegmentID: "A",
    parameters: { MinimumSize: 3 },
  } as const;
  expect(count(applyEffect(k, row, "Islands", "A", own), "A")).toBe(26);
});

it("growing by a margin takes a neighbour or shares with it, when it comes that far", () => {
  const shape = [13, 13, 13];
  const spacing = [23, 49, 49];
  // 54 mm apart: out of the first margin's reach, within that of the second.
  const [one, other] = [
    [6, 6, 6],
    [7, 6, 7],
  ].map(([z0, y0, x0]) => boxMask(shape, (z, y, x) => z === z0 && y === y0 && x === x0)) as [Mask, Mask];
  const pair = segmented(shape, [one, other], spacing, "all");
  expect(pair.layers.length).toBe(1);
  const grown = (from: Segmentation, OverwriteMode: EffectOptions["OverwriteMode"], MarginSizeMm = 50) =>
    applyEffect(k, from, "Margin", "A", { parameters: { MarginSizeMm }, ...(OverwriteMode && { OverwriteMode }) });
  const state = (of: Segmentation) => [count(of, "A"), count(of, "B"), of.layers.length];
  const first = grown(pair, undefined);
  expect(state(first)).toEqual([9, 1, 1]);
  const over = grown(first, undefined);
  expect(state(over)).toEqual([37, 0, 1]);
  expect(state(grown(over, undefined, -50))).toEqual([9, 0, 1]);
  expect(state(grown(first, "OverwriteNone"))).toEqual([37, 1, 2]);
});

it("may change voxels inside or outside of all, of visible or of a single segment", () => {
  const some = three(31);
  const [a, b, c] = ["A", "B", "C"].map((id) => voxels(some, id)) as [number[], number[], number[]];
  const visible = ["A", "B"];
  const areas: [EffectOptions, (i: number) => unknown][] = [
    [{}, () => true],
    [{ MaskMode: "EditAllowedInsideAllSegments" }, (i) => a[i] || b[i] || c[i]],
    [{ MaskMode: "EditAllowedInsideVisibleSegments", visible }, (i) => a[i] || b[i]],
    [{ MaskMode: "EditAllowedInsideVisibleSegments", visible: [] }, () => false],
    [{ MaskMode: "EditAllowedOutsideAllSegments" }, (i) => !(b[i] || c[i])],
    [{ MaskMode: "EditAllowedOutsideVisibleSegments", visible }, (i) => !b[i]],
    [{ MaskMode: "EditAllowedInsideSingleSegment", MaskSegmentID: "C" }, (i) => c[i]],
  ];
  for (const [mode, area] of areas) {
    const run = (Operation: string) =>
      applyEffect(k, some, "Logical operators", "A", {
        ...mode,
        parameters: { Operation },
        OverwriteMode: "OverwriteNone",
      });
    expect([mode, voxels(run("FILL"), "A")]).toEqual([mode, a.map((own, i) => Number(own || area(i)))]);
    expect([mode, voxels(run("CLEAR"), "A")]).toEqual([mode, a.map((own, i) => Number(own && !area(i)))]);
  }
  // Of the others only those that are shown lose what the segment gains.
  const apart = three(31, "all");
  const OverwriteMode = "OverwriteVisibleSegments";
  const over = applyEffect(k, apart, "Logical operators", "A", {
    parameters: { Operation: "FILL" },
    OverwriteMode,
    visible,
  });
  expect([count(over, "A"), count(over, "B"), voxels(over, "C")]).toEqual([a.length, 0, voxels(apart, "C")]);
});

it("logical operators have their truth tables, and may pass over the masking", () => {
  const some = three(41);
  const [a, b] = ["A", "B"].map((id) => voxels(some, id)) as [number[], number[]];
  const tables: Record<string, (a: boolean, b: boolean) => boolean> = {
    COPY: (_, b) => b,
    UNION: (a, b) => a || b,
    SUBTRACT: (a, b) => a && !b,
    INTERSECT: (a, b) => a && b,
    INVERT: (a) => !a,
    CLEAR: () => false,
    FILL: () => true,
  };
  for (const [Operation, table] of Object.entries(tables)) {
    const run = (parameters: Record<string, unknown>, more: EffectOptions) =>
      applyEffect(k, some, "Logical operators", "A", {
        parameters: { Operation, ...parameters },
        ModifierSegmentID: "B",
        ...more,
      });
    const want = a.map((own, i) => Number(table(own > 0, b[i]! > 0)));
    const plain = run({}, { OverwriteMode: "OverwriteNone" });
    const bypassing = run({ BypassMasking: true }, { MaskMode: "EditAllowedInsideVisibleSegments", visible: [] });
    for (const result of [plain, bypassing]) {
      expect([Operation, voxels(result, "A")]).toEqual([Operation, want]);
      for (const id of ["B", "C"]) expect(voxels(result, id)).toEqual(voxels(some, id));
    }
  }
});

it("growing from seeds sets every visible segment", () => {
  const shape = [9, 9, 9];
  const image: Image = { data: Uint8Array.from({ length: 729 }, (_, i) => (i % 9 < 5 ? 10 : 100)), shape };
  const seed = (x0: number) => boxMask(shape, (z, y, x) => z === 4 && y === 4 && x === x0);
  const grown = applyEffect(k, segmented(shape, [seed(2), seed(6)]), "Grow from seeds", "A", { source: image });
  expect([count(grown, "A"), count(grown, "B")]).toEqual([405, 324]);
});

it("says what is missing or unknown", () => {
  const some = three(1);
  expect(() => applyEffect(k, some, "Margins", "A")).toThrow(/did you mean Margin\?/);
  expect(() => applyEffect(k, some, "Margin", "A", { parameters: { Size: 3 } })).toThrow(/unknown option "Size"/);
  expect(() => applyEffect(k, some, "Margin", "Z")).toThrow(/no segment has the ID "Z"/);
  expect(() => applyEffect(k, some, "Paint", "A")).toThrow(/at least 1 points, got 0/);
  expect(() => applyEffect(k, some, "Paint", "A", { points: [[1, 2]] })).toThrow(/points of 3 numbers/);
  expect(() =>
    applyEffect(k, some, "Threshold", "A", { parameters: { MinimumThreshold: 1, MaximumThreshold: 2 } }),
  ).toThrow(/source image/);
  expect(() => applyEffect(k, some, "Margin", "A", { MaskMode: "Nowhere" as never })).toThrow(/expected MaskMode/);
  expect(() => applyEffect(k, some, "Margin", "A", { maskMode: 1 } as never)).toThrow(/unknown option "maskMode"/);
});
