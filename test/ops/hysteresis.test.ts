import { expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { hysteresis } from "../../bindings/ops/hysteresis.js";
import { label } from "../../bindings/ops/label.js";
import { multiotsu } from "../../bindings/ops/multiotsu.js";
import { threshold } from "../../bindings/ops/threshold.js";
import { onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, firstDifference, maskValues, randomImage } from "../images.js";

const bits = (image: Parameters<typeof maskValues>[0]) => maskValues(image).join(" ");

onEveryBuild("hysteresis", (k) => {
  it("keeps what is above the low level and connects to what is above the high one", () => {
    expect(bits(hysteresis(k, drawn(["2 9 2 0 2 2 0 9"]), { low: 1, high: 5 }))).toBe("1 1 1 0 0 0 0 1");
    expect(bits(hysteresis(k, drawn(["2 9 5 1"]), { low: 2, high: 5 }))).toBe("0 1 1 0");
    expect(bits(hysteresis(k, drawn(["2 5 5 1"]), { low: 2, high: 5 }))).toBe("0 0 0 0");
  });

  it("connects by faces unless told otherwise", () => {
    const image = drawn(["9 0", "0 2"]);
    expect(bits(hysteresis(k, image, { low: 1, high: 5 }))).toBe("1 0 0 0");
    expect(bits(hysteresis(k, image, { low: 1, high: 5, connectivity: 8 }))).toBe("1 0 0 1");
  });

  it("takes a low level above the high one as equal to it", () => {
    const image = randomImage(5, "uint8", [9, 20], 0, 100);
    expect(hysteresis(k, image, { low: 80, high: 40 }).bits).toEqual(threshold(k, image, { level: 40 }).bits);
  });

  it("finds its levels by a method: two of them by multi-Otsu", () => {
    const image = randomImage(6, "uint8", [20, 30], 0, 90);
    const [low, high] = multiotsu(k, image) as [number, number];
    expect(hysteresis(k, image).bits).toEqual(hysteresis(k, image, { low, high }).bits);
    const two = drawn(["1 1 7 7"]);
    expect(bits(hysteresis(k, two))).toBe("0 0 1 1");
    expect(bits(hysteresis(k, drawn(["4 4 4"])))).toBe("0 0 0");
    expect(bits(hysteresis(k, two, { low: 0, high: "mean" }))).toBe("1 1 1 1");
  });

  it("agrees with components that hold a bright voxel, at every width", () => {
    for (const w of EDGE_WIDTHS) {
      const image = randomImage(w, "uint16", [7, w], 0, 100);
      const labels = label(k, threshold(k, image, { level: 50 }), { connectivity: 4 });
      const bright = new Set(labels.data.filter((_, i) => (image.data[i] as number) > 90));
      const want = Array.from(labels.data, (one) => (one > 0 && bright.has(one) ? 1 : 0));
      const got = maskValues(hysteresis(k, image, { low: 50, high: 90 }));
      expect(firstDifference(got, want, image.shape)).toBeUndefined();
    }
  });

  it("never counts NaN as foreground", () => {
    const image: Image = { data: Float32Array.of(Number.NaN, 3, 9), shape: [1, 3] };
    expect(bits(hysteresis(k, image, { low: 1, high: 5 }))).toBe("0 1 1");
    expect(() => hysteresis(k, image)).toThrow("hysteresis: expected finite values");
  });
});
