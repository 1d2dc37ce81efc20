import { describe, expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { peaks } from "../../bindings/ops/peaks.js";
import { onEveryBuild } from "../builds.js";
import { randomImage } from "../images.js";

function picture(rows: number, columns: number, values: readonly (readonly [number, number, number])[]): Image {
  const data = new Float32Array(rows * columns);
  for (const [y, x, value] of values) data[y * columns + x] = value;
  return { data, shape: [rows, columns] };
}

const pairs = ({ coordinates }: { coordinates: Uint32Array }) =>
  Array.from({ length: coordinates.length / 2 }, (_, i) => [coordinates[2 * i], coordinates[2 * i + 1]]);

/** Every rule spelled out: each voxel against its box, then each candidate against all accepted ones. */
function slowPeaks({ data, shape }: Image, distance: number, border: number): number[] {
  const [h, w] = shape as [number, number];
  const least = Math.min(...data);
  const at = (y: number, x: number) =>
    data[Math.min(h - 1, Math.max(0, y)) * w + Math.min(w - 1, Math.max(0, x))] as number;
  const found: [number, number, number][] = [];
  for (let y = border; y < h - border; y++) {
    for (let x = border; x < w - border; x++) {
      let top = Number.NEGATIVE_INFINITY;
      for (let dy = -distance; dy <= distance; dy++) {
        for (let dx = -distance; dx <= distance; dx++) top = Math.max(top, at(y + dy, x + dx));
      }
      if (at(y, x) === top && top > least) found.push([top, y, x]);
    }
  }
  found.sort((a, b) => b[0] - a[0] || a[1] - b[1] || a[2] - b[2]);
  const kept: [number, number][] = [];
  for (const [, y, x] of found) {
    const near = kept.some(([v, u]) => Math.abs(v - y) < distance && Math.abs(u - x) < distance);
    if (distance === 1 || !near) kept.push([y, x]);
  }
  return kept.flat();
}

onEveryBuild("peaks", (k) => {
  it("are the highest of their neighbourhood, further ones dropped by distance", () => {
    const two = picture(7, 7, [
      [3, 2, 1.5],
      [3, 4, 1],
    ]);
    expect(pairs(peaks(k, two))).toEqual([
      [3, 2],
      [3, 4],
    ]);
    expect(pairs(peaks(k, two, { minDistance: 2 }))).toEqual([[3, 2]]);
    expect([...peaks(k, two).values]).toEqual([1.5, 1]);
  });

  it("take every voxel of a plateau, and none of a constant image", () => {
    const plateau = picture(4, 5, [
      [1, 1, 2],
      [1, 2, 2],
    ]);
    expect(pairs(peaks(k, plateau))).toEqual([
      [1, 1],
      [1, 2],
    ]);
    expect(peaks(k, { data: new Uint8Array(12).fill(3), shape: [3, 4] }).count).toBe(0);
  });

  it("keep to levels, the edge and a number", () => {
    const spots = picture(9, 9, [
      [0, 4, 9],
      [4, 4, 8],
      [6, 1, 4],
    ]);
    expect(pairs(peaks(k, spots))).toEqual([
      [4, 4],
      [6, 1],
    ]);
    expect(pairs(peaks(k, spots, { border: 0 }))[0]).toEqual([0, 4]);
    expect(pairs(peaks(k, spots, { above: 4 }))).toEqual([[4, 4]]);
    expect(pairs(peaks(k, spots, { aboveRelative: 0.5 }))).toEqual([[4, 4]]);
    expect(peaks(k, spots, { most: 1 }).count).toBe(1);
  });

  it("agree with the definition on random images of every type", () => {
    for (const [seed, dtype] of (["uint8", "int16", "uint16", "float32"] as const).entries()) {
      const image = randomImage(seed + 3, dtype, [23, 31], 0, 40);
      for (const minDistance of [1, 2, 3]) {
        expect([...peaks(k, image, { minDistance }).coordinates]).toEqual(slowPeaks(image, minDistance, minDistance));
      }
    }
  });

  it("have three coordinates in a volume", () => {
    const image = { data: new Uint8Array(125), shape: [5, 5, 5] };
    image.data[62] = 1;
    expect([...peaks(k, image).coordinates]).toEqual([2, 2, 2]);
  });
});

describe("peaks", () => {
  it("refuses what makes no sense", async () => {
    const { kernelsOf } = await import("../builds.js");
    const image = randomImage(1, "uint8", [4, 4]);
    expect(() => peaks(kernelsOf(), image, { minDistance: 0 })).toThrow(/peaks: expected minDistance >= 1, got 0/);
    expect(() => peaks(kernelsOf(), image, { minDistanc: 2 } as never)).toThrow(/did you mean minDistance/);
  });
});
