import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "../../cli/run.js";
import type { Allowance } from "../../cli/watch.js";
import { drawn } from "../images.js";
import { indexedPng, quickNii, seriesFolder } from "../quint/fixtures.js";
import { cli, cliJson, imageFile, listing, quietHost, temporaryFolder } from "./host.js";

const root = temporaryFolder();
const at = (name: string) => join(root, name);
const cells = ["......", ".1122.", ".1122.", "......", ".3..4.", "......"];
const labels = await Promise.all([1, 2].map((n) => imageFile(root, `cells_s00${n}.tif`, drawn(cells, "uint16"))));

describe("segwasm quint export", () => {
  it("writes sections that pass the check, and says what it did", async () => {
    const report = at("report.json");
    const { code, out, err } = await cli("quint", "export", ...labels, "-o", at("up"), "--report", report);
    expect({ code, err: err.includes("2 sections written") }).toEqual({ code: 0, err: true });
    expect(out.split("\n")[0]).toBe(
      `cells_s001.tif -> cells_s001.png: labels (each value is an object, 0 is background), 6 x 6, 4 -> 4 objects, 2 pixels for gaps`,
    );
    expect(listing(at("up"))).toEqual(["cells_s001.png", "cells_s002.png"]);
    expect(await cli("quint", "check", at("up"), "--color", "255,0,0")).toMatchObject({ code: 0 });
    const { sections } = JSON.parse(readFileSync(report, "utf8"));
    expect(sections[0]).toMatchObject({
      counts: { nutil: 4, pynutil: 4, webnutil: 4 },
      written: true,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(sections[1].sha256).toBe(sections[0].sha256);
  });

  it("never replaces what is there, nor an input", async () => {
    expect(await cli("quint", "export", ...labels, "-o", at("up"))).toMatchObject({ code: 2 });
    expect(await cli("quint", "export", ...labels, "-o", at("up"), "--force")).toMatchObject({ code: 0 });
    const folder = seriesFolder(root, "own", { "a_s001.png": indexedPng(3, 3, [0, 0, 0, 0, 255, 0, 0, 0, 0]) });
    const own = join(folder, "a_s001.png");
    const before = readFileSync(own);
    expect(await cli("quint", "export", own, "-o", folder, "--force")).toMatchObject({ code: 2 });
    expect(readFileSync(own)).toEqual(before);
  });

  it("prints names and writes nothing with --dry-run", async () => {
    const names = ["one 1.tif", "two 2.tif", "three 3.tif", "four 4.tif", "five 5.tif"];
    const { code, out } = await cli(
      "quint",
      "export",
      ...names,
      "-o",
      at("dry"),
      "--rename",
      "b_s{n:03d}",
      "--dry-run",
    );
    expect(code).toBe(0);
    expect(out.trim().split("\n")[4]).toBe(`five 5.tif -> ${at("dry")}/b_s005.png`);
    expect(existsSync(at("dry"))).toBe(false);
  });

  it("goes on after a file that cannot be used, and refuses names the programs cannot read", async () => {
    const bad = seriesFolder(root, "bad", {
      "b_s003.tif": "no picture",
      "b_s004.png": indexedPng(2, 2, [1, 2, 3, 1]),
      "plain.png": indexedPng(3, 3, [0, 0, 0, 0, 255, 0, 0, 0, 0]),
    });
    const inputs = [labels[0] as string, ...["b_s003.tif", "b_s004.png", "plain.png"].map((name) => join(bad, name))];
    const document = await cliJson("quint", "export", ...inputs, "-o", at("some"));
    expect(document).toMatchObject({
      code: 1,
      failed: [{ error: { code: "E_FORMAT" } }, { error: { code: "E_FORMAT" } }],
    });
    expect(document["sections"]).toMatchObject([
      { to: "cells_s001.png", written: true },
      { to: "plain.png", written: false },
    ]);
    expect(document.err).toMatch(/plain\.png: Q03 error/);
    expect(listing(at("some"))).toEqual(["cells_s001.png"]);
  });

  it("refuses a section that a registration would scale by another factor, or out of proportion", async () => {
    const three = [...labels, await imageFile(root, "cells_s003.tif", drawn(cells, "uint16"))];
    const size = (nr: number, width: number, height: number) => ({ filename: `cells_s00${nr}.png`, nr, width, height });
    const registration = at("sizes.json");
    writeFileSync(registration, quickNii([size(1, 12, 12), size(2, 12, 12), size(3, 24, 24)]));
    const ended = await cli("quint", "export", ...three, "-o", at("matched"), "--match-registration", registration);
    expect(ended.code).toBe(1);
    expect(ended.err).toMatch(/cells_s003\.png: Q32 error It was scaled by 4, the others by 2\./);
    expect(listing(at("matched"))).toEqual(["cells_s001.png", "cells_s002.png"]);
    const bent = await cli("quint", "export", labels[0] as string, "-o", at("bent"), "--size", "60x12");
    expect(bent).toMatchObject({ code: 1, err: expect.stringMatching(/Q30 error .* cropped or stretched/) });
  });

  it("is watched while it reads, and no longer afterwards", async () => {
    const watched: string[] = [];
    const host = {
      ...quietHost(),
      readingFor: ({ path, seconds }: Allowance) => watched.push(`${basename(path)} ${seconds}`),
    };
    const inputs = [labels[0] as string, join(root, "none_s004.tif")];
    await run(["quint", "export", ...inputs, "-o", at("watched"), "--timeout", "7"], host);
    expect(watched).toEqual(["cells_s001.tif 7", " 0", "none_s004.tif 7", " 0"]);
    watched.length = 0;
    await run(["quint", "check", at("watched"), "--timeout", "9"], host);
    expect(watched).toEqual(["cells_s001.png 9", " 0"]);
  });

  it.each([
    [2, "--class", ["--class", "red"]],
    [2, "--size", ["--size", "3"]],
    [2, "--scale", ["--scale", "0"]],
    [2, "--threshold", ["--threshold", "2"]],
    [2, "expected a pattern", ["--rename", "{x}"]],
    [2, "one colour", ["--color", "255,255,255"]],
    [2, "expected one of", ["--scale", "0.5", "--size", "3x3"]],
    [3, "cannot read", ["--match-registration", "none.json"]],
  ])("ends with %i and names %s", async (code, text, flags) => {
    const ended = await cli("quint", "export", labels[0] as string, "-o", at("none"), ...flags);
    expect(ended.code).toBe(code);
    expect(ended.err).toContain(text);
    expect(existsSync(at("none")) ? listing(at("none")) : []).toEqual([]);
  });

  // Linux says of a new folder below /proc that it is not there; Node's own way tries for ever.
  it("ends where the system lets no folder be made", async () => {
    writeFileSync(at("a-file"), "");
    const places = [
      join(at("a-file"), "up"),
      at("a-file"),
      ...(existsSync("/proc/self") ? ["/proc/no/such/folder"] : []),
    ];
    for (const place of places) {
      const ended = await cli("quint", "export", labels[0] as string, "-o", place);
      expect([ended.code, ended.err]).toEqual([5, expect.stringContaining("cannot make the folder")]);
    }
    expect((await cli("quint", "export", labels[0] as string, "-o", at("deep/er/still"))).code).toBe(0);
  });
});
