import { ArgumentRangeError, CorruptFile, isSegmentError } from "../core/errors.js";
import { arrayType, type Dtype, type Geometry, geometryOf, type Image, type TypedArray } from "../core/image.js";
import type { Color, DicomSource, Segmentation, SegmentInfo } from "../core/segmentation.js";
import { affineOfGeometry, isSound } from "./affine.js";
import { choose, chosenSlices, withNumber } from "./choose.js";
import { onlyChannel, pickSample } from "./colour.js";
import { segmentsOfColours } from "./colour-segments.js";
import type { Format, ImageFile, Numbered, Selection } from "./file.js";
import { gatherHyperstack, type Hyperstack, type Meaning } from "./hyperstack.js";
import { segmentsOfLabels } from "./labels.js";
import { type Legend, soundLegend } from "./legend.js";
import { isPlaced } from "./placed.js";
import { printable, type Source } from "./source.js";

/** Extents along every axis a file may have; 1 where it has none. S = samples of a pixel, stored side by side. */
export interface Sizes {
  T: number;
  C: number;
  Z: number;
  Y: number;
  X: number;
  S: number;
}

/** Which plane: indices along T, C and Z. */
export interface PlaneIndex {
  t: number;
  c: number;
  z: number;
}

/**
 * What a format's reader hands over: a checked description, the geometry of the whole volume in the order (z, y, x), and
 * a way to decode one plane.
 */
export interface Planes extends Geometry {
  format: Format;
  /** Axes of the file from slowest to fastest without S; axes of extent 1 may be named or not. */
  order: string;
  sizes: Sizes;
  meaning: Meaning;
  dtype: Dtype;
  bitDepth: number;
  /** What its channels and times are called; not checked yet. */
  legend?: Legend | undefined;
  /** Colours that whole values stand for, where they are shown so. */
  palette?: readonly Color[] | undefined;
  /** Decodes a plane of Y × X × S values into `into`. */
  readPlane(index: PlaneIndex, into: TypedArray): void;
  /** Decodes the slices [z0, z1) at once, where they are stored in blocks of several; `readPlane` is then not used. */
  readVolume?(index: { t: number; c: number; z0: number; z1: number }, into: TypedArray): Promise<void>;
  /** Gives the values of all slices away, where there is one volume and they are held as they are; otherwise undefined. */
  takeVolume?(): TypedArray | undefined;
  /** Extents of all levels of resolution, the finest first, where there are several; the rest describes one of them. */
  levels?: readonly Sizes[] | undefined;
  /** DICOM images: whose they are, and what a segmentation of them refers to. */
  source?: DicomSource | undefined;
  /** Files that name segments: what they are, and all layers decoded. */
  segmentation?: { readonly segments: readonly SegmentInfo[]; read(): Segmentation } | undefined;
}

/** The public face of a reader: checks limits, chooses planes, reduces colours. */
export function imageFile(source: Source, described: Planes): ImageFile {
  const { sizes } = described;
  checkSizes(source, described);
  // The colours of a pixel have no names of their own.
  const legend = soundLegend(source, described.legend ?? {}, sizes.S === 1 ? sizes.C : 0, sizes.T);
  const planes: Planes = { ...withoutGeometry(described), ...soundGeometry(source, described), legend };
  const numbered = (selection: Selection = {}) => withNumber(source, selection, legend);
  const axes = axesOf(planes);
  return {
    format: planes.format,
    axes,
    shape: [...axes].map((axis) => sizes[axis as keyof Sizes]),
    dtype: planes.dtype,
    bitDepth: planes.bitDepth,
    geometry: geometryFor(planes, sizes.Z > 1),
    legend,
    notes: source.notes,
    read: async (selection) => readSelected(source, planes, numbered(selection)),
    readHyperstack: async (selection) => readAll(source, planes, numbered(selection)),
    ...(planes.levels && { levels: shapesOf(planes.order, planes.levels) }),
    ...(planes.source && { source: planes.source }),
    ...(planes.segmentation && { segments: planes.segmentation.segments }),
    readSegmentation: async (selection = {}) => {
      if (!planes.segmentation) return readLabels(source, planes, numbered(selection));
      if ((selection.slab ?? selection.slice) === undefined) return planes.segmentation.read();
      throw new ArgumentRangeError("E_OPTION", `${source.name}: its segments are read whole, not some of their slices`);
    },
  };
}

/** Shapes along the axes of the first. */
function shapesOf(order: string, levels: readonly Sizes[]): number[][] {
  const axes = axesOf({ order, sizes: levels[0] as Sizes });
  return levels.map((sizes) => [...axes].map((axis) => sizes[axis as keyof Sizes]));
}

/** A file that names no segments: one for each colour, otherwise for each value. */
async function readLabels(source: Source, planes: Planes, selection: Numbered): Promise<Segmentation> {
  const { sizes, dtype, meaning } = planes;
  const isColour = meaning.startsWith("rgb") && dtype === "uint8" && sizes.C === 1 && selection.channel === undefined;
  if (isColour) {
    const { values, grid } = await readValues(source, planes, selection);
    const found = segmentsOfColours(source, values, sizes.S, grid);
    if (found) return found;
  }
  const single = sizes.Z === 1 && (selection.slice ?? selection.slab) === undefined && isPlaced(planes);
  const slab = single ? { slab: [0, 1] as const } : {};
  return segmentsOfLabels(source, await readSelected(source, planes, { ...selection, ...slab }), planes.palette);
}

/** Letters of the axes that are longer than 1; a plane has Y and X in any case. */
function axesOf({ order, sizes }: Pick<Planes, "order" | "sizes">): string {
  const long = (axis: string) => axis === "Y" || axis === "X" || sizes[axis as keyof Sizes] > 1;
  return [...order, "S"].filter(long).join("");
}

function checkSizes(source: Source, { sizes, dtype, segmentation }: Planes): void {
  const { T, C, Z, Y, X, S } = sizes;
  source.checkLimit("maxSide", Math.max(T, Z, Y, X), "its longest axis");
  // Segmentations of a whole body have a hundred channels; their readers check the size of what they decode.
  if (!segmentation) source.checkLimit("maxChannels", Math.max(C, S), "its number of channels");
  checkBytes(source, Y * X * S, dtype);
}

/** What a read would allocate: at opening one plane, as more can still be left out by a choice. */
function checkBytes(source: Source, values: number, dtype: Dtype, instead = ""): void {
  source.checkLimit("maxBytes", values * arrayType(dtype).BYTES_PER_ELEMENT, "its decoded size in bytes", instead);
}

/** Units are words; what is longer is none. */
const LONGEST_UNIT = 40;

/** What of a file's geometry can be true: positive finite distances, directions that span space, a unit one can read. */
function soundGeometry(source: Source, planes: Planes): Geometry {
  const { spacing, origin = [], direction, space } = planes;
  const short = planes.unit === undefined || planes.unit.length <= LONGEST_UNIT;
  if (!short) source.note("its unit of length is not a word and is left out");
  const unit = short && planes.unit !== undefined ? { unit: printable(planes.unit) } : {};
  if (!spacing) return unit;
  if (!spacing.every((step) => step > 0 && Number.isFinite(step))) {
    source.note("the distances of its voxels are not positive numbers and are left out");
    return {};
  }
  const placed = isSound(affineOfGeometry({ ...planes, shape: [1, 1, 1] }));
  if (!placed) source.note("its orientation is not a valid one and is left out");
  if (!placed) return { spacing, ...unit };
  return {
    spacing,
    ...unit,
    ...(origin.length > 0 && { origin }),
    ...(direction && { direction }),
    ...(space && { space }),
  };
}

function withoutGeometry(planes: Planes): Planes {
  const { spacing: _1, unit: _2, origin: _3, direction: _4, space: _5, ...rest } = planes;
  return rest;
}

/** A single slice keeps its spacing; where it lies in space takes three axes to tell. */
function geometryFor(planes: Planes, deep: boolean): Geometry {
  const { spacing, unit } = planes;
  if (!spacing) return {};
  return deep ? geometryOf(planes) : { spacing: spacing.slice(1), ...(unit !== undefined && { unit }) };
}

async function readSelected(source: Source, planes: Planes, selection: Numbered): Promise<Image> {
  const { values, channel, grid } = await readValues(source, planes, selection);
  const { S } = planes.sizes;
  const data =
    S === 1
      ? values
      : channel === undefined
        ? onlyChannel(source, planes, values)
        : pickSample(source, values, S, channel);
  return { data, ...grid };
}

/** All channels and times that are not chosen. */
function readAll(source: Source, planes: Planes, selection: Numbered): Promise<Hyperstack> {
  const { dtype } = planes;
  const allocate = (values: number) => {
    checkBytes(source, values, dtype);
    return source.allocate(dtype, values);
  };
  return gatherHyperstack(planes, selection, allocate, (part) => readValues(source, planes, part, true));
}

/**
 * All samples of the chosen slices, and which of them was chosen.
 *
 * @param together samples that are no colours may be left unchosen too
 */
async function readValues(source: Source, planes: Planes, selection: Numbered, together = false) {
  const { sizes, dtype } = planes;
  const { S } = sizes;
  // With a C axis, `channel` counts along it and colour samples cannot be chosen one by one.
  const bySample = sizes.C === 1 && S > 1;
  const all = together && selection.channel === undefined;
  const channel = bySample && !all ? chosenSample(source, planes, selection.channel) : undefined;
  const c = bySample ? 0 : choose(source, "channel", sizes.C, selection.channel, planes.legend?.channelNames);
  const t = choose(source, "time", sizes.T, selection.time);
  const [z0, z1] = chosenSlices(source, sizes.Z, selection);
  const plane = sizes.Y * sizes.X * S;
  checkBytes(source, (z1 - z0) * plane, dtype, z1 - z0 > 1 ? ", or take some of its slices (--slab FROM:TO)" : "");
  const taken = z1 - z0 === sizes.Z ? planes.takeVolume?.() : undefined;
  const values = taken ?? source.allocate(dtype, (z1 - z0) * plane);
  if (planes.readVolume) await planes.readVolume({ t, c, z0, z1 }, values);
  else
    for (let z = z0; z < z1 && !taken; z++) {
      planes.readPlane({ t, c, z }, values.subarray((z - z0) * plane, (z - z0 + 1) * plane));
    }
  const deep = z1 - z0 > 1 || selection.slab !== undefined;
  const shape = deep ? [z1 - z0, sizes.Y, sizes.X] : [sizes.Y, sizes.X];
  return { values, channel, grid: { shape, ...fromSlice(geometryFor(planes, deep), z0) } };
}

/** Geometry of the part of a volume that begins with a slice. */
function fromSlice(geometry: Geometry, z: number): Geometry {
  if (z === 0 || geometry.spacing?.length !== 3) return geometry;
  const { origin, steps } = affineOfGeometry({ ...geometry, shape: [1, 1, 1] });
  const moved = origin.map((at, axis) => at + z * (steps[2][axis as 0] as number)).reverse();
  return { ...geometry, origin: moved };
}

/** The sample to take of a colour pixel; undefined for all together. */
function chosenSample(source: Source, { sizes, meaning }: Planes, channel: number | undefined): number | undefined {
  if (channel === undefined && meaning !== "channels") return undefined;
  return choose(source, "channel", sizes.S, channel);
}

/** Runs a library's decoder so that nothing but our own errors comes out of it. */
export function guarded<T>(source: Source, what: string, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    if (isSegmentError(cause)) throw cause;
    throw new CorruptFile(`${source.name}: ${what} cannot be decoded`, { path: source.name }, "E_CORRUPT", cause);
  }
}
