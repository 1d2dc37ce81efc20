import { expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { addSegment, applyEffect, createSegmentation } from "../../bindings/index.js";
import { labelmapOf, openImage, writeImage } from "../../bindings/io/index.js";
import { maskOf, randomBinary, randomImage } from "../images.js";
import { k, segmented, three, voxels } from "./segments.js";

const SHAPE = [3, 11, 13];
const [D, H, W] = [3, 11, 13];
const places = Array.from(
  { length: D * H * W },
  (_, i) => [Math.floor(i / W / H), Math.floor(i / W) % H, i % W] as const,
);

it("neighbourhoods in mm between slices 20 mm apart are those of each slice", () => {
  const given = Array.from(randomBinary(5, SHAPE, 0.55).data);
  const at = (list: number[], z: number, y: number, x: number) =>
    y < 0 || y >= H || x < 0 || x >= W ? 0 : list[(z * H + y) * W + x]!;
  const around = (
    list: number[],
    [z, y, x]: readonly [number, number, number],
    isIn: (y: number, x: number) => boolean,
  ) => {
    const steps = [-2, -1, 0, 1, 2];
    return steps.flatMap((dy) => steps.flatMap((dx) => (isIn(dy, dx) ? [at(list, z, y + dy, x + dx)] : [])));
  };
  const smoothed = (SmoothingMethod: string, KernelSizeMm: number) => {
    const one = segmented(SHAPE, [maskOf({ data: Uint8Array.from(given), shape: SHAPE })], [20, 1, 1]);
    return voxels(applyEffect(k, one, "Smoothing", "A", { parameters: { SmoothingMethod, KernelSizeMm } }), "A");
  };
  // 5 mm are five voxels along y and x and one along z.
  const box = () => true;
  const majority = places.map((place) => +(around(given, place, box).reduce((a, b) => a + b, 0) > 12));
  expect(smoothed("MEDIAN", 5)).toEqual(majority);
  const disk = (y: number, x: number) => y * y + x * x <= 2.5 * 2.5;
  const eroded = places.map((place) => Math.min(...around(given, place, disk)));
  const opened = places.map((place) => Math.max(...around(eroded, place, disk)));
  expect(smoothed("MORPHOLOGICAL_OPENING", 5)).toEqual(opened);
  // Less than a voxel changes nothing.
  expect(smoothed("MEDIAN", 0.4)).toEqual(given);
});

it("an intensity range limits operators, unless they pass over the masking", () => {
  const some = three(71);
  const source: Image = randomImage(8, "int16", some.shape, 0, 20);
  const fill = (BypassMasking: boolean) =>
    voxels(
      applyEffect(k, some, "Logical operators", "A", {
        parameters: { Operation: "FILL", BypassMasking },
        OverwriteMode: "OverwriteNone",
        source,
        SourceVolumeIntensityMaskRange: [5, 9],
      }),
      "A",
    );
  const before = voxels(some, "A");
  expect(fill(false)).toEqual(before.map((own, i) => +(own > 0 || (source.data[i]! >= 5 && source.data[i]! <= 9))));
  expect(fill(true)).toEqual(before.map(() => 1));
});

it.each([
  ["uint8", 255, 2],
  ["uint16", 256, 512],
  ["uint16", 65_535, 512],
  ["uint32", 65_536, 768],
])("labels go into NIfTI as %s up to %d", async (dtype, largest, code) => {
  const data = Uint32Array.of(0, 1, largest, largest - 1, 7, 0);
  const bytes = await writeImage(labelmapOf({ data, shape: [1, 2, 3] }), "nifti", { compress: false });
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  expect([view.getInt32(0, true), view.getInt16(70, true)]).toEqual([348, code]);
  const file = await openImage(bytes);
  expect([file.dtype, Array.from((await file.read()).data)]).toEqual([dtype, Array.from(data)]);
});

it("a segment that is empty has nothing to keep the largest island of", () => {
  const empty = addSegment(createSegmentation({ shape: [2, 3, 4] }), { id: "A" });
  expect(voxels(applyEffect(k, empty, "Islands", "A"), "A")).toEqual(Array(24).fill(0));
});
