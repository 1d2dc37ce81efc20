/** Files as the writers make them and pixels as the readers find them, without anything asynchronous. */
import type { Dtype } from "../../bindings/core/image.js";
import { arrayType, voxelCount } from "../../bindings/core/image.js";
import { DEFAULT_LIMITS } from "../../bindings/io/file.js";
import { volumesOf } from "../../bindings/io/hyperstack.js";
import { npyParts } from "../../bindings/io/npy/write.js";
import { readPng } from "../../bindings/io/png/read.js";
import { encodePng } from "../../bindings/io/png/write.js";
import { joined } from "../../bindings/io/samples.js";
import { Source } from "../../bindings/io/source.js";
import { encodeTiff } from "../../bindings/io/tiff/write.js";
import { randomImage } from "../images.js";

const TYPES: Dtype[] = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"];
const SHAPES = [
  [3, 5],
  [61, 47],
];

export function* fileCases(): Iterable<[name: string, run: () => unknown]> {
  for (const dtype of TYPES) {
    // One volume of several strips is enough to go through deflate.
    for (const shape of dtype === "uint16" ? [...SHAPES, [2, 400, 400]] : SHAPES) {
      const image = {
        ...randomImage(shape[0] as number, dtype, shape, 0, 12),
        spacing: shape.map(() => 0.26),
        unit: "µm",
      };
      const name = `file ${dtype} ${shape.join("×")}`;
      const tiff = { compress: true, tiles: false, levels: 1, reduction: "mean" } as const;
      for (const flavour of ["imagej", "ome"] as const) {
        yield [`${name} ${flavour}`, () => encodeTiff(volumesOf(image), { ...tiff, flavour })];
      }
      yield [`${name} npy`, () => joined(npyParts(image.data, shape))];
    }
  }
  for (const dtype of ["uint8", "uint16"] as const) {
    const [height, width] = [200, 300];
    const { data } = randomImage(7, dtype, [height, width], 0, 40);
    const png = () => encodePng({ data: data as Uint8Array, width, height, channels: 1 });
    yield [`file ${dtype} png`, png];
    yield [`file ${dtype} png read`, () => pixelsOf(png(), dtype, [height, width])];
  }
}

function pixelsOf(bytes: Uint8Array, dtype: Dtype, shape: number[]): unknown {
  const into = new (arrayType(dtype))(voxelCount(shape));
  readPng(new Source(bytes, "a.png", DEFAULT_LIMITS)).readPlane({ t: 0, c: 0, z: 0 }, into);
  return into;
}
