import { expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { type Contour, contours } from "../../bindings/ops/contours.js";
import { onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, maskOf, randomBinary, randomImage, valuesOf } from "../images.js";
import { contoursOracle } from "../oracle/contours.js";

/** Twice the area a closed line goes round, positive when it turns from y to x. */
function turn({ points }: Contour): number {
  let sum = 0;
  for (let i = 0; i + 3 < points.length; i += 2) sum += points[i]! * points[i + 3]! - points[i + 2]! * points[i + 1]!;
  return sum;
}

const lines = (list: Contour[]) => list.map(({ points }) => Array.from(points));

onEveryBuild("contours", (k) => {
  it("go round two pixels that touch at a corner, each for itself or both", () => {
    const image = drawn(["0 0 0 0", "0 1 0 0", "0 0 1 0", "0 0 0 0"]);
    const apart = contours(k, image, { level: 0.5 });
    expect(apart).toHaveLength(2);
    expect(lines(apart)[0]).toEqual([1.5, 1, 1, 0.5, 0.5, 1, 1, 1.5, 1.5, 1]);
    const joined = contours(k, image, { level: 0.5, fullyConnected: "high" });
    expect(joined.map(({ points, closed }) => [points.length / 2, closed])).toEqual([[9, true]]);
  });

  it("turn one way around what is high and the other way around what is low", () => {
    const [high] = contours(k, drawn(["0 0 0", "0 1 0", "0 0 0"]));
    const [low] = contours(k, drawn(["1 1 1", "1 0 1", "1 1 1"]));
    expect([turn(high!), turn(low!)]).toEqual([0.5, -0.5].map((side) => side * Math.sign(turn(high!)) * 2));
    const [back] = contours(k, drawn(["0 0 0", "0 1 0", "0 0 0"]), { positiveOrientation: "high" });
    expect(Array.from(back!.points)).toEqual(
      lines([high!])[0]!
        .map((_, i, all) => all[all.length - 2 - (i - (i % 2)) + (i % 2)]!)
        .slice(),
    );
  });

  it("end at the border", () => {
    const [line] = contours(k, drawn(["0 4", "0 4"]), { level: 1 });
    expect(line).toEqual({ points: Float64Array.of(1, 0.25, 0, 0.25), closed: false, plane: 0 });
  });

  it("end at NaN, and are none where there is nothing else", () => {
    const image: Image = { data: Float32Array.of(0, 1, 0, 1, Number.NaN, 1), shape: [3, 2] };
    expect(lines(contours(k, image))).toEqual([[1, 0.5, 0, 0.5]]);
    expect(contours(k, { data: new Float32Array(4).fill(Number.NaN), shape: [2, 2] })).toEqual([]);
  });

  it("pass through pixels that have the level", () => {
    const image = drawn(["0 0 0 0 0", "0 0 2 0 0", "0 2 1 2 0", "0 0 2 0 0", "0 0 0 0 0"]);
    expect(lines(contours(k, image, { level: 1 }))).toEqual(contoursOracle(image, { level: 1, high: false }));
  });

  it("have the middle of the values as level when none is given", () => {
    const image = randomImage(1, "int16", [7, 9], -50, 90);
    const values = valuesOf(image);
    const level = (Math.min(...values) + Math.max(...values)) / 2;
    expect(contours(k, image)).toEqual(contours(k, image, { level }));
  });

  it("are found in every plane, in the unit of the spacing", () => {
    const planes = [randomBinary(1, [6, 7]), randomBinary(2, [6, 7])];
    const data = Uint8Array.from(planes.flatMap(valuesOf));
    const got = contours(k, { data, shape: [2, 6, 7], spacing: [5, 2, 0.5] }, { level: 0.5 });
    const want = planes.flatMap((image, plane) =>
      contours(k, { ...image, spacing: [2, 0.5] }, { level: 0.5 }).map((line) => ({ ...line, plane })),
    );
    expect(got).toEqual(want);
    const [first] = contours(k, planes[0]!, { level: 0.5 });
    expect(valuesOf({ data: got[0]!.points })).toEqual(Array.from(first!.points, (v, i) => v * (i % 2 ? 0.5 : 2)));
  });

  it("are the same for a mask and for its zeros and ones", () => {
    const image = randomBinary(9, [20, 131]);
    expect(contours(k, maskOf(image))).toEqual(contours(k, image));
  });

  it("are none in an image without squares, or without values above the level", () => {
    expect(contours(k, drawn(["0 1 0"]))).toEqual([]);
    expect(contours(k, drawn(["0", "1"]))).toEqual([]);
    expect(contours(k, drawn(["0 1", "1 0"]), { level: 1 })).toEqual([]);
    expect(contours(k, drawn(["3 3", "3 3"]))).toEqual([]);
  });

  it("agree with joining one piece at a time", () => {
    for (const w of EDGE_WIDTHS.filter((width) => width > 1)) {
      for (const [dtype, high] of [
        ["uint8", 1],
        ["uint8", 3],
        ["int16", 2],
        ["uint16", 60000],
        ["float32", 9],
        ["uint32", 4],
      ] as const) {
        const image = randomImage(w, dtype, [7, w], 0, high);
        for (const level of [high / 2, 1]) {
          for (const fullyConnected of ["low", "high"] as const) {
            const want = contoursOracle(image, { level, high: fullyConnected === "high" });
            expect(lines(contours(k, image, { level, fullyConnected }))).toEqual(want);
          }
        }
      }
    }
  });

  it("refuse infinity and bad options", () => {
    const image: Image = { data: Float32Array.of(0, Number.POSITIVE_INFINITY, 0, 0), shape: [2, 2] };
    expect(() => contours(k, image, { level: 1 })).toThrow(
      "contours: expected numbers or NaN, the image holds infinity",
    );
    expect(() => contours(k, drawn(["0 1", "0 1"]), { fullyConnected: "both" as never })).toThrow(
      "contours: expected fullyConnected to be one of low, high",
    );
  });
});
