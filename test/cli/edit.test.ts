import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openImage, openSegmentation } from "../../bindings/io/index.js";
import { drawn } from "../images.js";
import { cli, cliJson, imageFile, temporaryFolder } from "./host.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const ROWS = [". . . . . .", ". . 1 1 . .", ". . 1 1 . 2", ". . . . . 2", ". . . . . ."];

it("edits a segment of a label image, by name or ID", async () => {
  const input = await imageFile(folder, "labels.tif", drawn(ROWS));
  const output = at("grown.seg.nrrd");
  const document = await cliJson(
    "edit",
    "margin",
    input,
    "-o",
    output,
    "--segment",
    "Segment_1",
    "--set",
    "MarginSizeMm=1",
  );
  expect(document).toMatchObject({ code: 0, effect: "Margin", segment: "Segment_1" });
  const { segments } = await openSegmentation(readFileSync(output), { name: output });
  expect(segments.map(({ name }) => name)).toEqual(["Segment_1", "Segment_2"]);
  expect((document["segments"] as { count: number }[]).map(({ count }) => count)).toEqual([12, 2]);
  const more = at("dot.seg.nrrd");
  const dot = ["--segment", "dot", "--create", "--set", "BrushPixelMode=true", "--points", "0,0;4,0"];
  const painted = await cliJson("edit", "paint", input, "-o", more, ...dot);
  expect((painted["segments"] as { name: string; count: number }[]).at(-1)).toMatchObject({ name: "dot", count: 2 });
});

it("reads values below the segments", async () => {
  const input = await imageFile(folder, "labels.tif", drawn(ROWS));
  const values = await imageFile(folder, "values.tif", drawn(["1 2 3 4 5 6", ...ROWS.slice(1)]));
  const sets = ["--set", "MinimumThreshold=2", "--set", "MaximumThreshold=5"];
  const done = await cliJson(
    "edit",
    "threshold",
    input,
    "-o",
    at("t.seg.nrrd"),
    "--segment",
    "Segment_2",
    "--image",
    values,
    ...sets,
  );
  expect((done["segments"] as { count: number }[]).map(({ count }) => count)).toEqual([4, 6]);
});

it("makes images of segments, and finds levels by itself", async () => {
  const input = await imageFile(folder, "parts.tif", drawn(ROWS));
  const values = await imageFile(folder, "grey.tif", drawn(["1 2 3 4 5 6", "7 8 9 a b c", ...ROWS.slice(2)]));
  const image = ["--segment", "Segment_1", "--image", values];
  const masked = await cliJson("edit", "mask-volume", input, "-o", at("masked.tif"), ...image, "--set", "FillValue=3");
  expect(masked).toMatchObject({ code: 0, effect: "Mask volume", kind: "image", shape: [5, 6] });
  const { data } = await (await openImage(readFileSync(at("masked.tif")), { name: "masked.tif" })).read();
  expect(Array.from(data).slice(6, 12)).toEqual([3, 3, 9, 10, 3, 3]);
  const cut = await cliJson("edit", "split-volume", input, "-o", at("cut.tif"), ...image, "--set", "PaddingVoxels=1");
  expect(cut).toMatchObject({ code: 0, shape: [4, 4] });
  const all = await cliJson("edit", "split-volume", input, "-o", at("p.nii.gz"), "--image", values);
  expect(all["parts"]).toMatchObject([
    { name: "Segment_1", output: at("p_Segment_1.nii.gz"), shape: [12, 12] },
    { name: "Segment_2", output: at("p_Segment_2.nii.gz"), shape: [12, 11] },
  ]);
  const part = await openImage(readFileSync(at("p_Segment_2.nii.gz")), { name: "p.nii.gz" });
  expect((await part.read()).data.filter((value) => value > 0)).toEqual(Uint8Array.of(2, 2));
  const dots = ["--points", "1,0;1,5", "--set", "BrushAbsoluteDiameter=1"];
  const found = await cliJson(
    "edit",
    "paint",
    input,
    "-o",
    at("d.seg.nrrd"),
    ...image,
    ...dots,
    "--mask-range",
    "OTSU",
  );
  const [first] = found["segments"] as { count: number }[];
  expect(first?.count).toBe(4 + 4);
});

it("says what is wrong before anything is written", async () => {
  const input = await imageFile(folder, "small.tif", drawn(ROWS));
  const run = async (...words: string[]) => {
    const { code, err } = await cli("edit", ...words, "-o", at("no.seg.nrrd"));
    return `${code} ${err}`;
  };
  expect(await run("margn", input, "--segment", "Segment_1")).toMatch(/^2 .*unknown effect "margn"/);
  expect(await run("margin", input, "--segment", "liver")).toMatch(/^2 .*no segment is named "liver"/);
  expect(await run("margin", input, "--segment", "Segment_1", "--set", "Size=2")).toMatch(/^2 .*unknown option "Size"/);
  expect(await run("threshold", input, "--segment", "Segment_1")).toMatch(/^2 .*source image/);
  expect(await run("mask-volume", input, "--segment", "Segment_1")).toMatch(/^2 .*expected --image IMG/);
  expect(await run("margin", input)).toMatch(/^2 .*expected --segment NAME for margin/);
});
