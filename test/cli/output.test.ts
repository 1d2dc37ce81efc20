import { linkSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { openImage } from "../../bindings/io/index.js";
import { drawn } from "../images.js";
import { cli, cliJson, imageFile, listing, placesOf } from "./host.js";

const image = drawn(["0 1 2", "7 8 9"]);
const place = placesOf(image);

const threshold = (input: string, output: string, ...more: string[]) =>
  cli("threshold", input, "-o", output, "--level", "5", ...more);

describe("outputs", () => {
  it("appear whole, and nothing else does", async () => {
    const { folder, input, at } = await place();
    const { code, out, err } = await threshold(input, at("mask.png"));
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toContain("mask of uint8, 2×3, written to ");
    expect(listing(folder)).toEqual(["in.tif", "mask.png"]);
    const mask = await (await openImage(readFileSync(at("mask.png")))).read();
    expect([...mask.data]).toEqual([0, 0, 0, 1, 1, 1]);
    expect(mask.data).toBeInstanceOf(Uint8Array);
  });

  it("are quiet when told, and JSON when told", async () => {
    const { input, at } = await place();
    expect(await threshold(input, at("a.npy"), "--quiet")).toEqual({ code: 0, out: "", err: "" });
    const document = await cliJson("threshold", input, "-o", at("b.npy"), "--level", "5", "-q");
    expect(document).toMatchObject({
      code: 0,
      err: "",
      schema: 1,
      op: "threshold",
      kind: "mask",
      dtype: "uint8",
      shape: [2, 3],
    });
    expect(document.ms).toEqual({
      read: expect.any(Number),
      compute: expect.any(Number),
      write: expect.any(Number),
    });
  });

  it("never replace a file without --force", async () => {
    const { folder, input, at } = await place();
    writeFileSync(at("mask.tif"), "mine");
    const refused = await threshold(input, at("mask.tif"));
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("exists already") });
    expect(refused.err).toContain("--force");
    expect(readFileSync(at("mask.tif"), "utf8")).toBe("mine");
    expect((await threshold(input, at("mask.tif"), "--force")).code).toBe(0);
    expect(readFileSync(at("mask.tif"), "latin1").slice(0, 2)).toBe("II");
    expect(listing(folder)).toEqual(["in.tif", "mask.tif"]);
  });

  it("never replace an input, under whatever name and with whatever option", async () => {
    const { folder, input, at } = await place();
    linkSync(input, at("hard.tif"));
    symlinkSync(input, at("soft.tif"));
    const before = readFileSync(input);
    const { mtimeMs, ino } = statSync(input);
    const roundabout = `${folder}/../${basename(folder)}/in.tif`;
    for (const path of [input, at("hard.tif"), at("soft.tif"), roundabout]) {
      const { code, err } = await threshold(input, path, "--force");
      expect({ path, code }).toEqual({ path, code: 2 });
      expect(err).toContain("is the input");
    }
    expect(readFileSync(input).equals(before)).toBe(true);
    expect(statSync(input)).toMatchObject({ mtimeMs, ino });
  });

  it("need a folder that exists", async () => {
    const { input, at } = await place();
    const { code, err } = await threshold(input, at("no/where/mask.tif"));
    expect(code).toBe(5);
    expect(err).toContain("does not exist");
    expect(err).toContain("mkdir -p");
    expect((await threshold(input, join(input, "mask.tif"))).err).toContain("is not a folder");
  });

  it("are not folders", async () => {
    const { input, at } = await place();
    mkdirSync(at("folder.tif"));
    expect(await threshold(input, at("folder.tif"), "--force")).toMatchObject({ code: 2 });
  });

  it("replace a link, not what it points to", async () => {
    const { input, at } = await place();
    writeFileSync(at("other.tif"), "other");
    symlinkSync(at("other.tif"), at("link.tif"));
    symlinkSync(at("nowhere"), at("dangling.tif"));
    expect((await threshold(input, at("dangling.tif"))).code).toBe(2);
    expect((await threshold(input, at("link.tif"), "--force")).code).toBe(0);
    expect(readFileSync(at("other.tif"), "utf8")).toBe("other");
  });

  it.each(["mask.gif", "mask", ".png", "mask.jpg", "mask.tif.bak"])("are refused by their ending: %s", async (name) => {
    const { folder, input, at } = await place();
    expect(await threshold(input, at(name))).toMatchObject({ code: 2, err: expect.stringContaining("must end in") });
    expect(listing(folder)).toEqual(["in.tif"]);
  });

  it("are refused where their format cannot hold them", async () => {
    const { folder, at } = await place();
    const volume = await imageFile(folder, "volume.tif", drawn(["1 2", "", "3 4"]));
    const { code, err } = await threshold(volume, at("mask.png"));
    expect(code).toBe(5);
    expect(err).toContain("mask.png");
    expect(listing(folder)).toEqual(["in.tif", "volume.tif"]);
  });

  it("may have long names", async () => {
    const { input, at } = await place();
    expect((await threshold(input, at(`${"n".repeat(251)}.tif`))).code).toBe(0);
    expect(await threshold(input, at(`${"n".repeat(252)}.tif`))).toMatchObject({
      code: 5,
      err: expect.stringContaining("its name is too long"),
    });
  });

  it("are printed without the control characters of their names", async () => {
    const { input, at } = await place();
    const { code, err } = await threshold(input, at("a\x1b[31m\u202eb\n.tif"));
    expect(code).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is the point
    expect(err.trimEnd()).not.toMatch(/[\x00-\x1f\u202e]/);
    expect(err).toContain("\\x1b[31m\\u{202e}b\\x0a.tif");
  });
});
