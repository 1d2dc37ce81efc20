import { expect, it } from "vitest";
import { arrayType, type Dtype, type Image } from "../../bindings/core/image.js";
import { type Inspection, inspectImage } from "../../bindings/ops/quality.js";
import { sample } from "../../bindings/sample/index.js";
import { onEveryBuild } from "../builds.js";
import { drawn, randomBinary, randomNumbers } from "../images.js";

const WHOLE: Dtype[] = ["uint8", "int8", "uint16", "int16", "uint32", "int32"];

/** Square blocks, `side` voxels wide, on a black ground; block i has the value `value(i)`. */
function blocks(dtype: Dtype, count: number, value: (i: number) => number, side = 4): Image {
  const across = Math.ceil(Math.sqrt(count));
  const w = across * (side + 1);
  const data = new (arrayType(dtype))(w * w);
  for (let i = 0; i < count; i++) {
    const [y, x] = [Math.floor(i / across) * (side + 1), (i % across) * (side + 1)];
    for (let n = 0; n < side * side; n++) data[(y + Math.floor(n / side)) * w + x + (n % side)] = value(i);
  }
  return { data, shape: [w, w] };
}

const textOf = ({ verdicts }: Inspection, id: string) => verdicts.find((verdict) => verdict.id === id)?.text;

onEveryBuild("kind of image", (k) => {
  it.each(WHOLE)("is a mask when there are two values of %s, one of them 0", (dtype) => {
    const got = inspectImage(
      k,
      blocks(dtype, 3, () => 100),
    );
    expect(got).toMatchObject({ kind: "mask", labels: { count: 1, max: 100, minimumDtype: "uint8" } });
    expect(got.classes).toEqual([{ value: 100, voxels: 48, regions: 3 }]);
    expect(textOf(got, "kind")).toBe("A mask: 0 and 100 only, 3 regions.");
    expect(textOf(got, "clipping")).toBeUndefined();
  });

  it("is a mask also when it is noise, or floats", () => {
    expect(inspectImage(k, randomBinary(1, [40, 40])).kind).toBe("mask");
    expect(inspectImage(k, { data: Float32Array.of(0, 255, 255, 0), shape: [2, 2] })).toMatchObject({
      kind: "mask",
      classes: [{ value: 255, voxels: 2, regions: 1 }],
    });
    expect(inspectImage(k, drawn(["1 2", "2 1"])).kind).not.toBe("mask");
  });

  it.each(WHOLE)("is an instance segmentation when each value of %s is one region", (dtype) => {
    const got = inspectImage(
      k,
      blocks(dtype, 19, (i) => i + 1),
    );
    expect(got).toMatchObject({
      kind: "instance",
      labels: { count: 19, max: 19, minimumDtype: "uint8" },
      scattered: [],
    });
    expect(textOf(got, "kind")).toBe("An instance segmentation: 19 labels, each one region.");
  });

  it("names the labels that are not in one piece", () => {
    const got = inspectImage(
      k,
      blocks("uint16", 30, (i) => (i >= 27 ? i - 20 : i + 1)),
    );
    expect(got).toMatchObject({ kind: "instance", labels: { count: 27 }, scattered: [7, 8, 9] });
    expect(textOf(got, "kind")).toBe("An instance segmentation: 27 labels; not in one piece: 7, 8, 9.");
  });

  it("joins regions of a volume across corners", () => {
    const got = inspectImage(k, drawn(["1 1 . .", "1 1 . .", ". . . .", "", ". . . .", ". . 1 1", "2 . 1 1"]));
    expect(got).toMatchObject({ kind: "instance", labels: { count: 2 }, scattered: [] });
  });

  it("tells labels apart that float32 cannot", () => {
    const got = inspectImage(
      k,
      blocks("uint32", 4, (i) => 4_000_000_000 + i),
    );
    expect(got).toMatchObject({ kind: "instance", labels: { count: 4, max: 4_000_000_003, minimumDtype: "uint32" } });
    expect(textOf(got, "label-dtype")).toBe(
      "Numbered from 1 without gaps, the 4 labels fit in uint8; the largest one now is 4000000003.",
    );
  });

  it("is a semantic segmentation when few values have many regions", () => {
    const got = inspectImage(
      k,
      blocks("uint8", 40, (i) => 1 + (i % 3)),
    );
    expect(got).toMatchObject({ kind: "semantic", labels: { count: 3, max: 3, minimumDtype: "uint8" } });
    expect(got.classes).toEqual([
      { value: 1, voxels: 14 * 16, regions: 14 },
      { value: 2, voxels: 13 * 16, regions: 13 },
      { value: 3, voxels: 13 * 16, regions: 13 },
    ]);
  });

  it("knows labels that some tool saved as floats", () => {
    const got = inspectImage(
      k,
      blocks("float32", 64, (i) => i + 1),
    );
    expect(got).toMatchObject({ kind: "instance", labels: { count: 64, max: 64, minimumDtype: "uint8" } });
    expect(textOf(got, "label-dtype")).toContain("takes 1/4 of the memory of float32");
  });

  it("recommends the smallest type for labels", () => {
    expect(
      textOf(
        inspectImage(
          k,
          blocks("int32", 9, (i) => i + 1),
        ),
        "label-dtype",
      ),
    ).toBe("uint8 holds the largest label, 9, and takes 1/4 of the memory of int32.");
    expect(
      textOf(
        inspectImage(
          k,
          blocks("uint8", 9, (i) => i + 1),
        ),
        "label-dtype",
      ),
    ).toBeUndefined();
  });

  it("may be a probability map when floats lie between 0 and 1", () => {
    const got = inspectImage(k, { data: Float32Array.of(0, 0.25, 0.5, 1), shape: [2, 2] });
    expect(got.kind).toBe("probability");
    expect(got.labels).toBeUndefined();
    expect(inspectImage(k, { data: Float32Array.of(0, 0.25, 0.5, 1.5), shape: [2, 2] }).kind).toBe("intensity");
    expect(inspectImage(k, { data: Float32Array.of(-0.1, 0.25, 0.5, 1), shape: [2, 2] }).kind).toBe("intensity");
  });

  it("checks the range of what is said to be probabilities", () => {
    const check = (image: Image) =>
      inspectImage(k, image, { probability: true }).verdicts.find(({ id }) => id === "kind");
    expect(check({ data: Uint8Array.of(0, 9, 255), shape: [1, 3] })).toMatchObject({ level: "ok" });
    expect(check({ data: Float32Array.of(0.5, 1.5), shape: [1, 2] })).toEqual({
      id: "kind",
      level: "warn",
      text: "Not a probability map: values from 0.5 to 1.5 where 0 to 1 is expected.",
    });
  });

  it("is intensity for pictures", () => {
    expect(inspectImage(k, sample("cells")).kind).toBe("intensity");
    const bytes = Uint8Array.from(sample("cells").data, (value) => value >> 8);
    expect(inspectImage(k, { data: bytes, shape: [512, 512] }).kind).toBe("intensity");
    // Mostly black, with grey spots of a few grey values.
    const next = randomNumbers(4);
    const dark = Uint8Array.from({ length: 10_000 }, () => (next() < 0.9 ? 0 : 1 + Math.floor(next() * 20)));
    expect(inspectImage(k, { data: dark, shape: [100, 100] }).kind).toBe("intensity");
    expect(inspectImage(k, { data: Int16Array.of(-3, 0, 0, 5), shape: [2, 2] }).kind).toBe("intensity");
  });
});
