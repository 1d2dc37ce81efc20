/** Objects as outlines, and probabilities of which the largest counts. */
import { describe, expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { writeFolder, writeImage } from "../../bindings/io/index.js";
import { type Outlines, paintOutlines } from "../../bindings/quint/outlines.js";
import type { QuintFile } from "../../bindings/quint/section.js";
import { randomImage, randomNumbers } from "../images.js";
import { codeOf, drawnRows, exported } from "./exported.js";

describe("painting", () => {
  const inside = (rings: readonly (readonly number[])[], x: number, y: number): boolean => {
    let odd = false;
    for (const ring of rings) {
      for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
        const [xi, yi, xj, yj] = [ring[i], ring[i + 1], ring[j], ring[j + 1]] as [number, number, number, number];
        if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
      }
    }
    return odd;
  };

  it.each([1, 2, 3, 4, 5, 6])("takes the pixels whose centres lie inside, random outlines %i", (seed) => {
    const next = randomNumbers(seed);
    const objects = Array.from({ length: 5 }, () =>
      Array.from({ length: 1 + Math.floor(next() * 2) }, () =>
        Array.from({ length: 2 * (3 + Math.floor(next() * 6)) }, () => next() * 90 - 10),
      ),
    );
    const outlines: Outlines = { width: 70, height: 60, objects };
    for (const size of [
      { width: 70, height: 60 },
      { width: 35, height: 90 },
    ]) {
      const { data } = paintOutlines(outlines, size);
      const expected = Array.from(data, (_, i) => {
        const [x, y] = [
          ((i % size.width) + 0.5) * (70 / size.width),
          (Math.floor(i / size.width) + 0.5) * (60 / size.height),
        ];
        return objects.reduce((label, rings, n) => (inside(rings, x, y) ? n + 1 : label), 0);
      });
      expect(Array.from(data)).toEqual(expected);
    }
  });

  it("ends where an outline goes up and down without end", () => {
    const ring = Array.from({ length: 20_000 }, (_, i) => (i % 4 === 1 ? 9e4 : i % 4 === 3 ? 0 : 5));
    const outlines = { width: 10, height: 90_000, objects: [[ring]] };
    expect(() => paintOutlines(outlines, outlines)).toThrow(/crosses more than/);
  });
});

const square = (x: number, y: number, side: number) => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
  [x, y],
];
const feature = (type: string, coordinates: unknown, properties: object = {}) => ({
  type: "Feature",
  geometry: { type, coordinates },
  properties,
});
const geoJson = (...features: object[]) =>
  new TextEncoder().encode(JSON.stringify({ type: "FeatureCollection", features }));
const imageSize = { width: 10, height: 6 };

describe("GeoJSON of QuPath", () => {
  const ring = feature("Polygon", [square(1, 1, 4), square(2, 2, 2)], { classification: { name: "Tumor" } });
  const two = feature("MultiPolygon", [[square(6, 0, 1)], [square(8, 3, 2)]], { classification: { name: "Other" } });

  it("becomes labels: holes stay open, parts belong together", async () => {
    const { section, pixels } = await exported(geoJson(ring, two, feature("Point", [3, 3])), { imageSize });
    expect(drawnRows(pixels, 10)).toEqual([
      "......#...",
      ".####.....",
      ".#..#.....",
      ".#..#...##",
      ".####...##",
      "..........",
    ]);
    expect(section).toMatchObject({ kind: "outlines", before: 2, after: 2, input: imageSize });
    expect(section.mapping).toBe("2 annotations of 10 x 6 pixels, 1 point or line left out");
    const tumor = await exported(geoJson(ring, two), { imageSize, classes: ["Tumor"] });
    expect(tumor.pixels.reduce((sum, value) => sum + value, 0)).toBe(12);
  });

  it("takes detections where there are any, scaled without the full image", async () => {
    const cells = feature("Polygon", [square(20, 20, 40)], { objectType: "cell" });
    const region = feature("Polygon", [square(0, 0, 100)], { objectType: "annotation" });
    const options = { imageSize: { width: 100, height: 100 }, scale: 0.1 };
    const { section, pixels } = await exported(geoJson(region, cells), options);
    expect(section).toMatchObject({ width: 10, height: 10, scale: 0.1, before: 1 });
    expect(pixels.reduce((sum, value) => sum + value, 0)).toBe(16);
  });

  it.each([
    ["E_FORMAT", geoJson(ring), {}, "size of the image"],
    ["E_FORMAT", geoJson(ring), { imageSize, classes: ["Stroma"] }, "no outline has the class Stroma"],
    ["E_FORMAT", new TextEncoder().encode('{"slices": []}'), { imageSize }, "not outlines"],
    ["E_CORRUPT", new TextEncoder().encode('{"type": "FeatureC'), { imageSize }, "no JSON"],
    ["E_CORRUPT", geoJson(feature("Polygon", [[[1, "x"]]])), { imageSize }, "no pair of numbers"],
    ["E_CORRUPT", geoJson(feature("Polygon", 7)), { imageSize }, "no list"],
    ["E_LIMIT", geoJson(ring), { imageSize: { width: 90_000, height: 90_000 } }, "more than the limit"],
  ])("is refused with %s", async (code, bytes, options, words) => {
    const said = await codeOf(exported(bytes, options));
    expect(said).toMatch(new RegExp(`^${code} `));
    expect(said).toContain(words);
  });
});

describe("the largest of several channels", () => {
  const [h, w, channels] = [6, 7, 3];
  const { data } = randomImage(4, "uint8", [channels, h, w], 0, 3);
  const expected = (channel: number) =>
    Array.from({ length: h * w }, (_, i) => {
      const values = Array.from({ length: channels }, (__, c) => data[c * h * w + i] as number);
      return Number(values.indexOf(Math.max(...values)) === channel);
    });

  it("is taken from an OME-Zarr folder, like one channel of it", async () => {
    const files = new Map<string, Uint8Array>();
    for (const { path, bytes } of writeFolder({ data, shape: [channels, h, w] } as Image)) files.set(path, bytes);
    // The writer knows z; programs for probabilities write channels.
    const attributes = new TextDecoder()
      .decode(files.get(".zattrs"))
      .replace(/"name":\s*"z",\s*"type":\s*"space"/, '"name":"c","type":"channel"')
      .replace(/("name":"c","type":"channel"),\s*"unit":\s*"[^"]*"/, "$1");
    files.set(".zattrs", new TextEncoder().encode(attributes));
    const folder = {
      name: "p.zarr",
      list: async () => [...files.keys()].filter((path) => !path.includes("/")),
      read: async (path: string) => files.get(path),
    };
    const nothing = () => new Uint8Array(0);
    const file: QuintFile = { name: "p.zarr", head: nothing, read: nothing, folder };
    for (const channel of [0, 1, 2]) {
      const { section, pixels } = await exported(file, { channel, argmax: true });
      expect(pixels).toEqual(expected(channel));
      expect(section.mapping).toBe(`object where channel ${channel} of 3 is the largest`);
    }
    const cut = await exported(file, { channel: 1, from: "prob", threshold: 2 / 255 });
    expect(cut.pixels).toEqual(Array.from(data.subarray(h * w, 2 * h * w), (value) => Number(value >= 2)));
    expect(await codeOf(exported(file, { channel: 3, argmax: true }))).toMatch(/^E_FORMAT .*3 channels/);
  });

  it("needs several channels", async () => {
    const one = await writeImage({ data: data.slice(0, h * w), shape: [h, w] } as Image, "tiff");
    expect(await codeOf(exported(one, { channel: 0, argmax: true }))).toMatch(/^E_FORMAT .*one channel only/);
  });
});

describe("floats", () => {
  const floats = async (...values: number[]) =>
    exported(await writeImage({ data: Float32Array.from(values), shape: [1, values.length] } as Image, "tiff"));

  it("up to 1 are probabilities, whole ones beyond are labels, and others are refused", async () => {
    expect((await floats(0, 0.4, 0.5, 1)).section.kind).toBe("probability");
    expect((await floats(0, 1, 2, 2)).section).toMatchObject({ kind: "labels", before: 2 });
    expect(await codeOf(floats(0, 1.5, 200.25))).toMatch(/^E_NONFINITE .*no labels/);
  });
});
