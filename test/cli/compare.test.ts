import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeSegmentation } from "../../bindings/io/index.js";
import { drawn } from "../images.js";
import { cli, cliJson, imageFile, listing, temporaryFolder } from "./host.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const spacing = { spacing: [2, 0.5], unit: "µm" };
const a = { ...drawn([". . 1 1", ". . 1 1", "2 2 2 ."]), ...spacing };
const b = { ...drawn([". 1 1 1", ". . 2 2", "3 3 3 ."]), ...spacing };

describe("compare", () => {
  it("prints a table for people", async () => {
    const { code, out, err } = await cli(
      "compare",
      await imageFile(folder, "a.tif", a),
      await imageFile(folder, "b.tif", b),
    );
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("adapted Rand error        0.2857  (precision 0.5556, recall 1)");
    expect(out).toContain("variation of information  0.6341 bits split, 0.2296 bits merged");
    expect(out).toMatch(/label +Dice +Jaccard +A µm2 +B µm2 +max µm +95 % +mean/);
    expect(out).toMatch(/\n {2}all +0\.9333 +0\.875 +7 +8 +0\.5/);
    expect(out).toMatch(/\n {2}1 +0\.5714 +0\.4 +4 +3 +2 /);
    expect(out).toMatch(/\n {2}3 +0 +0 +0 +3 +infinite +infinite +infinite\n/);
  });

  it("prints and writes everything as JSON, null for what is not defined", async () => {
    const [first, second] = [await imageFile(folder, "ja.tif", a), await imageFile(folder, "jb.tif", b)];
    const document = await cliJson("compare", first, second, "-o", at("all.json"));
    expect(document).toMatchObject({
      schema: 1,
      a: first,
      b: second,
      shape: [3, 4],
      unit: "µm",
      rand: { error: 0.2857142857142857, recall: 1 },
      foreground: { voxelsA: 7, voxelsB: 8, common: 7 },
    });
    expect((document["labels"] as object[])[2]).toMatchObject({ label: 3, dice: 0, hausdorff: null });
    expect(document["pairs"]).toContainEqual({ a: 2, b: 3, voxels: 3 });
    const written = JSON.parse(readFileSync(at("all.json"), "utf8"));
    expect(written).toEqual(JSON.parse(document.out));
  });

  it("writes a row per label as CSV", async () => {
    const [first, second] = [await imageFile(folder, "ca.tif", a), await imageFile(folder, "cb.tif", b)];
    const { code, err } = await cli("compare", first, second, "-o", at("rows.csv"));
    expect(code).toBe(0);
    expect(err).toContain("3 labels, written to");
    const [head, ...rows] = readFileSync(at("rows.csv"), "utf8").split("\r\n");
    expect(head).toBe(
      "label,voxels_a,voxels_b,voxels_common,area_a_um2,area_b_um2,area_difference_um2,dice,jaccard," +
        "hausdorff_um,hausdorff95_um,mean_distance_um,average_distance_um,average_hausdorff95_um",
    );
    expect(rows[2]).toBe("3,0,3,0,0,3,3,0,0,,,,,");
    await cli("compare", first, second, "--overlap-only", "-o", at("quick.csv"));
    expect(readFileSync(at("quick.csv"), "utf8").split("\r\n")[0]).toMatch(/jaccard$/);
  });

  it("leaves out labels", async () => {
    const [first, second] = [await imageFile(folder, "ia.tif", a), await imageFile(folder, "ib.tif", b)];
    const document = await cliJson("compare", first, second, "--ignore", "0,2");
    expect((document["labels"] as { label: number }[]).map(({ label }) => label)).toEqual([1, 2]);
    expect(document["foreground"]).toMatchObject({ voxelsA: 4, voxelsB: 5 });
    expect((await cli("compare", first, second, "--ignore", "x")).code).toBe(2);
  });

  it("takes masks, and images without objects", async () => {
    const [mask, none] = [drawn(["1 1 ."]), drawn([". . ."])];
    const [full, empty] = [await imageFile(folder, "mask.png", mask), await imageFile(folder, "none.png", none)];
    expect(await cliJson("compare", full, full)).toMatchObject({
      code: 0,
      foreground: { dice: 1, hausdorff: 0 },
      averagePrecision: 1,
    });
    expect(await cliJson("compare", full, empty)).toMatchObject({ foreground: { dice: 0, hausdorff: null } });
    expect(await cliJson("compare", empty, empty)).toMatchObject({
      foreground: { dice: null, hausdorff: 0 },
      rand: { error: null },
      averagePrecision: null,
      labels: [],
    });
    expect((await cli("compare", empty, empty)).out).toContain("adapted Rand error        undefined");
  });

  it("refuses what cannot be compared", async () => {
    const [first, other] = [await imageFile(folder, "ra.tif", a), await imageFile(folder, "rb.tif", drawn(["1 2"]))];
    const floats = await imageFile(folder, "f.tif", { data: new Float32Array(12), shape: [3, 4] });
    const stretched = await imageFile(folder, "s.tif", { ...b, spacing: [1, 0.5] });
    const { code, err } = await cli("compare", first, other);
    expect(code).toBe(3);
    expect(err).toContain("both images must have one shape, got 3×4 and 1×2");
    expect((await cli("compare", first, stretched)).err).toContain("both images must have one spacing");
    expect((await cli("compare", first, floats)).code).toBe(3);
    expect((await cli("compare", first)).err).toContain("expected B");
    expect((await cli("compare", first, at("missing.tif"))).code).toBe(3);
    expect((await cli("compare", first, first, "-o", at("x.txt"))).code).toBe(2);
    expect(listing(folder)).not.toContain("x.txt");
  });

  it("compares named segments, overlapping ones too", async () => {
    const flags = { nameAutoGenerated: false, colorAutoGenerated: false, tags: {}, color: [1, 0, 0] as const };
    const segments = ["liver", "tumour"].map((name, layer) => ({ id: name, name, labelValue: 1, layer, ...flags }));
    const of = async (name: string, layers: Uint8Array[], origin = [0, 0, 0]) => {
      const grid = { shape: [1, 2, 2], spacing: [1, 1, 2], unit: "mm", origin, space: "LPS" as const };
      writeFileSync(at(name), await writeSegmentation({ ...grid, segments, layers }, "nrrd"));
      return at(name);
    };
    const first = await of("one.seg.nrrd", [Uint8Array.of(1, 1, 1, 0), Uint8Array.of(0, 1, 0, 0)]);
    const second = await of("two.seg.nrrd", [Uint8Array.of(1, 1, 0, 0), Uint8Array.of(0, 1, 0, 0)]);
    const { code, out, err } = await cli("compare", first, second);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/segment +Dice/);
    expect(out).toMatch(/\n {2}liver +0\.8 +0\.6667 +6 +4/);
    expect(out).toMatch(/\n {2}tumour +1 +1 +2 +2 +0/);
    const document = await cliJson("compare", first, second, "-o", at("named.csv"));
    expect(document["segments"]).toMatchObject([{ a: { name: "liver" }, b: { id: "liver" }, falseNegative: 25 }, {}]);
    expect(readFileSync(at("named.csv"), "utf8")).toMatch(
      /^segment_a,segment_b,voxels_a,.*average_hausdorff95_mm\r\nliver,liver,3,2,2,6,4,-2,0\.8/,
    );
    const moved = await of("moved.seg.nrrd", [Uint8Array.of(1, 1, 1, 0), Uint8Array.of(0, 1, 0, 0)], [0, 0, 2]);
    expect((await cli("compare", first, moved)).err).toContain(
      `note: ${moved} lies on another grid and was brought onto that of ${first}`,
    );
    expect(document["resampled"]).toBe(false);
    expect((await cliJson("compare", first, moved))["resampled"]).toBe(true);
    expect((await cli("compare", first, second, "--ignore", "1")).err).toMatch(/no --ignore/);
  });
});
