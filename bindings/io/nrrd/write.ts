import { type Dtype, dtypeOf, type Image } from "../../core/image.js";
import { affineOfGeometry } from "../affine.js";
import { gzipped } from "../deflate.js";
import { bytesOf } from "../samples.js";

const TYPES: Readonly<Record<Dtype, string>> = {
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
  const type = TYPES[dtypeOf(image.data)];
  const ndim = image.shape.length;
  const lines = ["NRRD0005", "# written by segwasm", `type: ${type}`, `dimension: ${ndim}`];
  lines.push(...geometryLines(image));
  lines.push(`sizes: ${[...image.shape].reverse().join(" ")}`);
  lines.push(`kinds: ${Array(ndim).fill("domain").join(" ")}`);
  if (image.data.BYTES_PER_ELEMENT > 1) lines.push("endian: little");
  lines.push(`encoding: ${compress ? "gzip" : "raw"}`, "", "");
  const head = new TextEncoder().encode(lines.join("\n"));
  const data = compress ? gzipped(bytesOf(image.data)) : bytesOf(image.data);
  const file = new Uint8Array(head.length + data.length);
  file.set(head);
  file.set(data, head.length);
  return file;
}

/** A frame in space for volumes that have one; plain spacings otherwise. */
function geometryLines(image: Image): string[] {
  const { spacing, unit, shape } = image;
  const units = unit === undefined || unit === "px" ? [] : [shape.map(() => `"${unit.replace("µ", "u")}"`).join(" ")];
  if (shape.length === 3 && (image.origin || image.direction || image.space)) {
    const { origin, steps } = affineOfGeometry(image);
    return [
      image.space ? "space: left-posterior-superior" : "space dimension: 3",
      `space directions: ${steps.map((step) => `(${step.join(",")})`).join(" ")}`,
      ...units.map((list) => `space units: ${list}`),
      `space origin: (${origin.join(",")})`,
    ];
  }
  if (!spacing) return [];
  return [`spacings: ${[...spacing].reverse().join(" ")}`, ...units.map((list) => `units: ${list}`)];
}
