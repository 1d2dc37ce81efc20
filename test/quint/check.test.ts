import { describe, expect, it } from "vitest";
import { loadKernels } from "../../bindings/node.js";
import { type CheckQuintOptions, checkQuintSeries } from "../../bindings/quint/check.js";
import { parseRegistration } from "../../bindings/quint/registration.js";
import { chunk } from "../io/pngs.js";
import { blankPng, drawnPng, indexedPng, inMemory, png, quickNii, RED, widePng } from "./fixtures.js";

const k = await loadKernels();
const check = (files: Record<string, Uint8Array>, options: CheckQuintOptions = {}) =>
  checkQuintSeries(k, inMemory(files), { target: "webnutil", ...options });
const codes = (report: Awaited<ReturnType<typeof check>>) =>
  report.findings.map(({ code, file }) => (file ? `${file} ${code}` : code));
const messageOf = (report: Awaited<ReturnType<typeof check>>, code: string) =>
  report.findings
    .filter((finding) => finding.code === code)
    .map(({ message, hint }) => `${message} ${hint}`)
    .join("\n");
const redRows = ["....", "####", "####", "...."];
const one = drawnPng(redRows);

describe("colours", () => {
  it("A1: counts an object of red on white, and warns of PyNutil's order of channels", async () => {
    const report = await check({ "a_s001.png": one }, { colour: RED });
    expect(codes(report)).toEqual(
      ["a_s001.png Q40", "a_s001.png Q41", "a_s001.png Q42"].filter((code) => !/Q41/.test(code)),
    );
    expect(report.sections[0]).toMatchObject({ colour: RED, counts: { four: { objects: 1, voxels: 8 } } });
    expect(report.errors).toBe(0);
    const forPyNutil = await check({ "a_s001.png": one }, { colour: RED, target: "pynutil" });
    expect(messageOf(forPyNutil, "Q27")).toContain("pixel_id=[0, 0, 255]");
  });

  it("A2: counts the same in a palette", async () => {
    const values = redRows.flatMap((row) => [...row].map((letter) => (letter === "#" ? 1 : 0)));
    const report = await check({ "a_s001.png": indexedPng(4, 4, values, [255, 255, 255, 255, 0, 0]) }, { colour: RED });
    expect(report.sections[0]).toMatchObject({ pixels: "palette", counts: { four: { objects: 1, voxels: 8 } } });
    expect(report.errors).toBe(0);
  });

  it("A3: tells of diagonal contacts", async () => {
    const rows = [".....", ".#...", "..#..", ".....", "....."];
    const report = await check({ "a_s001.png": drawnPng(rows) }, { colour: RED });
    expect(report.sections[0]?.counts?.tools).toEqual({ nutil: 2, pynutil: 2, webnutil: 1 });
    expect(messageOf(report, "Q41")).toContain("Diagonal contacts join 1 object in WebNutil");
  });

  it("A5: knows an uncoloured ilastik export", async () => {
    const report = await check({ "a_s001.png": indexedPng(4, 2, [1, 1, 2, 2, 1, 1, 1, 1]) });
    expect(messageOf(report, "Q21")).toMatch(/values 1, 2.*--class/);
    expect(report.errors).toBe(1);
  });

  it("A6: refuses 16 bits", async () => {
    const report = await check({
      "a_s001.png": widePng(
        20,
        15,
        Array.from({ length: 300 }, (_, i) => i + 1),
      ),
    });
    expect(codes(report)).toContain("a_s001.png Q20");
    expect(report.sections[0]?.counts).toBeNull();
  });

  it("A11: counts soft edges by each tolerance", async () => {
    const colours = { a: [255, 2, 2], b: [255, 10, 10], c: [255, 11, 0], d: [255, 128, 128] };
    const report = await check({ "a_s001.png": drawnPng(["......", ".#abcd", "......"], colours) }, { colour: RED });
    expect(messageOf(report, "Q24")).toContain("6 colours");
    expect(messageOf(report, "Q24")).toContain("±0: 1, ±2: 2, ±10: 3");
  });

  it("A16: reads the palette of a file and names the class", async () => {
    const glasbey = [255, 255, 255, 0, 0, 255, 255, 0, 0, 0, 255, 0];
    const report = await check({ "a_s001.png": indexedPng(4, 3, [0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 0], glasbey) });
    expect(report.colour).toEqual([255, 0, 0]);
    expect(messageOf(report, "Q40")).toContain("255,0,0 (red), value 2 of the file");
  });

  it("A17: refuses transparent pixels, and warns of an opaque channel", async () => {
    const half = drawnPng(["aab", "aaa"], { a: [255, 255, 255, 255], b: [255, 0, 0, 128] });
    const full = drawnPng(["aab", "aaa"], { a: [255, 255, 255, 255], b: [255, 0, 0, 255] });
    const report = await check({ "a_s001.png": half, "a_s002.png": full });
    expect(report.findings.filter(({ code }) => code === "Q22").map(({ severity }) => severity)).toEqual([
      "error",
      "warning",
    ]);
  });

  it("A18: counts nothing in the last column for Nutil", async () => {
    const report = await check({ "a_s001.png": drawnPng(["....", "...#", "...#", "...."]) }, { colour: RED });
    expect(report.sections[0]?.counts?.tools).toEqual({ nutil: 0, pynutil: 1, webnutil: 1 });
    expect(messageOf(report, "Q42")).toContain("1 object loses pixels in Nutil");
  });

  it("suggests the colour that is there, and sees exchanged and close colours", async () => {
    const blue = await check({ "a_s001.png": drawnPng(["....", ".oo.", "...."]) }, { colour: RED });
    expect(messageOf(blue, "Q23")).toMatch(
      /No pixel has colour 255,0,0 \(red\)\. Found: .*Did you mean 0,0,255 \(blue\)\?/,
    );
    const most = await check({ "a_s001.png": drawnPng(["####", "###.", "...."]) }, { colour: RED });
    expect(codes(most)).toContain("a_s001.png Q25");
    const close = await check({ "a_s001.png": drawnPng(["....", ".##.", "...."], { "#": [250, 250, 250] }) });
    expect(messageOf(close, "Q26")).toContain("250,250,250");
  });

  it("tells an empty section from an empty series", async () => {
    const empty = drawnPng(["...", "..."]);
    const some = await check({ "a_s001.png": empty, "a_s002.png": one });
    expect(some.findings.filter(({ code }) => code === "Q28")).toMatchObject([
      { severity: "info", file: "a_s001.png" },
    ]);
    const none = await check({ "a_s001.png": empty, "a_s002.png": empty });
    expect(none.findings.filter(({ code }) => code === "Q28")).toMatchObject([{ severity: "warning", file: null }]);
  });
});

describe("names", () => {
  it.each([
    ["x.png", "Q03"],
    ["a b_s1.png", "Q06"],
    ["a.b_s1.png", "Q06"],
    ["my_slide_s001.png", "Q05"],
    ["a_s1_s2.png", "Q04"],
    ["a_s001_mask.png", "Q10"],
    ["a_s001.PNG", "Q09"],
  ])("A7: %s is %s", async (name, code) => {
    const report = await check({ [name]: one }, { target: "all", colour: [255, 0, 0] });
    expect(report.findings.filter(({ severity }) => severity === "error").map((finding) => finding.code)).toEqual([
      code,
    ]);
  });

  it("A8: numbers within numbers, twins and the folder", async () => {
    const within = await check({ "a_s1.png": one, "a_s10.png": one });
    expect(messageOf(within, "Q08")).toMatch(/_s1 is contained in _s10.*_s001 and _s010/);
    const twins = await check({ "a_s007.png": one, "b_s7.png": one });
    expect(messageOf(twins, "Q07")).toContain("Section 7 occurs twice: a_s007.png, b_s7.png.");
    expect(codes(await check({ "a_s007.png": one }, { folder: "/data/brain_s2/pictures" }))).toContain("Q11");
  });

  it("compares with the originals", async () => {
    const report = await check({ "m1_s003_seg.png": one }, { originals: [{ name: "m1_s003.tif" }] });
    expect(messageOf(report, "Q12")).toContain("The original is m1_s003.tif, this is m1_s003_seg.png");
    // Nutil finds it by its number; one that has no original at all is worth a look.
    const originals = [{ name: "m1_s003.tif" }];
    const forNutil = await check({ "m1_s003_seg.png": one, "m1_s004.png": one }, { originals, target: "nutil" });
    expect(forNutil.findings.filter(({ code }) => code === "Q12")).toMatchObject([
      { file: "m1_s004.png", severity: "warning" },
    ]);
  });
});

describe("sizes and registration", () => {
  it("A9: proportions", async () => {
    const registration = parseRegistration(
      quickNii([
        { filename: "a_s001.png", nr: 1 },
        { filename: "a_s002.png", nr: 2 },
        { filename: "a_s003.png", nr: 3 },
      ]),
    );
    const files = {
      "a_s001.png": blankPng(2000, 1500),
      "a_s002.png": blankPng(2001, 1334),
      "a_s003.png": blankPng(2001, 1338),
    };
    const report = await check(files, { registration });
    expect(codes(report).filter((code) => /Q3/.test(code))).toEqual(["a_s001.png Q30", "a_s003.png Q31"]);
    expect(messageOf(report, "Q30")).toContain("2000 x 1500 (1.333), the registered image 1500 x 1000 (1.5)");
  });

  it("A10: one scale for the series, never above the original", async () => {
    const files = {
      "a_s001.png": blankPng(200, 100),
      "a_s002.png": blankPng(200, 100),
      "a_s003.png": blankPng(250, 125),
    };
    const originals = [1, 2, 3].map((n) => ({ name: `a_s00${n}.png`, width: 1000, height: 500 }));
    expect(messageOf(await check(files, { originals }), "Q32")).toContain("scaled by 0.25, the others by 0.2.");
    const small = [{ name: "a_s001.png", width: 100, height: 50 }];
    expect(codes(await check({ "a_s001.png": files["a_s001.png"] }, { originals: small }))).toContain("a_s001.png Q35");
  });

  it("A13: missing and unregistered sections, also of the workbench", async () => {
    const ouv = [0, 0, 0, 456, 0, 0, 0, 0, -320];
    const sections = [
      { filename: "x/a_s001.dzip", width: 15, height: 10, ouv },
      { filename: "a_s005.dzip", ouv },
      { filename: "a_s002.dzip" },
    ];
    const registration = parseRegistration(JSON.stringify({ atlas: "ABA", sections }), "a.waln");
    const report = await check(
      { "a_s001.png": blankPng(15, 10), "a_s002.png": one, "a_s013.png": one },
      { registration },
    );
    expect(report.missing).toEqual([5]);
    expect(messageOf(report, "Q14")).toContain("section 5");
    expect(messageOf(report, "Q13")).toMatch(/Section 2 .* not anchored[\s\S]*Section 13 is not in the registration/);
  });

  it("A12: large pictures, and sides beyond what Nutil opens", async () => {
    const files = { "a_s001.png": blankPng(14_001, 10_001), "a_s002.png": blankPng(32_768, 4) };
    const report = await check(files, { target: "all", pixels: false });
    expect(codes(report).filter((code) => /Q3/.test(code))).toEqual([
      "a_s001.png Q33",
      "a_s002.png Q33",
      "a_s002.png Q34",
    ]);
  });
});

describe("files that cannot be used", () => {
  it("A14: each has its finding, and none stops the others", async () => {
    const truncated = drawnPng(Array.from({ length: 400 }, (_, y) => (y % 3 ? "#..#.#.." : ".#.##..#")));
    const broken = one.slice();
    broken[50] = (broken[50] as number) ^ 255;
    const interlaced = png({ width: 1, height: 1, colour: 2, interlace: 1 }, Uint8Array.of(255, 0, 0));
    const files = {
      "a_s001.png": Uint8Array.of(0x49, 0x49, 42, 0, 8, 0, 0, 0),
      "a_s002.png": truncated.subarray(0, truncated.length - 60),
      "a_s003.png": broken,
      "a_s004.png": new Uint8Array(0),
      "a_s005.png": interlaced,
      "a_s006.png": one,
      "a_s007.png": png({ width: 2, height: 2, colour: 3 }, Uint8Array.of(0, 1, 2, 9), chunk("PLTE", [1, 2, 3])),
    };
    const report = await check(files, { colour: RED });
    expect(codes(report).filter((code) => /Q0/.test(code))).toEqual([
      "a_s001.png Q01",
      "a_s002.png Q02",
      "a_s003.png Q02",
      "a_s004.png Q02",
      "a_s007.png Q02",
    ]);
    expect(messageOf(report, "Q01")).toContain("Section 1 is a TIFF file saved with a .png name");
    expect(messageOf(report, "Q02")).toMatch(/stops after row \d+ of 400/);
    expect(report.sections[4]).toMatchObject({ interlaced: true, counts: { four: { objects: 1 } } });
    expect(report.sections[5]?.counts?.tools.pynutil).toBe(1);
  });
});
