import { arrayType, type Dtype, dtypeOf, type Geometry } from "../../core/image.js";
import { affineOfGeometry } from "../affine.js";
import { gzippedParts } from "../deflate.js";
import { interleaved, type Volumes } from "../hyperstack.js";
import { bytesOf } from "../samples.js";

/** What NRRD calls element types. */
export const NRRD_TYPES: Readonly<Record<Dtype, string>> = {
  uint8: "unsigned char",
  int8: "signed char",
  uint16: "unsigned short",
  int16: "short",
  uint32: "unsigned int",
  int32: "int",
  float32: "float",
  float64: "double",
};

/** An axis that is not of space. */
interface OtherAxis {
  kind: string;
  extent: number;
  step?: number | undefined;
  unit?: string | undefined;
}

/**
 * A NRRD file (version 5 of the format) with its data attached, little-endian, gzip or raw. The colours of a picture are
 * its first axis; channels and times come behind those of space.
 *
 * @returns the file in parts, one after the other
 */
export function nrrdParts(image: Volumes, compress: boolean): Iterable<Uint8Array> {
  const { channels, times, shape } = image;
  const type = dtypeOf(image.data);
  const colour = COLOURS[image.meaning];
  const before: OtherAxis[] = colour === undefined ? [] : [{ kind: colour, extent: channels }];
  const after: OtherAxis[] = [
    ...(colour === undefined && channels > 1 ? [{ kind: "list", extent: channels }] : []),
    ...(times > 1
      ? [{ kind: "time", extent: times, step: image.timeStep, unit: image.timeUnit?.replace("µ", "u") }]
      : []),
  ];
  const domain = [...shape].reverse().map((extent) => ({ kind: "domain", extent }));
  const axes = [...before, ...domain, ...after];
  const lines = ["NRRD0005", "# written by segwasm", `type: ${NRRD_TYPES[type]}`, `dimension: ${axes.length}`];
  lines.push(...geometryLines(image, before, after));
  lines.push(`sizes: ${axes.map(({ extent }) => extent).join(" ")}`);
  lines.push(`kinds: ${axes.map(({ kind }) => kind).join(" ")}`);
  lines.push(...endianLines(type), `encoding: ${compress ? "gzip" : "raw"}`, "", "");
  const head = new TextEncoder().encode(lines.join("\n"));
  const values = bytesOf(colour === undefined ? image.data : interleaved(image));
  return nrrdFile(head, values, compress);
}

/** A header and the values it is about, packed or not, in parts. */
export function* nrrdFile(head: Uint8Array, values: Uint8Array, compress: boolean): Generator<Uint8Array> {
  yield head;
  if (compress) yield* gzippedParts(values.length, [values]);
  else yield values;
}

/** The byte order, which bytes do not have. */
export function endianLines(type: Dtype): string[] {
  return arrayType(type).BYTES_PER_ELEMENT > 1 ? ["endian: little"] : [];
}

/** Kinds of axes of colours. */
const COLOURS: Readonly<Partial<Record<Volumes["meaning"], string>>> = { rgb: "RGB-color", "rgb+alpha": "RGBA-color" };

/** A frame in space for volumes that have one; plain spacings otherwise. */
function geometryLines(image: Volumes, before: readonly OtherAxis[], after: readonly OtherAxis[]): string[] {
  const { spacing, shape } = image;
  const timed = after.some(({ step }) => step !== undefined);
  const framed = shape.length === 3 && Boolean(image.origin || image.direction || image.space);
  const frame = framed ? frameLines(image, before.map(() => "none ").join(""), after.map(() => " none").join("")) : [];
  if (!timed && (framed || !spacing)) return frame;
  // Axes that have a direction have no spacing of their own.
  const steps = framed || !spacing ? shape.map(() => "nan") : [...spacing].reverse();
  const [unit = shape.map(() => '""').join(" ")] = framed ? [] : unitList(image);
  const units = [...before.map(() => '""'), unit, ...after.map((axis) => `"${axis.unit ?? ""}"`)].join(" ");
  return [
    ...frame,
    `spacings: ${[...before.map(() => "nan"), ...steps, ...after.map(({ step }) => step ?? "nan")].join(" ")}`,
    ...(/[^\s"]/.test(units) ? [`units: ${units}`] : []),
  ];
}

/** The frame in space of a volume; `before` and `after` stand for axes that are not of space. */
export function frameLines(image: Geometry & { shape: readonly number[] }, before = "", after = ""): string[] {
  const { origin, steps } = affineOfGeometry(image);
  return [
    image.space ? "space: left-posterior-superior" : "space dimension: 3",
    `space directions: ${before}${steps.map((step) => `(${step.join(",")})`).join(" ")}${after}`,
    ...unitList({ ...image, shape: [1, 1, 1] }).map((list) => `space units: ${list}`),
    `space origin: (${origin.join(",")})`,
  ];
}

/** The unit of every axis, where there is one. */
function unitList({ unit, shape }: Geometry & { shape: readonly number[] }): string[] {
  return unit === undefined || unit === "px" ? [] : [shape.map(() => `"${unit.replace("µ", "u")}"`).join(" ")];
}
