import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { SegmentError } from "../../bindings/core/errors.js";
import { writeImage } from "../../bindings/io/index.js";
import { readRegularFile } from "../../cli/regular-file.js";
import { drawn } from "../images.js";
import { slice } from "../io/dicoms.js";
import { cli, cliJson, imageFile, listing, temporaryFolder } from "./host.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);

/** Runs a command on an input and returns the code it ends with and of its error document. */
async function trying(input: string, ...more: string[]) {
  const { code, out, err } = await cli("threshold", input, "-o", at("out.tif"), "--json", ...more);
  return { code, error: JSON.parse(out).error as Record<string, unknown>, err };
}

describe("inputs", () => {
  it("are regular files", async () => {
    mkdirSync(at("folder.tif"));
    execFileSync("mkfifo", [at("pipe.tif")]);
    expect(await trying(at("folder.tif"))).toMatchObject({ code: 3, error: { code: "E_NOTFILE" } });
    expect(await trying(at("pipe.tif"))).toMatchObject({ code: 3, error: { code: "E_NOTFILE" } });
    expect(await trying("/dev/null")).toMatchObject({ code: 3, error: { code: "E_NOTFILE" } });
    expect(await trying("/dev/zero")).toMatchObject({ code: 3, error: { code: "E_NOTFILE" } });
  });

  it("of a folder are not passed over when they cannot be read", async () => {
    mkdirSync(at("series"));
    writeFileSync(at("series/a.dcm"), slice(0, [1, 2, 3, 4, 5, 6]));
    expect((await cli("inspect", at("series"))).code).toBe(0);
    symlinkSync("nowhere.dcm", at("series/b.dcm"));
    expect(await trying(at("series"))).toMatchObject({ code: 3, error: { code: "E_READ" } });
    rmSync(at("series/b.dcm"));
    writeFileSync(
      Buffer.concat([Buffer.from(at("series/c")), Buffer.from([0xff, 0xfe])]),
      slice(2, [1, 2, 3, 4, 5, 6]),
    );
    expect(await trying(at("series"))).toMatchObject({ code: 3, error: { code: "E_READ" } });
    rmSync(at("series"), { recursive: true });
  });

  it("exist", async () => {
    const { code, error, err } = await trying(at("none.tif"));
    expect(code).toBe(3);
    expect(error).toMatchObject({ code: "E_READ", path: at("none.tif") });
    expect(err).toBe(`segwasm: cannot read ${JSON.stringify(at("none.tif"))}: it does not exist\n`);
    symlinkSync(at("loop.tif"), at("loop.tif"));
    expect((await trying(at("loop.tif"))).err).toContain("its links form a circle");
    expect((await trying(join(at("none.tif"), "x"))).code).toBe(3);
    expect((await trying("")).code).toBe(3);
    expect((await trying("a\0b")).code).toBe(3);
  });

  it.runIf(process.getuid?.() !== 0)("may be read", async () => {
    writeFileSync(at("secret.tif"), "x");
    chmodSync(at("secret.tif"), 0);
    expect((await trying(at("secret.tif"))).err).toContain("permission denied");
  });

  it("are what a reader knows", async () => {
    writeFileSync(at("empty.tif"), "");
    writeFileSync(at("text.tif"), "not an image at all\n");
    expect(await trying(at("empty.tif"))).toMatchObject({ code: 3, error: { code: "E_FORMAT" } });
    expect(await trying(at("text.tif"))).toMatchObject({ code: 3, error: { code: "E_FORMAT", path: at("text.tif") } });
  });

  it("are whole", async () => {
    const path = await imageFile(folder, "short.png", drawn(["1 2 3", "4 5 6"]));
    truncateSync(path, 50);
    expect(await trying(path)).toMatchObject({ code: 3, error: { code: "E_TRUNCATED", path } });
  });

  it("keep within limits that can be raised by name", async () => {
    const path = await imageFile(folder, "wide.tif", drawn(["1 2 3 4 5 6"]));
    const refused = await trying(path, "--max-side", "5");
    expect(refused).toMatchObject({ code: 4, error: { code: "E_LIMIT", needed: 6, allowed: 5 } });
    expect(refused.err).toContain("--max-side");
    const small = await trying(path, "--max-bytes", "10");
    expect(small).toMatchObject({ code: 4, error: { code: "E_LIMIT", allowed: 10 } });
    expect(small.err).toContain("--max-bytes");
    expect((await cli("threshold", path, "-o", at("fine.tif"), "--max-side", "6", "--max-bytes", "1MB")).code).toBe(0);
  });

  it("say when they are not what their name says", async () => {
    const path = await imageFile(folder, "really.png", drawn(["1 2"]));
    const { renameSync } = await import("node:fs");
    renameSync(path, at("claims.tif"));
    const { code, err } = await cli("threshold", at("claims.tif"), "-o", at("claimed.tif"));
    expect(code).toBe(0);
    expect(err).toMatch(/^note: .*claims.tif: its name says TIFF, but it is a PNG file/);
  });

  it("leave nothing behind when they fail", () => {
    expect(listing(folder).filter((name) => name.startsWith(".") || name === "out.tif")).toEqual([]);
  });

  it("are read to the last byte", () => {
    const bytes = new Uint8Array(200_000).map((_, i) => i);
    writeFileSync(at("bytes"), bytes);
    expect(readRegularFile(at("bytes"), 200_000)).toEqual(bytes);
    expect(() => readRegularFile(at("bytes"), 199_999)).toThrow(SegmentError);
  });

  it("are looked at by their header alone, and read from slice to slice, however long they are", async () => {
    const [side, slices] = [1024, 5000];
    const text = `NRRD0004\ntype: uint8\ndimension: 3\nsizes: ${side} ${side} ${slices}\nspacings: 1 1 3\nencoding: raw\n\n`;
    writeFileSync(at("long.nrrd"), text);
    truncateSync(at("long.nrrd"), text.length + side * side * slices);
    expect(await cliJson("inspect", at("long.nrrd"), "--header")).toMatchObject({
      code: 0,
      shape: [slices, side, side],
      spacing: [3, 1, 1],
    });
    expect((await cli("inspect", at("long.nrrd"), "--header", "--slice", "1")).code).toBe(2);
    const labels = await cliJson("label", at("long.nrrd"), "-o", at("l.nrrd"), "--slab", "4800:4803");
    expect(labels).toMatchObject({ code: 0, shape: [3, side, side], labels: 0 });
    expect(await cliJson("inspect", at("l.nrrd"), "--header")).toMatchObject({ origin: [14400, 0, 0] });
    const whole = await cliJson("inspect", at("long.nrrd"));
    expect(whole).toMatchObject({ code: 4, error: { code: "E_LIMIT" } });
    expect(whole.err).toContain("--slab FROM:TO");
    expect((await cli("inspect", at("long.nrrd"), "--slab", "5:5")).err).toContain("expected --slab FROM:TO");
  });

  it("are opened at a level of resolution, or by the name of an array", async () => {
    const image = { ...drawn(["0123", "4567"]), spacing: [1, 1], unit: "µm" };
    writeFileSync(at("p.ome.tif"), await writeImage(image, "tiff", { flavour: "ome", levels: 2 }));
    expect(await cliJson("inspect", at("p.ome.tif"), "--level", "1")).toMatchObject({
      code: 0,
      shape: [1, 2],
      spacing: [2, 2],
      pyramid: [
        [2, 4],
        [1, 2],
      ],
      selection: { level: 1 },
    });
    expect((await cli("inspect", at("p.ome.tif"))).out).toContain("levels: 0 2×4, 1 1×2");
    expect(await cliJson("convert", at("p.ome.tif"), at("p.npy"), "--level", "1")).toMatchObject({ shape: [1, 2] });
    const refused = await cliJson("segment", at("p.ome.tif"), "-o", at("s.tif"), "--level", "2");
    expect(refused).toMatchObject({ code: 2, error: { code: "E_OPTION" } });
    // There the level is what parts foreground and background.
    expect(await cliJson("threshold", at("p.ome.tif"), "-o", at("t.tif"), "--level", "1")).toMatchObject({
      code: 0,
      shape: [2, 4],
    });
    expect(
      await cliJson("threshold", at("p.ome.tif"), "-o", at("u.tif"), "--level", "1", "--resolution", "1"),
    ).toMatchObject({ code: 0, shape: [1, 2] });
    const npy = await writeImage(image, "npy");
    writeFileSync(at("a.npz"), zipSync({ "a.npy": npy, "b.npy": await writeImage(drawn(["9"]), "npy") }));
    expect(await cliJson("inspect", at("a.npz"), "--array", "b")).toMatchObject({ code: 0, shape: [1, 1], max: 9 });
    expect((await cli("inspect", at("a.npz"), "--array", "c")).err).toContain('has no array "c"; it has "a", "b"');
  });
});
