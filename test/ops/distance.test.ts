import { expect, it } from "vitest";
import type { Image, Mask } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import { putMask } from "../../bindings/core/resident.js";
import { scratch } from "../../bindings/core/scratch.js";
import { type Ball, distance, erodeByDistance } from "../../bindings/ops/distance.js";
import { onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, firstDifference, maskOf, maskValues, randomBinary, valuesOf } from "../images.js";
import { nearestOracle } from "../oracle/distance.js";

const known = new Map<string, Float32Array>();

/** Distances to the nearest zero, the obvious way; found once for all builds. `name` tells images of one shape apart. */
function oracle(name: string, image: Image, spacing: readonly number[]): Float32Array {
  const key = [name, image.shape, spacing].join("/");
  const found = known.get(key) ?? nearestOracle(image.data, image.shape, spacing, (v) => v === 0).map((n) => n.square);
  const distances = found instanceof Float32Array ? found : Float32Array.from(found, Math.sqrt);
  known.set(key, distances);
  return distances;
}

/** The mask after `erodeByDistance`. */
function eroded(k: Kernels, image: Image | Mask, ball: Ball): number[] {
  return scratch(k, (s) => {
    const mask = putMask(s, "test", image);
    const bytes = mask.pitch * mask.h * mask.d;
    const at = s.alloc(bytes);
    erodeByDistance(s, "test", at, mask, ball);
    return maskValues({ bits: s.take(at, Uint8Array, bytes), shape: mask.shape, pitch: mask.pitch });
  });
}

/** A line of `n` voxels with one background voxel. */
function line(n: number, hole: number, shape: number[]): Image {
  const data = new Uint8Array(n).fill(1);
  data[hole] = 0;
  return { data, shape };
}

onEveryBuild("distance", (k) => {
  it("is 0 on the background and √ of the squared steps elsewhere", () => {
    const got = distance(k, drawn(["0 1 1 1", "1 1 1 1", "1 1 1 0"]));
    const root = Math.fround(Math.SQRT2);
    expect(valuesOf(got)).toEqual([0, 1, 2, 2, 1, root, root, 1, 2, 2, 1, 0]);
  });

  it("counts in the unit of the spacing", () => {
    const image = drawn(["0 1 1 1", "1 1 1 1", "1 1 1 0"]);
    const root = Math.fround(Math.sqrt(5));
    expect(valuesOf(distance(k, image, { spacing: [2, 1] }))).toEqual([0, 1, 2, 3, 2, root, root, 2, 3, 2, 1, 0]);
    expect(valuesOf(distance(k, drawn(["0 1 1"]), { spacing: 0.1 }))).toEqual([0, 0.1, 0.2].map(Math.fround));
  });

  it("has no background beyond the edge", () => {
    expect(valuesOf(distance(k, drawn(["1 1 0 1"])))).toEqual([2, 1, 0, 1]);
    expect(valuesOf(distance(k, drawn(["1", "1", "0", "1"])))).toEqual([2, 1, 0, 1]);
    expect(valuesOf(distance(k, drawn(["1", "", "1", "", "0"])))).toEqual([2, 1, 0]);
  });

  it("is infinite where there is no background at all, and 0 where there is nothing else", () => {
    const full: Image = { data: new Uint8Array(6).fill(9), shape: [2, 3] };
    expect(valuesOf(distance(k, full))).toEqual(Array(6).fill(Number.POSITIVE_INFINITY));
    expect(valuesOf(distance(k, full, { spacing: [1, 2] }))).toEqual(Array(6).fill(Number.POSITIVE_INFINITY));
    expect(valuesOf(distance(k, drawn(["0 0", "0 0"])))).toEqual([0, 0, 0, 0]);
  });

  it("stays exact at any depth, along every axis", () => {
    for (const n of [256, 257, 300, 70_000]) {
      for (const shape of [
        [1, n],
        [n, 1],
        [1, 1, n],
        [1, n, 1],
        [n, 1, 1],
      ]) {
        const got = distance(k, line(n, 1, shape)).data;
        const wrong = got.findIndex((value, i) => value !== Math.abs(i - 1));
        expect(wrong, `${shape}`).toBe(-1);
      }
    }
  });

  it("keeps the geometry and gives float32", () => {
    const image: Image = { ...drawn(["0 1"]), spacing: [0.5, 0.25], unit: "µm", origin: [1, 2] };
    const got = distance(k, image);
    expect(got.data).toBeInstanceOf(Float32Array);
    expect(got).toMatchObject({ shape: [1, 2], spacing: [0.5, 0.25], unit: "µm", origin: [1, 2] });
    // Without the option distances are in voxels.
    expect(valuesOf(got)).toEqual([0, 1]);
  });

  it("refuses spacings that are not positive or not one per axis", () => {
    expect(() => distance(k, drawn(["0 1"]), { spacing: 0 })).toThrow("distance: expected spacing > 0, got 0");
    expect(() => distance(k, drawn(["0 1"]), { spacing: [1, 1, 1] })).toThrow("one number or 2, one per axis");
    expect(() => distance(k, drawn(["0 1"]), { spacing: Number.NaN })).toThrow(RangeError);
  });

  it.each([0.02, 0.5, 0.9, 0.99])("agrees with looking at every voxel, density %d", (density) => {
    for (const w of [...EDGE_WIDTHS, 257, 300]) {
      for (const shape of [
        [5, w],
        [3, 4, w],
        [4, 1, w],
      ]) {
        const image = randomBinary(w + shape.length, shape, density);
        image.data[w >> 1] = 0;
        for (const spacing of [1, 0.26, shape.map((_, axis) => 1 + axis / 3)]) {
          const each = typeof spacing === "number" ? shape.map(() => spacing) : spacing;
          const got = distance(k, maskOf(image), { spacing });
          expect(firstDifference(got.data, oracle(`density ${density}`, image, each), shape)).toBeUndefined();
        }
      }
    }
  });

  it.each(["3×1024", "2×2×1024", "3×16×33", "2×600"])("agrees where rows or planes are padded or cut, %s", (size) => {
    const shape = size.split("×").map(Number);
    const image = randomBinary(1, shape, 0.8);
    const want = oracle("padded", image, Array(shape.length).fill(1));
    expect(firstDifference(distance(k, image).data, want, shape)).toBeUndefined();
  });

  it("agrees with looking at every voxel on deep objects", () => {
    const shape = [9, 40, 33];
    const image = randomBinary(7, shape, 0.9995);
    image.data[0] = 0;
    expect(firstDifference(distance(k, image).data, oracle("deep", image, [1, 1, 1]), shape)).toBeUndefined();
  });

  it("never changes by more than one step from a voxel to the next", () => {
    const shape = [60, 70];
    const { data } = distance(k, randomBinary(3, shape, 0.97));
    for (let i = 1; i < data.length; i++) {
      if (i % 70) expect(Math.abs((data[i] as number) - (data[i - 1] as number))).toBeLessThanOrEqual(1 + 1e-6);
    }
  });
});

onEveryBuild("erosion by distance", (k) => {
  const inside: Omit<Ball, "radius"> = { flip: false, outside: true };

  it("keeps what is farther than the radius from the background", () => {
    const image = drawn(["0 1 1 1 1"]);
    expect(eroded(k, image, { ...inside, radius: 2 })).toEqual([0, 0, 0, 1, 1]);
    expect(eroded(k, image, { ...inside, radius: 1.5 })).toEqual([0, 0, 1, 1, 1]);
    expect(eroded(k, image, { ...inside, radius: 0 })).toEqual([0, 1, 1, 1, 1]);
  });

  it("compares with the root, so that a radius of √3 reaches a corner", () => {
    const cube: Image = { data: new Uint8Array(27).fill(1), shape: [3, 3, 3] };
    cube.data[0] = 0;
    expect(eroded(k, cube, { ...inside, radius: Math.sqrt(3) })[13]).toBe(0);
    expect(eroded(k, cube, { ...inside, radius: 1.7 })[13]).toBe(1);
  });

  it("dilates the complement when flipped", () => {
    const image = drawn([". . . . .", ". . . . .", ". . 1 . .", ". . . . .", ". . . . ."]);
    const got = eroded(k, image, { radius: 1.5, flip: true, outside: true });
    expect(got.filter(Boolean)).toHaveLength(9);
    expect(got[6]).toBe(1);
  });

  it("leaves masks without background and without foreground as they are", () => {
    const full: Image = { data: new Uint8Array(300).fill(1), shape: [2, 150] };
    const empty: Image = { data: new Uint8Array(300), shape: [2, 150] };
    for (const radius of [1, 10, 255, 256, 1e9]) {
      expect(eroded(k, full, { ...inside, radius })).toEqual(valuesOf(full));
      expect(eroded(k, empty, { ...inside, radius })).toEqual(valuesOf(empty));
    }
  });

  it("counts voxels beyond the edge as background when asked", () => {
    for (const w of EDGE_WIDTHS) {
      for (const radius of [1, 3.5, 8, 16, 300]) {
        const got = eroded(
          k,
          { data: new Uint8Array(9 * w).fill(1), shape: [9, w] },
          { ...inside, radius, outside: false },
        );
        const want = got.map((_, i) => {
          const [x, y] = [i % w, Math.floor(i / w)];
          return Math.min(x + 1, w - x, y + 1, 9 - y) > radius ? 1 : 0;
        });
        expect(firstDifference(got, want, [9, w])).toBeUndefined();
      }
    }
  });

  it.each([1, 2.5, 10, 255.5, 256, 280])("agrees with the distances, radius %d", (radius) => {
    for (const shape of [
      [3, 700],
      [4, 5, 129],
    ]) {
      const image = randomBinary(9, shape, 0.998);
      image.data[5] = 0;
      const distances = oracle("sparse", image, Array(shape.length).fill(1));
      const want = Array.from(distances, (value) => (value > radius ? 1 : 0));
      expect(firstDifference(eroded(k, image, { ...inside, radius }), want, shape)).toBeUndefined();
      const opposite = { ...image, data: image.data.map((v) => 1 - v) };
      const grown = eroded(k, opposite, { radius, flip: true, outside: true });
      const shrunk = grown.map((v) => 1 - v);
      expect(firstDifference(shrunk, want, shape)).toBeUndefined();
    }
  });
});
