import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { labelmapOf, openImage, reorient } from "../../bindings/io/index.js";
import { CORPUS, corpusFile } from "../corpus.js";
import { randomImage, TURNED } from "../images.js";
import { codeOf } from "./files.js";

/** World place of every voxel with its value, in an order that does not depend on the axes. */
function placed({ data, shape, spacing = [1, 1, 1], origin = [0, 0, 0], direction }: Image): string[] {
  const [, h, w] = shape as [number, number, number];
  const rows = direction ?? [1, 0, 0, 0, 1, 0, 0, 0, 1];
  return Array.from(data, (value, i) => {
    const index = [Math.floor(i / (h * w)), Math.floor(i / w) % h, i % w];
    const world = [0, 1, 2].map((axis) =>
      index.reduce(
        (sum, n, row) => sum + n * (spacing[row] as number) * (rows[3 * row + axis] as number),
        origin[axis] as number,
      ),
    );
    return `${world.map((part) => (part + 1000).toFixed(6)).join()} ${value}`;
  }).sort();
}

const ALL = ["RL", "PA", "SI"].reduce<string[]>(
  (codes, pair) => codes.flatMap((code) => [...pair].map((letter) => code + letter)),
  [""],
);
const ORIENTATIONS = ALL.flatMap(([a, b, c]) => [`${a}${b}${c}`, `${c}${a}${b}`, `${b}${a}${c}`]);

describe("reorient", () => {
  it.each(ORIENTATIONS)("to %s keeps every voxel in its place", (orientation) => {
    const before = TURNED.data.slice();
    const turned = reorient(TURNED, orientation);
    expect(placed(turned)).toEqual(placed(TURNED));
    expect(TURNED.data).toEqual(before);
    expect(turned.unit).toBe("mm");
    const back = reorient(turned, "LPS");
    expect(back.data).toEqual(TURNED.data);
    for (const [i, part] of back.origin!.entries()) expect(part).toBeCloseTo(TURNED.origin![i] as number, 12);
    expect([back.shape, back.spacing, back.direction]).toEqual([TURNED.shape, TURNED.spacing, TURNED.direction]);
  });

  it("mirrors x and y for RAS", () => {
    const image: Image = { data: Uint8Array.of(1, 2, 3, 4), shape: [1, 2, 2], space: "LPS" };
    expect(reorient(image, "ras")).toEqual({
      data: Uint8Array.of(4, 3, 2, 1),
      shape: [1, 2, 2],
      space: "LPS",
      origin: [0, 1, 1],
      direction: [1, 0, 0, 0, -1, 0, 0, 0, -1],
    });
    expect([...reorient(image, "SPL").data]).toEqual([1, 3, 2, 4]);
    expect(reorient(image, "SPL").shape).toEqual([2, 2, 1]);
    expect(reorient(image, "LPS")).toBe(image);
  });

  it("keeps labels labels", () => {
    const labels = { ...labelmapOf({ data: Uint8Array.of(1, 2, 3, 4), shape: [1, 2, 2] }), space: "LPS" as const };
    expect(reorient(labels, "RPS")).toMatchObject({ count: 4, data: Uint8Array.of(2, 1, 4, 3) });
  });

  it("refuses by code", async () => {
    const code = (image: Image, orientation: string) => codeOf(async () => reorient(image, orientation));
    for (const wrong of ["", "RA", "RASS", "RLS", "XYZ"]) expect(await code(TURNED, wrong)).toBe("E_OPTION");
    expect(await code(randomImage(1, "uint8", [2, 3, 4]), "RAS")).toBe("E_OPTION");
    expect(await code({ ...randomImage(1, "uint8", [2, 3]), space: "LPS" }, "RAS")).toBe("E_NDIM");
  });
});

describe.runIf(CORPUS)("one brain in eight orientations", () => {
  const names = CORPUS ? readdirSync(corpusFile("medical", "orientations")) : [];
  const upright = async (name: string) => {
    const bytes = new Uint8Array(readFileSync(corpusFile("medical", "orientations", name)));
    return reorient(await (await openImage(bytes, { name })).read(), "RAS");
  };

  it.each(names)("%s becomes the same volume", async (name) => {
    const image = await upright(name);
    expect([...image.shape].reverse()).toEqual([64, 79, 67]);
    expect(Float64Array.from(image.data).reduce((sum, value) => sum + value, 0)).toBeCloseTo(11_398_461.1, 0);
    const digest = (one: Image) => createHash("sha256").update(Buffer.from(one.data.buffer)).digest("hex");
    const first = await upright(names[0] as string);
    expect(digest(image)).toBe(digest(first));
    for (const [i, part] of image.direction!.entries()) expect(part).toBeCloseTo(first.direction![i] as number, 5);
  });
});
