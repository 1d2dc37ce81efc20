import { dtypeOf, type Image, voxelCount } from "../../core/image.js";
import { isColour, type Volumes } from "../hyperstack.js";
import { pyramid, type Reduction } from "../pyramid.js";
import { imagejDescription, omeDescription, rational, volumeOf } from "./describe.js";
import { type BlockPlan, cutFor, encodedBlocks, planBlocks } from "./encode-blocks.js";
import { COMPRESSION, TAG, TYPE, TYPE_BYTES } from "./tags.js";

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

interface Field {
  tag: number;
  type: number;
  values: readonly number[] | Uint8Array;
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
      const text = page === 0 && n === 0 ? [description(volumes, options)] : [];
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
function allSlices({ times, channels, meaning: _, ...rest }: Volumes): Image {
  if (times * channels === 1) return rest;
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

interface EncodedPage {
  blocks: Uint8Array[];
  fields: Field[];
}

/** Lays out header, directories and blocks, then writes them in one go. Of each page's levels the first is in the chain. */
function assemble(pages: readonly EncodedPage[][], big: boolean): Uint8Array {
  let at = big ? 16 : 8;
  const starts = new Map<EncodedPage, number>();
  for (const levels of pages) {
    for (const page of levels) {
      starts.set(page, at);
      at = layOut(page, at + directoryBytes(page.fields, big));
    }
    const below = valuesOf(levels[0] as EncodedPage, TAG.SubIFDs);
    for (const [i, page] of levels.slice(1).entries()) below[i] = starts.get(page) as number;
  }
  const file = new Uint8Array(at);
  const view = new DataView(file.buffer);
  const startOf = (index: number) => starts.get(pages[index]?.[0] as EncodedPage) ?? 0;
  writeHeader(view, startOf(0), big);
  for (const [i, levels] of pages.entries()) {
    for (const [n, page] of levels.entries()) {
      writeDirectory(view, page.fields, starts.get(page) as number, n === 0 ? startOf(i + 1) : 0, big);
      const offsets = placesOf(page).offsets;
      for (const [j, block] of page.blocks.entries()) file.set(block, offsets[j] as number);
    }
  }
  return file;
}

/** Fills in where the blocks of a page lie from byte `at` on; returns where the next thing may lie. */
function layOut(page: EncodedPage, at: number): number {
  const { offsets, lengths } = placesOf(page);
  for (const [i, block] of page.blocks.entries()) {
    offsets[i] = at;
    lengths[i] = block.length;
    at = even(at + block.length);
  }
  return at;
}

function placesOf(page: EncodedPage): { offsets: number[]; lengths: number[] } {
  const tiled = page.fields.some(({ tag }) => tag === TAG.TileOffsets);
  return {
    offsets: valuesOf(page, tiled ? TAG.TileOffsets : TAG.StripOffsets),
    lengths: valuesOf(page, tiled ? TAG.TileByteCounts : TAG.StripByteCounts),
  };
}

function valuesOf({ fields }: EncodedPage, wanted: number): number[] {
  return (fields.find(({ tag }) => tag === wanted)?.values ?? []) as number[];
}

function even(at: number): number {
  return at + (at % 2);
}

function fieldBytes({ type, values }: Field): number {
  // A rational is two numbers in `values`.
  return type === TYPE.RATIONAL ? values.length * 4 : values.length * (TYPE_BYTES[type] as number);
}

function directoryBytes(fields: Field[], big: boolean): number {
  const [head, step, tail, inline] = big ? [8, 20, 8, 8] : [2, 12, 4, 4];
  const outside = fields.map(fieldBytes).filter((bytes) => bytes > inline);
  return even(head + fields.length * step + tail) + outside.reduce((sum, bytes) => sum + even(bytes), 0);
}

function writeHeader(view: DataView, first: number, big: boolean): void {
  view.setUint16(0, 0x4949, true);
  view.setUint16(2, big ? 43 : 42, true);
  if (!big) view.setUint32(4, first, true);
  else {
    view.setUint16(4, 8, true);
    view.setBigUint64(8, BigInt(first), true);
  }
}

function writeDirectory(view: DataView, fields: Field[], start: number, next: number, big: boolean): void {
  const [head, step, tail, inline] = big ? [8, 20, 8, 8] : [2, 12, 4, 4];
  const offset = (at: number, value: number) =>
    big ? view.setBigUint64(at, BigInt(value), true) : view.setUint32(at, value, true);
  if (big) view.setBigUint64(start, BigInt(fields.length), true);
  else view.setUint16(start, fields.length, true);
  let outside = start + even(head + fields.length * step + tail);
  for (const [i, field] of fields.entries()) {
    const at = start + head + i * step;
    const bytes = fieldBytes(field);
    view.setUint16(at, field.tag, true);
    view.setUint16(at + 2, field.type, true);
    offset(at + 4, field.type === TYPE.RATIONAL ? field.values.length / 2 : field.values.length);
    const value = at + (big ? 12 : 8);
    if (bytes <= inline) writeValues(view, value, field);
    else {
      offset(value, outside);
      writeValues(view, outside, field);
      outside += even(bytes);
    }
  }
  offset(start + head + fields.length * step, next);
}

function writeValues(view: DataView, at: number, { type, values }: Field): void {
  if (values instanceof Uint8Array) new Uint8Array(view.buffer, at).set(values);
  else if (type === TYPE.SHORT) for (const [i, value] of values.entries()) view.setUint16(at + 2 * i, value, true);
  else if (type === TYPE.LONG8 || type === TYPE.IFD8)
    for (const [i, value] of values.entries()) view.setBigUint64(at + 8 * i, BigInt(value), true);
  else for (const [i, value] of values.entries()) view.setUint32(at + 4 * i, value, true);
}
