/** Label images put below an OME-Zarr image. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeImage } from "../../bindings/io/index.js";
import { randomImage } from "../images.js";
import { cliJson, listing, temporaryFolder } from "./host.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const image = { ...randomImage(3, "uint16", [3, 12, 20]), spacing: [2, 0.5, 0.5], unit: "µm" };
const labels = {
  data: Uint8Array.from({ length: 720 }, (_, i) => (i % 20 < 5 ? 0 : (i >> 7) + 1)),
  shape: [3, 12, 20],
};
writeFileSync(at("image.tif"), await writeImage(image, "tiff"));
writeFileSync(at("labels.npy"), await writeImage(labels, "npy"));
const json = (name: string) => JSON.parse(readFileSync(at(name), "utf8"));

describe.each(["0.4", "0.5"])("labels below OME-Zarr %s", (version) => {
  const zarr = `v${version}.ome.zarr`;
  const attributes = (path: string) =>
    version === "0.4" ? json(`${zarr}/${path}.zattrs`) : json(`${zarr}/${path}zarr.json`).attributes.ome;

  it("lie on its grid, with its levels, colours and counts, and are listed", async () => {
    await cliJson("convert", at("image.tif"), at(zarr), "--levels", "2", "--ome-zarr", version);
    for (const name of ["nuclei", "cells"]) {
      const done = await cliJson("convert", at("labels.npy"), at(`${zarr}/labels/${name}`));
      expect(done).toMatchObject({ code: 0, version, levels: 2, labels: 6, shape: [3, 12, 20] });
    }
    expect(attributes("labels/").labels).toEqual(["nuclei", "cells"]);
    const own = attributes("labels/nuclei/");
    expect(own["image-label"].source).toEqual({ image: "../../" });
    expect([own["image-label"].colors.length, own.multiscales[0].datasets.length]).toEqual([6, 2]);
    expect(own["image-label"].properties[0]).toEqual({ "label-value": 1, count: 93 });
    const report = await cliJson("inspect", at(`${zarr}/labels/nuclei`));
    expect(report).toMatchObject({ code: 0, shape: [3, 12, 20], spacing: [2, 0.5, 0.5], unit: "µm", max: 6 });
    expect(listing(at(`${zarr}/labels`)).filter((name) => name.includes("part"))).toEqual([]);
  });

  it("are replaced only with --force, and the list stays", async () => {
    const again = () => cliJson("convert", at("labels.npy"), at(`${zarr}/labels/cells`));
    expect(await again()).toMatchObject({ code: 2, error: { code: "E_EXISTS" } });
    const forced = await cliJson("convert", at("labels.npy"), at(`${zarr}/labels/cells`), "--force");
    expect(forced).toMatchObject({ code: 0 });
    expect(attributes("labels/").labels).toEqual(["nuclei", "cells"]);
  });
});

it("other shapes, other folders and names that are none are refused, and nothing is left", async () => {
  await cliJson("convert", at("image.tif"), at("x.ome.zarr"), "--levels", "1");
  writeFileSync(at("small.npy"), await writeImage({ data: new Uint8Array(6), shape: [2, 3] }, "npy"));
  const refused = await cliJson("convert", at("small.npy"), at("x.ome.zarr/labels/a"));
  expect(refused).toMatchObject({ code: 3, error: { code: "E_SHAPE_MISMATCH" } });
  expect(await cliJson("convert", at("labels.npy"), at("x.ome.zarr/labels/.a"))).toMatchObject({ code: 2 });
  expect(existsSync(at("x.ome.zarr/labels"))).toBe(false);
  expect(await cliJson("convert", at("labels.npy"), at("none.zarr/labels/a"))).toMatchObject({ code: 3 });
});
