/** Work that the library in Node, the command line and a page in a browser must all do alike, to the last byte. */
import { type Image, type Mask, voxelCount } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import { runOp } from "../../bindings/core/op.js";
import { labelmapOf } from "../../bindings/io/prepare.js";
import { surfaceToFractional } from "../../bindings/ops/scan-mesh.js";
import { segment } from "../../bindings/recipe/segment.js";
import { findOp } from "../../bindings/registry.js";
import { sample } from "../../bindings/sample/index.js";
import { octagonalSphere } from "../meshes.js";
import { sha256 } from "./sha256.js";

/** One result. */
export interface Fixture {
  name: string;
  /** What the library makes. */
  run(k: Kernels): Image | Mask;
  /** The words of the command line that make the same, given the paths of the files in `FIXTURE_FILES`. */
  words(at: (name: string) => string, out: string): string[];
}

const acceptance = () => sample("acceptance");
const LESSON = { sigma: 1, erode: 2, expand: 3 };
const labelled = (k: Kernels) => labelmapOf(segment(k, acceptance(), LESSON).labels);

/** An operation of the registry on the acceptance volume or its labels, with the flags that its options stand for. */
function operation(op: string, on: "image" | "labels", options: Record<string, unknown> = {}): Fixture {
  const flags = Object.entries(options).flatMap(([name, value]) => [
    `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    String(value),
  ]);
  return {
    name: [op, ...flags].join(" "),
    run: (k) => runOp(findOp(op)!, k, on === "image" ? acceptance() : labelled(k), options) as Image | Mask,
    words: (at, out) => [op, at(`${on}.nrrd`), "-o", out, ...flags],
  };
}

/** The grid and surface on which 3D Slicer publishes its fractions. */
const EDGE = 19.7521629333496;
export const SPHERE_GRID = { shape: [61, 62, 62], spacing: [1, 1, 1], origin: [20, EDGE, EDGE] };
export const SPHERE = octagonalSphere([50, 50, 50], 30);

/** Slicer's voxels, mean and samples inside for this sphere. */
export const SLICERS_FRACTIONS = [234_484, -18.846224049402093, 20_905_134];

export const FIXTURES: readonly Fixture[] = [
  {
    name: "the lesson",
    run: labelled,
    words: (at, out) => ["segment", at("image.nrrd"), "-o", out, "--sigma", "1", "--erode", "2", "--expand", "3"],
  },
  operation("gaussian", "image", { sigma: 1.5 }),
  operation("median", "image", { radius: 1 }),
  operation("tophat", "image", { radius: 2 }),
  operation("watershed", "image"),
  operation("h-maxima", "image", { height: 2000 }),
  operation("expand", "labels", { distance: 4 }),
  operation("boundaries", "labels"),
  operation("clear-border", "labels"),
  operation("remove-small-labels", "labels", { maxSize: 1000 }),
  {
    name: "Slicer's fractions",
    run: (k) => surfaceToFractional(k, SPHERE, SPHERE_GRID),
    words: (at, out) => ["convert", at("sphere.ply"), out, "--to", "fractional", "--reference", at("grid.nrrd")],
  },
];

/** Digest of the voxels of an image, or of a mask as one byte a voxel. */
export function voxelDigest(given: Image | Mask): string {
  const data = "bits" in given ? bytesOf(given) : given.data;
  return sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function bytesOf({ bits, pitch, shape }: Mask): Uint8Array {
  const w = shape.at(-1) as number;
  return Uint8Array.from({ length: voxelCount(shape) }, (_, i) => {
    const x = i % w;
    return ((bits[Math.floor(i / w) * pitch + (x >> 3)] as number) >> (x & 7)) & 1;
  });
}

/** Digests of all fixtures by name. */
export const fixtureDigests = (k: Kernels): Record<string, string> =>
  Object.fromEntries(FIXTURES.map(({ name, run }) => [name, voxelDigest(run(k))]));
