/** Real files of other projects, read where they are at hand. */
import { readdirSync, readFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type Dtype, dtypeOf, type TypedArray } from "../../bindings/core/image.js";
import { openImage } from "../../bindings/io/index.js";
import { CORPUS, corpusFile } from "../corpus.js";
import { allSamples, codeOf, readBytes } from "./files.js";

const bytesOf = (...path: string[]) => new Uint8Array(readFileSync(corpusFile(...path)));
const filesIn = (...path: string[]) => (CORPUS ? readdirSync(corpusFile(...path)) : []);

/** TIFF type codes by which the checksums of the sequence files name the samples' type. */
const TYPE_CODES: Partial<Record<Dtype, number>> = {
  uint8: 1,
  uint16: 3,
  uint32: 4,
  int8: 6,
  int16: 8,
  int32: 9,
  float32: 11,
  float64: 12,
};

function sumOf(values: TypedArray): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** Samples below 8 bits as rows of packed bits, highest first. */
function packed(values: TypedArray, perRow: number, bits: number): Uint8Array {
  const rowBytes = Math.ceil((perRow * bits) / 8);
  const out = new Uint8Array((values.length / perRow) * rowBytes);
  for (const [i, value] of values.entries()) {
    for (let bit = 0; bit < bits; bit++) {
      const at = (i % perRow) * bits + bit;
      const set = (value >> (bits - 1 - bit)) & 1;
      out[Math.floor(i / perRow) * rowBytes + (at >> 3)]! |= set << (7 - (at & 7));
    }
  }
  return out;
}

/**
 * The checksum at the end of a sequence file's name: per page its index, width, height, colour type, bits, type of the
 * samples and the samples; then the number of pages.
 */
async function sequenceChecksum(name: string): Promise<number> {
  const file = await openImage(bytesOf("formats", "tiff_seq", name), { name });
  const { image, samples, values } = await allSamples(file);
  const [height, width] = image.shape.slice(-2) as [number, number];
  const pages = image.shape.length === 3 ? (image.shape[0] as number) : 1;
  const dtype = dtypeOf(image.data);
  // The checksums are of values with black as zero, and of the first plane where colours are stored apart.
  const full = 2 ** file.bitDepth - 1;
  let seen: TypedArray = name.includes("planar") ? image.data : values;
  if (/miniswhite|fax/.test(name)) seen = seen.map((value) => full - value) as TypedArray;
  const body = file.bitDepth < 8 ? packed(seen, width * samples, file.bitDepth) : new Uint8Array(seen.buffer);
  const head = Buffer.alloc(18);
  const multiband = /seq-3c-i/.test(name);
  const colour = multiband
    ? 9
    : name.includes("palette")
      ? 2
      : name.includes("cmyk")
        ? 5
        : samples === 4
          ? 4
          : samples === 3
            ? 1
            : 0;
  let sum = 0;
  for (let page = 0; page < pages; page++) {
    head.writeUInt32LE(page, 0);
    head.writeUInt32LE(width, 4);
    head.writeUInt32LE(height, 8);
    head.set([colour, file.bitDepth, ...(multiband ? [samples, 0] : []), TYPE_CODES[dtype] as number, 0], 12);
    sum = crc32(head.subarray(0, multiband ? 18 : 16), sum);
    sum = crc32(body.subarray((page * body.length) / pages, ((page + 1) * body.length) / pages), sum);
  }
  head.writeUInt32LE(pages, 0);
  return crc32(head.subarray(0, 4), sum);
}

describe.runIf(CORPUS)("TIFF sequences", () => {
  const names = filesIn("formats", "tiff_seq");

  it.each(names)("%s", async (name) => {
    expect((await sequenceChecksum(name)).toString(16).padStart(8, "0")).toBe(name.slice(-13, -5));
  });
});

describe.runIf(CORPUS)("other TIFFs", () => {
  const folder = ["formats", "tiff_misc"];

  it.each(["BigTIFF.tif", "BigTIFFLong.tif", "BigTIFFMotorola.tif"])(
    "%s holds one picture in three byte layouts",
    async (name) => {
      const { values } = await allSamples(await openImage(bytesOf(...folder, "bigtiff", name)));
      const { values: first } = await allSamples(await openImage(bytesOf(...folder, "bigtiff", "BigTIFF.tif")));
      expect(values).toEqual(first);
      expect(sumOf(values)).toBeGreaterThan(0);
    },
  );

  it.each([
    ["int16.tif", "int16", 354396],
    ["int8.tif", "int8", 3111],
    ["minisblack-1c-16b.tiff", "uint16", 733126239],
    ["palette-1c-8b.tiff", "uint8", 2876948],
    ["miniswhite-1c-1b.tiff", "uint8", 11854],
    ["random-fp16.tiff", "float32", 213.475],
    ["predictor-3-gray-f32.tif", "float32", 20008.28],
  ] as const)("%s is %s with sum %d", async (name, dtype, sum) => {
    const { image } = await readBytes(bytesOf(...folder, name));
    expect(dtypeOf(image.data)).toBe(dtype);
    expect(sumOf(image.data)).toBeCloseTo(sum, 2);
  });

  it("with Zstandard hold what their twins without hold", async () => {
    const { image } = await readBytes(bytesOf(...folder, "int16_zstd.tif"));
    const { image: twin } = await readBytes(bytesOf(...folder, "int16.tif"));
    expect(image).toEqual(twin);
  });
});

describe.runIf(CORPUS)("PngSuite", () => {
  const lines = CORPUS
    ? bytesToText(bytesOf("formats", "pngsuite", "results.txt"))
        .trim()
        .split("\n")
    : [];
  const there = new Set(filesIn("formats", "pngsuite"));
  const cases = lines
    .map((line) => line.split(": ") as [string, string])
    .map(([path, result]) => [path.split("/").pop() as string, result] as const)
    .filter(([name]) => there.has(name));

  it("has its 175 files", () => expect(cases.length).toBe(175));

  it.each(cases)("%s", async (name, result) => {
    const bytes = bytesOf("formats", "pngsuite", name);
    if (result === "Expected failure") {
      return expect(await codeOf(() => readBytes(bytes, name))).toMatch(/^E_(CORRUPT|CHECKSUM|FORMAT)$/);
    }
    const file = await openImage(bytes, { name });
    const { values } = await allSamples(file);
    // The results are of pixels brought to 8 bits; palettes are looked up to 8 bits already.
    const looked = file.notes.some((note) => note.includes("palette"));
    const scale = looked || file.bitDepth > 8 ? 1 : 255 / (2 ** file.bitDepth - 1);
    const eight = Uint8Array.from(values, (value) => (file.bitDepth === 16 ? value >> 8 : value * scale));
    expect(String(crc32(eight))).toBe(result);
  });
});

function bytesToText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

describe.runIf(CORPUS)("images of the lesson", () => {
  it.each([
    ["cells3d_nuclei_label.tif", "ZYX", [60, 256, 256], "uint32", {}],
    ["cells3d_one_nucleus_crop.tif", "ZYX", [60, 60, 50], "uint16", {}],
    ["human_mitosis.tif", "YX", [512, 512], "uint8", {}],
    [
      "xyz_8bit__nuclei_autothresh.tif",
      "ZYX",
      [37, 118, 132],
      "uint8",
      { spacing: [4, 0.828643212749173, 0.828643212749173], unit: "µm" },
    ],
    ["xy_8bit__mitocheck_incenp_t1.tif", "YX", [364, 260], "uint8", { spacing: [0.1, 0.1], unit: "µm" }],
    ["xy_8bit__mitocheck_incenp_t1_nuclei_labels.tiff", "YX", [364, 260], "uint16", {}],
    ["blobs/blobs.tif", "YX", [254, 256], "float32", {}],
    ["blobs/blobs_labels_imagej.tif", "YX", [254, 256], "uint16", {}],
    ["blobs/blobs_labels_skimage.tif", "YX", [254, 256], "int32", {}],
    ["shapes-01.jpg", "YXS", [2457, 3068, 3], "uint8", {}],
  ])("%s", async (name, axes, shape, dtype, geometry) => {
    const file = await openImage(bytesOf("lesson", ...name.split("/")), { name });
    expect([file.axes, file.shape, file.dtype, file.geometry]).toEqual([axes, shape, dtype, geometry]);
  });

  it.each([
    ["cells3d_nuclei_label.tif", 20],
    ["blobs/blobs_labels_skimage.tif", 64],
    ["blobs/blobs_labels_clesperanto_python.tif", 64],
    ["blobs/blobs_labels_clesperanto_imagej.tif", 64],
    ["blobs/blobs_labels_imagej.tif", 63],
  ])("%s holds %d labels", async (name, count) => {
    const { image } = await readBytes(bytesOf("lesson", ...name.split("/")));
    const labels = new Set(image.data as Uint32Array);
    labels.delete(0);
    expect(labels.size).toBe(count);
  });

  it("published areas of the mitocheck nuclei", async () => {
    const { image } = await readBytes(bytesOf("lesson", "xy_8bit__mitocheck_incenp_t1_nuclei_labels.tiff"));
    const areas = new Map<number, number>();
    for (const value of image.data) if (value) areas.set(value, (areas.get(value) ?? 0) + 1);
    expect([...areas].sort(([a], [b]) => a - b).map(([, area]) => area)).toEqual([673, 617, 931, 746, 686, 710, 747]);
  });

  it("images and labels of the data science bowl share their grid", async () => {
    for (const folder of filesIn("lesson", "dsb2018")) {
      const { image } = await readBytes(bytesOf("lesson", "dsb2018", folder, "image.png"));
      const { image: labels } = await readBytes(bytesOf("lesson", "dsb2018", folder, "labels_DERIVED.tif"));
      expect(image.shape).toEqual(labels.shape);
      // These pictures are grey ones saved as colours.
      expect(image.data).toBeInstanceOf(Uint8Array);
    }
  });

  it("the JPEG has the mean of its luminance", async () => {
    const { image } = await readBytes(bytesOf("lesson", "shapes-01.jpg"));
    const mean = sumOf(image.data) / image.data.length;
    expect(mean / 255).toBeCloseTo(SHAPES_MEAN, 3);
  });
});

/** Mean of scikit-image's rgb2gray over Pillow's pixels. */
const SHAPES_MEAN = 0.84458;

describe.runIf(CORPUS)("volumes of other projects", () => {
  const siblings = (folder: string[]) => async (name: string) =>
    filesIn(...folder).includes(name) ? bytesOf(...folder, name) : undefined;
  const read = async (...path: string[]) => {
    const folder = path.slice(0, -1);
    return (await openImage(bytesOf(...path), { name: path.at(-1) as string, siblings: siblings(folder) })).read();
  };

  it.each(filesIn("medical", "orientations"))("the brain in orientation %s has its sum", async (name) => {
    const image = await read("medical", "orientations", name);
    expect([...image.shape].sort()).toEqual([64, 67, 79]);
    expect(sumOf(image.data)).toBeCloseTo(11_398_461.1, 0);
    expect(image.space).toBe("LPS");
  });

  const BROKEN = ["BallBinary30x30x30_byteskip_minus_five.nhdr", "BallBinary30x30x30_nifti.nhdr"];
  const balls = filesIn("medical", "nrrd").filter((name) => /^Ball.*(nrrd|nhdr|gz)$/.test(name));

  it.each(balls.filter((name) => !BROKEN.includes(name)))("%s is the ball", async (name) => {
    const image = await read("medical", "nrrd", name);
    const ball = await read("medical", "nrrd", "BallBinary30x30x30.nrrd");
    expect([image.shape, image.spacing]).toEqual([
      [30, 30, 30],
      [1, 1, 1],
    ]);
    expect(image.data).toEqual(ball.data);
  });

  it.each(BROKEN)("%s contradicts its data and is refused", async (name) => {
    expect(["E_CORRUPT", "E_TRUNCATED"]).toContain(await codeOf(() => read("medical", "nrrd", name)));
  });

  it("reads a pair, packed files and extended headers alike", async () => {
    const [a, b, c, d] = await Promise.all(
      ["minimal.nii", "minimal.nii.gz", "minimal.hdr", "minimal.img"].map((name) => read("medical", "nifti", name)),
    );
    expect(b).toEqual(a);
    expect(c).toEqual(a);
    expect(d).toEqual(a);
  });

  it("counts the voxels of the segments of a .seg.nrrd", async () => {
    const image = await read("medical", "slicerio", "Segmentation.seg.nrrd");
    const counts = new Map<number, number>();
    for (const value of image.data) counts.set(value, (counts.get(value) ?? 0) + 1);
    for (const count of [8487, 1216, 2712, 3259, 34450, 33700, 154589]) expect([...counts.values()]).toContain(count);
  });
});
