import { type Dtype, dtypeOf } from "../../core/image.js";
import { lengthOf } from "../../core/vector.js";
import { affineOfGeometry } from "../affine.js";
import { deflatedParts } from "../deflate.js";
import { interleaved, type Volumes } from "../hyperstack.js";
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

/**
 * A MetaImage with its voxels in the same file (.mha), little-endian, deflated or plain. Channels lie side by side in a
 * voxel, and times are the fourth axis.
 *
 * @returns the file in parts, one after the other; packed ones are all made before, as the header tells their length
 */
export function metaImageParts(image: Volumes, compress: boolean): Uint8Array[] {
  const { times, channels } = image;
  const extents = [...image.shape].reverse();
  if (times > 1) extents.push(...(extents.length === 2 ? [1] : []), times);
  const ndim = extents.length;
  const { origin, steps } = affineOfGeometry(image);
  const lengths = steps.map((step) => lengthOf(step) || 1);
  const axes = Array.from({ length: ndim }, (_, axis) => axis);
  const matrix = axes.map((axis) =>
    axes.map((world) => {
      const part = steps[axis]?.[world];
      return part === undefined ? Number(axis === world) : part / (lengths[axis] ?? 1);
    }),
  );
  const values = bytesOf(interleaved(image));
  const data = compress ? [...deflatedParts(values.length, [values])] : [values];
  const lines = [
    "ObjectType = Image",
    `NDims = ${ndim}`,
    "BinaryData = True",
    "BinaryDataByteOrderMSB = False",
    `CompressedData = ${compress ? "True" : "False"}`,
    ...(compress ? [`CompressedDataSize = ${data.reduce((sum, { length }) => sum + length, 0)}`] : []),
    `TransformMatrix = ${matrix.flat().join(" ")}`,
    `Offset = ${axes.map((axis) => origin[axis] ?? 0).join(" ")}`,
    `ElementSpacing = ${axes.map((axis) => lengths[axis] ?? image.timeStep ?? 1).join(" ")}`,
    `DimSize = ${extents.join(" ")}`,
    ...(channels > 1 ? [`ElementNumberOfChannels = ${channels}`] : []),
    `ElementType = ${TYPES[dtypeOf(image.data)]}`,
    "ElementDataFile = LOCAL",
    "",
  ];
  return [new TextEncoder().encode(lines.join("\n")), ...data];
}
