import { expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { label } from "../../bindings/ops/label.js";
import { resampleTo } from "../../bindings/ops/resample-to.js";
import { onEveryBuild } from "../builds.js";
import golden from "../golden/affine.json" with { type: "json" };
import { EDGE_WIDTHS, maskOf, maskValues, randomBinary, randomImage } from "../images.js";
import { threadedKernels } from "../threads.js";

onEveryBuild("resampling to another grid", (k) => {
  it.each(golden.cases)("gives SciPy's values: $name", ({ seed, grid, linear, nearest }) => {
    const image = { ...randomImage(seed, "uint8", golden.image.shape), ...golden.image };
    const got = resampleTo(k, image, grid, { outside: golden.outside });
    expect(got).toMatchObject(grid);
    expect(Math.max(...Array.from(got.data, (value, i) => Math.abs(value - linear[i]!)))).toBeLessThan(2e-5);
    expect(resampleTo(k, image, grid, { method: "nearest" }).data).toEqual(Uint8Array.from(nearest));
    const count = 255 * 70_000;
    const labels = { ...image, data: Uint32Array.from(image.data, (value) => value * 70_000), count };
    expect(resampleTo(k, labels, grid)).toMatchObject({ data: Uint32Array.from(nearest, (v) => v * 70_000), count });
  });

  it("changes nothing on the same grid, and only the order on a mirrored one", () => {
    for (const w of EDGE_WIDTHS) {
      for (const dtype of ["uint8", "int16", "float32"] as const) {
        const image = { ...randomImage(w, dtype, [3, 4, w], 0, 255), spacing: [3, 0.1, 2], origin: [0.3, 7, -5] };
        for (const method of ["linear", "nearest"] as const) {
          const near = (got: Image, want: Iterable<number>) =>
            expect([...got.data]).toEqual([...want].map((value) => expect.closeTo(value, method === "linear" ? 4 : 9)));
          near(resampleTo(k, image, image, { method }), image.data);
          const back = { ...image, direction: [1, 0, 0, 0, 1, 0, 0, 0, -1], origin: [0.3, 7, -5 + 2 * (w - 1)] };
          const rows = Array.from({ length: 12 }, (_, row) => [...image.data.slice(row * w, row * w + w)].reverse());
          near(resampleTo(k, image, back, { method }), rows.flat());
        }
      }
    }
  });

  it("keeps masks masks and labels labels, with nothing beyond", () => {
    const mask = maskOf(randomBinary(3, [4, 5, 6]));
    const shifted = resampleTo(k, mask, { shape: [4, 5, 6], origin: [0, 0, 2] });
    const values = maskValues(mask);
    expect(maskValues(shifted)).toEqual(values.map((_, i) => (i % 6 < 4 ? values[i + 2] : 0)));
    const labels = label(k, mask);
    expect(resampleTo(k, labels, labels)).toEqual(labels);
    expect(resampleTo(k, { ...mask, shape: [20, 6] }, { shape: [1, 20, 6] }).bits).toEqual(mask.bits);
  });

  it("spreads NaN, and refuses axes in one plane", () => {
    const image = { data: Float32Array.of(1, Number.NaN, 3, 4), shape: [1, 1, 4] };
    const half = resampleTo(k, image, { shape: [1, 1, 4], origin: [0, 0, 0.5] });
    expect([...half.data]).toEqual([Number.NaN, Number.NaN, 3.5, 0]);
    const flat = { ...image, direction: [1, 0, 0, 0, 1, 0, 0, 1, 0] };
    expect(() => resampleTo(k, flat, image)).toThrow("resampleTo: expected three independent axes");
    expect(() => resampleTo(k, image, image, { method: "cubic" as never })).toThrow("one of linear, nearest");
  });
});

it("threads share the rows", async () => {
  const k = await threadedKernels(3);
  const { seed, grid, nearest } = golden.cases[0]!;
  const image = { ...randomImage(seed, "uint8", golden.image.shape), ...golden.image };
  expect(resampleTo(k, image, grid, { method: "nearest" }).data).toEqual(Uint8Array.from(nearest));
  k.dispose();
});
