import { expect, it } from "vitest";
import type { Image, Mask } from "../../bindings/core/image.js";
import { hollow } from "../../bindings/ops/hollow.js";
import { margin } from "../../bindings/ops/margin.js";
import { rangeMask } from "../../bindings/ops/range-mask.js";
import { regionStats } from "../../bindings/ops/region-stats.js";
import { smoothMask } from "../../bindings/ops/smooth-mask.js";
import { kernelsOf, onEveryBuild } from "../builds.js";
import { firstDifference, maskOf, maskValues, randomBinary } from "../images.js";

const count = (mask: Mask) => maskValues(mask).reduce((sum, v) => sum + v, 0);
const cube = (n: number, set: (x: number, y: number, z: number) => boolean): Image<Uint8Array> => ({
  data: Uint8Array.from({ length: n ** 3 }, (_, i) => +set(i % n, Math.floor(i / n) % n, Math.floor(i / n / n))),
  shape: [n, n, n],
});
const ball = (n: number, c: number, r: number) =>
  cube(n, (x, y, z) => (x - c) ** 2 + (y - c) ** 2 + (z - c) ** 2 <= r * r);

/** Distance of every voxel to the nearest one for which `is` holds. */
function nearest(image: Image, spacing: readonly number[], is: (value: number) => boolean): number[] {
  const [d, h, w] = image.shape as [number, number, number];
  const place = (i: number) => [Math.floor(i / w / h), Math.floor(i / w) % h, i % w];
  const all = Array.from(image.data as Uint8Array);
  const targets = all.flatMap((v, i) => (is(v) ? [place(i)] : []));
  expect(all.length).toBe(d * h * w);
  return all.map((_, i) => {
    const at = place(i);
    return Math.min(
      ...targets.map((t) => Math.sqrt(t.reduce((sum, v, a) => sum + ((v - at[a]!) * spacing[a]!) ** 2, 0))),
    );
  });
}

/** The set voxels with a neighbour, of 26, that is not set. */
function rimOf({ data, shape }: Image): Mask {
  const [d, h, w] = shape as [number, number, number];
  const rim = Array.from(data as Uint8Array, (v, i) => {
    const [z, y, x] = [Math.floor(i / w / h), Math.floor(i / w) % h, i % w];
    return +(
      v !== 0 &&
      Array.from({ length: 27 }, (_, n) => [
        z + Math.floor(n / 9) - 1,
        y + (Math.floor(n / 3) % 3) - 1,
        x + (n % 3) - 1,
      ]).some(
        ([c = 0, b = 0, a = 0]) =>
          c >= 0 && c < d && b >= 0 && b < h && a >= 0 && a < w && data[(c * h + b) * w + a] === 0,
      )
    );
  });
  return maskOf({ data: rim, shape });
}

it("hollow: shells of a ball of 20 mm are within 3 % of their volume on a fine grid", () => {
  const k = kernelsOf();
  // An eighth of it: the sides of the image are planes of symmetry, half a voxel before the first centres.
  const [n, step] = [150, 1 / 6];
  const [r, t] = [20, 4];
  const square = Float64Array.from({ length: n }, (_, i) => ((i + 0.5) * step) ** 2);
  const data = new Uint8Array(n ** 3);
  for (let z = 0, i = 0; z < n; z++)
    for (let y = 0; y < n; y++)
      for (let x = 0; x < n; x++) data[i++] = +(square[z]! + square[y]! + square[x]! <= r * r);
  const parts = { inside: [r, r + t], medial: [r - t / 2, r + t / 2], outside: [r - t, r] } as const;
  for (const [surface, [low, high]] of Object.entries(parts)) {
    const shell = hollow(
      k,
      { data, shape: [n, n, n] },
      { surface: surface as keyof typeof parts, thickness: t, spacing: step },
    );
    const [count] = regionStats(k, shell, undefined, { measures: "count" }).columns.at(-1)!.values as Float64Array;
    const volume = 8 * count! * step ** 3;
    expect(Math.abs(volume / ((4 / 3) * Math.PI * (high ** 3 - low ** 3)) - 1), surface).toBeLessThan(0.03);
  }
});

onEveryBuild("margin, hollow, smoothMask", (k) => {
  it("margin: grows one voxel to 9, these to 37, and shrinks back", () => {
    const spacing = [23, 49, 49];
    const one = cube(13, (x, y, z) => x === 6 && y === 6 && z === 6);
    const grown = margin(k, one, { size: 50, spacing });
    expect(count(grown)).toBe(9);
    const more = margin(k, grown, { size: 50, spacing });
    expect(count(more)).toBe(37);
    expect(maskValues(margin(k, more, { size: -50, spacing }))).toEqual(maskValues(grown));
  });

  it("margin: is a threshold of the distance", () => {
    const image = randomBinary(5, [6, 7, 9], 0.08);
    const spacing = [2.5, 0.7, 1];
    const out = nearest(image, spacing, (v) => v !== 0);
    for (const size of [0.7, 1.4, 3]) {
      const want = out.map((distance) => +(distance <= size + 1e-9));
      expect(firstDifference(maskValues(margin(k, image, { size, spacing })), want, image.shape)).toBeUndefined();
    }
    const filled = randomBinary(6, [6, 7, 9], 0.9);
    const inside = nearest(filled, spacing, (v) => v === 0).map((distance) => +(distance > 1.4 + 1e-9));
    expect(firstDifference(maskValues(margin(k, filled, { size: -1.4, spacing })), inside)).toBeUndefined();
    expect(
      count(
        margin(
          k,
          cube(3, () => false),
          { size: 2 },
        ),
      ),
    ).toBe(0);
    expect(
      count(
        margin(
          k,
          cube(3, () => true),
          { size: -2 },
        ),
      ),
    ).toBe(27);
  });

  it("margin: a size per axis is an ellipsoid", () => {
    const image = randomBinary(8, [7, 6, 9], 0.02);
    const wide = randomBinary(9, [2, 3, 200], 0.002);
    for (const [of, size, spacing] of [
      [image, [3, 1.5, 2.6], [2.5, 0.7, 1]],
      [image, [0, 1.4, 3], [2.5, 0.7, 1]],
      // Too far for rows of a footprint.
      [wide, [1.2, 1.5, 70.5], [1, 0.7, 1]],
    ] as const) {
      const steps = spacing.map((step, axis) => (size[axis] ? step / size[axis]! : 1e9));
      const want = (is: (v: number) => boolean) => nearest(of, steps, is).map((distance) => +(distance <= 1 + 1e-9));
      const grown = want((v) => v !== 0);
      expect(firstDifference(maskValues(margin(k, of, { size, spacing })), grown, of.shape)).toBeUndefined();
      const inverse = { data: of.data.map((v) => 1 - v) as Uint8Array, shape: of.shape };
      const shrunk = margin(k, inverse, { size: size.map((v) => -v), spacing });
      expect(
        firstDifference(
          maskValues(shrunk),
          grown.map((v) => 1 - v),
          of.shape,
        ),
      ).toBeUndefined();
    }
    expect(() => margin(k, image, { size: [1, -1, 1] })).toThrow("sizes of one sign, got 1, -1, 1");
  });

  it("hollow: shells of a ball have their volume", () => {
    const [solid, r, t] = [ball(57, 28, 20), 20, 4];
    const shell = (a: number, b: number) => (4 / 3) * Math.PI * (b ** 3 - a ** 3);
    const parts = { inside: [r, r + t], medial: [r - t / 2, r + t / 2], outside: [r - t, r] } as const;
    // Lengths count between voxel centres, so that shells this thin are up to a tenth off.
    for (const [surface, [low, high]] of Object.entries(parts)) {
      const volume = count(hollow(k, solid, { surface: surface as keyof typeof parts, thickness: t }));
      expect(Math.abs(volume / shell(low, high) - 1)).toBeLessThan(0.12);
    }
    // The shells of the two sides lie on either side of the surface.
    const values = Array.from(solid.data);
    expect(maskValues(hollow(k, solid)).every((v, i) => !(v && values[i]))).toBe(true);
    expect(maskValues(hollow(k, solid, { surface: "outside" })).every((v, i) => !v || values[i])).toBe(true);
  });

  it("hollow: is a range of signed distances from the outermost voxels", () => {
    const shape = [7, 8, 9];
    const image = randomBinary(8, shape, 0.85);
    const set = (v: number) => v !== 0;
    const [inside, rim] = [Array.from(image.data), maskValues(rimOf(image))];
    const out = nearest(image, [1, 1, 1], set);
    const depth = nearest({ data: Uint8Array.from(rim), shape }, [1, 1, 1], set);
    const signed = out.map((distance, i) => (inside[i] ? -(depth[i] as number) : distance));
    const want = {
      inside: signed.map((v) => +(v > 0.1 && v <= 2.1 + 1e-6)),
      medial: signed.map((v) => +(v >= -0.5 - 1e-6 && v <= 1 + 1e-6)),
      outside: signed.map((v) => +(v >= -1 - 1e-6 && v <= 0)),
    };
    for (const surface of ["inside", "medial", "outside"] as const) {
      const got = maskValues(hollow(k, image, { surface, thickness: 2 }));
      expect(firstDifference(got, want[surface], shape)).toBeUndefined();
    }
  });

  it("smoothMask: gives VTK's counts", () => {
    const box = cube(24, (x, y, z) => [x, y, z].every((v) => v >= 7 && v < 17));
    const of = (image: Image, method: "median" | "opening" | "closing", size: number) =>
      count(smoothMask(k, image, { method, size }));
    expect([of(box, "median", 3), of(box, "median", 5), of(box, "opening", 5), of(box, "closing", 5)]).toEqual([
      896, 728, 896, 1000,
    ]);
    const spiked = cube(40, (x, y, z) => {
      if (x >= 15 && x < 18 && y >= 15 && y < 18 && z >= 15 && z < 18) return false;
      return (x - 20) ** 2 + (y - 20) ** 2 + (z - 20) ** 2 <= 100 || (y === 20 && z === 20);
    });
    expect(spiked.data.reduce((sum, v) => sum + v, 0)).toBe(4161);
    const results = (["opening", "closing", "median"] as const).flatMap((m) => [of(spiked, m, 3), of(spiked, m, 5)]);
    expect(results).toEqual([4064, 3983, 4169, 4196, 4009, 3869]);
  });

  it("smoothMask: keeps what is at least half there", () => {
    const half = cube(9, (x) => x < 4);
    expect(maskValues(smoothMask(k, half, { method: "gaussian", sigma: 1 }))).toEqual(Array.from(half.data));
    const speck = cube(9, (x, y, z) => x === 4 && y === 4 && z === 4);
    expect(count(smoothMask(k, speck, { method: "gaussian", sigma: 1 }))).toBe(0);
    expect(count(smoothMask(k, speck, { method: "gaussian", sigma: 0 }))).toBe(1);
  });

  it("rangeMask: includes both ends, in every type", () => {
    const floats = Float32Array.of(-1, -0, 0, 0.1, 0.2, Number.NaN, Number.POSITIVE_INFINITY);
    const mask = (low: number, high: number) => maskValues(rangeMask(k, { data: floats, shape: [1, 7] }, low, high));
    expect(mask(0, 0.1)).toEqual([0, 1, 1, 0, 0, 0, 0]);
    expect(mask(0, Math.fround(0.1))).toEqual([0, 1, 1, 1, 0, 0, 0]);
    expect(mask(Math.fround(0.1), 0.3)).toEqual([0, 0, 0, 1, 1, 0, 0]);
    expect(mask(-1, -0.5)).toEqual([1, 0, 0, 0, 0, 0, 0]);
    const whole = { data: Int16Array.of(-5, -1, 0, 7, 8), shape: [1, 5] };
    expect(maskValues(rangeMask(k, whole, -1, 7))).toEqual([0, 1, 1, 1, 0]);
    expect(maskValues(rangeMask(k, whole, -0.5, 7.9))).toEqual([0, 0, 1, 1, 0]);
  });
});
