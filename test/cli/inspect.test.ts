import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openImage } from "../../bindings/io/index.js";
import { sample } from "../../bindings/sample/index.js";
import { CORPUS, corpusFile } from "../corpus.js";
import { drawn } from "../images.js";
import { cli, cliJson, imageFile, temporaryFolder } from "./host.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);

const KEYS = [
  "path",
  "format",
  "axes",
  "shape",
  "dtype",
  "bitDepth",
  "spacing",
  "unit",
  "min",
  "max",
  "mean",
  "percentiles",
  "clipped",
  "usedRange",
  "histogram",
  "verdicts",
];

interface Report {
  code: number;
  err: string;
  histogram: { edges: number[]; counts: number[] };
  verdicts: { id: string; level: string; text: string }[];
  labels?: object;
}
const inspect = async (...argv: string[]) =>
  (await cliJson("inspect", ...argv)) as never as Report & Record<string, unknown>;

describe("inspect", () => {
  it("describes the acceptance volume under the published keys", async () => {
    const input = await imageFile(folder, "acceptance.tif", sample("acceptance"));
    const report = await inspect(input);
    expect(report.code).toBe(0);
    for (const key of KEYS) expect(report).toHaveProperty(key);
    expect(report).toMatchObject({
      schema: 1,
      path: input,
      format: "tiff",
      axes: "ZYX",
      shape: [24, 64, 64],
      dtype: "uint16",
      bitDepth: 16,
      min: 2000,
      max: 42040,
      clipped: { low: 0, high: 0 },
    });
    expect(report["mean"]).toBeCloseTo(614195112 / (24 * 64 * 64), 9);
    const { edges, counts } = report.histogram;
    expect(edges).toHaveLength(counts.length + 1);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(24 * 64 * 64);
    expect(report.labels).toBeUndefined();
  });

  it("looks at one slice when told", async () => {
    const input = await imageFile(folder, "acceptance.npy", sample("acceptance"));
    const report = await inspect(input, "--slice", "12");
    expect(report.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(4096);
    expect(report).toMatchObject({ shape: [24, 64, 64], inspected: [64, 64], selection: { slice: 12 } });
    expect(await inspect(input, "--slice", "24")).toMatchObject({ code: 2, error: { code: "E_OPTION" } });
  });

  it("fails on clipping when told, and only on clipping", async () => {
    const data = Uint16Array.from({ length: 10_000 }, (_, i) => (i % 50 === 0 ? 65535 : 1000 + (i % 700)));
    const clipped = await imageFile(folder, "clipped.tif", { data, shape: [100, 100] });
    const fine = await imageFile(folder, "fine.tif", { data: data.map((v) => v >> 1), shape: [100, 100] });
    const report = await inspect(clipped, "--fail-on", "clipping");
    expect(report).toMatchObject({ code: 1, clipped: { low: 0, high: 0.02 } });
    expect(report.err).toContain("is clipped");
    expect((await inspect(clipped)).code).toBe(0);
    expect(
      await inspect(await imageFile(folder, "a.tif", sample("acceptance")), "--fail-on", "clipping"),
    ).toMatchObject({ code: 0 });
    expect((await inspect(fine)).code).toBe(0);
    expect(await inspect(fine, "--fail-on", "dust")).toMatchObject({ code: 2 });
  });

  it("counts labels", async () => {
    const blocks = ["1 1 1 1 . . . .", "1 1 1 1 . . . .", ". . . . . . . .", ". . . . 3 3 3 3", ". . . . 3 3 3 3"];
    const input = await imageFile(folder, "labels.tif", drawn(blocks, "uint32"));
    expect((await inspect(input)).labels).toEqual({ count: 2, max: 3, minimumDtype: "uint8" });
  });

  it("writes a report for people", async () => {
    const input = await imageFile(folder, "nuclei.tif", sample("nuclei"));
    const { code, out, err } = await cli("inspect", input);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("TIFF, 60×256×256 (ZYX), uint16, voxels of 0.29×0.26×0.26 µm");
    expect(out).toMatch(/minimum 497 +maximum 29987 +mean 3940.33/);
    expect(out).toContain("  ok    No value is clipped.");
    expect(out.split("\n").every((line) => line.length <= 100)).toBe(true);
    expect(out).not.toContain("\x1b");
  });

  it("draws the histogram as SVG and as PNG, the same bytes every time", async () => {
    const input = await imageFile(folder, "a<b>&.tif", sample("acceptance"));
    for (const name of ["h.svg", "h.png"]) {
      expect((await cli("inspect", input, "--histogram", at(name), "-q")).code).toBe(0);
      const first = readFileSync(at(name));
      await cli("inspect", input, "--histogram", at(name), "-q", "-f");
      expect(readFileSync(at(name)).equals(first)).toBe(true);
    }
    const svg = readFileSync(at("h.svg"), "utf8");
    expect(svg).toContain("a&lt;b&gt;&amp;.tif");
    expect(svg).not.toMatch(/<script|href|a<b>/);
    expect((await openImage(readFileSync(at("h.png")))).shape).toEqual([360, 720, 3]);
    expect((await cli("inspect", input, "--histogram", at("h.pdf"))).code).toBe(2);
  });
});

describe.runIf(CORPUS)("inspect on real images", () => {
  it.each([
    ["human_mitosis.tif", { min: 7, max: 255, bitDepth: 8, axes: "YX", shape: [512, 512] }],
    ["xyz_8bit__nuclei_autothresh.tif", { min: 0, max: 245, axes: "ZYX", shape: [37, 118, 132], unit: "µm" }],
    ["cells3d_nuclei_label.tif", { labels: { count: 20, max: 20, minimumDtype: "uint8" }, dtype: "uint32" }],
    ["shapes-01.jpg", { format: "jpeg", axes: "YXS" }],
  ])("knows %s", async (name, expected) => {
    expect(await inspect(corpusFile("lesson", name))).toMatchObject({ code: 0, ...expected });
  });
});
