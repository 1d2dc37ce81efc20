/** Labels as selections of ImageJ, and back. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { expect, it } from "vitest";
import { openImage, writeImage } from "../../bindings/io/index.js";
import { roisToLabels } from "../../bindings/quint/outline-labels.js";
import { labelsToRois } from "../../bindings/quint/rois.js";
import { kernelsOf } from "../builds.js";
import { cli, cliJson, temporaryFolder } from "../cli/host.js";
import { drawn, randomImage } from "../images.js";

const k = kernelsOf();
const sizeOf = ([height, width]: readonly number[]) => ({ width: width as number, height: height as number });

it("labels come back from their selections, in parts and with holes too", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const shape = [5 + (seed % 9), 4 + (seed % 11)];
    const labels = randomImage(seed, "uint8", shape, 0, 1 + (seed % 4));
    const back = roisToLabels(labelsToRois(k, labels), { imageSize: sizeOf(shape) });
    expect([Array.from(back.data), back.covered]).toEqual([Array.from(labels.data), 0]);
  }
});

it("a label in one part is a polygon of short numbers, with its box; others are paths", () => {
  const labels = drawn(["7 7 . 3", "7 . 3 3", ". . . 3"]);
  const files = unzipSync(labelsToRois(k, labels));
  expect(Object.keys(files)).toEqual(["3.roi", "7.roi"]);
  const view = new DataView((files["7.roi"] as Uint8Array).slice().buffer);
  const shorts = (from: number, n: number) => Array.from({ length: n }, (_, i) => view.getInt16(from + 2 * i));
  expect([view.getUint32(0).toString(16), view.getUint8(6), view.byteLength]).toEqual(["496f7574", 0, 64 + 4 * 6]);
  expect([shorts(8, 4), view.getUint16(16), view.getInt32(36)]).toEqual([[0, 0, 2, 2], 6, 0]);
  // Around the object from its first corner: x, then y, from the corner of the box.
  expect([shorts(64, 6), shorts(76, 6)]).toEqual([
    [0, 2, 2, 1, 1, 0],
    [0, 0, 1, 1, 2, 2],
  ]);
  const ring = unzipSync(labelsToRois(k, drawn(["1 1 1", "1 . 1", "1 1 1"])))["1.roi"] as Uint8Array;
  const path = new DataView(ring.slice().buffer);
  expect([path.getUint8(6), path.getInt32(36)]).toEqual([1, 26]);
  // Places far to the right keep all their bits.
  const wide = { data: new Uint8Array(40_000).fill(1, 39_000), shape: [1, 40_000] };
  expect(roisToLabels(labelsToRois(k, wide), { imageSize: sizeOf(wide.shape) }).data).toEqual(wide.data);
});

it("selections lie on the image that is named, and are refused where they cannot", () => {
  const labels = drawn(["1 .", "1 ."]);
  const large = { width: 5, height: 6 };
  const back = roisToLabels(labelsToRois(k, labels, { imageSize: large }), { imageSize: large });
  expect(Array.from(back.data)).toEqual(Array(6).fill([1, 1, 0, 0, 0]).flat());
  expect(
    roisToLabels(labelsToRois(k, labels, { imageSize: large }), { imageSize: large, size: { width: 2, height: 2 } })
      .data,
  ).toEqual(labels.data);
  expect(() => labelsToRois(k, labels, { imageSize: { width: 60_001, height: 2 } })).toThrow(/up to 60000 pixels/);
  expect(() => roisToLabels(labelsToRois(k, labels))).toThrow(/not the size of the image/);
});

it("convert writes an archive for the ROI manager and reads it", async () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  const labels = drawn(["4 4 . 9", "4 . 9 9"]);
  writeFileSync(at("cells.tif"), await writeImage(labels, "tiff"));
  const made = await cli("convert", at("cells.tif"), at("cells.zip"));
  expect([made.code, made.err]).toEqual([0, `2 selections of 2 parts with 0 holes, written to ${at("cells.zip")}\n`]);
  const back = await cliJson("convert", at("cells.zip"), at("back.tif"), "--image-size", "4x2");
  expect(back).toMatchObject({ code: 0, from: "rois", shape: [2, 4], dtype: "uint8", largest: 9, covered: 0 });
  const { data } = await (await openImage(readFileSync(at("back.tif")))).read();
  expect(data).toEqual(labels.data);
  expect((await cli("convert", at("cells.zip"), at("none.tif"))).err).toMatch(/--image-size WIDTHxHEIGHT/);
  expect((await cli("convert", at("cells.tif"), at("x.roi"))).err).toMatch(/\.zip/);
  expect((await cli("convert", at("cells.tif"), at("x.zip"), "--class", "a")).err).toMatch(/expected no --class/);
  expect((await cli("convert", at("cells.zip"), at("x.geojson"))).err).toMatch(/got both/);
});
