import type { BenchObject } from "./images.js";

/** Values in C order, as every peer understands them. */
export interface Plain {
  data: ArrayLike<number> & ArrayBufferView;
  dtype: string;
  shape: readonly number[];
}

/**
 * How a peer's result must compare with ours:
 * "equal" to the last voxel, "close" within `tolerance` of the range, "partition" = the same regions, numbered freely.
 */
export type Check = { kind: "equal" | "partition" } | { kind: "close"; tolerance: number };

/** The outcome in words, and whether it is as it must be. */
export interface Comparison {
  ok: boolean;
  text: string;
}

/** An image, mask or label image as plain values; masks become 0 and 1. */
export function plainOf(object: BenchObject | number): Plain {
  if (typeof object === "number") return { data: Float64Array.of(object), dtype: "float64", shape: [1] };
  const { shape } = object;
  if (!("bits" in object)) return { data: object.data, dtype: nameOf(object.data), shape };
  const w = shape.at(-1) as number;
  const data = new Uint8Array(shape.reduce((n, extent) => n * extent, 1));
  for (let i = 0; i < data.length; i++) {
    const x = i % w;
    data[i] = (object.bits[((i - x) / w) * object.pitch + (x >> 3)]! >> (x & 7)) & 1;
  }
  return { data, dtype: "uint8", shape };
}

function nameOf(data: ArrayBufferView): string {
  return data.constructor.name.replace("Array", "").toLowerCase();
}

export function compare(ours: Plain, theirs: Plain, check: Check): Comparison {
  if (ours.data.length !== theirs.data.length) return { ok: false, text: "another size" };
  if (check.kind === "close") return compareClose(ours.data, theirs.data, check.tolerance);
  if (check.kind === "partition") return comparePartition(ours.data, theirs.data);
  let different = 0;
  for (let i = 0; i < ours.data.length; i++) if (ours.data[i] !== theirs.data[i]) different++;
  return { ok: different === 0, text: different === 0 ? "equal" : `${different} voxels differ` };
}

function compareClose(ours: ArrayLike<number>, theirs: ArrayLike<number>, tolerance: number): Comparison {
  let [low, high, largest] = [Infinity, -Infinity, 0];
  for (let i = 0; i < ours.length; i++) {
    const value = theirs[i] as number;
    low = Math.min(low, value);
    high = Math.max(high, value);
    largest = Math.max(largest, Math.abs(value - (ours[i] as number)));
  }
  // A single number has no range; its own size is the measure then.
  const relative = largest / (high - low || Math.abs(high) || 1);
  return {
    ok: relative <= tolerance,
    text: largest === 0 ? "equal" : `within ${relative.toExponential(1)} of the range`,
  };
}

/** Equal up to the numbering: each of our labels meets one of theirs and the other way round. */
function comparePartition(ours: ArrayLike<number>, theirs: ArrayLike<number>): Comparison {
  const [forth, back] = [new Map<number, number>([[0, 0]]), new Map<number, number>([[0, 0]])];
  let different = 0;
  for (let i = 0; i < ours.length; i++) {
    const [a, b] = [ours[i] as number, theirs[i] as number];
    if (!forth.has(a)) forth.set(a, b);
    if (!back.has(b)) back.set(b, a);
    if (forth.get(a) !== b || back.get(b) !== a) different++;
  }
  return { ok: different === 0, text: different === 0 ? "same regions" : `${different} voxels in other regions` };
}
