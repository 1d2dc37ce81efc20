import { geometryOf, type Image } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { opDefaults } from "../core/op.js";
import { resolveOptions } from "../core/options.js";
import { dtypeCode, putLabels } from "../core/resident.js";
import { type Scratch, scratch } from "../core/scratch.js";
import { type RoughMesh, smoothMesh } from "./smooth-mesh.js";
import { finishMesh, takeMesh } from "./solid-mesh.js";
import { type LabelMesh, spacingOf } from "./surface.js";

/** Options of `jointSurfaces`. */
export interface JointSurfacesOptions {
  /** Strength of the low-pass filter for all surfaces at once, 0 to 1. Default: 0.5. */
  smoothing?: number;
  /** Whether to compute normals. Default: true. */
  normals?: boolean;
}

const parameters = {
  smoothing: { type: "number", default: 0.5, min: 0, max: 1, summary: "strength of the low-pass filter" },
  normals: { type: "boolean", default: true, summary: "compute normals" },
} as const;

/** Defaults of `jointSurfaces`. */
export const JOINT_SURFACES_DEFAULTS = opDefaults<JointSurfacesOptions>(parameters);

/** The net between all labels: its vertices in memory, and copies of its quads and of the labels on both sides of each. */
interface JointNet {
  rough: RoughMesh;
  quads: Uint32Array;
  pairs: Uint32Array;
}

/**
 * Closed surfaces of all labels that fit together without gaps, also after smoothing: labels that touch share the vertices and
 * the triangles between them.
 *
 * @param k kernels from `loadKernels`
 * @param labels whole numbers, 0 is background; 3-D
 * @param options `smoothing` and `normals`
 * @returns a mesh for every label that occurs, ascending by label; faces between two labels are in both, turned over. Where
 *   voxels of a label touch along an edge only, its surface touches itself
 * @throws as `labelSurfaces`
 * @example
 * const two = { data: new Uint8Array([1, 2]), shape: [1, 1, 2] };
 * jointSurfaces(k, two).map(({ label, faces }) => [label, faces.length / 3]); // [[1, 12], [2, 12]]
 * @see Slicer's joint smoothing
 */
export function jointSurfaces(k: Kernels, labels: Image, options: JointSurfacesOptions = {}): LabelMesh[] {
  const who = "jointSurfaces";
  const { smoothing, normals } = resolveOptions(
    who,
    parameters,
    options,
    3,
  ) as unknown as Required<JointSurfacesOptions>;
  return scratch(k, (s) => {
    const spacing = spacingOf(who, labels);
    const net = jointNet(s, who, labels);
    smoothMesh(s, who, net.rough, smoothing);
    const vertices = s.take(net.rough.vertices, Float32Array, 4 * net.rough.count);
    const numbers = new Uint32Array(net.rough.count);
    return quadsByLabel(net).map(([label, quads]) =>
      s.nested(() => {
        const rough = compact(s, who, vertices, quads, numbers);
        return { label, ...takeMesh(s, finishMesh(s, who, rough, spacing, normals)), ...geometryOf(labels) };
      }),
    );
  });
}

function jointNet(s: Scratch, who: string, labels: Image): JointNet {
  const { at, w, h, d, ...rest } = putLabels(s, who, labels);
  const room = s.alloc(48 + 8 * (w + 1) * (h + 1), `${who}: its planes of cubes`);
  const call = (...to: [number, number, number]) => s.raw.jointNet(...to, at, dtypeCode(rest), w, h, d, room);
  call(0, 0, 0);
  const [count, faceCount] = s.take(room, Uint32Array, 2) as unknown as [number, number];
  const vertices = s.alloc(16 * count, `${who}: its vertices`);
  // Every quad a second time, turned over: then each edge is passed both ways equally often, also where three labels meet.
  const quadsAt = s.alloc(32 * faceCount, `${who}: its faces`);
  const pairsAt = s.alloc(8 * faceCount, `${who}: the labels of its faces`);
  call(vertices, quadsAt, pairsAt);
  const quads = s.take(quadsAt, Uint32Array, 4 * faceCount);
  s.view(quadsAt + 16 * faceCount, Uint32Array, 4 * faceCount).set(turnedOver(quads));
  const rough = { vertices, count, faces: quadsAt, faceCount: 2 * faceCount, sides: 4 } as const;
  return { rough, quads, pairs: s.take(pairsAt, Uint32Array, 2 * faceCount) };
}

/** a, b, c, d as a, d, c, b. */
function turnedOver(quads: Uint32Array): Uint32Array {
  const other = quads.slice();
  for (let i = 0; i < quads.length; i += 4)
    [other[i + 1], other[i + 3]] = [quads[i + 3] as number, quads[i + 1] as number];
  return other;
}

/** The quads of every label but 0, facing out of it, ascending by label. */
function quadsByLabel({ quads, pairs }: JointNet): [label: number, quads: Uint32Array][] {
  const sizes = new Map<number, number>();
  for (const label of pairs) if (label > 0) sizes.set(label, (sizes.get(label) ?? 0) + 4);
  const lists = new Map([...sizes].map(([label, size]) => [label, { list: new Uint32Array(size), at: 0 }]));
  const reversed = turnedOver(quads);
  for (let i = 0; i < pairs.length; i++) {
    const into = lists.get(pairs[i] as number);
    if (!into) continue;
    const from = 4 * (i >> 1);
    into.list.set((i & 1 ? reversed : quads).subarray(from, from + 4), into.at);
    into.at += 4;
  }
  return [...lists].map(([label, { list }]): [number, Uint32Array] => [label, list]).sort(([a], [b]) => a - b);
}

/** The quads of one label in memory with the vertices they need; `numbers` is room for a number a vertex. */
function compact(s: Scratch, who: string, vertices: Float32Array, quads: Uint32Array, numbers: Uint32Array): RoughMesh {
  let count = 0;
  const faces = quads.slice();
  numbers.fill(0);
  for (let i = 0; i < quads.length; i++) {
    const vertex = quads[i] as number;
    if (numbers[vertex] === 0) numbers[vertex] = ++count;
    faces[i] = (numbers[vertex] as number) - 1;
  }
  const places = new Float32Array(4 * count);
  for (const vertex of quads)
    places.set(vertices.subarray(4 * vertex, 4 * vertex + 4), 4 * ((numbers[vertex] as number) - 1));
  const at = s.put(places, `${who}: the vertices of a label`);
  return {
    vertices: at,
    count,
    faces: s.put(faces, `${who}: the faces of a label`),
    faceCount: faces.length / 4,
    sides: 4,
  };
}
