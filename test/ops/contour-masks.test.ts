import { expect, it } from "vitest";
import { contoursToMask, maskToContours } from "../../bindings/ops/contour-masks.js";
import { onEveryBuild } from "../builds.js";
import { EDGE_WIDTHS, maskOf, maskValues, randomBinary } from "../images.js";

const contour = (points: number[], plane = 0) => ({ points: Float64Array.from(points), closed: true, plane });
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

/** Points of a circle. */
function circle(cy: number, cx: number, radius: number): number[] {
  const turn = (i: number) => (2 * Math.PI * i) / 90;
  return Array.from({ length: 90 }, (_, i) => [
    cy + radius * Math.sin(turn(i)),
    cx + radius * Math.cos(turn(i)),
  ]).flat();
}

onEveryBuild("contours and masks", (k) => {
  it("a mask gives contours that give the mask", () => {
    for (const w of EDGE_WIDTHS) {
      const mask = { ...maskOf(randomBinary(w, [3, 5, w], 0.6)), spacing: [4, 2, 0.5] };
      const list = maskToContours(k, mask);
      expect(list.every(({ closed }) => closed)).toBe(true);
      expect(maskValues(contoursToMask(k, list, mask))).toEqual(maskValues(mask));
    }
    expect(maskToContours(k, maskOf({ data: [0, 0], shape: [1, 1, 2] }))).toEqual([]);
  });

  it("circles on eleven planes have their area, and come back within a pixel", () => {
    const list = Array.from({ length: 11 }, (_, plane) => contour(circle(24.3, 25.6, 20), plane));
    const mask = contoursToMask(k, list, { shape: [11, 50, 52] });
    const values = maskValues(mask);
    for (let plane = 0; plane < 11; plane++) {
      const area = sum(values.slice(plane * 2600, plane * 2600 + 2600));
      expect(Math.abs(area / (Math.PI * 400) - 1)).toBeLessThan(0.01);
    }
    for (const { points } of maskToContours(k, mask)) {
      for (let i = 0; i < points.length; i += 2) {
        expect(Math.abs(Math.hypot(points[i]! - 24.3, points[i + 1]! - 25.6) - 20)).toBeLessThan(1);
      }
    }
  });

  it("holes stay holes, as contours of their own or by a keyhole", () => {
    const outer = [0.5, 0.5, 0.5, 9.5, 9.5, 9.5, 9.5, 0.5];
    const inner = [3.5, 3.5, 6.5, 3.5, 6.5, 6.5, 3.5, 6.5];
    const grid = { shape: [1, 12, 12] };
    const want = Array.from({ length: 144 }, (_, i) => {
      const [y, x] = [Math.floor(i / 12), i % 12];
      const within = (low: number, high: number) => +(Math.min(x, y) >= low && Math.max(x, y) <= high);
      return within(1, 9) - within(4, 6);
    });
    expect(maskValues(contoursToMask(k, [contour(outer), contour(inner)], grid))).toEqual(want);
    const keyhole = [...outer.slice(0, 2), ...inner, ...inner.slice(0, 2), ...outer];
    expect(maskValues(contoursToMask(k, [contour(keyhole)], grid))).toEqual(want);
  });

  it("open contours are closed, planes beyond the grid left out, NaN refused", () => {
    const triangle = contour([0, 0, 0, 4, 4, 0]);
    const closed = contour([0, 0, 0, 4, 4, 0, 0, 0]);
    const grid = { shape: [2, 6, 6] };
    expect(contoursToMask(k, [triangle], grid).bits).toEqual(contoursToMask(k, [closed], grid).bits);
    const elsewhere = [{ ...triangle, plane: 2 }, { ...triangle, plane: -1 }, contour([]), contour([1, 1])];
    expect(sum(maskValues(contoursToMask(k, elsewhere, grid)))).toBe(0);
    expect(() => contoursToMask(k, [contour([0, Number.NaN])], grid)).toThrow("expected finite points");
    expect(() => contoursToMask(k, [], { shape: [5, 5] })).toThrow("expected a grid of shape [z, y, x]");
  });
});
