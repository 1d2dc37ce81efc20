import { expect, it } from "vitest";
import {
  applyEffect,
  clearSegment,
  collapseLayers,
  EFFECTS,
  type EffectOptions,
  editSegment,
  type Segmentation,
  SegmentationHistory,
  segmentMask,
  separateSegment,
} from "../../bindings/index.js";
import { maskValues, randomImage } from "../images.js";
import { count, k, SHAPE, three, voxels, X, Y, Z } from "./segments.js";

/** One call of every effect. */
const CALLS: readonly [name: string, options: EffectOptions][] = [
  ["Threshold", { parameters: { MinimumThreshold: 60, MaximumThreshold: 200 } }],
  [
    "Paint",
    {
      parameters: { BrushAbsoluteDiameter: 4, BrushSphere: true },
      points: [
        [Z, Y, X],
        [Z, 1, 7],
      ],
    },
  ],
  [
    "Draw",
    {
      points: [
        [Z, 1, 1],
        [Z, 1, 6],
        [Z, 5, 6],
      ],
    },
  ],
  ["Erase", { parameters: { BrushAbsoluteDiameter: 5 }, points: [[Z, Y, X]] }],
  [
    "Erase",
    { parameters: { BrushAbsoluteDiameter: 5, BrushSphere: true, EraseAllSegments: true }, points: [[Z, Y, X]] },
  ],
  ["Grow from seeds", {}],
  ["Fill between slices", {}],
  ["Margin", { parameters: { MarginSizeMm: 1 } }],
  ["Margin", { parameters: { MarginSizeMm: -1, ApplyToAllVisibleSegments: true } }],
  ["Hollow", { parameters: { ShellThicknessMm: 1.5 } }],
  ["Smoothing", {}],
  [
    "Scissors",
    {
      points: [
        [Z, 1, 1],
        [Z, 1, 6],
        [Z, 5, 6],
      ],
      parameters: { Operation: "FillInside" },
    },
  ],
  [
    "Scissors",
    {
      points: [
        [Z, 1, 1],
        [Z, 1, 6],
        [Z, 5, 6],
      ],
      parameters: { Operation: "EraseOutside" },
    },
  ],
  ["Threshold", { parameters: { AutoThresholdMethod: "OTSU", AutoThresholdWithinMask: true } }],
  [
    "Threshold",
    {
      points: [
        [Z, 2, 2],
        [Z, 4, 6],
      ],
      parameters: { HistogramBrushType: "BOX" },
    },
  ],
  ["Level tracing", { points: [[Z, Y, X]] }],
  [
    "Draw",
    {
      points: [
        [1, 1, 1],
        [1, 6, 1],
        [5, 6, 7],
      ],
      parameters: { SliceAxis: "oblique" },
    },
  ],
  ["Smoothing", { points: [[Z, Y, X]], parameters: { BrushSphere: true } }],
  [
    "Smoothing",
    { parameters: { SmoothingMethod: "GAUSSIAN", GaussianArithmetic: "bytes", GaussianStandardDeviationMm: 1 } },
  ],
  ["Smoothing", { parameters: { SmoothingMethod: "JOINT_TAUBIN" } }],
  [
    "Draw tube",
    {
      points: [
        [1, 1, 1],
        [Z, Y, X],
        [5, 2, 7],
      ],
      parameters: { TubeDiameterMm: 3 },
    },
  ],
  ["Flood filling", { points: [[Z, Y, X]], parameters: { IntensityTolerance: 70 } }],
  [
    "Local threshold",
    {
      points: [[Z, Y, X]],
      parameters: { MinimumThreshold: 30, MaximumThreshold: 255, MinimumDiameterMm: 1, MinimumIslandSize: 2 },
    },
  ],
  ["Watershed", { parameters: { ObjectScaleMm: 1 } }],
  ["Wrap Solidify", { parameters: { carveHolesInOuterSurfaceDiameter: 2 } }],
  ["Segment registration", { ModifierSegmentID: "B" }],
  [
    "Density lung segmentation",
    { parameters: { MinimumThreshold: 0, MaximumThreshold: 200, AirwayDiameterMm: 1, ClosingSizeMm: 1 } },
  ],
  ["Islands", { parameters: { MinimumSize: 2 } }],
  ["Islands", { parameters: { MinimumSize: 2, Operation: "SPLIT_ISLANDS_TO_SEGMENTS" } }],
  ...["COPY", "UNION", "SUBTRACT", "INTERSECT", "INVERT", "CLEAR", "FILL"].map((Operation): [string, EffectOptions] => [
    "Logical operators",
    { parameters: { Operation }, ModifierSegmentID: "B" },
  ]),
];

const source = randomImage(77, "int16", SHAPE, 0, 255);

it("every effect is called below", () => {
  expect(new Set(CALLS.map(([name]) => name))).toEqual(new Set(EFFECTS.map(({ name }) => name)));
});

for (const [at, [name, options]] of CALLS.entries()) {
  it(`${name} ${JSON.stringify(options.parameters ?? {})} keeps the rules of masking`, () => {
    const before = three(10 * at);
    const run = (from: Segmentation, more: EffectOptions = {}) =>
      applyEffect(k, from, name, "A", { source, ...options, ...more });
    // Voxels outside the editable area never change, for any segment.
    const area = Array.from(source.data, (v) => v >= 40 && v <= 150);
    const masked = run(before, { SourceVolumeIntensityMaskRange: [40, 150] });
    for (const id of ["A", "B", "C"]) {
      const [was, is] = [voxels(before, id), voxels(masked, id)];
      expect(is.every((v, i) => area[i] || v === was[i])).toBe(true);
    }
    const outside = run(before, { MaskMode: "EditAllowedOutsideAllSegments" });
    const taken = voxels(before, "B").map((v, i) => v || (voxels(before, "C")[i] as number));
    for (const id of ["A", "B", "C"]) {
      const was = voxels(before, id);
      expect(voxels(outside, id).every((v, i) => !taken[i] || v === was[i])).toBe(true);
    }
    // Overwrite none leaves the other segments, unless the effect is of all of them.
    const ofAll =
      /Grow|Fill between|Watershed/.test(name) ||
      options.parameters?.["SmoothingMethod"] === "JOINT_TAUBIN" ||
      options.parameters?.["ApplyToAllVisibleSegments"] ||
      options.parameters?.["EraseAllSegments"];
    const kept = run(before, { OverwriteMode: "OverwriteNone" });
    if (!ofAll) for (const id of ["B", "C"]) expect(voxels(kept, id)).toEqual(voxels(before, id));
    // Overwrite all keeps segments disjoint that were.
    const apart = three(10 * at, "all");
    const all = run(apart);
    const sum = voxels(all, "A").map((v, i) => v + (voxels(all, "B")[i] as number) + (voxels(all, "C")[i] as number));
    expect(Math.max(...sum)).toBeLessThanOrEqual(1);
    // What was added to an empty segment and taken away again leaves nothing, and nobody else has changed by it.
    const added = segmentMask(k, kept, "A");
    const empty = clearSegment(k, before, "A");
    const more = editSegment(k, empty, "A", added, { mode: "add", overwrite: "none" });
    const less = editSegment(k, more, "A", added, { mode: "remove", overwrite: "none" });
    expect(voxels(more, "A")).toEqual(maskValues(added));
    expect(count(less, "A")).toBe(0);
    for (const id of ["B", "C"]) expect(voxels(less, id)).toEqual(voxels(before, id));
    // How segments are spread over layers does not matter.
    const spread = separateSegment(k, collapseLayers(k, apart), "B");
    for (const id of ["A", "B", "C"]) expect(voxels(run(spread), id)).toEqual(voxels(all, id));
    // It can be undone, and gives the same again.
    const history = new SegmentationHistory(apart);
    history.save();
    history.change(all);
    history.undo();
    for (const id of ["A", "B", "C"]) expect(voxels(history.current, id)).toEqual(voxels(apart, id));
    for (const id of ["A", "B", "C"]) expect(voxels(run(apart), id)).toEqual(voxels(all, id));
  });
}
