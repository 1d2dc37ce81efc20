import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openImage, readMesh, writeImage, writeMesh } from "../../bindings/io/index.js";
import { meshVolume } from "../../bindings/ops/mesh.js";
import { octagonalSphere, openEdge } from "../meshes.js";
import { cli, cliJson, temporaryFolder } from "./host.js";

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
    expect(meshVolume(mesh("one_label_1.stl")) + meshVolume(mesh("one_label_4.stl"))).toBeCloseTo(
      meshVolume(mesh("all.stl")),
      2,
    );
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

  it("writes outlines and reads them", async () => {
    const input = await boxes();
    await cliJson("convert", input, at("lines.json"));
    await cliJson("convert", at("lines.json"), at("filled.nrrd"));
    expect((await voxels("filled.nrrd")).data).toEqual((await voxels("boxes.nrrd")).data);
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
      "warning: the surface is open",
    );
  });
});
