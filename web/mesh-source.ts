import { geometryOf } from "../bindings/core/image.js";
import type { Image } from "../bindings/index.js";
import type { CallOptions, Segmenter } from "../bindings/worker.js";
import type { LessonResult, ShownSegments, State } from "./state.js";
import type { ShownMesh } from "./view/mesh-renderer.js";

/** The surface of a segment, or of an object of the lesson, by its number. */
export interface Surface extends Pick<ShownMesh, "mesh" | "middle"> {
  number: number;
  /** Corners of the box around it, (z, y, x) as vertices are. */
  low: readonly number[];
  high: readonly number[];
}

/** More surfaces are no picture any more, and take minutes. */
const MOST = 1000;

/** Milliseconds that making the surfaces of one layer may take. */
const PATIENCE = 300_000;

/** What surfaces are made of: the segments of a file, or else the objects of the lesson. */
export type MeshSource = ShownSegments | LessonResult;

/** What there is to make surfaces of; undefined for a picture. */
export function meshSource({ subject, segments, result }: State): MeshSource | undefined {
  return subject && subject.depth > 1 ? (segments ?? result) : undefined;
}

/** Why there are no surfaces, in a sentence; empty where nothing is in their way. */
export function obstacle(source: MeshSource | undefined): string {
  if (!source) return "Open a segmentation, or segment the volume, to see it in 3-D.";
  const count = "segmentation" in source ? source.segmentation.segments.length : source.count;
  if (count > MOST) return `${count} objects are too many for surfaces; up to ${MOST} are shown.`;
  return count === 0 ? "There is nothing to show: no segment has a voxel." : "";
}

/** Makes the surfaces in the worker, layer by layer; `tell` hears of each layer that is done. */
export async function makeSurfaces(
  segmenter: Segmenter,
  source: MeshSource,
  signal: AbortSignal,
  tell: (surfaces: readonly Surface[], part: number) => void,
): Promise<void> {
  const parts = layersOf(source);
  const call: CallOptions = { signal, timeout: PATIENCE };
  for (const [at, { labels, numbers }] of parts.entries()) {
    const meshes = await segmenter.request("shownMeshes", [labels], call);
    const surfaces = meshes.flatMap((mesh): Surface[] => {
      const number = numbers ? numbers.get(mesh.label) : mesh.label;
      if (number === undefined || mesh.faces.length === 0) return [];
      return [{ number, mesh, ...boxOf(mesh.vertices) }];
    });
    tell(surfaces, (at + 1) / parts.length);
  }
}

/** Label images to make surfaces of, with the number of the segment of each label. */
function layersOf(source: MeshSource): { labels: Image; numbers: Map<number, number> | undefined }[] {
  if (!("segmentation" in source)) return [{ labels: source.labels, numbers: undefined }];
  const { shape, layers, segments } = source.segmentation;
  return layers.map((data, layer) => {
    const own = segments.flatMap((segment, at) =>
      segment.layer === layer ? [[segment.labelValue, at + 1] as const] : [],
    );
    return { labels: { data, shape, ...geometryOf(source.segmentation) }, numbers: new Map(own) };
  });
}

function boxOf(vertices: Float32Array): { low: number[]; high: number[]; middle: number[] } {
  const [low, high] = [
    Array<number>(3).fill(Number.POSITIVE_INFINITY),
    Array<number>(3).fill(Number.NEGATIVE_INFINITY),
  ];
  for (let i = 0; i < vertices.length; i++) {
    const [axis, value] = [i % 3, vertices[i] as number];
    if (value < (low[axis] as number)) low[axis] = value;
    if (value > (high[axis] as number)) high[axis] = value;
  }
  return { low, high, middle: low.map((from, axis) => (from + (high[axis] as number)) / 2) };
}
