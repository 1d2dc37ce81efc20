import { dtypeOf, geometryOf, type Image, voxelCount } from "../../core/image.js";
import { isColour, type Volumes } from "../hyperstack.js";
import { pyramid, type Reduction } from "../pyramid.js";
import { assemble, type EncodedPage, type Field } from "./assemble.js";
import { imagejDescription, omeDescription, rational, volumeOf } from "./describe.js";
import { type BlockPlan, cutFor, encodedBlocks, planBlocks } from "./encode-blocks.js";
import { imagejMetadata } from "./imagej-metadata.js";
import { COMPRESSION, TAG, TYPE } from "./tags.js";

export interface TiffOptions {
  compress: boolean;
  flavour: "imagej" | "ome";
  /** 64-bit offsets; undefined: only where needed. */
  bigTiff?: boolean | undefined;
  /** Cut pages into tiles instead of strips. */
  tiles: boolean;
  /** Levels of resolution; more than one are always tiled. */
  levels: number;
  /** What a pixel of a coarser level is. */
  reduction: Reduction;
  /** Set for label images: the largest label. */
  largestLabel?: number | undefined;
}

/** From here on offsets of 32 bits may not reach; leaves room for directories. */
const CLASSIC_BYTES = 2 ** 32 - 2 ** 25;

/**
 * Encodes volumes, a page per slice, little-endian: each page's directory, then its strips or tiles. Pages run over
 * channels, then slices, then times; the colours of a picture lie in one page. Coarser levels follow as further
 * directories of their page, where readers that do not know them do not look.
 */
export function encodeTiff(volumes: Volumes, options: TiffOptions): Uint8Array {
  const { compress, tiles, levels, reduction } = options;
  const image = allSlices(volumes);
  const order = pageSlices(volumes);
  const plan = planBlocks(image, order[0]?.length ?? 1, compress, tiles || levels > 1);
  const images = Array.from(pyramid(image, reduction, { count: levels, plane: true }), (level) => level.image);
  const bytes = images.reduce((sum, { data }) => sum + data.byteLength, 0);
  const big = options.bigTiff ?? bytes > CLASSIC_BYTES;
  const pages = order.map((slices, page) => {
    const [main, ...coarser] = images.map((level, n) => {
      const cut = n === 0 ? plan : cutFor(level, plan);
      const text = page === 0 && n === 0 ? [description(volumes, options), ...metadata(volumes, options)] : [];
      const blocks = [...encodedBlocks(level, slices, cut)];
      const own = pageFields(level, cut, blocks.length, big);
      const calibration = options.flavour === "imagej" ? resolution(level) : [];
      const fields = [...(n > 0 ? [REDUCED] : []), ...own, ...colourFields(volumes), ...calibration, ...text];
      return { blocks, fields };
    }) as [EncodedPage, ...EncodedPage[]];
    if (coarser.length > 0) {
      main.fields.push({ tag: TAG.SubIFDs, type: big ? TYPE.IFD8 : TYPE.IFD, values: coarser.map(() => 0) });
    }
    return [main, ...coarser];
  });
  for (const page of pages.flat()) page.fields.sort((a, b) => a.tag - b.tag);
  return assemble(pages, big);
}

/** Marks a page as a smaller copy of another. */
const REDUCED: Field = { tag: TAG.NewSubfileType, type: TYPE.LONG, values: [1] };

/** The slices of all volumes as one stack. */
function allSlices({ times, channels, ...rest }: Volumes): Image {
  if (times * channels === 1) return { data: rest.data, shape: rest.shape, ...geometryOf(rest) };
  const [height, width] = rest.shape.slice(-2) as [number, number];
  const [depth, y, x] = (rest.spacing?.length === 2 ? [1, ...rest.spacing] : (rest.spacing ?? [])) as number[];
  const spacing = rest.spacing && { spacing: [depth, y, x] as number[] };
  const slices = (times * channels * voxelCount(rest.shape)) / (width * height);
  return { data: rest.data, shape: [slices, height, width], ...spacing, ...(rest.unit && { unit: rest.unit }) };
}

/** Which slices each page holds: one, or the colours of a picture. */
function pageSlices(volumes: Volumes): number[][] {
  const { times, channels } = volumes;
  const { depth } = volumeOf(volumes);
  const pages: number[][] = [];
  for (let t = 0; t < times; t++) {
    for (let z = 0; z < depth; z++) {
      const slices = Array.from({ length: channels }, (_, c) => (t * channels + c) * depth + z);
      if (isColour(volumes)) pages.push(slices);
      else pages.push(...slices.map((slice) => [slice]));
    }
  }
  return pages;
}

/** What a page says of its colours. Alpha is not multiplied into them. */
function colourFields(volumes: Volumes): Field[] {
  const samples = isColour(volumes) ? volumes.channels : 1;
  const { data, meaning } = volumes;
  const dtype = dtypeOf(data);
  const format = dtype.startsWith("u") ? 1 : dtype.startsWith("i") ? 2 : 3;
  const short = (tag: number, ...values: number[]): Field => ({ tag, type: TYPE.SHORT, values });
  const each = (value: number) => Array<number>(samples).fill(value);
  return [
    short(TAG.BitsPerSample, ...each(data.BYTES_PER_ELEMENT * 8)),
    short(TAG.PhotometricInterpretation, meaning.startsWith("rgb") ? 2 : 1),
    short(TAG.SamplesPerPixel, samples),
    // The samples of a pixel lie side by side.
    ...(samples > 1 ? [short(TAG.PlanarConfiguration, 1)] : []),
    ...(meaning.endsWith("alpha") ? [short(TAG.ExtraSamples, 2)] : []),
    short(TAG.SampleFormat, ...each(format)),
  ];
}

/** Everything of a directory except where its blocks are, its colours, and the description. */
function pageFields(image: Image, plan: BlockPlan, blocks: number, big: boolean): Field[] {
  const { height, width } = volumeOf(image);
  const short = (tag: number, ...values: number[]): Field => ({ tag, type: TYPE.SHORT, values });
  const long = (tag: number, ...values: number[]): Field => ({ tag, type: TYPE.LONG, values });
  const places = (tag: number): Field => ({ tag, type: big ? TYPE.LONG8 : TYPE.LONG, values: Array(blocks).fill(0) });
  const cut = plan.tiled
    ? [
        long(TAG.TileWidth, plan.blockWidth),
        long(TAG.TileLength, plan.blockHeight),
        places(TAG.TileOffsets),
        places(TAG.TileByteCounts),
      ]
    : [places(TAG.StripOffsets), long(TAG.RowsPerStrip, plan.blockHeight), places(TAG.StripByteCounts)];
  return [
    long(TAG.ImageWidth, width),
    long(TAG.ImageLength, height),
    short(TAG.Compression, plan.compression),
    ...cut,
    ...(plan.compression !== COMPRESSION.none && plan.predictor === 2 ? [short(TAG.Predictor, 2)] : []),
  ];
}

function description(image: Volumes, { flavour, largestLabel }: TiffOptions): Field {
  const text = flavour === "ome" ? omeDescription(image) : imagejDescription(image, largestLabel);
  return { tag: TAG.ImageDescription, type: TYPE.ASCII, values: Uint8Array.from(`${text}\0`, (c) => c.charCodeAt(0)) };
}

/** What ImageJ keeps of channels beside its description. */
function metadata(image: Volumes, { flavour }: TiffOptions): Field[] {
  const found = flavour === "ome" || isColour(image) ? undefined : imagejMetadata(image, planesOf(image));
  if (!found) return [];
  return [
    { tag: TAG.ImagejByteCounts, type: TYPE.LONG, values: found.lengths },
    { tag: TAG.ImagejMetadata, type: TYPE.BYTE, values: found.bytes },
  ];
}

/** Pages of each channel. */
function planesOf(image: Volumes): number {
  return image.times * volumeOf(image).depth;
}

/** Pixels per unit, as the inverse of the fraction nearest to the spacing. */
function resolution({ spacing }: Image): Field[] {
  if (!spacing) return [];
  const [y, x] = spacing.slice(-2).map((step) => rational(step).reverse());
  return [
    { tag: TAG.XResolution, type: TYPE.RATIONAL, values: x as number[] },
    { tag: TAG.YResolution, type: TYPE.RATIONAL, values: y as number[] },
    { tag: TAG.ResolutionUnit, type: TYPE.SHORT, values: [1] },
  ];
}
