/** Statistics of segments that hold parts of voxels. */
import { expect, it } from "vitest";
import { addSegment, createSegmentation, segmentStatistics } from "../../bindings/index.js";
import { k } from "./segments.js";

const LM = "LabelmapSegmentStatisticsPlugin";

it("of fractions are volumes with the share of each voxel, their middle and their surface", () => {
  const fractions = { range: [-108, 108], threshold: 0, kind: "OCCUPANCY" } as const;
  const data = new Int8Array(5 * 6 * 7).fill(-108);
  data[(2 * 6 + 2) * 7 + 2] = 108;
  data[(2 * 6 + 2) * 7 + 3] = 0;
  data[(2 * 6 + 2) * 7 + 4] = -54;
  const { segments } = addSegment(createSegmentation({ shape: [5, 6, 7] }));
  const given = { shape: [5, 6, 7], spacing: [2, 1, 1], unit: "mm", segments, layers: [data], fractions };
  const image = { data: new Uint8Array(210), shape: [5, 6, 7] };
  const enabled = { [`${LM}.centroid_ras.enabled`]: true };
  const table = segmentStatistics(k, given, { enabled, image, surfaceSmoothing: 0 });
  const value = (name: string) => table.columns.find((column) => column.name === name)?.values[0];
  expect(table.columns.map(({ name }) => name)).toEqual([
    "Segment",
    "Volume mm3 (LM)",
    "Volume cm3 (LM)",
    "Centroid_R",
    "Centroid_A",
    "Centroid_S",
    "Surface mm2",
    "Volume mm3 (CS)",
    "Volume cm3 (CS)",
  ]);
  // Shares 1, ½ and ¼ of 2 mm³.
  expect([value("Volume mm3 (LM)"), value("Volume cm3 (LM)")]).toEqual([3.5, 0.0035]);
  expect(value("Centroid_R")).toBeCloseTo(-(2 + (0.5 + 0.5) / 1.75), 12);
  expect([value("Centroid_A"), value("Centroid_S")]).toEqual([-2, 4]);
  expect(value("Volume mm3 (CS)") as number).toBeGreaterThan(0);
  const nothing = { ...given, layers: [new Int8Array(210).fill(-108)] };
  const empty = segmentStatistics(k, nothing, { enabled }).columns.map(({ values }) => values[0]);
  expect(empty.slice(1)).toEqual([0, 0, Number.NaN, Number.NaN, Number.NaN]);
});
