import { arrayType, type Dtype, dtypeOf, type Geometry, type Image } from "../../core/image.js";
import { affineOfGeometry } from "../affine.js";
import { gzipped } from "../deflate.js";
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

/** A NRRD file (version 5 of the format) with its data attached, little-endian, gzip or raw. */
export function encodeNrrd(image: Image, compress: boolean): Uint8Array {
  const type = dtypeOf(image.data);
  const ndim = image.shape.length;
  const lines = ["NRRD0005", "# written by segwasm", `type: ${NRRD_TYPES[type]}`, `dimension: ${ndim}`];
  lines.push(...geometryLines(image));
  lines.push(`sizes: ${[...image.shape].reverse().join(" ")}`);
  lines.push(`kinds: ${Array(ndim).fill("domain").join(" ")}`);
  lines.push(...endianLines(type), `encoding: ${compress ? "gzip" : "raw"}`, "", "");
  const head = new TextEncoder().encode(lines.join("\n"));
  const data = compress ? gzipped(bytesOf(image.data)) : bytesOf(image.data);
  const file = new Uint8Array(head.length + data.length);
  file.set(head);
  file.set(data, head.length);
  return file;
}

/** The byte order, which bytes do not have. */
export function endianLines(type: Dtype): string[] {
  return arrayType(type).BYTES_PER_ELEMENT > 1 ? ["endian: little"] : [];
}

/** A frame in space for volumes that have one; plain spacings otherwise. */
function geometryLines(image: Image): string[] {
  const { spacing, shape } = image;
  if (shape.length === 3 && (image.origin || image.direction || image.space)) return frameLines(image);
  if (!spacing) return [];
  return [`spacings: ${[...spacing].reverse().join(" ")}`, ...unitList(image).map((list) => `units: ${list}`)];
}

/** The frame in space of a volume; `before` stands for axes that are not of space. */
export function frameLines(image: Geometry & { shape: readonly number[] }, before = ""): string[] {
  const { origin, steps } = affineOfGeometry(image);
  return [
    image.space ? "space: left-posterior-superior" : "space dimension: 3",
    `space directions: ${before}${steps.map((step) => `(${step.join(",")})`).join(" ")}`,
    ...unitList({ ...image, shape: [1, 1, 1] }).map((list) => `space units: ${list}`),
    `space origin: (${origin.join(",")})`,
  ];
}

/** The unit of every axis, where there is one. */
function unitList({ unit, shape }: Geometry & { shape: readonly number[] }): string[] {
  return unit === undefined || unit === "px" ? [] : [shape.map(() => `"${unit.replace("µ", "u")}"`).join(" ")];
}
