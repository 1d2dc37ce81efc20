import { describe, expect, it } from "vitest";
import {
  aspectOf,
  centreOn,
  type Frame,
  fitView,
  isVisible,
  panBy,
  pixelAt,
  scaleBar,
  toCanvas,
  zoomAbout,
} from "../../web/view/zoom.js";

const frame: Frame = { width: 100, height: 50, aspectX: 1, aspectY: 2, canvasWidth: 632, canvasHeight: 500 };

describe("zoom", () => {
  it("fits the slice with its margin, pixels as long as they are", () => {
    const view = fitView(frame);
    // 100 wide, 50 × 2 high in a room of 600 × 468.
    expect(view).toEqual({ scale: 4.68, x: (632 - 468) / 2, y: 16 });
    expect(aspectOf(0.5, 0.25)).toEqual({ aspectX: 1, aspectY: 2 });
    expect(aspectOf(0.25, 0.5)).toEqual({ aspectX: 2, aspectY: 1 });
  });

  it("does not blow up tiny images", () => {
    expect(fitView({ ...frame, width: 1, height: 1 }).scale).toBe(96);
  });

  it("keeps the point under the pointer while zooming", () => {
    let view = fitView(frame);
    const before = pixelAt(view, frame, 300, 200);
    for (const factor of [1.3, 1.3, 0.5, 2, 3]) {
      view = zoomAbout(view, frame, factor, 300, 200);
      expect(pixelAt(view, frame, 300, 200)).toEqual(before);
    }
  });

  it("stops zooming at both ends", () => {
    const far = zoomAbout(fitView(frame), frame, 1e-9, 0, 0);
    const near = zoomAbout(fitView(frame), frame, 1e9, 0, 0);
    expect([far.scale, near.scale]).toEqual([1, 96]);
  });

  it("never loses the slice", () => {
    for (const [dx, dy] of [
      [1e6, 0],
      [-1e6, 0],
      [0, 1e6],
      [0, -1e6],
    ] as const) {
      const view = panBy(fitView(frame), frame, dx, dy);
      const { canvasX, canvasY } = toCanvas(view, frame, frame.width, frame.height);
      expect(view.x).toBeLessThanOrEqual(frame.canvasWidth - 48);
      expect(view.y).toBeLessThanOrEqual(frame.canvasHeight - 48);
      expect(canvasX).toBeGreaterThanOrEqual(48 - 1e-9);
      expect(canvasY).toBeGreaterThanOrEqual(48 - 1e-9);
    }
  });

  it("finds the pixel under a position, and none outside", () => {
    const view = { scale: 2, x: 10, y: 20 };
    expect(pixelAt(view, frame, 10, 20)).toEqual({ x: 0, y: 0 });
    expect(pixelAt(view, frame, 11.9, 23.9)).toEqual({ x: 0, y: 0 });
    expect(pixelAt(view, frame, 12, 24)).toEqual({ x: 1, y: 1 });
    expect(pixelAt(view, frame, 209.9, 219.9)).toEqual({ x: 99, y: 49 });
    for (const [x, y] of [
      [9.9, 30],
      [210, 30],
      [30, 19.9],
      [30, 220],
    ] as const)
      expect(pixelAt(view, frame, x, y)).toBeUndefined();
  });

  it("brings a pixel into the middle", () => {
    const view = zoomAbout(fitView(frame), frame, 5, 0, 0);
    expect(isVisible(view, frame, { x: 90, y: 45 })).toBe(false);
    const centred = centreOn(view, frame, 50.5, 25.5);
    expect(pixelAt(centred, frame, frame.canvasWidth / 2, frame.canvasHeight / 2)).toEqual({ x: 50, y: 25 });
    expect(isVisible(centred, frame, { x: 50, y: 25 })).toBe(true);
  });
});

describe("scale bar", () => {
  it("is a round length of 56 to 140 pixels", () => {
    for (let density = 1e-7; density < 1e7; density *= 1.7) {
      const { length, pixels } = scaleBar(density);
      expect(pixels).toBeGreaterThan(55.9);
      expect(pixels).toBeLessThanOrEqual(140);
      expect(Number(length.toExponential(6).split("e")[0])).toBeOneOf([1, 2, 5]);
      expect(pixels).toBe(length * density);
    }
  });
});
