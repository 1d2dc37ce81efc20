import { expect, it } from "vitest";
import type { Dtype, Image } from "../../bindings/core/image.js";
import { hMaxima, hMinima, localMaxima } from "../../bindings/ops/maxima.js";
import { reconstruct } from "../../bindings/ops/reconstruct.js";
import { onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, firstDifference, maskValues, randomImage, valuesOf } from "../images.js";
import { neighboursOf, reconstructOracle } from "../oracle/flood.js";

const TYPES: Dtype[] = ["uint8", "int8", "uint16", "int16", "int32", "float32", "float64"];
type Connectivity = 4 | 8 | 6 | 18 | 26;

/** A line of text's values, and a mask of them as text. */
const line = (text: string) => drawn([text]);
const bits = (mask: Parameters<typeof maskValues>[0]) => maskValues(mask).join(" ");

/** Maxima by looking: plateaus without a higher neighbour, in an image that is not constant. */
function maximaOracle(values: ArrayLike<number>, shape: readonly number[], connectivity: number): number[] {
  const list = Array.from(values);
  const neighbours = neighboursOf(shape, connectivity);
  let isMaximum = list.map((value, i) => neighbours(i).every((j) => (list[j] as number) <= value));
  for (let changed = true; changed; ) {
    // A plateau with one voxel that is none is none.
    const next = isMaximum.map((is, i) => is && neighbours(i).every((j) => list[j] !== list[i] || isMaximum[j]));
    changed = next.some((is, i) => is !== isMaximum[i]);
    isMaximum = next;
  }
  return isMaximum.map((is) => (is && new Set(list).size > 1 ? 1 : 0));
}

onEveryBuild("reconstruct", (k, build) => {
  it("lets the seed rise along the image, and no higher than the way there", () => {
    expect(valuesOf(reconstruct(k, line("3 1 4 0 5"), { seed: line("2 0 0 0 4") }))).toEqual([2, 1, 1, 0, 4]);
    expect(valuesOf(reconstruct(k, line("3 1 4 0 5"), { seed: line("0 0 4 0 0") }))).toEqual([1, 1, 4, 0, 0]);
  });

  it("fills pits by erosion", () => {
    const image = drawn(["5 5 5 5", "5 1 5 2", "5 5 5 5"]);
    const seed = drawn(["5 9 9 5", "5 9 9 2", "5 9 9 5"]);
    const got = reconstruct(k, image, { seed, method: "erosion", connectivity: 4 });
    expect(valuesOf(got)).toEqual([5, 5, 5, 5, 5, 5, 5, 2, 5, 5, 5, 5]);
  });

  it("goes by the neighbours asked for", () => {
    const image = drawn(["9 0", "0 9"]);
    const seed = drawn(["9 0", "0 0"]);
    expect(valuesOf(reconstruct(k, image, { seed, connectivity: 4 }))).toEqual([9, 0, 0, 0]);
    expect(valuesOf(reconstruct(k, image, { seed }))).toEqual([9, 0, 0, 9]);
  });

  it("winds through a spiral", () => {
    const rows = ["1111111", "0000001", "1111101", "1000101", "1011101", "1000001", "1111111"];
    const image = drawn(rows);
    const seed: Image = { data: new Uint8Array(49), shape: [7, 7] };
    seed.data[0] = 1;
    expect(valuesOf(reconstruct(k, image, { seed, connectivity: 4 }))).toEqual(valuesOf(image));
  });

  it.each(TYPES)("agrees with raising every voxel until all stand, %s", (dtype) => {
    for (const w of build === "simd" ? EDGE_WIDTHS : [1, 16, 33]) {
      for (const shape of [
        [4, w],
        [w, 3],
        [2, 3, w],
      ].slice(0, w > 40 ? 1 : 3)) {
        for (const connectivity of (shape.length === 2 ? [4, 8] : [6, 18, 26]) as Connectivity[]) {
          const image = randomImage(w, dtype, shape, 0, 60);
          const lower = randomImage(w + 7, "uint8", shape, 0, 40);
          const limit = dtype === "float64" ? Float32Array.from(image.data) : image.data;
          const start = Float32Array.from(limit, (value, i) => Math.fround(value - (lower.data[i] as number)));
          const got = reconstruct(k, image, { seed: { data: start, shape }, connectivity });
          const want = reconstructOracle(start, limit, shape, connectivity);
          expect(firstDifference(got.data, want, shape), `${shape} ${connectivity}`).toBeUndefined();
        }
      }
    }
  });

  it("is the same upside down", () => {
    const shape = [5, 6, 7];
    const image = randomImage(2, "int16", shape, -50, 50);
    const seed = { data: Int16Array.from(image.data, (value, i) => value - (i % 9)), shape };
    const minus = (one: Image) => ({ data: Int16Array.from(one.data, (value) => -value), shape });
    const up = reconstruct(k, image, { seed });
    const down = reconstruct(k, minus(image), { seed: minus(seed), method: "erosion" });
    expect(Array.from(down.data, (value) => 0 - value)).toEqual(valuesOf(up));
  });

  it("refuses seeds beyond the image and numbers that are none", () => {
    const seed = line("1 2 3");
    expect(() => reconstruct(k, line("1 2 2"), { seed })).toThrow(
      "reconstruct: expected a seed that is nowhere above the image for method dilation",
    );
    expect(() => reconstruct(k, line("1 3 3"), { seed, method: "erosion" })).toThrow("nowhere below");
    expect(() => reconstruct(k, line("1 3 3"), {} as never)).toThrow("reconstruct: expected seed (the image to start");
    const nan: Image = { data: Float32Array.of(1, Number.NaN, 1), shape: [1, 3] };
    expect(() => reconstruct(k, nan, { seed })).toThrow("expected finite values");
    expect(() => reconstruct(k, line("9 9 9"), { seed: nan })).toThrow("expected finite values");
  });
});

onEveryBuild("maxima", (k, build) => {
  it("are plateaus without a higher neighbour", () => {
    expect(bits(localMaxima(k, line("1 4 4 2 3 3 5 1")))).toBe("0 1 1 0 0 0 1 0");
    expect(bits(localMaxima(k, drawn(["3 1", "1 3"]), { connectivity: 4 }))).toBe("1 0 0 1");
    expect(bits(localMaxima(k, line("7 7 7")))).toBe("0 0 0");
  });

  it("may be asked to keep off the edge", () => {
    const image = drawn(["9 1 1 1 1", "1 1 5 1 6", "1 1 1 1 1"]);
    expect(bits(localMaxima(k, image))).toBe("1 0 0 0 0 0 0 1 0 1 0 0 0 0 0");
    expect(bits(localMaxima(k, image, { dropBorder: true }))).toBe("0 0 0 0 0 0 0 1 0 0 0 0 0 0 0");
  });

  it("tell −0 and 0 apart no more than the numbers do", () => {
    const image: Image = { data: Float32Array.of(-1, 0, -0, -1), shape: [1, 4] };
    expect(bits(localMaxima(k, image))).toBe("0 1 1 0");
  });

  it("stand out by a height", () => {
    const image = line("0 4 3 5 0 9");
    expect(bits(hMaxima(k, image, { height: 1 }))).toBe("0 1 0 1 0 1");
    expect(bits(hMaxima(k, image, { height: 2 }))).toBe("0 0 0 1 0 1");
    expect(bits(hMaxima(k, image, { height: 1.5 }))).toBe("0 0 0 1 0 1");
    expect(bits(hMaxima(k, image, { height: 6 }))).toBe("0 0 0 0 0 1");
    expect(bits(hMaxima(k, image, { height: 9 }))).toBe("0 0 0 0 0 1");
    expect(bits(hMaxima(k, image, { height: 9.1 }))).toBe("0 0 0 0 0 0");
    expect(bits(hMinima(k, line("9 5 6 4 9 0"), { height: 2 }))).toBe("0 0 0 1 0 1");
  });

  it("of one height in one basin all count", () => {
    expect(bits(hMaxima(k, line("0 5 4 5 0"), { height: 3 }))).toBe("0 1 0 1 0");
  });

  it.each(["uint8", "int16", "float32"] as const)("agree with looking at every voxel, %s", (dtype) => {
    for (const w of build === "simd" ? EDGE_WIDTHS : [1, 17, 33]) {
      for (const shape of [
        [6, w],
        [3, 4, w],
      ].slice(0, w > 40 ? 1 : 2)) {
        for (const connectivity of (shape.length === 2 ? [4, 8] : [6, 18, 26]) as Connectivity[]) {
          const image = randomImage(w, dtype, shape, 0, dtype === "float32" ? 100 : 4);
          const want = maximaOracle(image.data, shape, connectivity);
          const got = maskValues(localMaxima(k, image, { connectivity }));
          expect(firstDifference(got, want, shape), `${shape} ${connectivity}`).toBeUndefined();
        }
      }
    }
  });

  it("of height 1 are all maxima of whole numbers", () => {
    const image = randomImage(8, "uint16", [30, 40], 0, 6);
    expect(hMaxima(k, image).bits).toEqual(localMaxima(k, image).bits);
  });

  it("leave no bit beyond the width", () => {
    expect([...localMaxima(k, line("1 2 1")).bits]).toEqual([2, ...Array(15).fill(0)]);
  });

  it("refuse heights that are not above 0", () => {
    expect(() => hMaxima(k, line("1 2"), { height: 0 })).toThrow("h-maxima: expected height > 0, got 0");
    expect(() => hMinima(k, line("1 2"), { height: Number.NaN })).toThrow(RangeError);
    const infinite: Image = { data: Float32Array.of(1, Number.POSITIVE_INFINITY), shape: [1, 2] };
    expect(() => hMaxima(k, infinite)).toThrow("expected finite values");
  });
});
