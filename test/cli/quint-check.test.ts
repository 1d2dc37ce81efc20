import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { blankPng, drawnPng, indexedPng, quickNii, seriesFolder } from "../quint/fixtures.js";
import { cli, cliJson, listing, temporaryFolder } from "./host.js";

const root = temporaryFolder();
const one = drawnPng(["....", ".##.", "....", "...."]);
let serial = 0;
const series = (files: Record<string, Uint8Array | string>) => seriesFolder(root, `series-${serial++}`, files);

describe("segwasm quint check", () => {
  it("prints a line a finding and ends with 0 where nothing is wrong", async () => {
    const folder = series({ "a_s001.png": one, "notes.txt": "x", ".hidden_s002.png": one });
    const { code, out, err } = await cli("quint", "check", folder, "--color", "255,0,0", "--target", "webnutil");
    expect(code).toBe(0);
    expect(out).toBe(
      "a_s001.png: Q40 info 1 object (Nutil 1, PyNutil 1, WebNutil 1), 2 pixels of 255,0,0 (red).\na_s001.png: Q43 info 100 % of the objects have 1 or 2 pixels; the largest has 2. Consider a size cut-off: segwasm quint export --min-area.\n",
    );
    expect(err).toContain("1 section, 0 errors, 0 warnings: ready");
  });

  it("gives everything as one document", async () => {
    const folder = series({
      "a_s001.png": one,
      "a_s003.PNG": one,
      "r.json": quickNii([
        { filename: "a_s001.png", nr: 1 },
        { filename: "a_s002.png", nr: 2 },
      ]),
    });
    const document = await cliJson("quint", "check", folder);
    expect(document).toMatchObject({
      code: 1,
      schema: 1,
      ok: false,
      target: "all",
      colour: [255, 0, 0],
      missing: [2],
      registration: { kind: "quicknii", sections: [{ section: 1, anchored: true }, { section: 2 }] },
    });
    const sections = document["sections"] as { counts: object }[];
    expect(sections[0]?.counts).toEqual({ nutil: 1, pynutil: 1, webnutil: 1, four: 1, eight: 1, diagonal: 0, edge: 0 });
    const findings = document["findings"] as { code: string; file: string | null }[];
    expect(findings.map(({ file, code }) => `${file} ${code}`)).toEqual(
      expect.arrayContaining(["null Q14", "null Q27", "a_s003.PNG Q09", "a_s003.PNG Q13"]),
    );
  });

  it("compares with originals, whatever their format, and leaves all files as they are", async () => {
    const folder = series({
      "a_s001.png": blankPng(200, 100),
      "a_s002.png": blankPng(200, 100),
      "a_s003.png": blankPng(250, 125),
    });
    const originals = series({
      "a_s001.png": blankPng(1000, 500),
      "a_s002.png": blankPng(1000, 500),
      "a_s003.png": blankPng(1000, 500),
      "a_s004.tif": "none",
    });
    const before = readdirSync(folder);
    const { code, out, err } = await cli("quint", "check", folder, "--originals", originals);
    expect(code).toBe(1);
    expect(out).toMatch(/a_s003\.png: Q32 error It was scaled by 0\.25, the others by 0\.2\./);
    expect(err).toContain("the size of the original");
    expect(readdirSync(folder)).toEqual(before);
  });

  it("looks at names and headers only when told so, at once for the largest pictures", async () => {
    const folder = series({ "a_s001.png": blankPng(20_000, 20_000) });
    await cli("quint", "check", folder, "--names-only");
    const start = performance.now();
    const { out } = await cli("quint", "check", folder, "--names-only");
    expect(performance.now() - start).toBeLessThan(500);
    expect(out).toMatch(/Q33 warning 20000 x 20000/);
  });

  it("keeps hostile names harmless", async () => {
    const folder = series({ "a\u001b[31m_s001.png": one, "\u202eb_s002.png": Uint8Array.of(1, 2, 3) });
    symlinkSync("nowhere_s004.png", join(folder, "c_s004.png"));
    mkdirSync(join(folder, "d_s005.png"));
    const { code, out } = await cli("quint", "check", folder);
    expect(code).toBe(1);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is the point
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(out).toMatch(/c_s004\.png: Q02 error .*does not exist/);
    expect(out).not.toContain("d_s005");
  });

  it.each([
    [2, "expected check or export", ["quint"]],
    [2, "expected check or export", ["quint", "chekc"]],
    [2, "expected DIR", ["quint", "check"]],
    [2, "expected a colour", ["quint", "check", root, "--color", "reddish"]],
    [2, "--target", ["quint", "check", root, "--target", "all,nutil"]],
    [3, "does not exist", ["quint", "check", join(root, "none")]],
    [3, "holds no pictures", ["quint", "check", root]],
  ])("ends with %i and says %s", async (code, text, argv) => {
    const ended = await cli(...argv);
    expect(ended).toMatchObject({ code, out: "" });
    expect(ended.err).toContain(text);
  });

  it("refuses a registration that is none, and one that is not there", async () => {
    const folder = series({ "a_s001.png": one });
    const path = join(root, "bad.json");
    writeFileSync(path, "{");
    expect(await cli("quint", "check", folder, "--registration", path)).toMatchObject({ code: 3 });
    expect(await cli("quint", "check", folder, "--registration", join(root, "none.waln"))).toMatchObject({ code: 3 });
  });

  it("writes a page that needs nothing else, and in which names are only text", async () => {
    const folder = series({ "<img src=x onerror=alert(1)>_s001.png": one, "b_s002.png": "no picture" });
    const page = join(root, "page.html");
    expect(await cli("quint", "check", folder, "--report", page)).toMatchObject({ code: 1 });
    const html = readFileSync(page, "utf8");
    expect(html).toContain("&#60;img src=x onerror=alert(1)&#62;_s001.png");
    expect(html).not.toMatch(/<img src=x|<script|https?:/);
    expect(html.match(/<img [^>]*src="data:image\/png;base64,/g)).toHaveLength(1);
    for (const code of ["Q01", "Q06", "Q40"]) expect(html).toContain(`<span class="code">${code}</span>`);
    expect(await cli("quint", "check", folder, "--report", page)).toMatchObject({ code: 2 });
  });

  it("puts names and files right in copies, and leaves what somebody must decide", async () => {
    const rgba = drawnPng(["aab", "aaa", "aaa"], { a: [255, 255, 255, 255], b: [255, 0, 0, 255] });
    const files = {
      "b_s1.PNG": one,
      "b slide_s2_mask.png": one,
      "b_s10.png": rgba,
      "b_s11.png": indexedPng(2, 2, [1, 2, 1, 1]),
    };
    const folder = series(files);
    const output = join(root, "fixed");
    const plan = await cliJson("quint", "check", folder, "--fix", "-o", output);
    expect(plan).toMatchObject({
      code: 1,
      fix: {
        done: false,
        fixes: [
          { from: "b_s1.PNG", to: "b_s001.png", how: "copy" },
          { from: "b slide_s2_mask.png", to: "b-slide_s002.png", how: "copy" },
          { from: "b_s10.png", to: "b_s010.png", how: "export" },
        ],
        left: [{ file: "b_s11.png", codes: ["Q21"] }],
      },
    });
    expect(existsSync(output)).toBe(false);
    expect(await cli("quint", "check", folder, "--fix", "--yes", "-o", output)).toMatchObject({ code: 1 });
    expect(listing(output)).toEqual(["b-slide_s002.png", "b_s001.png", "b_s010.png"]);
    expect(await cli("quint", "check", output)).toMatchObject({ code: 0 });
    for (const [name, bytes] of Object.entries(files))
      expect(new Uint8Array(readFileSync(join(folder, name)))).toEqual(bytes);
    expect(await cli("quint", "check", folder, "--yes")).toMatchObject({ code: 2 });
  });
});
