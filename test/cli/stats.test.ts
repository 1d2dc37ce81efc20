import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeImage, writeMesh } from "../../bindings/io/index.js";
import { surfaceToMask } from "../../bindings/ops/scan-mesh.js";
import { columnEndings } from "../../cli/commands/stats.js";
import { kernelsOf } from "../builds.js";
import { drawn, maskValues } from "../images.js";
import { BRAIN, ball, octagonalSphere, SPHERES } from "../meshes.js";
import { cli, cliJson, imageFile, listing, temporaryFolder } from "./host.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const labels = { ...drawn(["1 1 . 2", "1 . . 2"]), spacing: [2, 0.5], unit: "µm" };
const image = drawn(["9 8 1 4", "7 1 1 6"]);

describe("stats", () => {
  it("writes a row per label with units in the names", async () => {
    const input = await imageFile(folder, "labels.tif", labels);
    const under = await imageFile(folder, "image.tif", image);
    expect((await cli("stats", input, "--image", under, "-o", at("table.csv"))).code).toBe(0);
    const [head, first, second, ...rest] = readFileSync(at("table.csv"), "utf8").split("\r\n");
    expect(head).toBe(
      "label,count,area_um2,bbox_y0,bbox_x0,bbox_y1,bbox_x1,centroid_y_um,centroid_x_um," +
        "intensity_sum,intensity_mean,intensity_std,intensity_min,intensity_max",
    );
    expect(first?.split(",").slice(0, 7)).toEqual(["1", "3", "3", "0", "0", "2", "2"]);
    expect(second?.split(",").slice(-5)).toEqual(["10", "5", "1", "4", "6"]);
    expect(rest).toEqual([""]);
  });

  it("prints the CSV, or the same as JSON, without an output", async () => {
    const input = await imageFile(folder, "plain.tif", labels);
    const { code, out, err } = await cli("stats", input, "--measures", "count,centroid");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toBe(
      "label,count,centroid_y_um,centroid_x_um\r\n1,3,0.6666666666666666,0.16666666666666666\r\n2,2,1,1.5\r\n",
    );
    expect(await cliJson("stats", input, "--measures", "count")).toMatchObject({
      code: 0,
      rows: 2,
      columns: ["label", "count"],
      table: [
        { label: 1, count: 3 },
        { label: 2, count: 2 },
      ],
    });
  });

  it("writes JSON by the ending of the output", async () => {
    const input = await imageFile(folder, "forjson.tif", labels);
    await cli("stats", input, "--measures", "area", "-o", at("table.json"));
    expect(JSON.parse(readFileSync(at("table.json"), "utf8"))).toEqual({
      schema: 1,
      columns: [
        { name: "label", unit: "", header: "label" },
        { name: "area", unit: "µm2", header: "area_um2" },
      ],
      rows: [
        { label: 1, area_um2: 3 },
        { label: 2, area_um2: 2 },
      ],
    });
  });

  it("tells several images apart by their names", async () => {
    const input = await imageFile(folder, "two.tif", labels);
    const [dapi, gfp] = [await imageFile(folder, "DAPI 1.tif", image), await imageFile(folder, "gfp.npy", image)];
    const ended = await cliJson("stats", input, "--image", dapi, "--image", gfp, "--measures", "intensity_mean");
    expect(ended["columns"]).toEqual(["label", "intensity_mean_DAPI_1", "intensity_mean_gfp"]);
    const all = await cliJson("stats", input, "--image", dapi, "--image", gfp);
    expect(all["columns"]).toEqual(
      expect.arrayContaining(["intensity_mean_DAPI_1", "intensity_mean_gfp", "intensity_max_gfp"]),
    );
    expect(columnEndings(["a/x.tif", "b/x.tif", "y.tif"])).toEqual(["_x", "_x_2", "_y"]);
    expect(columnEndings(["x.tif"])).toEqual([""]);
  });

  it("stacks several label images, and lists those that failed", async () => {
    const one = await imageFile(folder, "one.tif", labels);
    const other = await imageFile(folder, "other.tif", drawn(["5"]));
    const measures = ["--measures", "count"];
    expect((await cli("stats", one, other, ...measures, "-o", at("both.csv"))).code).toBe(0);
    expect(readFileSync(at("both.csv"), "utf8")).toBe(
      `file,label,count\r\n${one},1,3\r\n${one},2,2\r\n${other},5,1\r\n`,
    );
    const { code, err } = await cli("stats", one, at("none.tif"), other, ...measures, "-o", at("some.csv"));
    expect(code).toBe(1);
    expect(err).toContain("3 rows, 3 columns, written to");
    expect(err).toContain(`segwasm: ${at("none.tif")}: cannot read`);
    const document = await cliJson("stats", one, at("none.tif"), ...measures);
    expect(document).toMatchObject({ code: 1, rows: 2, failed: [{ path: at("none.tif"), error: { code: "E_READ" } }] });
    expect((await cli("stats", at("x.tif"), at("y.tif"), "-o", at("nothing.csv"))).code).toBe(1);
    expect(listing(folder)).not.toContain("nothing.csv");
  });

  it("refuses what does not fit", async () => {
    const input = await imageFile(folder, "grid.tif", labels);
    const small = await imageFile(folder, "small.tif", drawn(["1 2"]));
    const floats = await imageFile(folder, "floats.tif", { data: Float32Array.of(0.5, 1), shape: [1, 2] });
    expect(await cliJson("stats", input, "--image", small)).toMatchObject({
      code: 3,
      error: { code: "E_SHAPE_MISMATCH" },
    });
    expect(await cliJson("stats", floats)).toMatchObject({ code: 3, error: { code: "E_DTYPE" } });
    expect((await cli("stats", input, "--measures", "cont")).err).toContain(
      'unknown measure "cont", did you mean count?',
    );
    expect((await cli("stats", input, "-o", input, "-f")).code).toBe(2);
    expect((await cli("stats", input, "-o", at("t.xlsx"))).code).toBe(2);
    expect((await cli("stats")).err).toContain("expected LABELS");
  });

  it("makes 3D Slicer's table of segments, and the areas of slices", async () => {
    const volume = { data: Uint8Array.of(1, 1, 0, 3, 3, 3, 0, 0), shape: [2, 2, 2], spacing: [2, 1, 1], unit: "mm" };
    const input = await imageFile(folder, "segments.nrrd", volume);
    const under = await imageFile(folder, "values.nrrd", { ...volume, data: Int16Array.of(5, 7, 0, 1, 2, 3, 0, 0) });
    const { out } = await cli("stats", input, "--slicer", "--image", under, "--measures", "voxel_count,mean,median");
    expect(out).toBe(
      "Segment,Voxel count (LM),Voxel count (SV),Mean,Median\r\nSegment_1,2,2,6,6\r\nSegment_3,3,3,2,2\r\n",
    );
    const bins = await cli(
      "stats",
      input,
      "--slicer",
      "--image",
      under,
      "--measures",
      "median",
      "--quantiles",
      "slicer",
    );
    expect(bins.out).toBe("Segment,Median\r\nSegment_1,6\r\nSegment_3,1\r\n");
    const [record] = (await cliJson("stats", input, "--slicer", "--surface", "0")).table as Record<string, unknown>[];
    expect(record).toHaveProperty("Volume mm3 (CS)");
    const areas = await cli("stats", input, "--slices", "K");
    expect(areas.out.split("\r\n")[1]).toMatch(/^0,.*,2,1$/);
    expect(areas.out.split("\r\n")[0]).toBe(
      "Slice,Position_R_mm,Position_A_mm,Position_S_mm,Segment_1_mm2,Segment_3_mm2",
    );
  });

  it("has the volumes of Slicer's seven spheres, counted in one pass", async () => {
    const k = kernelsOf();
    const data = new Uint8Array(112 * 256 * 256);
    const { shape, spacing, origin } = BRAIN;
    for (const [i, [radius, x, y, z]] of SPHERES.entries()) {
      // Only the box around the sphere is scanned.
      const centre = [z, -y, -x];
      const first = centre.map((at, axis) => Math.floor((at - radius - origin[axis]!) / spacing[axis]!));
      const room = spacing.map((step) => Math.ceil((2 * radius) / step) + 2);
      const near = { shape: room, spacing, origin: first.map((at, axis) => origin[axis]! + at * spacing[axis]!) };
      maskValues(surfaceToMask(k, octagonalSphere(centre as [number, number, number], radius), near)).forEach(
        (set, n) => {
          const place = [Math.floor(n / room[2]! / room[1]!), Math.floor(n / room[2]!) % room[1]!, n % room[2]!];
          const [c, b, a] = place.map((at, axis) => at + first[axis]!) as [number, number, number];
          if (set) data[(c * shape[1]! + b) * shape[2]! + a] = i + 1;
        },
      );
    }
    writeFileSync(at("brain.nrrd"), await writeImage({ ...BRAIN, data, unit: "mm", space: "LPS" }, "nrrd"));
    const words = ["--slicer", "--measures", "voxel_count,volume_mm3"];
    const { out } = await cli("stats", at("brain.nrrd"), ...words);
    const rows = SPHERES.map(([, , , , n], i) => `Segment_${i + 1},${n},${n * 1.23046875}`);
    expect(out.split("\r\n")).toEqual(["Segment,Voxel count,Volume mm3", ...rows, ""]);
  });

  it("measures closed surfaces as Slicer does, where they are asked for", async () => {
    const cube = new Uint8Array(12 ** 3).map((_, i) =>
      Number([Math.floor(i / 144), Math.floor(i / 12) % 12, i % 12].every((n) => n > 0 && n < 11)),
    );
    const grid = { spacing: [1, 1, 1], unit: "mm" };
    writeFileSync(at("cube.nrrd"), await writeImage({ ...grid, data: cube, shape: [12, 12, 12] }, "nrrd"));
    writeFileSync(at("ball.nrrd"), await writeImage({ ...grid, ...ball(15, 1) }, "nrrd"));
    const of = async (name: string, ...words: string[]) =>
      ((await cliJson("stats", at(name), "--slicer", ...words)).table as Record<string, number>[])[0]!;
    for (const [name, smoothing, volume, area] of [
      ["cube.nrrd", "0", 985.6666667, 564.0995832],
      ["cube.nrrd", "0.5", 987.25027, 505.47899],
      ["ball.nrrd", "0", 14116.5, 3080.5443925],
      ["ball.nrrd", "0.5", 14114.26673, 2828.10545],
    ] as const) {
      const row = await of(name, "--surface", smoothing);
      const near = smoothing === "0" ? 1e-7 : 1e-3;
      expect(Math.abs(row["Volume mm3 (CS)"]! / volume - 1)).toBeLessThan(near);
      expect(Math.abs(row["Surface mm2"]! / area - 1)).toBeLessThan(near);
    }
    expect(Object.keys(await of("cube.nrrd"))).toEqual(["Segment", "Voxel count", "Volume mm3", "Volume cm3"]);
  });

  it("measures surfaces, and says where one is open", async () => {
    const mesh = octagonalSphere([10, 10, 10], 8);
    writeFileSync(at("whole.ply"), writeMesh(mesh, "ply"));
    writeFileSync(at("open.stl"), writeMesh({ ...mesh, faces: mesh.faces.slice(6) }, "stl"));
    const both = await cli("stats", at("whole.ply"), at("open.stl"));
    expect(both.out).toMatch(
      /^file,vertices,triangles,open_edges,area,volume,shape_index\r\n.*whole.ply,50,96,0,744\.65/,
    );
    expect(both.err).toBe(
      `warning: the surface of ${at("open.stl")} is not closed (6 open edges), so its volume is not certain\n`,
    );
    expect((await cliJson("stats", at("whole.ply"), at("open.stl"))).measured).toEqual([
      { path: at("whole.ply"), closed: true, openEdges: 0 },
      { path: at("open.stl"), closed: false, openEdges: 6 },
    ]);
    const made = await cliJson("convert", at("open.stl"), at("open.nrrd"));
    expect(made).toMatchObject({ code: 0, closed: false });
    expect(await cliJson("convert", at("whole.ply"), at("whole.nrrd"))).toMatchObject({ closed: true, openRows: 0 });
    expect((await cli("stats", at("whole.ply"), "--slicer")).err).toMatch(/expected no --slicer for a surface/);
  });

  it("says where values lie on another grid, in words and in JSON, with units and codes of what it measured", async () => {
    const grid = { shape: [2, 2, 2], spacing: [2, 1, 1], unit: "mm", origin: [0, 0, 0], space: "LPS" as const };
    const of = async (name: string, origin: number[], data: Uint8Array) => {
      writeFileSync(at(name), await writeImage({ ...grid, origin, data }, "nrrd"));
      return at(name);
    };
    const segments = await of("here.nrrd", [0, 0, 0], Uint8Array.of(1, 1, 0, 3, 3, 3, 0, 0));
    const same = await of("same.nrrd", [0, 0, 0], Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    const moved = await of("moved.nrrd", [0, 0, 1], Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    const words = ["--slicer", "--measures", "voxel_count,volume_mm3,mean", "--image"];
    const there = await cliJson("stats", segments, ...words, moved);
    expect(there.measured).toEqual([{ path: segments, resampled: true }]);
    expect(there.table).toMatchObject([{ "Voxel count (SV)": 1, Mean: 1 }, { "Voxel count (SV)": 2 }]);
    expect((await cliJson("stats", segments, ...words, same)).measured).toEqual([{ path: segments, resampled: false }]);
    expect((await cli("stats", segments, ...words, moved)).err).toMatch(/^note: .*here.nrrd lies on another grid than/);
    expect((await cli("stats", segments, ...words, same)).err).toBe("");
    const away = await of("away.nrrd", [0, 0, 100], Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    expect((await cli("stats", segments, ...words, away)).err).toMatch(/warning: no voxel .* "Segment_1", "Segment_3"/);
    const volume = { units: "mm3", quantityCode: "118565006,SCT", unitsCode: "mm3,UCUM" };
    const key = "LabelmapSegmentStatisticsPlugin.volume_mm3";
    expect(there.measurements).toContainEqual({ column: "Volume mm3 (LM)", key, ...volume });
    await cli("stats", segments, "--slicer", "-o", at("coded.json"));
    const { columns } = JSON.parse(readFileSync(at("coded.json"), "utf8"));
    expect(columns[2]).toEqual({ name: "Volume mm3", unit: "", measured: { key, ...volume }, header: "Volume mm3" });
    // By index there is nothing to bring anywhere: said, as the files tell of two places.
    expect((await cli("stats", segments, "--image", moved)).err).toMatch(/^warning: .*moved.nrrd has the shape of/);
    expect((await cli("stats", segments, "--image", same)).err).toBe("");
  });

  it("refuses options that mean nothing without the table of segments", async () => {
    const input = await imageFile(folder, "refused.tif", labels);
    const refusal = async (...words: string[]) => (await cli("stats", input, ...words)).err;
    expect(await refusal("--surface", "0.5")).toMatch(/expected --slicer with --surface/);
    expect(await refusal("--slicer", "--slices", "K")).toMatch(/either --slicer or --slices/);
    expect(await refusal("--slicer", "--measures", "voxel_cout")).toMatch(/did you mean voxel_count/);
    expect(await refusal("--slices", "K")).toMatch(/expected a segmentation \[z, y, x\]/);
  });
});
