/** What scikit-image, SciPy and Pillow make of the same sections. See test/golden/quint.py. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { maskToLabels } from "../../bindings/index.js";
import { openImage, writeImage } from "../../bindings/io/index.js";
import { partLabels } from "../../bindings/ops/part-labels.js";
import { checkQuintSeries } from "../../bindings/quint/check.js";
import type { Rgb } from "../../bindings/quint/colour.js";
import { exportQuintSection } from "../../bindings/quint/export.js";
import { kernelsOf } from "../builds.js";
import { randomImage } from "../images.js";
import { inMemory, png, SOFT_COLOURS } from "./fixtures.js";

const golden = JSON.parse(readFileSync(new URL("../golden/quint.json", import.meta.url), "utf8"));
const k = kernelsOf();

async function sectionOf(bytes: Uint8Array, colour: Rgb) {
  const { sections } = await checkQuintSeries(k, inMemory({ "a_s001.png": bytes }), { colour });
  return sections[0];
}

interface MaskCase {
  seed: number;
  width: number;
  height: number;
  level: number;
  soft: boolean;
  counts: object;
}

it.each(golden.masks as MaskCase[])(
  "counts of random picture $seed",
  async ({ seed, width, height, level, soft, counts }) => {
    const { data } = randomImage(seed, "uint8", [height, width]);
    const index = Array.from(data, (value) => (value < level ? 0 : soft ? 1 + (value % 4) : 1));
    const rows = Uint8Array.from(index.flatMap((value) => [...(SOFT_COLOURS[value] as Rgb)]));
    const section = await sectionOf(png({ width, height, colour: 2 }, rows), [255, 0, 0]);
    expect(section?.counts?.tools).toEqual(counts);
  },
);

interface PictureCase {
  name: string;
  png: string;
  colour: Rgb;
  colours: number[][];
  counts: object;
}

it.each(golden.pictures as PictureCase[])("colours and counts of Pillow's picture, $name", async (picture) => {
  const section = await sectionOf(new Uint8Array(Buffer.from(picture.png, "base64")), picture.colour);
  const seen = section?.colours?.slice(0, 3).map(({ rgb, pixels }) => [...rgb, pixels]);
  expect(seen).toEqual(picture.colours);
  expect(section?.counts?.tools).toEqual(picture.counts);
});

const BLOCK = 5;
const MARGIN = 2;

interface GapCase {
  seed: number;
  rows: number;
  columns: number;
  objects: number;
  parts: number;
  removed: number;
  sha256: string;
}

function blocksOf({ seed, rows, columns }: GapCase): Image {
  const drawn = randomImage(seed, "uint8", [rows, columns]).data;
  const shape = [rows * BLOCK + 2 * MARGIN, columns * BLOCK + 2 * MARGIN] as const;
  const data = new Uint16Array(shape[0] * shape[1]);
  for (let y = MARGIN; y < shape[0] - MARGIN; y++) {
    for (let x = MARGIN; x < shape[1] - MARGIN; x++) {
      const block = Math.floor((y - MARGIN) / BLOCK) * columns + Math.floor((x - MARGIN) / BLOCK);
      data[y * shape[1] + x] = (drawn[block] as number) < 50 ? 0 : 1 + ((block * 7919) % 1009);
    }
  }
  return { data, shape };
}

describe("gaps between labels", () => {
  it.each(golden.gaps as GapCase[])("$seed", async (gap) => {
    const labels = blocksOf(gap);
    const { mask, objects, removed } = partLabels(k, labels);
    const pixels = Uint8Array.from(maskToLabels(k, mask).data, (value) => (value ? 1 : 0));
    expect(createHash("sha256").update(pixels).digest("hex")).toBe(gap.sha256);
    expect([objects, removed, gap.parts]).toEqual([gap.objects, gap.removed, gap.objects]);
    const [file] = inMemory({ "a_s001.tif": await writeImage(labels, "tiff") });
    const exported = await exportQuintSection(k, file as NonNullable<typeof file>, "a_s001.png");
    const section = await sectionOf(exported.bytes, [255, 0, 0]);
    expect(section?.counts?.tools).toEqual({ nutil: gap.objects, pynutil: gap.objects, webnutil: gap.objects });
    const red = (await (await openImage(exported.bytes)).read({ channel: 1 })).data;
    expect(
      Buffer.compare(
        Uint8Array.from(red, (value) => Number(value === 0)),
        pixels,
      ),
    ).toBe(0);
  });
});
