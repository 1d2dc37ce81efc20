import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openImage, readMesh, writeImage, writeMesh, writeSegmentation } from "../../bindings/io/index.js";
import { meshVolume } from "../../bindings/ops/mesh.js";
import { octagonalSphere, openEdge, placesOf } from "../meshes.js";
import { cli, cliJson, listing, temporaryFolder } from "./host.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const mesh = (name: string) => readMesh(readFileSync(at(name)), { name });
const voxels = async (name: string) => (await openImage(readFileSync(at(name)), { name })).read();

/** Two boxes with labels 1 and 4. */
async function boxes(): Promise<string> {
  const data = Uint8Array.from({ length: 10 * 10 * 20 }, (_, i) => {
    const [z, y, x] = [Math.floor(i / 200), Math.floor(i / 20) % 10, i % 20];
    if (Math.min(z, y, x) < 2 || Math.max(z, y) > 7 || x > 17) return 0;
    return x < 9 ? 1 : x > 10 ? 4 : 0;
  });
  const image = { data, shape: [10, 10, 20], spacing: [2, 1, 1], origin: [5, 6, 7], space: "LPS" as const };
  writeFileSync(at("boxes.nrrd"), await writeImage(image, "nrrd"));
  return at("boxes.nrrd");
}

describe("convert between ways to hold labels", () => {
  it("makes closed surfaces, together or one by one, and voxels of them again", async () => {
    const input = await boxes();
    for (const ending of ["stl", "ply", "glb", "obj"]) {
      const made = await cliJson("convert", input, at(`all.${ending}`), "--smoothing-factor", "0", "--force");
      expect(made).toMatchObject({ from: "binary", to: "surface", meshes: [{ label: 1 }, { label: 4 }] });
      expect(openEdge(mesh(`all.${ending}`))).toBeUndefined();
    }
    expect(readFileSync(at("all.mtl"), "utf8")).toContain("newmtl label_4");
    await cliJson("convert", input, at("one.stl"), "--per-label", "--smoothing-factor", "0");
    const parts = meshVolume(mesh("one_label_1.stl")) + meshVolume(mesh("one_label_4.stl"));
    expect(Math.abs(parts / meshVolume(mesh("all.stl")) - 1)).toBeLessThan(1e-6);
    const args = ["--reference", input, "--label", "4", "--force"];
    await cliJson("convert", at("one_label_4.stl"), at("back.nrrd"), ...args);
    const [want, got] = [await voxels("boxes.nrrd"), await voxels("back.nrrd")];
    expect([...got.data]).toEqual(Array.from(want.data, (value) => (value === 4 ? 4 : 0)));
    expect(got).toMatchObject({ shape: want.shape, spacing: want.spacing, origin: want.origin });
  });

  it("makes fractions of a surface, and surfaces and voxels of fractions", async () => {
    writeFileSync(at("sphere.ply"), writeMesh(octagonalSphere([10, 10, 10], 8), "ply"));
    const made = await cliJson("convert", at("sphere.ply"), at("parts.nrrd"), "--to", "fractional", "--spacing", "1");
    expect(made).toMatchObject({ dtype: "int8", range: [-108, 108], openRows: 0 });
    await cliJson("convert", at("parts.nrrd"), at("again.stl"), "--smoothing-factor", "0");
    const volume = meshVolume(octagonalSphere([10, 10, 10], 8));
    expect(Math.abs(meshVolume(mesh("again.stl")) / volume - 1)).toBeLessThan(0.02);
    await cliJson("convert", at("parts.nrrd"), at("half.nrrd"), "--to", "binary");
    const inside = Array.from((await voxels("half.nrrd")).data).reduce((sum, value) => sum + value, 0);
    expect(Math.abs(inside / volume - 1)).toBeLessThan(0.05);
  });

  it("makes Slicer's fractions of Slicer's sphere on the grid of a reference", async () => {
    const shape = [61, 62, 62];
    const edge = 19.7521629333496;
    const grid = { data: new Uint8Array(61 * 62 * 62), shape, spacing: [1, 1, 1], origin: [20, edge, edge] };
    writeFileSync(at("grid.nrrd"), await writeImage(grid, "nrrd"));
    writeFileSync(at("fifty.ply"), writeMesh(octagonalSphere([50, 50, 50], 30), "ply"));
    const words = ["--to", "fractional", "--reference", at("grid.nrrd")];
    await cliJson("convert", at("fifty.ply"), at("fifty.nrrd"), ...words);
    const { data } = await voxels("fifty.nrrd");
    const sum = Array.from(data).reduce((total, value) => total + value, 0);
    expect([data.length, sum / data.length, sum + 108 * data.length]).toEqual([
      234_484, -18.846224049402093, 20_905_134,
    ]);
  });

  it("writes outlines and reads them", async () => {
    const input = await boxes();
    await cliJson("convert", input, at("lines.json"));
    await cliJson("convert", at("lines.json"), at("filled.nrrd"));
    expect((await voxels("filled.nrrd")).data).toEqual((await voxels("boxes.nrrd")).data);
  });

  it("mirrors into the world that is asked for, and keeps the volume", async () => {
    const input = await boxes();
    const words = ["--smoothing-factor", "0", "--force"];
    await cliJson("convert", input, at("lps.obj"), "--space", "lps", ...words);
    await cliJson("convert", input, at("ras.obj"), "--space", "ras", ...words);
    const places = (name: string) =>
      [...readFileSync(at(name), "utf8").matchAll(/^v (\S+) (\S+) (\S+)/gm)].map((line) => line.slice(1).map(Number));
    // Right and front change their sign, up stays; a file that names its world is read back to where it was.
    expect(places("ras.obj")).toEqual(places("lps.obj").map(([x, y, z]) => [-x!, -y!, z]));
    const [lps, ras] = [mesh("lps.obj"), mesh("ras.obj")];
    expect(placesOf(ras.vertices)).toEqual(placesOf(lps.vertices));
    expect(openEdge(ras)).toBeUndefined();
    expect(Math.abs(meshVolume(ras) / meshVolume(lps) - 1)).toBeLessThan(1e-6);
  });

  it("says what is wrong", async () => {
    const input = await boxes();
    const failing = async (...words: string[]) => cli("convert", ...words);
    expect(await failing(input, at("x.nrrd"), "--to", "surface")).toMatchObject({ code: 2 });
    expect((await failing(input, at("x.stl"), "--smothing-factor", "1")).err).toContain("--smoothing-factor");
    expect((await failing(input, at("x.nrrd"), "--to", "fractional")).err).toContain("holds one label, got 1, 4");
    expect((await failing(input, at("x.nrrd"), "--to", "binary", "--spacing", "1")).err).toContain(
      "only where IN is a surface",
    );
    writeFileSync(at("broken.stl"), "solid");
    expect((await failing(at("broken.stl"), at("x.nrrd"))).code).toBe(3);
    const open = octagonalSphere([10, 10, 10], 8);
    writeFileSync(at("open.stl"), writeMesh({ ...open, faces: open.faces.subarray(30) }, "stl"));
    expect((await failing(at("open.stl"), at("open.nrrd"), "--spacing", "1")).err).toContain(
      "is not closed (14 open edges)",
    );
  });

  it("keeps the names of segments, also of those that overlap", async () => {
    const flags = { nameAutoGenerated: false, colorAutoGenerated: false, tags: {} };
    const segments = ["left lung", "nodule"].map((name, layer) => {
      return { id: name, name, labelValue: 1, layer, color: [1, 0.5 * layer, 0] as const, ...flags };
    });
    const box = (size: number) =>
      Uint8Array.from({ length: 1000 }, (_, i) =>
        Number([Math.floor(i / 100), Math.floor(i / 10) % 10, i % 10].every((place) => place > 1 && place < size)),
      );
    const grid = { shape: [10, 10, 10], spacing: [1, 1, 1], unit: "mm", space: "LPS" as const };
    const bytes = await writeSegmentation({ ...grid, segments, layers: [box(8), box(5)] }, "nrrd");
    writeFileSync(at("lung.seg.nrrd"), bytes);
    const made = await cliJson("convert", at("lung.seg.nrrd"), at("lung.glb"), "--smoothing-factor", "0");
    expect(made).toMatchObject({ from: "binary", to: "surface", meshes: [{ label: 1 }, { label: 2 }] });
    const glb = readFileSync(at("lung.glb"));
    const scene = JSON.parse(glb.subarray(20, 20 + glb.readUInt32LE(12)).toString()) as Record<string, object[]>;
    // Below the root, which turns and scales all of them.
    expect(scene["nodes"]?.slice(1)).toMatchObject([
      { mesh: 0, name: "left lung" },
      { mesh: 1, name: "nodule" },
    ]);
    expect(scene["materials"]).toMatchObject([
      { pbrMetallicRoughness: { baseColorFactor: [1, 0, 0, 1] } },
      { pbrMetallicRoughness: { baseColorFactor: [1, 0.25, 0, 1] } },
    ]);
    await cliJson("convert", at("lung.seg.nrrd"), at("lung.stl"), "--per-label", "--smoothing-factor", "0");
    const [lung, nodule] = [meshVolume(mesh("lung_left_lung.stl")), meshVolume(mesh("lung_nodule.stl"))];
    expect(meshVolume(mesh("lung.glb"))).toBeCloseTo(lung + nodule, 2);
    expect(lung).toBeGreaterThan(nodule);
    await cliJson("convert", at("lung.seg.nrrd"), at("nodule.stl"), "--label", "2", "--smoothing-factor", "0");
    expect(meshVolume(mesh("nodule.stl"))).toBeCloseTo(nodule, 3);
    expect((await cli("convert", at("lung.seg.nrrd"), at("x.stl"), "--label", "3")).err).toMatch(/--label 1 to 2/);
    const twins = segments.map((one) => ({ ...one, name: "lung" }));
    writeFileSync(
      at("twins.seg.nrrd"),
      await writeSegmentation({ ...grid, segments: twins, layers: [box(8), box(5)] }, "nrrd"),
    );
    await cliJson("convert", at("twins.seg.nrrd"), at("twins.stl"), "--per-label", "--smoothing-factor", "0");
    expect(listing(folder).filter((name) => name.startsWith("twins_"))).toEqual(["twins_lung.stl", "twins_lung_1.stl"]);
    expect([meshVolume(mesh("twins_lung.stl")), meshVolume(mesh("twins_lung_1.stl"))]).toEqual([lung, nodule]);
    const outlines = await cliJson("convert", at("lung.seg.nrrd"), at("lung.json"));
    expect(outlines["contours"]).toBe(6 + 3);
    const refused = await cli("convert", at("lung.json"), at("flat.nrrd"));
    expect([refused.code, refused.err]).toEqual([
      5,
      expect.stringMatching(/27 voxels lie in several parts[\s\S]*--flatten/),
    ]);
    await cliJson("convert", at("lung.json"), at("flat.nrrd"), "--flatten");
    expect((await voxels("flat.nrrd")).data.filter((label) => label === 2)).toHaveLength(27);
  });
});
