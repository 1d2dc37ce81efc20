import { expect, it } from "vitest";
import type { Dtype, Image, Labelmap, Mask } from "../../bindings/core/image.js";
import { type Op, runOp } from "../../bindings/core/op.js";
import * as segwasm from "../../bindings/index.js";
import type { SlabOp } from "../../bindings/ops/slab-source.js";
import { onEveryBuild } from "../builds.js";
import { clouds, firstDifference, maskOf, randomBinary, randomImage, valuesOf } from "../images.js";

const { slabSource } = segwasm;
const SHAPE = [13, 9, 20];
const TYPES: Dtype[] = ["uint8", "int8", "uint16", "int16", "float32", "float64"];

/** Puts slabs together again. */
function collector() {
  const slabs: (Image | Mask)[] = [];
  const froms: number[] = [];
  const take = (slab: Image | Mask, from: number) => {
    slabs.push(slab);
    froms.push(from);
  };
  const bytes = () => slabs.flatMap((slab) => ("bits" in slab ? [...slab.bits] : valuesOf(slab)));
  return { take, bytes, froms };
}

const mask = maskOf({ data: clouds(5, SHAPE).data.map((v) => (v > 1230 ? 1 : 0)), shape: SHAPE });
const CALLS: [SlabOp, object, (dtype: Dtype) => Image | Mask][] = [
  ["gaussian", { sigma: 1 }, (dtype) => randomImage(1, dtype, SHAPE, 0, 100)],
  ["gaussian", { sigma: [2, 0, 1], border: "reflect" }, (dtype) => randomImage(2, dtype, SHAPE, 0, 100)],
  ["gaussian", { sigma: [0.7, 1, 0], border: "mirror" }, (dtype) => randomImage(2, dtype, SHAPE, 0, 100)],
  ["gaussian", { sigma: [5, 0, 0], border: "constant", value: 7 }, (dtype) => randomImage(3, dtype, SHAPE, 0, 100)],
  ["threshold", { level: 40 }, (dtype) => randomImage(4, dtype, SHAPE, 0, 100)],
];
const MORPHOLOGY: [SlabOp, object][] = (["erode", "dilate", "open", "close"] as const).flatMap((name) =>
  [
    { radius: 2 },
    { radius: 1, footprint: "box", border: "min" },
    { radius: 3, footprint: "diamond", border: "max" },
  ].map((options): [SlabOp, object] => [name, options]),
);

onEveryBuild("slabs", (k, build) => {
  const many = build === "simd" ? [1, 2, 5, 13, 40] : [2];
  const opOf = (name: string) => segwasm.findOp(name) as Op;

  /** The whole at once and slab by slab. */
  async function same(name: SlabOp, options: object, input: Image | Mask): Promise<void> {
    const want: unknown = runOp(opOf(name), k, input as Image, options);
    const wanted = "bits" in (want as Mask) ? [...(want as Mask).bits] : valuesOf(want as Image);
    for (const planes of many) {
      const { take, bytes, froms } = collector();
      await segwasm.opInSlabs(k, name, slabSource(input), { ...options, planes }, take);
      expect(firstDifference(bytes(), wanted), `${planes} planes`).toBeUndefined();
      expect(froms).toEqual(Array.from({ length: Math.ceil(13 / planes) }, (_, i) => i * planes));
    }
  }

  it.each(CALLS)("%s %j are the same as at once", async (name, options, make) => {
    for (const dtype of TYPES) await same(name, options, make(dtype));
  });

  it.each(MORPHOLOGY)("%s %j are the same as at once", async (name, options) => {
    await same(name, options, mask);
    await same(name, options, maskOf(randomBinary(2, SHAPE, 0.8)));
  });

  it("label as the whole would be, with one type for all slabs", async () => {
    for (const density of [0.1, 0.3]) {
      const input = randomBinary(7, [13, 19, 40], density);
      for (const connectivity of [6, 18, 26] as const) {
        const want = segwasm.label(k, input, { connectivity });
        for (const planes of many) {
          const types = new Set<unknown>();
          const { take, bytes } = collector();
          const sink = (slab: Labelmap, from: number) => {
            types.add(slab.data.constructor);
            take(slab, from);
          };
          const count = await segwasm.labelInSlabs(k, slabSource(input), { connectivity, planes }, sink);
          expect([count, ...types]).toEqual([want.count, want.data.constructor]);
          expect(firstDifference(bytes(), want.data)).toBeUndefined();
        }
      }
    }
  });

  it.each(TYPES)("have the histogram and levels of the whole: %s", async (dtype) => {
    const [low, high] = dtype === "int8" ? [-100, 100] : [0, 250];
    const image = randomImage(8, dtype, SHAPE, low, high);
    for (const planes of many) {
      for (const options of [{}, { bins: 7 }, { range: "dtype" as const, bins: 300 }]) {
        const got = await segwasm.histogramInSlabs(k, slabSource(image), { ...options, planes });
        expect(got).toEqual(segwasm.histogram(k, image, options));
      }
      for (const method of [
        "otsu",
        "yen",
        "isodata",
        "triangle",
        ...(dtype.startsWith("f") ? [] : ["li"]),
      ] as "otsu"[]) {
        const got = await segwasm.levelInSlabs(k, slabSource(image), method, { planes });
        expect(got, method).toBe(segwasm.thresholdLevel(k, image, method));
      }
    }
  });

  it("have the level of a constant volume", async () => {
    const constant = { data: new Uint8Array(8).fill(9), shape: [2, 2, 2] };
    expect(await segwasm.levelInSlabs(k, slabSource(constant), "otsu")).toBe(9);
    await expect(segwasm.levelInSlabs(k, slabSource(constant), "minimum")).rejects.toThrow("two peaks");
  });

  it.each(["uint8", "uint16", "int16", "float32"] as Dtype[])("have the statistics of the whole: %s", async (dtype) => {
    const labels: Image = { ...randomImage(9, "uint16", SHAPE, 0, 40), spacing: [2, 0.3, 0.7], unit: "µm" };
    const image = randomImage(10, dtype, SHAPE, 0, 200);
    for (const planes of many) {
      const got = await segwasm.regionStatsInSlabs(k, slabSource(labels), slabSource(image), { planes });
      expect(got).toEqual(segwasm.regionStats(k, labels, image));
      const bare = await segwasm.regionStatsInSlabs(k, slabSource(labels), undefined, { planes });
      expect(bare).toEqual(segwasm.regionStats(k, labels));
    }
  });

  it("refuse what needs the whole", async () => {
    const source = slabSource(randomImage(1, "uint8", SHAPE));
    const run = (name: string, options: object) =>
      segwasm.opInSlabs(k, name as SlabOp, source, { ...options }, () => {});
    await expect(run("label", {})).rejects.toThrow(
      'expected one of gaussian, threshold, erode, dilate, open, close, got "label"',
    );
    await expect(run("threshold", {})).rejects.toThrow("expected level to be a number");
    await expect(run("gaussian", { border: "wrap" })).rejects.toThrow("border wrap needs the other end");
    await expect(run("erode", { radius: 1, planes: 0 })).rejects.toThrow("expected planes >= 1, got 0");
    const words = slabSource(randomImage(1, "uint32", SHAPE));
    await expect(segwasm.histogramInSlabs(k, words)).rejects.toThrow("expected 8 or 16 bits or floats, got uint32");
    await expect(segwasm.levelInSlabs(k, source, "mean" as never)).rejects.toThrow("expected one of otsu");
  });
});
