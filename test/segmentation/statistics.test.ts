import { describe, expect, it } from "vitest";
import type { Image, TypedArray } from "../../bindings/core/image.js";
import type { Segmentation } from "../../bindings/core/segmentation.js";
import { writeCsv } from "../../bindings/io/table.js";
import type { StatisticsPlugin } from "../../bindings/segmentation/statistics/plugin.js";
import { sliceAreas } from "../../bindings/segmentation/statistics/slice-areas.js";
import { type SegmentStatisticsOptions, segmentStatistics } from "../../bindings/segmentation/statistics/statistics.js";
import { kernelsOf } from "../builds.js";
import { cells, segment } from "./segments.js";

const k = kernelsOf();
const LM = "LabelmapSegmentStatisticsPlugin";
const SV = "ScalarVolumeSegmentStatisticsPlugin";

/** One segment, the voxels that are 1. Directions are those of RAS, x to the right. */
function solid(data: ArrayLike<number>, shape: number[], spacing = [1, 1, 1]): Segmentation {
  const layers = [Uint8Array.from(data)];
  const direction = [1, 0, 0, 0, -1, 0, 0, 0, -1];
  return { shape, spacing, unit: "mm", direction, space: "LPS", segments: [segment("a", 1)], layers };
}

const full = (shape: number[]) => Array(shape.reduce((n, extent) => n * extent, 1)).fill(1);
/** Everything of the label map switched on. */
const EVERYTHING: SegmentStatisticsOptions = {
  enabled: Object.fromEntries(
    "centroid_ras feret_diameter_mm surface_area_mm2 roundness flatness elongation principal_moments principal_axis_x principal_axis_z obb_origin_ras obb_diameter_mm obb_direction_ras_z"
      .split(" ")
      .map((key) => [`${LM}.${key}.enabled`, true]),
  ),
};

describe("segment statistics", () => {
  it("have Slicer's headings, with suffixes where plugins measure the same", () => {
    const one = solid(full([2, 2, 2]), [2, 2, 2]);
    const image = { data: Int16Array.from([1, 2, 3, 4, 5, 6, 7, 8]), shape: [2, 2, 2] };
    const enabled = { [`${LM}.voxel_count.enabled`]: false, [`${LM}.volume_cm3.enabled`]: false };
    const table = segmentStatistics(k, one, { image, enabled, surfaceSmoothing: 0.5 });
    expect(table.columns.map(({ name }) => name)).toEqual([
      "Segment",
      ...["Volume mm3 (LM)", "Voxel count", "Volume mm3 (SV)", "Volume cm3 (SV)", "Minimum", "Maximum", "Mean"],
      ...["Standard deviation", "Percentile 5", "Percentile 95", "Median"],
      ...["Surface mm2", "Volume mm3 (CS)", "Volume cm3 (CS)"],
    ]);
    const plain = segmentStatistics(k, one, { image, enabled: { [`${SV}.enabled`]: false } });
    expect(plain.columns.map(({ name }) => name)).toEqual(["Segment", "Voxel count", "Volume mm3", "Volume cm3"]);
  });

  it("are those of a box of long voxels, in right, anterior, superior", () => {
    const own = cells(segmentStatistics(k, solid(full([4, 6, 8]), [4, 6, 8], [2, 1, 0.5]), EVERYTHING));
    expect(own).toMatchObject({ "Voxel count": 192, "Volume mm3": 192, "Volume cm3": 0.192 });
    expect(own).toMatchObject({ Centroid_R: 1.75, Centroid_A: 2.5, Centroid_S: 3 });
    expect(own).toMatchObject({ "OBB origin_R": -0.25, "OBB origin_A": -0.5, "OBB origin_S": -1 });
    expect(own).toMatchObject({ "Principal X axis_R": 1, "Principal Z axis_S": 1, "OBB Z direction_S": 1 });
    const close = { "Surface mm2": 146.3656809, Roundness: 1.0996277, "Feret diameter mm": 8.5586214 };
    for (const [name, value] of Object.entries(close)) expect(own[name], name).toBeCloseTo(value, 6);
    expect(own["Flatness"]).toBeCloseTo(1.490712, 6);
    expect(own["OBB diameter_z"]).toBeCloseTo(8, 9);
  });

  it("follow a grid that is moved, turned and mirrored: axes stay a rotation, the box keeps its size", () => {
    const [c, s] = [0.8, 0.6];
    const one = {
      ...solid(full([2, 3, 5]), [2, 3, 5]),
      origin: [10, 20, 30],
      direction: [-1, 0, 0, 0, c, s, 0, -s, c],
    };
    const own = cells(segmentStatistics(k, one, EVERYTHING));
    // Half a voxel back along each axis of the grid from the first centre, or its far end where an axis is turned.
    expect([own["OBB diameter_x"], own["OBB diameter_y"], own["OBB diameter_z"]]).toEqual(
      [2, 3, 5].map((n) => expect.closeTo(n, 9)),
    );
    const middle = [30 + 2 * c + 1 * s, 20 - 2 * s + 1 * c, 10 - 0.5];
    expect(own["Centroid_R"]).toBeCloseTo(-middle[0]!, 9);
    expect(own["Centroid_A"]).toBeCloseTo(-middle[1]!, 9);
    expect(own["Centroid_S"]).toBeCloseTo(middle[2]!, 9);
  });

  it("take units of microscopes to mm", () => {
    const one = { ...solid(full([1, 10, 10]), [1, 10, 10], [2, 1, 1]), unit: "µm" };
    expect(cells(segmentStatistics(k, one))["Volume mm3"]).toBeCloseTo(200e-9, 18);
  });

  it("count overlapping segments each with all its voxels, in the order of the segmentation", () => {
    const two: Segmentation = {
      shape: [1, 1, 4],
      segments: [segment("late", 1, 1, "twice, 'same'"), segment("early", 7), segment("empty", 9, 1)],
      layers: [Uint8Array.of(7, 7, 7, 0), Uint8Array.of(0, 1, 1, 1)],
    };
    const image = { data: Uint8Array.of(1, 2, 3, 4), shape: [1, 1, 4] };
    const table = segmentStatistics(k, two, { image });
    expect(table.ids).toEqual(["late", "early", "empty"]);
    expect(cells(table, 0)).toMatchObject({ Segment: "twice, 'same'", "Voxel count (LM)": 3, Mean: 3, Minimum: 2 });
    expect(cells(table, 1)).toMatchObject({ "Voxel count (SV)": 3, Mean: 2 });
    expect(cells(table, 2)).toMatchObject({ "Voxel count (LM)": 0, "Volume mm3 (SV)": 0, Mean: Number.NaN });
    expect(writeCsv(table).split("\r\n")[1]).toMatch(/^"twice, 'same'",3,/);
    expect(segmentStatistics(k, two, { segments: ["early"] }).ids).toEqual(["early"]);
  });

  it.each([
    ["one to five", [1, 2, 3, 4, 5], [2, 1, 4], [3, 1.2, 4.8]],
    ["0 to 100", [...Array(101).keys()], [49, 4, 94], [50, 5, 95]],
    ["0 to 999", [...Array(1000).keys()], [499, 49, 949], [499.5, 49.95, 949.05]],
    ["1000 to 1010", [...Array(11).keys()].map((x) => x + 1000), [1004, 1000, 1009], [1005, 1000.5, 1009.5]],
    ["-10 to 10", [...Array(21).keys()].map((x) => x - 10), [-1, -10, 8], [0, -9, 9]],
    ["twenty fives", Array(20).fill(5), [4, 5, 4], [5, 5, 5]],
  ])("have medians and percentiles of %s, Slicer's and exact ones", (_, values, slicer, exact) => {
    const shape = [1, 1, values.length];
    const image = { data: Int16Array.from(values), shape };
    const own = (quantiles: "slicer" | "linear") => {
      const row = cells(segmentStatistics(k, solid(full(shape), shape), { image, quantiles }));
      return ["Median", "Percentile 5", "Percentile 95"].map((name) => row[name]);
    };
    expect(own("slicer")).toEqual(slicer);
    expect(own("linear")).toEqual(exact.map((value) => expect.closeTo(value, 9)));
  });

  it("have the tenth and ninetieth percentile, in bins that widen with the range", () => {
    const row = (values: TypedArray, quantiles: "slicer" | "linear") => {
      const shape = [1, 1, values.length];
      const keys = ["percentile_10", "percentile_90"].map((key) => [`${SV}.${key}.enabled`, true]);
      const options = { image: { data: values, shape }, quantiles, enabled: Object.fromEntries(keys) };
      return cells(segmentStatistics(k, solid(full(shape), shape), options));
    };
    const hundred = Int16Array.from({ length: 101 }, (_, i) => i);
    expect(row(hundred, "slicer")).toMatchObject({ "Percentile 10": 9, "Percentile 90": 89 });
    expect(row(hundred, "linear")).toMatchObject({ "Percentile 10": 10, "Percentile 90": 90 });
    const wide = row(Int32Array.of(0, 20_000, 140_000), "slicer")["Median"] as number;
    const width = 140_000 / 65_535;
    expect([width.toFixed(3), wide / width]).toEqual(["2.136", expect.closeTo(Math.round(20_000 / width) - 1, 6)]);
  });

  it("measure values of a segment that is partly outside of the image where both are", () => {
    const one = solid(full([1, 1, 6]), [1, 1, 6], [1, 1, 2]);
    const { direction, space, unit } = one;
    const image = { data: Int16Array.of(10, 20, 30, 40, 50), shape: [1, 1, 5], spacing: [1, 1, 2] };
    // The image begins at the fourth of six voxels, which is 6 mm further to the right.
    const placed = { ...image, origin: [0, 0, -6], direction, space, unit } as Image;
    const row = cells(segmentStatistics(k, one, { image: placed, quantiles: "linear" }));
    expect(row).toMatchObject({ "Voxel count (LM)": 6, "Voxel count (SV)": 3, "Volume mm3 (SV)": 6 });
    expect(row).toMatchObject({ Minimum: 10, Maximum: 30, Mean: 20, Median: 20 });
    const away = { ...placed, origin: [0, 0, -100] } as Image;
    expect(cells(segmentStatistics(k, one, { image: away }))).toMatchObject({ "Voxel count (SV)": 0 });
  });

  it("have the deviation of a sample, and none of one voxel", () => {
    const shape = [1, 1, 4];
    const image = { data: Float32Array.of(1, 2, 3, 6), shape };
    expect(cells(segmentStatistics(k, solid(full(shape), shape), { image }))["Standard deviation"]).toBeCloseTo(
      Math.sqrt(14 / 3),
      12,
    );
    expect(cells(segmentStatistics(k, solid([0, 1, 0, 0], shape), { image }))["Standard deviation"]).toBe(0);
  });

  it("leave out voxels without a number and say how many", () => {
    const shape = [1, 1, 4];
    const image: Image = { data: Float32Array.of(1, Number.NaN, 3, Number.POSITIVE_INFINITY), shape };
    const enabled = { [`${SV}.nonfinite_count.enabled`]: true };
    const own = cells(segmentStatistics(k, solid(full(shape), shape), { image, enabled }));
    expect(own).toMatchObject({ "Voxel count (LM)": 4, "Voxel count (SV)": 2, Mean: 2, Maximum: 3 });
    expect(own["Voxels without a number"]).toBe(2);
  });

  it("measure surfaces: a cube of ten as Slicer smooths it", () => {
    const data = new Uint8Array(12 ** 3);
    for (let i = 0; i < 1000; i++) {
      data[(Math.floor(i / 100) + 1) * 144 + ((Math.floor(i / 10) % 10) + 1) * 12 + (i % 10) + 1] = 1;
    }
    const plain = cells(segmentStatistics(k, solid(data, [12, 12, 12]), { surfaceSmoothing: 0 }));
    expect(plain["Volume mm3 (CS)"]).toBeCloseTo(985.6666667, 3);
    expect(plain["Surface mm2"]).toBeCloseTo(564.0995832, 3);
    const smooth = cells(segmentStatistics(k, solid(data, [12, 12, 12]), { surfaceSmoothing: 0.5 }));
    expect(Math.abs((smooth["Volume mm3 (CS)"] as number) / 987.25027 - 1)).toBeLessThan(1e-3);
    expect(Math.abs((smooth["Surface mm2"] as number) / 505.47899 - 1)).toBeLessThan(1e-3);
  });

  it("take a plugin of the user's, with vectors of its own", () => {
    const plugin: StatisticsPlugin = {
      name: "Mine",
      suffix: "M",
      measurements: [
        { key: "voxel_count", name: "Voxel count", units: "", on: true },
        { key: "ends", name: "Ends", units: "voxels", on: true, components: ["first", "last"], unitsCode: "1,UCUM" },
        { key: "rare", name: "Rare", units: "", on: true },
      ],
      measure: ({ segmentation }, wanted) =>
        new Map(
          segmentation.segments.map(({ id, layer }) => {
            const data = segmentation.layers[layer] as Uint8Array;
            return [id, { voxel_count: wanted.size, ends: [data.indexOf(1), data.lastIndexOf(1)] }];
          }),
        ),
    };
    const table = segmentStatistics(k, solid([0, 1, 1, 0], [1, 1, 4]), { plugins: [plugin] });
    const own = cells(table);
    expect(own).toEqual({
      Segment: "a",
      "Voxel count (LM)": 2,
      "Volume mm3": 2,
      "Volume cm3": 0.002,
      "Voxel count (M)": 3,
      Ends_first: 1,
      Ends_last: 2,
    });
    // Units and codes stand beside the values, of Slicer's measurements as of one's own; "rare" has no value.
    expect(
      [...table.measurements].map(([key, { name, units }]) => `${key.split("Seg")[0]}: ${name} in ${units}`),
    ).toEqual([
      "Labelmap: Voxel count in voxels",
      "Labelmap: Volume mm3 in mm3",
      "Labelmap: Volume cm3 in cm3",
      "Mine.voxel_count: Voxel count in ",
      "Mine.ends: Ends in voxels",
    ]);
    expect(table.measurements.get("Mine.ends")).toBe(plugin.measurements[1]);
    const volume = { quantityCode: "118565006,SCT", unitsCode: "mm3,UCUM" };
    expect(table.measurements.get(`${LM}.volume_mm3`)).toMatchObject(volume);
  });

  it("take a picture for one slice", () => {
    const flat: Segmentation = {
      shape: [2, 2],
      spacing: [3, 2],
      segments: [segment("a", 1)],
      layers: [Uint8Array.of(1, 0, 1, 1)],
    };
    expect(cells(segmentStatistics(k, flat))).toMatchObject({ "Voxel count": 3, "Volume mm3": 18 });
  });

  it("refuse other grids, unknown segments and switches", () => {
    const one = solid(full([1, 1, 4]), [1, 1, 4]);
    const wrong = (options: SegmentStatisticsOptions, segmentation = one) => {
      try {
        segmentStatistics(k, segmentation, options);
      } catch (error) {
        return `${(error as { code: string }).code} ${(error as Error).message}`;
      }
      return "nothing";
    };
    expect(wrong({ image: { data: new Uint8Array(5), shape: [1, 1, 5] } })).toMatch(/^E_SHAPE_MISMATCH .*1×1×4.*1×1×5/);
    expect(wrong({ segments: ["b"] })).toMatch(/^E_SEGMENT .*no segment "b", there are "a"/);
    expect(wrong({ enabled: { [`${LM}.voxel_coun.enabled`]: true } })).toMatch(
      /^E_OPTION .*did you mean .*voxel_count/,
    );
  });
});

describe("areas of slices", () => {
  it("are those of a bar in every direction, with the places of the slices", () => {
    const data = [1, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0];
    const bar = { ...solid(data, [2, 2, 3], [3, 2, 1]), origin: [10, 0, 0] };
    const areas = (axis: "I" | "J" | "K") => sliceAreas(k, bar, axis).columns;
    expect(areas("K").at(-1)).toEqual({ name: "a", unit: "mm2", values: [6, 4] });
    expect(areas("J").at(-1)?.values).toEqual([12, 3]);
    expect(areas("I").at(-1)?.values).toEqual([12, 12, 6]);
    expect(areas("K").find(({ name }) => name === "Position_S")?.values).toEqual([10, 13]);
    expect(areas("I").find(({ name }) => name === "Position_R")?.values).toEqual([0, 1, 2]);
  });

  it("of a cylinder are the same in every slice; of an empty segment 0", () => {
    const data = Array.from({ length: 5 * 400 }, (_, i) =>
      Number(((i % 20) - 9) ** 2 + ((Math.floor(i / 20) % 20) - 9) ** 2 <= 64),
    );
    const one = solid(data, [5, 20, 20], [2, 0.5, 0.5]);
    const table = sliceAreas(k, { ...one, segments: [...one.segments, segment("none", 2)] }, "K");
    const area = data.slice(0, 400).filter(Boolean).length * 0.25;
    expect(table.columns.slice(-2).map(({ values }) => values)).toEqual([Array(5).fill(area), Array(5).fill(0)]);
  });

  it("need a volume and an axis", () => {
    const flat = { shape: [1, 2], segments: [], layers: [] };
    expect(() => sliceAreas(k, flat, "K")).toThrow(/expected a segmentation \[z, y, x\]/);
    expect(() => sliceAreas(k, solid([1], [1, 1, 1]), "Z" as "K")).toThrow(/expected axis I, J or K/);
  });
});
