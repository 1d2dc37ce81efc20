import { CorruptFile, UnsupportedFile } from "../../core/errors.js";
import { rootMatrix } from "./glb.js";
import type { RawMesh } from "./soup.js";

interface Document {
  scene?: number;
  scenes?: { nodes?: number[] }[];
  nodes?: {
    mesh?: number;
    children?: number[];
    matrix?: number[];
    translation?: number[];
    rotation?: number[];
    scale?: number[];
    extras?: { segwasm?: { space?: unknown } } | null;
  }[];
  meshes?: { primitives?: { attributes?: Record<string, number>; indices?: number; mode?: number }[] }[];
  accessors?: {
    bufferView?: number;
    byteOffset?: number;
    componentType?: number;
    count?: number;
    type?: string;
    sparse?: unknown;
  }[];
  bufferViews?: { buffer?: number; byteOffset?: number; byteLength?: number; byteStride?: number }[];
}

/** Column by column, as the format has it. */
type Matrix = readonly number[];
const UNIT: Matrix = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

const MOST_NODES = 100_000;
const MOST_LEVELS = 200;
const READERS = {
  5121: [1, "getUint8"],
  5123: [2, "getUint16"],
  5125: [4, "getUint32"],
  5126: [4, "getFloat32"],
} as const;

/** The root of OpenAnatomy's files, and of ours of a patient in mm. */
const PATIENT = rootMatrix({ space: "LPS" });

/**
 * The world below a root that only turns and scales it to the axes of the format: what we wrote says so, OpenAnatomy's matrix
 * is known. Undefined for any other root.
 */
function worldBelow(root: NonNullable<Document["nodes"]>[number] | undefined): Pick<RawMesh, "world"> | undefined {
  const own = root?.extras?.segwasm;
  if (own) return own.space === "LPS" || own.space === "RAS" ? { world: own.space } : {};
  const isPatient =
    root?.matrix?.length === 16 && root.matrix.every((part, i) => Math.abs(part - (PATIENT[i] as number)) < 1e-9);
  return isPatient ? { world: "LPS" } : undefined;
}

/** glTF 2.0 in one binary file: the triangles of its scene, each where its nodes put it. */
export function decodeGlb(bytes: Uint8Array): RawMesh {
  const { document, data } = chunksOf(bytes);
  const [positions, faces]: [number[], number[]] = [[], []];
  let visited = 0;
  const roots = document.scenes?.[document.scene ?? 0]?.nodes ?? [];
  const world = roots.length === 1 ? worldBelow(document.nodes?.[roots[0] as number]) : undefined;
  const visit = (index: number, above: Matrix, level: number): void => {
    const node = document.nodes?.[index];
    if (!node) throw new CorruptFile(`node ${index} is not there`);
    if (++visited > MOST_NODES || level > MOST_LEVELS) throw new CorruptFile("too many nodes, or nodes in a circle");
    const place = world && level === 0 ? UNIT : times(above, matrixOf(node));
    if (node.mesh !== undefined) addMesh(document, data, node.mesh, place, positions, faces);
    for (const child of node.children ?? []) visit(child, place, level + 1);
  };
  for (const root of roots) visit(root, UNIT, 0);
  return { positions: Float32Array.from(positions), faces: Uint32Array.from(faces), ...world };
}

function chunksOf(bytes: Uint8Array): { document: Document; data: DataView } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length >= 20 ? view.getUint32(12, true) : 0;
  if (bytes.length < 20 || view.getUint32(4, true) !== 2) throw new UnsupportedFile("only glTF 2.0 is read");
  if (20 + length > bytes.length) throw new CorruptFile("the file ends inside its description", {}, "E_TRUNCATED");
  let document: Document;
  try {
    document = JSON.parse(new TextDecoder().decode(bytes.subarray(20, 20 + length)));
  } catch (cause) {
    throw new CorruptFile("its description is no JSON", {}, "E_CORRUPT", cause);
  }
  if (document === null || typeof document !== "object") throw new CorruptFile("its description is no object");
  const rest = bytes.subarray(Math.min(bytes.length, 28 + length));
  return { document, data: new DataView(rest.buffer, rest.byteOffset, rest.byteLength) };
}

function addMesh(
  document: Document,
  data: DataView,
  mesh: number,
  place: Matrix,
  positions: number[],
  faces: number[],
): void {
  for (const { attributes, indices, mode = 4 } of document.meshes?.[mesh]?.primitives ?? []) {
    if (mode !== 4) throw new UnsupportedFile(`only triangles are read, mesh ${mesh} has primitives of mode ${mode}`);
    const first = positions.length / 3;
    const places = accessorOf(document, data, attributes?.["POSITION"], "VEC3");
    for (let i = 0; i < places.length; i += 3) {
      const [x, y, z] = [places[i] as number, places[i + 1] as number, places[i + 2] as number];
      for (let row = 0; row < 3; row++) {
        const m = (column: number) => place[4 * column + row] as number;
        positions.push(m(0) * x + m(1) * y + m(2) * z + m(3));
      }
    }
    const corners =
      indices === undefined
        ? Array.from({ length: places.length / 3 }, (_, i) => i)
        : accessorOf(document, data, indices, "SCALAR");
    if (corners.length % 3 !== 0) throw new CorruptFile(`mesh ${mesh} has a triangle that is not whole`);
    for (const corner of corners) faces.push(first + corner);
  }
}

function accessorOf(document: Document, data: DataView, index: number | undefined, type: "VEC3" | "SCALAR"): number[] {
  const accessor = document.accessors?.[index ?? -1];
  const view = document.bufferViews?.[accessor?.bufferView ?? -1];
  const reader = READERS[accessor?.componentType as keyof typeof READERS];
  if (
    !accessor ||
    !view ||
    accessor.type !== type ||
    !reader ||
    accessor.sparse !== undefined ||
    (view.buffer ?? 0) !== 0
  ) {
    throw new UnsupportedFile(`accessor ${index} is no plain ${type} of the file's own data`);
  }
  const [size, get] = reader;
  const parts = type === "VEC3" ? 3 : 1;
  const stride = view.byteStride ?? size * parts;
  const { count = 0, byteOffset = 0 } = accessor;
  const start = (view.byteOffset ?? 0) + byteOffset;
  const last = count === 0 ? start : start + (count - 1) * stride + size * parts;
  const whole = [count, start].every((value) => Number.isInteger(value) && value >= 0) && stride >= size * parts;
  if (!whole || last > data.byteLength) {
    throw new CorruptFile(`accessor ${index} reaches beyond the ${data.byteLength} bytes there are`, {}, "E_TRUNCATED");
  }
  return Array.from({ length: count * parts }, (_, i) => {
    return data[get](start + Math.floor(i / parts) * stride + (i % parts) * size, true);
  });
}

function matrixOf(node: NonNullable<Document["nodes"]>[number]): Matrix {
  if (node.matrix?.length === 16) return node.matrix;
  const [x = 0, y = 0, z = 0, w = 1] = node.rotation ?? [];
  const [a = 1, b = 1, c = 1] = node.scale ?? [];
  const [tx = 0, ty = 0, tz = 0] = node.translation ?? [];
  const turn = [
    [1 - 2 * (y * y + z * z), 2 * (x * y + z * w), 2 * (x * z - y * w)],
    [2 * (x * y - z * w), 1 - 2 * (x * x + z * z), 2 * (y * z + x * w)],
    [2 * (x * z + y * w), 2 * (y * z - x * w), 1 - 2 * (x * x + y * y)],
  ] as const;
  return [
    ...turn[0].map((v) => v * a),
    0,
    ...turn[1].map((v) => v * b),
    0,
    ...turn[2].map((v) => v * c),
    0,
    tx,
    ty,
    tz,
    1,
  ];
}

function times(a: Matrix, b: Matrix): Matrix {
  return UNIT.map((_, i) => {
    const [column, row] = [Math.floor(i / 4), i % 4];
    return [0, 1, 2, 3].reduce((sum, j) => sum + (a[4 * j + row] as number) * (b[4 * column + j] as number), 0);
  });
}
