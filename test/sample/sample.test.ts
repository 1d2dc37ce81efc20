import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { SAMPLES, sample } from "../../bindings/sample/index.js";

/** What a picture is known by: shape, extremes, sum and the digest of its little-endian bytes. */
function fingerprint(image: Image) {
  let [min, max, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const value of image.data) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
  }
  const { buffer, byteOffset, byteLength } = image.data;
  const digest = createHash("sha256")
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest("hex");
  return { shape: [...image.shape], min, max, sum, sha256: digest.slice(0, 16) };
}

describe("samples", () => {
  it("draws the acceptance volume that the published figures belong to", () => {
    expect(fingerprint(sample("acceptance"))).toEqual({
      shape: [24, 64, 64],
      min: 2000,
      max: 42040,
      sum: 614195112,
      sha256: "caef1904ae93a6c2",
    });
  });

  it("draws the same nuclei every time", () => {
    const image = sample("nuclei");
    expect(fingerprint(image)).toEqual({
      shape: [60, 256, 256],
      min: 497,
      max: 29987,
      sum: 15493995835,
      sha256: "86cea5d3ab3537b4",
    });
    expect(image.spacing).toEqual([0.29, 0.26, 0.26]);
    expect(image.unit).toBe("µm");
  });

  it("draws the same cells every time", () => {
    const image = sample("cells");
    expect(fingerprint(image)).toEqual({
      shape: [512, 512],
      min: 1002,
      max: 33589,
      sum: 2075680692,
      sha256: "5487ec6b04d59e6d",
    });
    expect(image.spacing).toEqual([0.325, 0.325]);
  });

  it("refuses other names, and guesses what was meant", () => {
    expect(() => sample("nucle" as never)).toThrow(
      'expected one of nuclei, cells, acceptance, got "nucle", did you mean nuclei?',
    );
    expect(() => sample("__proto__" as never)).toThrow(RangeError);
    expect(Object.keys(SAMPLES)).toEqual(["nuclei", "cells", "acceptance"]);
  });
});
