import { describe, expect, it } from "vitest";
import {
  autoContrast,
  brightness,
  fullRange,
  initialContrast,
  resetContrast,
  withLimits,
  withRange,
} from "../../web/view/contrast.js";

const interval = (low: number, high: number) => ({ low, high });
const start = initialContrast("uint16", interval(497, 29987));

describe("contrast", () => {
  it("starts with the smallest and largest value", () => {
    expect(start).toEqual({ limits: interval(497, 29987), range: interval(497, 29987) });
    expect(initialContrast("float32", interval(-0.5, 0.25)).limits).toEqual(interval(-0.5, 0.25));
  });

  it("starts with 0 to 255 for 8-bit images, whatever they hold", () => {
    expect(initialContrast("uint8", interval(3, 9)).limits).toEqual(interval(0, 255));
    expect(initialContrast("uint8", interval(7, 7)).limits).toEqual(interval(0, 255));
  });

  it("shows a constant image against zero or one", () => {
    expect(initialContrast("uint16", interval(5, 5)).limits).toEqual(interval(0, 5));
    expect(initialContrast("int16", interval(-5, -5)).limits).toEqual(interval(-5, 1));
    expect(initialContrast("float32", interval(0, 0)).limits).toEqual(interval(0, 1));
    expect(initialContrast("float32", interval(0.5, 0.5)).limits).toEqual(interval(0, 1));
  });

  it("resets limits and range to the slice; 8-bit images to 0 and 255", () => {
    expect(resetContrast("uint16", interval(600, 900))).toEqual({
      limits: interval(600, 900),
      range: interval(600, 900),
    });
    expect(resetContrast("uint8", interval(60, 90))).toEqual({ limits: interval(0, 255), range: interval(0, 255) });
  });

  it("sets the limits of a slice once without narrowing the range", () => {
    expect(autoContrast(start, interval(600, 900))).toEqual({
      limits: interval(600, 900),
      range: interval(497, 29987),
    });
    expect(autoContrast(initialContrast("uint8", interval(0, 9)), interval(60, 90)).limits).toEqual(interval(60, 90));
  });

  it("widens the range to the type and leaves the limits", () => {
    expect(fullRange(start, "uint16")).toEqual({ limits: interval(497, 29987), range: interval(0, 65535) });
    expect(fullRange(start, "int16").range).toEqual(interval(-32768, 32767));
    expect(fullRange(start, "float32")).toBe(start);
  });

  it("lets the range grow with limits beyond it, and clips limits to a narrower range", () => {
    expect(withLimits(start, 100, 40000)).toEqual({ limits: interval(100, 40000), range: interval(100, 40000) });
    expect(withLimits(start, 900, 600).limits).toEqual(interval(600, 900));
    expect(withRange(start, interval(1000, 2000))).toEqual({
      limits: interval(1000, 2000),
      range: interval(1000, 2000),
    });
    expect(withRange(start, interval(30000, 40000)).limits).toEqual(interval(30000, 30000));
  });

  it("shows values in proportion", () => {
    expect(brightness(150, interval(100, 200))).toBe(0.5);
    expect(brightness(100, interval(100, 200))).toBe(0);
    expect(brightness(99, interval(100, 200))).toBe(0);
    expect(brightness(1000, interval(100, 200))).toBe(1);
    expect(brightness(Number.NaN, interval(100, 200))).toBe(0);
    expect(brightness(Number.POSITIVE_INFINITY, interval(100, 200))).toBe(1);
    expect([5, 6].map((value) => brightness(value, interval(5, 5)))).toEqual([0, 1]);
  });
});
