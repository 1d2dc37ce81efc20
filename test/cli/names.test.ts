/** Names of channels and the place of a single slice on their way through the commands. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openImage, writeImage } from "../../bindings/io/index.js";
import { COMMANDS } from "../../cli/commands/index.js";
import { RESOLUTION_FLAG, SELECTION_FLAGS } from "../../cli/part-flags.js";
import { slice } from "../io/dicoms.js";
import { cli, cliJson, temporaryFolder } from "./host.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const legend = { channelNames: ["DAPI", "488"], channelColors: ["#0000ff", "#00ff00"], timeStep: 2.5, timeUnit: "s" };

async function put(name: string): Promise<string> {
  const data = Uint8Array.from({ length: 60 }, (_, i) => i);
  const stack = {
    data,
    shape: [3, 2, 1, 2, 5],
    meaning: "channels",
    spacing: [0.5, 0.5],
    unit: "µm",
    ...legend,
  } as const;
  writeFileSync(at(name), await writeImage(stack, "tiff"));
  return at(name);
}

describe("names of channels", () => {
  it("are told by inspect, in words and as JSON", async () => {
    const input = await put("stack.tif");
    const { out } = await cli("inspect", input, "--header");
    expect(out).toContain("  channels: 0 DAPI (#0000ff), 1 488 (#00ff00)\n  times: 3, one every 2.5 s\n");
    expect(await cliJson("inspect", input, "--header")).toMatchObject(legend);
    expect(await cliJson("inspect", input, "--channel", "dapi", "--time", "0")).toMatchObject({
      ...legend,
      min: 0,
      max: 9,
    });
  });

  it("stand for channels, numbers for both", async () => {
    const input = await put("stack.tif");
    for (const channel of ["1", "488"]) {
      const { max } = await cliJson("inspect", input, "--channel", channel, "--time", "2");
      expect(max).toBe(59);
    }
    const wrong = await cli("gaussian", input, "-o", at("out.tif"), "--channel", "GFP", "--time", "0");
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.err).toContain('has no channel "GFP"; its channels are 0 DAPI, 1 488');
    expect(await cli("inspect", input, "--channel", "-1")).toMatchObject({ code: 2 });
  });

  it("go through convert, to and fro", async () => {
    const input = await put("stack.tif");
    for (const [from, to] of [
      [input, at("a.ome.zarr")],
      [at("a.ome.zarr"), at("b.ome.tif")],
      [at("b.ome.tif"), at("c.tif")],
    ] as const) {
      expect(await cliJson("convert", from, to)).toMatchObject({ code: 0, lost: [] });
    }
    expect((await openImage(readFileSync(at("c.tif")))).legend).toMatchObject(legend);
    expect(await cliJson("convert", input, at("d.nii"))).toMatchObject({ lost: ["channelNames", "channelColors"] });
    expect(await cliJson("convert", input, at("e.ome.tif"), "--channel", "488", "--time", "1")).toMatchObject({
      code: 0,
    });
    const one = { channelNames: ["488"], channelColors: ["#00ff00"] };
    expect((await openImage(readFileSync(at("e.ome.tif")))).legend).toEqual(one);
  });
});

describe("every command that reads images", () => {
  // Sections of a QUINT series are flat pictures, of which a channel is probabilities at most; a plan says what its tasks read.
  const reading = COMMANDS.filter(({ name, flags }) => {
    return flags.some((flag) => flag.name === "max-bytes") && !/^quint|^exec$/.test(name);
  });

  it.each(reading.map((command) => [command.name, command] as const))("%s takes a part of a file", (_, { flags }) => {
    const summaryOf = (name: string) => flags.find((flag) => flag.name === name)?.summary;
    const shared = (name: string) => SELECTION_FLAGS.find((flag) => flag.name === name)?.summary;
    for (const name of ["channel", "time", "slab"]) expect(summaryOf(name)).toBe(shared(name));
    // Where a command has a level of its own, that of a pyramid is its resolution.
    expect([summaryOf("level"), summaryOf("resolution")]).toContain(RESOLUTION_FLAG.summary);
  });

  it("finds them all", () => {
    expect(reading.length).toBeGreaterThan(COMMANDS.length / 2);
  });
});

describe("a single slice", () => {
  it("keeps its place and its thickness", async () => {
    writeFileSync(at("one.dcm"), slice(7, [1, 2, 3, 4, 5, 6]));
    expect(await cliJson("convert", at("one.dcm"), at("one.nii"))).toMatchObject({
      code: 0,
      lost: [],
      shape: [1, 2, 3],
    });
    const file = await openImage(readFileSync(at("one.nii")));
    const { spacing, origin } = await file.read({ slab: [0, 1] });
    expect([spacing?.[0], origin?.[0]]).toEqual([2.5, 7]);
    // Labels of it are segments in the same place.
    expect(await cliJson("convert", at("one.nii"), at("one.seg.nrrd"))).toMatchObject({ code: 0 });
    const segments = await (await openImage(readFileSync(at("one.seg.nrrd")))).readSegmentation();
    expect([segments.shape, segments.spacing?.[0], segments.origin?.[0]]).toEqual([[1, 2, 3], 2.5, 7]);
    // A picture has no place.
    expect(await cliJson("convert", at("one.dcm"), at("one.tif"))).toMatchObject({ shape: [2, 3] });
  });
});
