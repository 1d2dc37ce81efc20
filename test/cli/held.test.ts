/** Files that hold segments otherwise than as voxels, on the command line. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openSegmentation, readMesh, writeMesh, writeSegmentation } from "../../bindings/io/index.js";
import { meshVolume } from "../../bindings/ops/mesh.js";
import golden from "../golden/vtk.json" with { type: "json" };
import { octagonalSphere } from "../meshes.js";
import { boxSegmentation, countsOf, cube } from "../segmentation/boxes.js";
import { cli, cliJson, temporaryFolder } from "./host.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const read = (name: string) => openSegmentation(readFileSync(at(name)), { name });

it("surfaces and contours of 3D Slicer become named segments, or meshes", async () => {
  mkdirSync(at("body.seg"));
  const { surface, contours } = golden.files["inline, zlib"];
  writeFileSync(at("body.seg/body_0.vtp"), Buffer.from(surface, "base64"));
  writeFileSync(at("body.seg/body_1.vtp"), Buffer.from(contours, "base64"));
  const list = [0, 1].map((i) => `<DataSet index="${i}" file="body.seg/body_${i}.vtp"/>`).join("");
  writeFileSync(at("body.seg.vtm"), `<VTKFile type="vtkMultiBlockDataSet">${list}</VTKFile>`);
  const words = ["--end-capping", "2", "--oversampling-factor", "0.5"];
  const done = await cliJson("convert", at("body.seg.vtm"), at("body.seg.nrrd"), ...words);
  expect(done).toMatchObject({ code: 0, segments: 2, from: "vtm" });
  const made = await read("body.seg.nrrd");
  expect(made.segments.map(({ name, color }) => [name, color])).toEqual([
    ["Leber <links>, größer", [0.25, 0.5, 1]],
    ["ring", [1, 0, 0]],
  ]);
  const voxel = (made.spacing ?? []).reduce((product, step) => product * step, 1);
  const [ball, ring] = countsOf(made).map((count) => count * voxel) as [number, number];
  expect(Math.abs(ball / golden.volume - 1)).toBeLessThan(0.02);
  expect(Math.abs(ring / (Math.PI * 36 * 10) - 1)).toBeLessThan(0.02);
  expect(await cli("convert", at("body.seg.vtm"), at("body.glb"))).toMatchObject({ code: 0 });
  expect(readMesh(readFileSync(at("body.glb"))).space).toBe("LPS");
  expect((await cli("convert", at("body.seg.vtm"), at("body.xyz"))).code).toBe(2);
  writeFileSync(at("lost.seg.vtm"), '<VTKFile type="vtkMultiBlockDataSet"><DataSet file="gone.vtp"/></VTKFile>');
  const lost = await cliJson("convert", at("lost.seg.vtm"), at("lost.seg.nrrd"));
  expect(lost).toMatchObject({ code: 3, error: { code: "E_TRUNCATED" } });
});

it("a mesh file becomes a segment of its name, on the grid that is asked for", async () => {
  writeFileSync(at("nodule.stl"), writeMesh({ ...octagonalSphere([10, 10, 10], 6), space: "LPS" }, "stl"));
  await cliJson("convert", at("nodule.stl"), at("nodule.seg.nrrd"), "--spacing", "0.5");
  const { segments, spacing } = await read("nodule.seg.nrrd");
  expect([segments.map(({ name }) => name), spacing]).toEqual([["nodule"], [0.5, 0.5, 0.5]]);
  // Also on that of a file whose segments lie in several layers.
  const layers = boxSegmentation([cube(2, 9), cube(4, 12)], 20);
  writeFileSync(at("two.seg.nrrd"), await writeSegmentation({ ...layers, spacing: [1, 1, 1], space: "LPS" }, "nrrd"));
  const on = await cliJson("convert", at("nodule.stl"), at("on.seg.nrrd"), "--reference", at("two.seg.nrrd"));
  expect([on["code"], (await read("on.seg.nrrd")).shape]).toEqual([0, [20, 20, 20]]);
});

it("regions of OsiriX become voxels and surfaces, tags of SliceOmatic segments", async () => {
  const points = (z: number) => [`[0, 0, ${z}]`, `[20, 0, ${z}]`, `[20, 20, ${z}]`, `[0, 20, ${z}]`];
  const regions = [0, 3, 6].map((z) => ({ Name: "liver", ROI3DPoints: points(z) }));
  writeFileSync(at("rois.json"), JSON.stringify(regions));
  await cliJson("convert", at("rois.json"), at("rois.seg.nrrd"));
  const made = await read("rois.seg.nrrd");
  const voxel = (made.spacing ?? []).reduce((product, step) => product * step, 1);
  expect(Math.abs((countsOf(made)[0]! * voxel) / 3600 - 1)).toBeLessThan(0.02);
  await cliJson("convert", at("rois.json"), at("rois.stl"), "--end-capping", "2");
  expect(Math.abs(meshVolume(readMesh(readFileSync(at("rois.stl")))) / 3600 - 1)).toBeLessThan(0.01);
  const head = "x:2 y:2 z:1 type:BYTE inc_x:1 inc_y:1 epais:5 uid:0 chksum:0\f";
  writeFileSync(at("tags.tag"), Buffer.concat([Buffer.from(head), Buffer.from([0, 4, 4, 1])]));
  writeFileSync(at("map.json"), '{"4": "muscle"}');
  const tags = await cliJson("convert", at("tags.tag"), at("tags.seg.nrrd"), "--names", at("map.json"));
  expect(tags).toMatchObject({ from: "sliceomatic" });
  expect((await read("tags.seg.nrrd")).segments.map(({ name }) => name)).toEqual(["Segment_1", "muscle"]);
});

it("masks of Cellpose are taken as images, its pickles never", async () => {
  const header = `${"{'descr': '|O', 'fortran_order': False, 'shape': (), }".padEnd(117)}\n`;
  const start = Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, 118, 0]);
  writeFileSync(at("cells_seg.npy"), Buffer.concat([start, Buffer.from(header)]));
  const { err } = await cli("inspect", at("cells_seg.npy"));
  expect(err).toContain("save the masks as PNG or TIFF (_cp_masks)");
});
