import { expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { regionStats } from "../../bindings/ops/region-stats.js";
import { onEveryBuild } from "../builds.js";
import { randomImage } from "../images.js";

type Inside = (z: number, y: number, x: number) => boolean;

function drawnBox([d, h, w]: [number, number, number], inside: Inside, spacing = [1, 1, 1]): Image {
  const data = new Uint8Array(d * h * w);
  for (let i = 0; i < data.length; i++) {
    data[i] = Number(inside(Math.floor(i / (h * w)), Math.floor(i / w) % h, i % w));
  }
  return { data, shape: [d, h, w], spacing, unit: "mm" };
}

const everywhere: Inside = () => true;
const ball =
  (radius: number, [z0, y0, x0]: number[], [sz, sy, sx] = [1, 1, 1]): Inside =>
  (z, y, x) =>
    ((z - z0!) * sz!) ** 2 + ((y - y0!) * sy!) ** 2 + ((x - x0!) * sx!) ** 2 <= radius * radius;

/** Crofton surface, roundness, Feret, moments, flatness and elongation, box: numbers of an independent NumPy derivation. */
const SHAPES: [string, Image, number[], number[]][] = [
  ["one voxel", drawnBox([1, 1, 1], everywhere), [3.0040803, 1.6098025, 0, 0, 0, 0, 0, 0], [1, 1, 1]],
  [
    "a cube",
    drawnBox([10, 10, 10], everywhere),
    [524.5650033, 0.9219021, 15.5884573, 8.25, 8.25, 8.25, 1, 1],
    [10, 10, 10],
  ],
  [
    "a box",
    drawnBox([4, 6, 8], everywhere),
    [174.1524043, 0.9241777, 9.1104336, 1.25, 2.916667, 5.25, 1.5275252, 1.3416408],
    [4, 6, 8],
  ],
  [
    "a box of long voxels",
    drawnBox([4, 6, 8], everywhere, [2, 1, 0.5]),
    [146.3656809, 1.0996277, 8.5586214, 1.3125, 2.916667, 5, 1.490712, 1.3093073],
    [4, 6, 8],
  ],
  [
    "a ball",
    drawnBox([31, 31, 31], ball(15, [15, 15, 15])),
    [2829.6898554, 0.9996658, 30, 45.022690323, 45.022690323, 45.022690323, 1, 1],
    [31, 31, 31],
  ],
  [
    "a ball of long voxels",
    drawnBox([9, 21, 21], ball(10, [4, 10, 10], [2.5, 1, 1]), [2.5, 1, 1]),
    [1240.3343129, 1.0072837, 20, 18.8591210114, 20.3865141481, 20.3865141481, 1.0397065, 1],
    [22.5, 21, 21],
  ],
  ["a bar", drawnBox([1, 1, 5], everywhere), [13.555509, 1.0431537, 4, 0, 0, 2, 0, 0], [1, 1, 5]],
  [
    "a diagonal",
    drawnBox([8, 8, 8], (z, y, x) => x === y && y === z),
    [22.8947106, 0.8449071, 12.1243557, 0, 0, 15.75, 0, 0],
    [Number.NaN, Number.NaN, 13.856406],
  ],
];

onEveryBuild("measures along an object's own axes", (k) => {
  const measured = (labels: Image, measures: string) => {
    const { columns } = regionStats(k, labels, undefined, { measures });
    return Object.fromEntries(columns.map(({ name, values }) => [name, values[0] as number]));
  };

  it.each(SHAPES)("are those of %s", (_, labels, expected, size) => {
    const own = measured(
      labels,
      "surface_area_itk,roundness,feret_diameter_centers,principal_moments,flatness,elongation,obb_size",
    );
    const names = ["surface_area_itk", "roundness", "feret_diameter_centers", "principal_moments_0"];
    names.push("principal_moments_1", "principal_moments_2", "flatness", "elongation");
    names.forEach((name, i) => {
      expect(own[name], name).toBeCloseTo(expected[i] as number, 6);
    });
    size.forEach((length, axis) => {
      if (!Number.isNaN(length)) expect(own[`obb_size_${axis}`]).toBeCloseTo(length, 6);
    });
  });

  // Per cent off the true surface with the weights of cubic voxels, and with those of the spacing.
  it.each([
    [15, [1.4, 0.9375, 0.9375], -0.08, -0.01],
    [10, [2.5, 1, 1], -1.3, -1.73],
    [8, [2, 0.5, 0.5], -2.31, -3.17],
  ])("have the published errors of a ball of %d mm and spacing %j", (radius, spacing, cubic, own) => {
    const half = spacing.map((step) => Math.floor(radius / step));
    const shape = half.map((n) => 2 * n + 1) as [number, number, number];
    const labels = drawnBox(shape, ball(radius, half, spacing as [number, number, number]), spacing);
    const { surface_area_itk, surface_area } = measured(labels, "surface_area_itk,surface_area");
    const off = (area: number) => 100 * (area / (4 * Math.PI * radius ** 2) - 1);
    expect(Math.abs(off(surface_area_itk!) - cubic)).toBeLessThan(0.006);
    expect(Math.abs(off(surface_area!) - own)).toBeLessThan(0.006);
  });

  it("weigh directions by the spacing where they are asked to: a box, a cube, a ball", () => {
    const areas = (labels: Image) => {
      const { surface_area_itk, surface_area } = measured(labels, "surface_area_itk,surface_area");
      return [surface_area_itk?.toFixed(1), surface_area?.toFixed(1)];
    };
    expect(areas(drawnBox([4, 6, 8], everywhere, [2, 1, 0.5]))).toEqual(["146.4", "161.7"]);
    expect(areas(drawnBox([10, 10, 10], everywhere))).toEqual(["524.6", "524.6"]);
    const { sphericity } = measured(drawnBox([31, 31, 31], ball(15, [15, 15, 15])), "sphericity");
    expect(sphericity).toBeGreaterThan(0.98);
    expect(sphericity).toBeLessThan(1.01);
    const ring: Inside = (z, y, x) => (Math.hypot(y - 12, x - 12) - 8) ** 2 + (z - 4) ** 2 <= 9;
    expect(measured(drawnBox([9, 25, 25], ring), "euler_number")).toMatchObject({ euler_number: 0, euler_number_6: 0 });
  });

  it("put the corner of the box where its axes begin, half a voxel outside of the first centres", () => {
    const box = measured(drawnBox([4, 6, 8], everywhere, [2, 1, 0.5]), "obb_origin,principal_axes");
    expect(box).toMatchObject({ obb_origin_z: -1, obb_origin_y: -0.5, obb_origin_x: -0.25 });
    expect(box).toMatchObject({ principal_axes_0_x: 1, principal_axes_1_y: 1, principal_axes_2_z: 1 });
  });

  it("turn with the object: a box turned in the plane keeps its moments, its axes are a rotation", () => {
    const [c, s] = [0.8, 0.6];
    const turned = drawnBox([9, 60, 60], (z, y, x) => {
      const [u, v] = [c * (x - 30) + s * (y - 30), c * (y - 30) - s * (x - 30)];
      return z < 5 && Math.abs(u) <= 24 && Math.abs(v) <= 8;
    });
    const own = measured(turned, "principal_axes,obb_size,principal_moments");
    expect(Math.abs(own["principal_axes_2_x"]!)).toBeCloseTo(c, 2);
    expect(Math.abs(own["principal_axes_2_y"]!)).toBeCloseTo(s, 2);
    expect(own["principal_axes_2_x"]! * own["principal_axes_2_y"]!).toBeGreaterThan(0);
    expect(own["obb_size_0"]).toBe(5);
    const axis = (n: number) => ["x", "y", "z"].map((letter) => own[`principal_axes_${n}_${letter}`] as number);
    const [a, b, last] = [axis(0), axis(1), axis(2)];
    const cross = [0, 1, 2].map((i) => a[(i + 1) % 3]! * b[(i + 2) % 3]! - a[(i + 2) % 3]! * b[(i + 1) % 3]!);
    expect(cross.reduce((sum, part, i) => sum + part * last[i]!, 0)).toBeCloseTo(1, 12);
  });

  it("are of every label, wherever it lies: moved objects have the same shape", () => {
    const [d, h, w] = [12, 20, 24];
    const data = new Uint16Array(d * h * w);
    const paint = (label: number, z0: number, y0: number, x0: number) => {
      for (const [z, y, x] of [
        [0, 0, 0],
        [0, 1, 0],
        [0, 1, 1],
        [1, 1, 1],
        [2, 1, 1],
        [2, 1, 2],
      ] as const) {
        data[((z0 + z) * h + y0 + y) * w + x0 + x] = label;
      }
    };
    paint(7, 1, 2, 3);
    paint(300, 8, 15, 20);
    const { columns } = regionStats(k, { data, shape: [d, h, w], spacing: [3, 1, 2] }, undefined, {
      measures: "feret_diameter_centers,obb_size,surface_area_itk,principal_moments",
    });
    for (const { name, values } of columns.slice(1)) expect(values[1], name).toBeCloseTo(values[0] as number, 9);
  });
});

onEveryBuild("percentiles under a label", (k) => {
  const line = (values: ArrayLike<number>): Image => ({ data: Int16Array.from(values), shape: [1, values.length] });
  const ones = (length: number): Image => ({ data: new Uint8Array(length).fill(1), shape: [1, length] });
  const percentiles = (image: Image, measure: string) =>
    regionStats(k, ones(image.data.length), image, { measures: measure })
      .columns.slice(1)
      .map(({ values }) => values[0]);
  const counted = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

  it("are NumPy's, between two values on a line", () => {
    // numpy.percentile(…, [5, 10, 25, 50, 75, 90, 95])
    expect(percentiles(line([1, 2, 3, 4, 5]), "intensity_percentile")).toEqual([1.2, 1.4, 2, 3, 4, 4.6, 4.8]);
    expect(percentiles(line([3]), "intensity_percentile")).toEqual([3, 3, 3, 3, 3, 3, 3]);
    expect(percentiles(line(counted(0, 999)), "intensity_percentile")).toEqual([
      49.95, 99.9, 249.75, 499.5, 749.25, 899.1, 949.05,
    ]);
  });

  it("are values that more than so many per cent do not exceed", () => {
    expect(percentiles(line([1, 2, 3, 4, 5]), "intensity_percentile_above")).toEqual([1, 1, 2, 3, 4, 5, 5]);
    expect(percentiles(line(counted(-10, 10)), "intensity_percentile_above")).toEqual([-9, -8, -5, 0, 5, 8, 9]);
  });

  it("are those of sorted values, for every type and label", () => {
    for (const dtype of ["uint8", "uint16", "int16", "float32"] as const) {
      const shape = [7, 33];
      const [low, high] = dtype === "uint8" ? [0, 255] : dtype === "uint16" ? [0, 65535] : [-900, 900];
      const image = randomImage(11, dtype, shape, low, high);
      const labels = { data: randomImage(5, "uint8", shape, 0, 4).data, shape };
      const { columns, rows } = regionStats(k, labels, image, { measures: "intensity_percentile,intensity_median" });
      for (let row = 0; row < rows; row++) {
        const label = columns[0]!.values[row];
        const own = Array.from(image.data as Float32Array).filter((_, i) => labels.data[i] === label);
        own.sort((a, b) => a - b);
        for (const [at, percent] of [5, 10, 25, 50, 75, 90, 95].entries()) {
          const position = (percent / 100) * (own.length - 1);
          const below = own[Math.floor(position)] as number;
          const linear = below + (own[Math.ceil(position)]! - below) * (position - Math.floor(position));
          const found = columns.find(({ name }) => name === `intensity_percentile_${percent}`)?.values[row];
          expect(found, `${dtype} ${label} ${percent} ${at}`).toBeCloseTo(linear, 8);
        }
      }
    }
  });

  it("are NaN where a value is", () => {
    const values = Float32Array.from([3, 1, 4, 1, Number.NaN, 5, 9, 2, 6]);
    const image = { data: values, shape: [1, 9] };
    expect(percentiles(image, "intensity_percentile")).toEqual(Array(7).fill(Number.NaN));
  });
});
