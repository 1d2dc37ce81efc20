import { expect, it } from "vitest";
import type { Dtype, Image } from "../../bindings/core/image.js";
import { watershed } from "../../bindings/ops/watershed.js";
import { onEveryBuild } from "../builds.js";
import { drawn, firstDifference, maskOf, randomBinary, randomImage, randomNumbers, valuesOf } from "../images.js";
import { type FloodCase, watershedOracle } from "../oracle/flood.js";

/** Labels drawn as text, for comparison. */
const rows = (labels: Image) => {
  const w = labels.shape.at(-1) as number;
  const text = valuesOf(labels).map((label) => label.toString(36));
  return Array.from({ length: text.length / w }, (_, y) => text.slice(y * w, (y + 1) * w).join(" "));
};

const SIZES = [
  [1, 1],
  [3, 2],
  [7, 15],
  [4, 33],
  [3, 4, 5],
  [2, 9, 17],
  [5, 1, 6],
];
const TYPES: Dtype[] = ["uint8", "int8", "uint16", "int16", "uint32", "float32", "float64"];

/** A few markers of a few labels. */
function someMarkers(seed: number, shape: readonly number[]): Image<Uint16Array> {
  const next = randomNumbers(seed);
  const { data } = randomBinary(seed + 1, shape, 0.06);
  return { data: Uint16Array.from(data, (set) => (set ? 1 + Math.floor(next() * 5) : 0)), shape };
}

/** Bowls of different depths with a marker each, smooth or in terraces, and a few markers on their slopes. */
function bowls(seed: number, shape: readonly number[]): { image: Image; markers: Image<Uint16Array> } {
  const next = randomNumbers(seed + 1);
  const centres = Array.from({ length: 2 + (seed % 5) }, () => shape.map((extent) => Math.floor(next() * extent)));
  const scale = [0.7, 2, 5, 1000][seed % 4] as number;
  const { data } = someMarkers(seed, shape);
  if (seed % 3 === 0) data.fill(0);
  const values = Float32Array.from(data, (_, i) => {
    const place = shape.map(
      (extent, axis) => Math.floor(i / shape.slice(axis + 1).reduce((a, b) => a * b, 1)) % extent,
    );
    const heights = centres.map(
      (centre, c) => 0.6 * c + Math.hypot(...place.map((x, axis) => x - (centre[axis] ?? 0))),
    );
    return Math.floor(Math.min(...heights) * scale);
  });
  centres.forEach((centre, c) => {
    data[centre.reduce((i, x, axis) => i * (shape[axis] ?? 1) + x, 0)] = 10 + c;
  });
  return { image: { data: seed % 2 ? values : Uint16Array.from(values), shape }, markers: { data, shape } };
}

onEveryBuild("watershed", (k, build) => {
  it("shares a plateau by distance, the flood that came first ahead", () => {
    const hill = drawn(["0 0 1 2 1 0 0", "0 0 1 2 1 0 0", "0 0 1 2 1 0 0"]);
    const markers = drawn([". . . . . . .", "1 . . . . . 2", ". . . . . . ."]);
    expect(rows(watershed(k, hill, { markers }))).toEqual(Array(3).fill("1 1 1 1 2 2 2"));
    const flat = drawn([". . . . . . ."]);
    expect(rows(watershed(k, flat, { markers: drawn(["1 . . . . . 2"]) }))).toEqual(["1 1 1 1 2 2 2"]);
    expect(rows(watershed(k, flat, { markers: drawn(["2 . . . . . 1"]) }))).toEqual(["2 2 2 2 1 1 1"]);
  });

  it("goes up, left, right, down", () => {
    const flat = drawn(Array(5).fill(". . . . ."));
    const markers = drawn([". . 1 . .", ". . . . .", "2 . . . 3", ". . . . .", ". . 4 . ."]);
    const want = ["1 1 1 1 1", "2 1 1 1 3", "2 2 1 3 3", "2 4 4 4 3", "4 4 4 4 4"];
    expect(rows(watershed(k, flat, { markers }))).toEqual(want);
  });

  it("stays within the mask, and drops markers outside it", () => {
    const image = drawn(["0 0 0 0 0 0"]);
    const markers = drawn(["1 . . 3 . 2"]);
    const got = watershed(k, image, { markers, mask: drawn(["1 1 1 . 1 1"]) });
    expect(rows(got)).toEqual(["1 1 1 0 2 2"]);
    expect(got.count).toBe(2);
    expect(rows(watershed(k, image, { markers: drawn(["1 . . . . ."]), mask: drawn(["1 1 . 1 1 1"]) }))).toEqual([
      "1 1 0 0 0 0",
    ]);
  });

  it("starts from the minima when it has no markers", () => {
    const image = drawn(["0 0 5 2 7 1 1"]);
    expect(rows(watershed(k, image))).toEqual(["1 1 1 2 3 3 3"]);
    expect(rows(watershed(k, image, { mask: drawn(["0 1 1 1 1 1 0"]) }))).toEqual(["0 1 1 2 3 3 0"]);
    // A constant image has no minimum.
    expect(rows(watershed(k, drawn(["4 4 4"])))).toEqual(["0 0 0"]);
  });

  it("goes on from the least value of all, however near to it the next one is", () => {
    const image = { data: Float32Array.of(500, 700, 500.001, 900, 1500), shape: [1, 5] };
    expect(rows(watershed(k, image))).toEqual(["1 1 2 2 2"]);
    const noise = {
      ...image,
      data: Float32Array.from(randomImage(5, "uint16", [9, 31], 0, 65535).data, (v) => 500 + v / 65),
      shape: [9, 31],
    };
    expect(rows(watershed(k, noise)).join(" ").split(" ")).not.toContain("0");
  });

  it("leaves lines, and rounder regions, when asked", () => {
    const flat = drawn([". . . . . . ."]);
    const markers = drawn(["1 . . . . . 2"]);
    expect(rows(watershed(k, flat, { markers, lines: true }))).toEqual(["1 1 1 0 2 2 2"]);
    const tilted = drawn(["0 1 2 3 4 5 6"]);
    const uneven = drawn(["1 2 . . . . ."]);
    expect(rows(watershed(k, tilted, { markers: uneven }))).toEqual(["1 2 2 2 2 2 2"]);
    const bowl = drawn(["9 0 0 0 0 0 9"]);
    const sides = drawn(["1 . . . . 2 ."]);
    expect(rows(watershed(k, bowl, { markers: sides }))).toEqual(["1 2 2 2 2 2 2"]);
    expect(rows(watershed(k, bowl, { markers: sides, compactness: 100 }))).toEqual(["1 1 1 2 2 2 2"]);
  });

  it("keeps the labels' own numbers and type", () => {
    const image = drawn(["0 0 0"]);
    for (const type of [Uint8Array, Uint16Array, Uint32Array]) {
      const largest = 2 ** (8 * type.BYTES_PER_ELEMENT) - 1;
      const { data, count } = watershed(k, image, { markers: { data: type.of(largest, 0, 7), shape: [1, 3] } });
      expect(data).toBeInstanceOf(type);
      expect([...data, count]).toEqual([largest, largest, 7, largest]);
    }
    const signed = watershed(k, image, { markers: { data: Int32Array.of(0, 5, 0), shape: [1, 3] } });
    expect(signed.data).toEqual(Uint32Array.of(5, 5, 5));
  });

  it("tells −0 and 0 apart no more than the numbers do", () => {
    const image: Image = { data: Float32Array.of(0, -0, 0, -0, 0), shape: [1, 5] };
    expect(rows(watershed(k, image, { markers: drawn(["1 . . . 2"]) }))).toEqual(["1 1 1 2 2"]);
  });

  const modes: Omit<FloodCase, "values" | "shape" | "markers" | "connectivity">[] = [
    {},
    { compactness: 0.7 },
    { compactness: 20 },
    { lines: true },
    { lines: true, compactness: 0.7 },
  ];
  it.each(modes)("agrees with the rule taken word for word, %j", (mode) => {
    for (const [i, shape] of SIZES.entries()) {
      // Word for word a line passes on what it has passed on before, over and over.
      if (mode.lines && i > 4) continue;
      for (const connectivity of (shape.length === 2 ? [4, 8] : [6, 18, 26]) as (4 | 6)[]) {
        for (const [j, dtype] of TYPES.entries()) {
          const seed = 100 * i + 10 * j + connectivity;
          const image = randomImage(seed, dtype, shape, 0, [1, 3, 120][seed % 3]);
          const markers = someMarkers(seed + 1, shape);
          const mask = seed % 2 ? randomBinary(seed + 2, shape, 0.8) : undefined;
          const values = dtype === "float64" ? Float32Array.from(image.data) : image.data;
          const common = { ...mode, connectivity };
          const want = watershedOracle({
            values,
            shape,
            markers: markers.data,
            ...common,
            ...(mask && { mask: mask.data }),
          });
          const got = watershed(k, image, { ...common, markers, mask });
          expect(firstDifference(got.data, want, shape), `${shape} ${dtype} ${connectivity}`).toBeUndefined();
        }
      }
    }
  });

  it("agrees with the rule where every way down ends at a marker", () => {
    for (let seed = 0; seed < 36; seed++) {
      const shape = [
        [23, 31],
        [19, 16],
        [5, 9, 21],
      ][seed % 3] as number[];
      const connectivity = ([4, 8, [6, 18, 26][((seed / 3) % 3) | 0]] as (4 | 8 | 6 | 18 | 26)[])[seed % 3];
      const { image, markers } = bowls(seed, shape);
      const mask = seed % 4 === 3 ? randomBinary(seed, shape, 0.9) : undefined;
      const rule = { values: image.data, shape, markers: markers.data, connectivity: connectivity as number };
      const want = watershedOracle({ ...rule, ...(mask && { mask: mask.data }) });
      const got = watershed(k, image, { markers, mask, connectivity });
      expect(firstDifference(got.data, want, shape), `${seed}`).toBeUndefined();
    }
  });

  it("finds the order of equal markers also where it must begin again", () => {
    // Equal basins on a checkered ground meet everywhere; large ones behind a wall are flooded once.
    const shape = [24, build === "debug" ? 25 : 65];
    for (let seed = 0; seed < 12; seed++) {
      const image = randomImage(seed, "uint8", shape, 0, seed % 4);
      const markers = someMarkers(seed + 50, shape);
      const mask = randomBinary(seed + 99, shape, 0.7);
      const want = watershedOracle({
        values: image.data,
        shape,
        markers: markers.data,
        mask: mask.data,
        connectivity: 4,
      });
      expect(firstDifference(watershed(k, image, { markers, mask }).data, want, shape)).toBeUndefined();
    }
  });

  it("leaves no voxel of a connected mask without a label, and every region connected", () => {
    const shape = [20, 25];
    const image = randomImage(3, "float32", shape, 0, 1);
    const { data, count } = watershed(k, image);
    expect(data.every((label) => label > 0)).toBe(true);
    const flat = { data: new Uint8Array(data.length), shape };
    for (let label = 1; label <= Math.min(count, 12); label++) {
      const region = { data: data.map((one) => (one === label ? 1 : 0)) as Uint8Array, shape };
      const markers = { data: new Uint8Array(data.length), shape };
      markers.data[region.data.indexOf(1)] = 1;
      // From any of its voxels all others can be reached.
      expect(watershed(k, flat, { markers, mask: region }).data).toEqual(region.data);
    }
  });

  it("takes masks of bit rows", () => {
    const mask = maskOf(drawn(["1 1 0"]));
    expect(rows(watershed(k, drawn(["1 2 3"]), { markers: drawn(["4 . ."]), mask }))).toEqual(["4 4 0"]);
  });

  it.runIf(build === "simd")("ends where lines cross plateaus, and takes the room that the heap asks for", () => {
    // In such images a line passes on twice as much with every step, if nothing ends it.
    const shape = [10, 80, 80];
    const image = randomImage(4, "uint8", shape, 0, 4);
    const markers = someMarkers(6, shape);
    const { data } = watershed(k, image, { markers, lines: true, connectivity: 26 });
    expect([...new Set(data)].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(data.filter((label, i) => markers.data[i] && label !== markers.data[i]).length).toBe(0);
  });

  it("refuses what it cannot flood, in one sentence", () => {
    const image = drawn(["1 2", "3 4"]);
    const nan: Image = { data: Float32Array.of(1, Number.NaN), shape: [1, 2] };
    expect(() => watershed(k, nan)).toThrow("watershed: expected finite values");
    expect(() => watershed(k, image, { markers: drawn(["1 2"]) })).toThrow(
      "watershed: the input and markers must have one shape, got 2×2 and 1×2 (z, y, x)",
    );
    expect(() => watershed(k, image, { markers: { data: Float32Array.of(1, 0, 0, 2), shape: [2, 2] } })).toThrow(
      "watershed: markers: expected integer labels",
    );
    expect(() => watershed(k, image, { connectivity: 6 })).toThrow("connectivity 4, 8 in a 2-D image");
    expect(() => watershed(k, image, { compactness: -1 })).toThrow("watershed: expected compactness >= 0");
    expect(() => watershed(k, image, { marker: image } as never)).toThrow("did you mean markers?");
  });
});
