import { type Dtype, dtypeOf, type Image } from "../../core/image.js";
import { affineOfGeometry, lengthOf } from "../affine.js";
import { deflated } from "../deflate.js";
import { bytesOf } from "../samples.js";

const TYPES: Readonly<Record<Dtype, string>> = {
  uint8: "MET_UCHAR",
  int8: "MET_CHAR",
  uint16: "MET_USHORT",
  int16: "MET_SHORT",
  uint32: "MET_UINT",
  int32: "MET_INT",
  float32: "MET_FLOAT",
  float64: "MET_DOUBLE",
};

/** A MetaImage with its voxels in the same file (.mha), little-endian, deflated or plain. */
export function encodeMetaImage(image: Image, compress: boolean): Uint8Array {
  const ndim = image.shape.length;
  const { origin, steps } = affineOfGeometry(image);
  const lengths = steps.map((step) => lengthOf(step) || 1);
  const matrix = steps
    .slice(0, ndim)
    .map((step, axis) => step.slice(0, ndim).map((part) => part / (lengths[axis] ?? 1)));
  const data = compress ? deflated(bytesOf(image.data)) : bytesOf(image.data);
  const lines = [
    "ObjectType = Image",
    `NDims = ${ndim}`,
    "BinaryData = True",
    "BinaryDataByteOrderMSB = False",
    `CompressedData = ${compress ? "True" : "False"}`,
    ...(compress ? [`CompressedDataSize = ${data.length}`] : []),
    `TransformMatrix = ${matrix.flat().join(" ")}`,
    `Offset = ${origin.slice(0, ndim).join(" ")}`,
    `ElementSpacing = ${lengths.slice(0, ndim).join(" ")}`,
    `DimSize = ${[...image.shape].reverse().join(" ")}`,
    `ElementType = ${TYPES[dtypeOf(image.data)]}`,
    "ElementDataFile = LOCAL",
    "",
  ];
  const head = new TextEncoder().encode(lines.join("\n"));
  const file = new Uint8Array(head.length + data.length);
  file.set(head);
  file.set(data, head.length);
  return file;
}
