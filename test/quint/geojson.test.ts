/** Labels as outlines of QuPath, and back. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { openImage, writeImage, writeSegmentation } from "../../bindings/io/index.js";
import { loadKernels } from "../../bindings/node.js";
import { exportQuintSection } from "../../bindings/quint/export.js";
import { type GeoJsonOptions, labelsToGeoJson } from "../../bindings/quint/geojson.js";
import { geoJsonToLabels } from "../../bindings/quint/outline-labels.js";
import { cli, cliJson, temporaryFolder } from "../cli/host.js";
import { randomImage } from "../images.js";
import { inMemory } from "./fixtures.js";

const k = await loadKernels();

type Points = [number, number][];
interface Feature {
  type: string;
  geometry: { type: "Polygon" | "MultiPolygon"; coordinates: Points[][] | Points[][][] };
  properties: { objectType: string; name: string; classification?: { name: string; color: number[] } };
}

const parse = (bytes: Uint8Array) =>
  JSON.parse(new TextDecoder().decode(bytes)) as { imageSize: object; features: Feature[] };
const polygonsOf = ({ geometry }: Feature) =>
  (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates) as Points[][];
const drawn = (...rows: string[]): Image<Uint8Array> => ({
  data: Uint8Array.from(rows.join(""), (letter) => (letter === "." ? 0 : Number(letter))),
  shape: [rows.length, (rows[0] as string).length],
});
const traced = (image: Image, options?: GeoJsonOptions) => parse(labelsToGeoJson(k, image, options)).features;

/** Twice the area with its sign: positive for what a line goes around with it on the right, y downwards. */
const doubleArea = (ring: Points) =>
  ring.slice(1).reduce((sum, [x, y], i) => {
    const [px, py] = ring[i] as [number, number];
    return sum + px * y - x * py;
  }, 0);

/** What the standard of simple features asks of lines between whole numbers. */
function faults(polygons: Points[][]): string[] {
  const found: string[] = [];
  for (const rings of polygons) {
    for (const [at, ring] of rings.entries()) {
      const points = ring.slice(1).map(String);
      if (String(ring[0]) !== points.at(-1)) found.push("open");
      if (new Set(points).size < points.length) found.push("meets itself");
      if (points.length < 4) found.push("no area");
      if (doubleArea(ring) > 0 !== (at === 0)) found.push("turns the wrong way");
      const steps = ring.slice(1).map(([x, y], i) => [x - (ring[i] as Points[0])[0], y - (ring[i] as Points[0])[1]]);
      if (steps.some(([dx, dy]) => (dx === 0) === (dy === 0))) found.push("leaves the edges of pixels");
    }
  }
  return found;
}

describe("outlines of labels", () => {
  it("run along pixel edges, with a hole", () => {
    const [feature] = traced(drawn("......", ".7777.", ".7..7.", ".7777."));
    expect(feature).toEqual({
      type: "Feature",
      geometry: {
        type: "Polygon",
        coordinates: [
          [
            [1, 1],
            [5, 1],
            [5, 4],
            [1, 4],
            [1, 1],
          ],
          [
            [2, 3],
            [4, 3],
            [4, 2],
            [2, 2],
            [2, 3],
          ],
        ],
      },
      properties: { objectType: "detection", name: "7" },
    });
  });

  it.each([
    ["corners that touch are two polygons", ["1.", ".1"], [1, 1]],
    ["a hole that reaches the outside by a corner is a hole", ["111.", "1.1.", "11.1"], [2, 1]],
    ["two holes that touch by a corner are two", ["1111", "1.11", "11.1", "1111"], [3]],
    ["a hole at the outer corner of its own", [".111", "1.11", "1111"], [2]],
    ["an object in a hole of its own", ["11111", "1...1", "1.1.1", "1...1", "11111"], [2, 1]],
  ])("are valid simple features: %s", (_, rows, rings) => {
    const [feature] = traced(drawn(...rows)) as [Feature];
    expect(polygonsOf(feature).map(({ length }) => length)).toEqual(rings);
    expect(faults(polygonsOf(feature))).toEqual([]);
  });

  it.each([1, 2, 3, 4])("have the area of the label, and give the same labels again: noise %i", (seed) => {
    const types = ["uint8", "uint16", "uint32"] as const;
    const dtype = types[seed % 3] as (typeof types)[number];
    const noise = randomImage(seed, dtype, [47, 61], 0, seed + 1);
    // The largest label needs the type, so that it comes back as it was.
    const top = { uint8: 255, uint16: 60_000, uint32: 4_000_000_000 }[dtype];
    const image = { ...noise, data: noise.data.map((value) => (value === 1 ? top : value)) } as Image<Uint8Array>;
    const bytes = labelsToGeoJson(k, image);
    for (const feature of parse(bytes).features) {
      const area = polygonsOf(feature)
        .flat()
        .reduce((sum, ring) => sum + doubleArea(ring) / 2, 0);
      expect(area).toBe(image.data.filter((value) => value === Number(feature.properties.name)).length);
      expect(faults(polygonsOf(feature))).toEqual([]);
    }
    expect(geoJsonToLabels(bytes)).toMatchObject({ data: image.data, shape: image.shape, count: top, covered: 0 });
  });

  it("lie on the image that the labels were made small of, and come back at either size", () => {
    const image = drawn("..11", ".111", "2...");
    const imageSize = { width: 400, height: 300 };
    const bytes = labelsToGeoJson(k, image, { imageSize });
    expect(parse(bytes).imageSize).toEqual(imageSize);
    expect(parse(bytes).features[0]?.geometry.coordinates.flat(1)[0]).toEqual([200, 0]);
    expect(geoJsonToLabels(bytes, { size: { width: 4, height: 3 } }).data).toEqual(image.data);
    const full = geoJsonToLabels(bytes, { imageSize }).data;
    expect([full.filter((value) => value === 1).length, full[299 * 400]]).toEqual([5e4, 2]);
  });

  it("have classes, and are what was asked for", () => {
    const classes = new Map([[2, { name: "Tumour ü", colour: [200, 0, 0] as const }]]);
    const [one, two] = traced(drawn("12"), { classes, objectType: "annotation" });
    expect(one?.properties).toEqual({ objectType: "annotation", name: "1" });
    expect(two?.properties.classification).toEqual({ name: "Tumour ü", color: [200, 0, 0] });
    expect(traced(drawn("..."))).toEqual([]);
  });

  it.each([
    ["E_NDIM", () => traced({ data: new Uint8Array(8), shape: [2, 2, 2] })],
    ["E_DTYPE", () => traced({ data: new Float32Array(4), shape: [2, 2] })],
    ["E_OPTION", () => traced(drawn("1"), { objectType: "cell" as "detection" })],
    ["E_FORMAT", () => geoJsonToLabels(new TextEncoder().encode('{"type":"FeatureCollection","features":[]}'))],
    ["E_LIMIT", () => geoJsonToLabels(labelsToGeoJson(k, drawn("1")), { imageSize: { width: 9e4, height: 9e4 } })],
    ["E_CORRUPT", () => geoJsonToLabels(new Uint8Array([123]))],
  ])("are refused with %s", (code, call) => {
    expect(() => call()).toThrow(expect.objectContaining({ code }));
  });

  it("go to QUINT without a size", async () => {
    const [file] = inMemory({ a_s001: labelsToGeoJson(k, drawn("1..2", "1..2")) });
    const { before, bytes } = await exportQuintSection(k, file as typeof file & object, "a_s001.png");
    const { data } = await (await openImage(bytes)).read({ channel: 1 });
    expect([before, ...data]).toEqual([2, 0, 255, 255, 0, 0, 255, 255, 0]);
  });
});

describe("segwasm convert", () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);

  it("writes outlines and reads them", async () => {
    const image = drawn("1.22", "1.22", "....");
    writeFileSync(at("a.tif"), await writeImage(image, "tiff"));
    const made = await cliJson("convert", at("a.tif"), at("a.geojson"), "--class", "Positive");
    expect(made).toMatchObject({ to: "geojson", objects: 2, parts: 2, holes: 0, imageSize: { width: 4, height: 3 } });
    await cliJson("convert", at("a.geojson"), at("b.tif"), "--class", "Positive");
    expect((await (await openImage(await writeImage(image, "tiff"))).read()).data).toEqual(image.data);
    expect((await cli("convert", at("a.geojson"), at("c.tif"), "--class", "Other")).code).toBe(3);
    expect((await cli("convert", at("a.geojson"), at("c.geojson"))).code).toBe(2);
  });

  it("gives segments their names and colours, overlaps included, which labels refuse", async () => {
    const [a, b] = [drawn("11.", "11."), drawn(".11", ".11")];
    const segment = (layer: number, name: string) => ({
      ...{ id: name, name, color: [1, 0, 0.2 * layer] as const, labelValue: 1, layer, tags: {} },
      ...{ nameAutoGenerated: false, colorAutoGenerated: false },
    });
    const shape = [1, 2, 3];
    const segments = [segment(0, "Left"), segment(1, "Right")];
    const file = await writeSegmentation({ shape, segments, layers: [a.data, b.data] }, "nrrd");
    writeFileSync(at("s.seg.nrrd"), file as Uint8Array);
    await cliJson("convert", at("s.seg.nrrd"), at("s.geojson"));
    const refused = await cli("convert", at("s.geojson"), at("s.tif"));
    expect(refused.err).toContain("2 pixels lie in several objects");
    expect(await cliJson("convert", at("s.geojson"), at("s.tif"), "--flatten")).toMatchObject({
      covered: 2,
      largest: 2,
    });
    writeFileSync(at("v.nrrd"), await writeImage({ data: new Uint8Array(8), shape: [2, 2, 2] }, "nrrd"));
    const volume = await cli("convert", at("v.nrrd"), at("v.geojson"));
    expect([volume.code, volume.err]).toEqual([3, expect.stringContaining("--slice")]);
  });
});
