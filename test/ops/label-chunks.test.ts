import { expect, it } from "vitest";
import { voxelCount } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import { label } from "../../bindings/ops/label.js";
import { type Chunk, labelChunks } from "../../bindings/ops/label-chunks.js";
import { applyRemap, mergeSeams } from "../../bindings/ops/merge-seams.js";
import { onEveryBuild } from "../builds.js";
import { clouds, firstDifference, randomBinary, randomNumbers } from "../images.js";

type Binary = { data: Uint8Array; shape: readonly number[] };

/** Cuts every axis at random places. */
function cuts(seed: number, shape: readonly number[], parts: readonly number[]): number[][] {
  const next = randomNumbers(seed);
  return shape.map((extent, axis) => {
    const inner = Array.from({ length: (parts[axis] as number) - 1 }, () => 1 + Math.floor(next() * (extent - 1)));
    return [...new Set([0, ...inner.filter((cut) => cut < extent), extent])].sort((a, b) => a - b);
  });
}

/** Every block of a grid of cuts; voxels are copied one by one. */
function blocks({ data, shape }: Binary, grid: readonly number[][]): Chunk[] {
  let origins: number[][] = [[]];
  for (const axis of grid) origins = origins.flatMap((o) => axis.slice(0, -1).map((start) => [...o, start]));
  return origins.map((origin) => {
    const extents = origin.map((start, axis) => {
      const places = grid[axis] as number[];
      return (places[places.indexOf(start) + 1] as number) - start;
    });
    const part = new Uint8Array(voxelCount(extents));
    for (let i = 0; i < part.length; i++) part[i] = data[placeOf(i, extents, origin, shape)] as number;
    return { mask: { data: part, shape: extents }, origin };
  });
}

/** Where voxel i of a block lies in the whole. */
function placeOf(i: number, extents: readonly number[], origin: readonly number[], whole: readonly number[]): number {
  let place = 0;
  const at: number[] = [];
  for (const extent of [...extents].reverse()) {
    at.unshift(i % extent);
    i = Math.floor(i / extent);
  }
  for (const [axis, extent] of whole.entries())
    place = place * extent + (at[axis] as number) + (origin[axis] as number);
  return place;
}

/** The whole, labelled block by block and put together again. */
function inBlocks(k: Kernels, image: Binary, chunks: Chunk[], connectivity: 4 | 8 | 6 | 18 | 26) {
  const { shape } = image;
  const labelled = [...labelChunks(k, shape, chunks, { connectivity })];
  const seams = labelled.map(({ seam }) => seam);
  const { count, tables } = mergeSeams(k, shape, seams, { connectivity });
  const whole = new (tables[0] as Uint8Array).constructor.prototype.constructor(voxelCount(shape)) as Uint8Array;
  for (const [i, { labels, seam }] of labelled.entries()) {
    const { data } = applyRemap(k, labels, tables[i] as Uint8Array);
    for (let j = 0; j < data.length; j++) whole[placeOf(j, seam.shape, seam.origin, shape)] = data[j] as number;
  }
  return { count, data: whole };
}

function images(seed: number, shape: readonly number[]): Binary[] {
  return [
    randomBinary(seed, shape, shape.length === 2 ? 0.55 : 0.3),
    { data: Uint8Array.from(clouds(seed, shape).data, (v) => (v > 1250 ? 1 : 0)), shape },
  ];
}

onEveryBuild("labels of blocks", (k, build) => {
  it.each([6, 18, 26] as const)("are those of the whole volume, connectivity %i", (connectivity) => {
    for (let seed = 1; seed <= (build === "simd" ? 12 : 3); seed++) {
      const shape = [5 + (seed % 4), 7 + (seed % 5), 9 + 13 * (seed % 3)];
      for (const image of images(seed, shape)) {
        const want = label(k, image, { connectivity });
        for (const parts of [
          [3, 1, 1],
          [1, 3, 1],
          [1, 1, 4],
          [3, 3, 3],
        ]) {
          const got = inBlocks(k, image, blocks(image, cuts(seed, shape, parts)), connectivity);
          expect(got.data).toBeInstanceOf(want.data.constructor);
          expect(firstDifference(got.data, want.data, shape), `seed ${seed} parts ${parts}`).toBeUndefined();
          expect(got.count).toBe(want.count);
        }
      }
    }
  });

  it.each([4, 8] as const)("are those of the whole picture, connectivity %i", (connectivity) => {
    for (let seed = 1; seed <= 6; seed++) {
      const shape = [20 + seed, 30 + 20 * seed];
      for (const image of images(seed, shape)) {
        const want = label(k, image, { connectivity });
        const got = inBlocks(k, image, blocks(image, cuts(seed, shape, [4, 3])), connectivity);
        expect(firstDifference(got.data, want.data, shape)).toBeUndefined();
      }
    }
  });

  it("come in any order and down to single voxels", () => {
    const image = randomBinary(4, [3, 4, 5], 0.4);
    const single = blocks(
      image,
      image.shape.map((extent) => Array.from({ length: extent + 1 }, (_, i) => i)),
    );
    const want = label(k, image, { connectivity: 26 });
    expect([...inBlocks(k, image, single, 26).data]).toEqual([...want.data]);
    expect([...inBlocks(k, image, single.reverse(), 26).data]).toEqual([...want.data]);
  });

  it("are none where nothing is set", () => {
    const empty = { data: new Uint8Array(24), shape: [2, 3, 4] };
    expect(
      inBlocks(
        k,
        empty,
        blocks(empty, [
          [0, 1, 2],
          [0, 3],
          [0, 4],
        ]),
        6,
      ),
    ).toMatchObject({ count: 0 });
  });

  it("refuse blocks that lie outside or leave gaps", () => {
    const mask = { data: Uint8Array.of(1, 1), shape: [1, 2] };
    expect(() => [...labelChunks(k, [1, 2], [{ mask, origin: [0, 1] }])]).toThrow("got 1×2 at 0, 1");
    expect(() => [...labelChunks(k, [1, 1, 2], [{ mask, origin: [0, 0, 0] }])]).toThrow(
      "expected blocks inside of 1×1×2",
    );
    const [one] = [...labelChunks(k, [2, 2], [{ mask, origin: [0, 0] }])];
    expect(() => mergeSeams(k, [2, 2], [one!.seam])).toThrow("expected blocks that cover 2×2, got 2 of 4 voxels");
  });

  it("refuse tables that are too short", () => {
    expect(() => applyRemap(k, { data: Uint8Array.of(2), shape: [1, 1] }, Uint8Array.of(0, 1))).toThrow(
      "up to the largest label, 2, got 2 entries",
    );
  });
});
