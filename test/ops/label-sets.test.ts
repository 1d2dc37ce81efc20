import { expect, it } from "vitest";
import type { Dtype, Image } from "../../bindings/core/image.js";
import { clearBorder } from "../../bindings/ops/clear-border.js";
import { fillLabelHoles } from "../../bindings/ops/fill-label-holes.js";
import { joinLabels } from "../../bindings/ops/join-labels.js";
import { keepLargest } from "../../bindings/ops/keep-largest.js";
import { keepLargestLabels } from "../../bindings/ops/keep-largest-labels.js";
import { relabel } from "../../bindings/ops/relabel.js";
import { onEveryBuild } from "../builds.js";
import { drawn, EDGE_WIDTHS, firstDifference, maskValues, randomBinary, randomImage, valuesOf } from "../images.js";
import { labelOracle } from "../oracle/label.js";
import { clearBorderOracle, fillLabelHolesOracle, largestOracle } from "../oracle/labels.js";

const TYPES = ["uint8", "uint16", "uint32"] as Dtype[];
const flatOrDeep = (w: number) => [
  [9, w],
  [4, 5, w],
];

onEveryBuild("keep-largest", (k) => {
  it("keeps the first of equally large components", () => {
    const image = drawn(["1 1 . 1 1", ". . . . .", "1 1 1 . 1"]);
    expect(maskValues(keepLargest(k, image))).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0]);
    expect(maskValues(keepLargest(k, image, { count: 2 }))).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0]);
    expect(maskValues(keepLargest(k, image, { count: 99 }))).toEqual(valuesOf(image));
  });

  it("joins by faces unless told otherwise", () => {
    const image = drawn(["1 . . .", ". 1 . 1", ". . . 1"]);
    expect(maskValues(keepLargest(k, image))).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
    expect(maskValues(keepLargest(k, image, { connectivity: 8 }))).toEqual([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  });

  it("leaves an empty mask empty and refuses to keep none", () => {
    expect(maskValues(keepLargest(k, drawn([". ."])))).toEqual([0, 0]);
    expect(() => keepLargest(k, drawn(["1"]), { count: 0 })).toThrow("keep-largest: expected count >= 1, got 0");
  });

  it("agrees with sorting", () => {
    for (const w of EDGE_WIDTHS) {
      for (const shape of flatOrDeep(w)) {
        const image = randomBinary(w, shape, 0.4);
        const parts = labelOracle(image.data, shape, shape.length === 2 ? 4 : 6);
        for (const count of [1, 2, 5, 40]) {
          const stay = largestOracle(parts, count);
          const want = parts.map((part) => (stay.has(part) ? 1 : 0));
          expect(firstDifference(maskValues(keepLargest(k, image, { count })), want, shape)).toBeUndefined();
        }
      }
    }
  });
});

onEveryBuild("keep-largest-labels", (k) => {
  it("counts the parts of a label together and numbers anew", () => {
    const image = drawn(["5 . 5 9", "2 2 2 9"]);
    expect(valuesOf(keepLargestLabels(k, image, { count: 2 }))).toEqual([2, 0, 2, 0, 1, 1, 1, 0]);
  });

  it.each(TYPES)("agrees with sorting on %s", (dtype) => {
    for (const w of EDGE_WIDTHS) {
      const image = randomImage(w, dtype, [5, w], 0, 30);
      // Also where labels are far too large for a table by value.
      if (dtype === "uint32") for (let i = 0; i < w; i++) image.data[i] = 4_000_000_000 + (i % 7);
      for (const count of [1, 3, 50]) {
        const stay = [...largestOracle(image.data, count)].sort((a, b) => a - b);
        const want = valuesOf(image).map((label) => stay.indexOf(label) + 1);
        const got = keepLargestLabels(k, image, { count });
        expect(firstDifference(got.data, want, image.shape)).toBeUndefined();
        expect(got.count).toBe(stay.length);
      }
    }
  });
});

onEveryBuild("clear-border", (k) => {
  it("removes the touching part of a label only", () => {
    const image = drawn(["3 . . . .", ". . 3 . .", ". . . . .", ". . . 4 .", ". . . . 4"]);
    const got = clearBorder(k, image);
    expect(valuesOf(got)).toEqual([...Array(7).fill(0), 3, ...Array(17).fill(0)]);
    expect(got.count).toBe(3);
  });

  it("keeps a distance", () => {
    const image = drawn([". . . . .", ". 1 . . .", ". . . . .", ". . . . .", ". . . . ."]);
    expect(clearBorder(k, image).data[6]).toBe(1);
    expect(clearBorder(k, image, { buffer: 1 }).data[6]).toBe(0);
    expect(clearBorder(k, image, { buffer: 4 }).data[6]).toBe(0);
    expect(() => clearBorder(k, image, { buffer: 5 })).toThrow("expected buffer below every extent of 5×5, got 5");
  });

  it("finds no edge in z of a single plane", () => {
    expect(clearBorder(k, { data: Uint8Array.of(0, 0, 0, 0, 6, 0, 0, 0, 0), shape: [1, 3, 3] }).data[4]).toBe(6);
  });

  it.each(TYPES)("agrees with flooding on %s", (dtype) => {
    for (const w of EDGE_WIDTHS) {
      for (const shape of flatOrDeep(w)) {
        const image = randomImage(w, dtype, shape, 0, 9);
        image.data.forEach((v, i) => {
          image.data[i] = v > 3 ? 0 : v;
        });
        for (const buffer of [0, 1].filter((b) => b < Math.min(...shape))) {
          const got = clearBorder(k, image, { buffer });
          expect(firstDifference(got.data, clearBorderOracle(image.data, shape, buffer), shape)).toBeUndefined();
          expect(got.data.constructor).toBe(image.data.constructor);
        }
      }
    }
  });
});

onEveryBuild("relabel", (k) => {
  it("closes gaps in ascending order and tells what labels were", () => {
    const got = relabel(k, drawn([". 5 5 z 2"]));
    expect(valuesOf(got)).toEqual([0, 2, 2, 3, 1]);
    expect([...got.values]).toEqual([2, 5, 35]);
    expect(got.count).toBe(3);
  });

  it("starts at an offset, in a wider type where it must", () => {
    const got = relabel(k, drawn([". 5 9"]), { offset: 255 });
    expect(valuesOf(got)).toEqual([0, 255, 256]);
    expect(got.data).toBeInstanceOf(Uint16Array);
    expect(valuesOf(relabel(k, drawn(["9"]), { offset: 4294967295 }))).toEqual([4294967295]);
    expect(() => relabel(k, drawn(["9 8"]), { offset: 4294967295 })).toThrow("2 labels from 4294967295 on end above");
    expect(() => relabel(k, drawn(["9"]), { offset: 0 })).toThrow("relabel: expected offset >= 1, got 0");
  });

  it("leaves an empty image empty", () => {
    const got = relabel(k, drawn([". ."]), { offset: 7 });
    expect([got.count, [...got.values], valuesOf(got)]).toEqual([0, [], [0, 0]]);
  });

  it("lists labels that are too sparse for a table", () => {
    const data = Uint32Array.of(4_000_000_000, 0, 7, 4_000_000_000, 3_999_999_999);
    const got = relabel(k, { data, shape: [1, 5] });
    expect([valuesOf(got), [...got.values]]).toEqual([
      [3, 0, 1, 3, 2],
      [7, 3_999_999_999, 4_000_000_000],
    ]);
  });

  it.each(TYPES)("its list leads back on %s", (dtype) => {
    for (const w of EDGE_WIDTHS) {
      const image = randomImage(w, dtype, [3, w], 0, 250);
      const { data, values } = relabel(k, image, { offset: 11 });
      expect(Array.from(data, (label) => (label ? values[label - 11] : 0))).toEqual(valuesOf(image));
      expect([...values]).toEqual([...new Set(valuesOf(image))].filter(Boolean).sort((a, b) => a - b));
    }
  });
});

onEveryBuild("joinLabels", (k) => {
  it("numbers pairs by the first image, then the second", () => {
    const [a, b] = [drawn([". . 1 1", ". 2 1 1"]), drawn(["3 3 . .", "3 3 3 ."])];
    expect(valuesOf(joinLabels(k, a, b))).toEqual([1, 1, 2, 2, 1, 4, 3, 2]);
  });

  it("keeps 0 where both are 0", () => {
    expect(valuesOf(joinLabels(k, drawn([". 1"]), drawn([". ."])))).toEqual([0, 1]);
  });

  it("agrees with sorting pairs", () => {
    for (const w of EDGE_WIDTHS) {
      const [a, b] = [randomImage(w, "uint16", [4, w], 0, 300), randomImage(w + 1, "uint32", [4, w], 0, 5)];
      const pairs = valuesOf(a).map((label, i) => label * 1000 + (b.data[i] as number));
      const order = [0, ...[...new Set(pairs)].filter(Boolean).sort((p, q) => p - q)];
      const want = pairs.map((pair) => order.indexOf(pair));
      expect(firstDifference(joinLabels(k, a, b).data, want, a.shape)).toBeUndefined();
    }
  });

  it("refuses two shapes", () => {
    expect(() => joinLabels(k, drawn(["1 1"]), drawn(["1"]))).toThrow("both images must have one shape");
  });
});

onEveryBuild("fill-label-holes", (k) => {
  const ring = (inside: string) => drawn(["7 7 7 7 .", `7 ${inside} 7 .`, "7 7 7 7 .", ". . . . ."]);
  const at = (image: Image) => [image.data[6], image.data[7], image.data[4]];

  it("fills what lies in one label", () => {
    expect(at(fillLabelHoles(k, ring(". .")))).toEqual([7, 7, 0]);
  });

  it("leaves what lies between two", () => {
    expect(at(fillLabelHoles(k, ring(". 2")))).toEqual([0, 2, 0]);
  });

  it("lets the background leak through corners when told so", () => {
    const leaky = drawn(["7 7 7 .", "7 . 7 .", "7 7 . .", ". . . ."]);
    expect(fillLabelHoles(k, leaky).data[5]).toBe(7);
    expect(fillLabelHoles(k, leaky, { connectivity: 8 }).data[5]).toBe(0);
  });

  it.each(TYPES)("agrees with flooding on %s", (dtype) => {
    for (const w of [...EDGE_WIDTHS, 200]) {
      for (const shape of [
        [15, w],
        [5, 6, w],
      ]) {
        const image = randomImage(w, dtype, shape, 0, 9);
        image.data.forEach((v, i) => {
          image.data[i] = [0, 0, 2][v] ?? 1;
        });
        for (const connectivity of (shape.length === 2 ? [4, 8] : [6, 18, 26]) as (4 | 6)[]) {
          const want = fillLabelHolesOracle(image.data, shape, connectivity);
          expect(firstDifference(fillLabelHoles(k, image, { connectivity }).data, want, shape)).toBeUndefined();
        }
      }
    }
  });
});
