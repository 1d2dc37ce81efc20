import type { TypedArray } from "../core/image.js";
import type { Layer, Segmentation } from "../core/segmentation.js";

/** Bytes of a run of a difference: where it starts, how long it is, and what its bytes differ by. */
const RUN = 3;
/** Runs take at most this part of what the layer itself takes; else the layer is kept as it is. */
const WORTH = 0.5;

/** A segmentation but for its layers, and where these come from when the other side is at hand. */
interface Side {
  rest: Omit<Segmentation, "layers">;
  /** For each layer: the one of the other side it is, or differs from by `runs`; or the layer itself. */
  layers: readonly ({ same: number } | { other: number; runs: Uint32Array } | { whole: Layer })[];
}

/** What two states of a segmentation differ by; either follows from the other. */
export interface Delta {
  before: Side;
  after: Side;
  /** Memory it takes, about. */
  bytes: number;
}

/** The difference of two states. Layers that are the same array take no memory. */
export function deltaOf(before: Segmentation, after: Segmentation): Delta {
  const { layers: from, ...restBefore } = before;
  const { layers: to, ...restAfter } = after;
  const runs = new Map<number, Uint32Array>();
  for (const [at, layer] of from.entries()) {
    const other = to[at];
    if (!other || to.includes(layer) || from.includes(other)) continue;
    const found = differences(layer, other);
    if (found) runs.set(at, found);
  }
  const side = (own: readonly Layer[], others: readonly Layer[]) =>
    own.map((layer, at) => {
      const same = others.indexOf(layer);
      if (same >= 0) return { same };
      const found = runs.get(at);
      return found ? { other: at, runs: found } : { whole: layer };
    });
  const sides = [side(from, to), side(to, from)] as const;
  const shared = [...runs.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  const kept = sides.flat().reduce((sum, entry) => sum + ("whole" in entry ? entry.whole.byteLength : 0), 0);
  return {
    before: { rest: restBefore, layers: sides[0] },
    after: { rest: restAfter, layers: sides[1] },
    bytes: shared + kept + 256 * (before.segments.length + after.segments.length),
  };
}

/** One side of a difference, from the other one. */
export function restored({ rest, layers }: Side, other: Segmentation): Segmentation {
  return {
    ...rest,
    layers: layers.map((entry) => {
      if ("whole" in entry) return entry.whole;
      if ("same" in entry) return other.layers[entry.same] as Layer;
      return flipped(other.layers[entry.other] as Layer, entry.runs);
    }),
  };
}

/** Runs of bytes that differ by one value; undefined where they would not be worth it, or types differ. */
function differences(a: Layer, b: Layer): Uint32Array | undefined {
  if (a.constructor !== b.constructor || a.length !== b.length) return undefined;
  const [left, right] = [bytesOf(a), bytesOf(b)];
  const most = Math.floor((left.length * WORTH) / (4 * RUN)) * RUN;
  const runs: number[] = [];
  const words = wordsOf(left, right);
  for (let at = 0; at < left.length; ) {
    at = nextDifference(left, right, words, at);
    if (at >= left.length) break;
    const by = (left[at] as number) ^ (right[at] as number);
    const start = at;
    while (at < left.length && ((left[at] as number) ^ (right[at] as number)) === by) at++;
    if (runs.length >= most) return undefined;
    runs.push(start, at - start, by);
  }
  return Uint32Array.from(runs);
}

/** Both arrays four bytes at a time, where they begin on whole words. */
function wordsOf(a: Uint8Array, b: Uint8Array): [Uint32Array, Uint32Array] | undefined {
  if (a.byteOffset % 4 !== 0 || b.byteOffset % 4 !== 0) return undefined;
  const count = a.length >> 2;
  return [new Uint32Array(a.buffer, a.byteOffset, count), new Uint32Array(b.buffer, b.byteOffset, count)];
}

/** The first byte from `at` on that differs; the length where none does. */
function nextDifference(
  a: Uint8Array,
  b: Uint8Array,
  words: [Uint32Array, Uint32Array] | undefined,
  at: number,
): number {
  let next = at;
  const equal = () => next < a.length && a[next] === b[next];
  while (equal() && (next % 4 !== 0 || !words)) next++;
  if (words && next % 4 === 0 && equal()) {
    const [left, right] = words;
    let word = next >> 2;
    while (word < left.length && left[word] === right[word]) word++;
    next = 4 * word;
    while (equal()) next++;
  }
  return next;
}

/** A copy of a layer with its bytes changed by runs; doing it twice changes nothing. */
function flipped(layer: Layer, runs: Uint32Array): Layer {
  const copy = layer.slice() as TypedArray;
  const bytes = bytesOf(copy);
  for (let i = 0; i < runs.length; i += RUN) {
    const [start, length, by] = [runs[i] as number, runs[i + 1] as number, runs[i + 2] as number];
    for (let at = start; at < start + length; at++) bytes[at] = (bytes[at] as number) ^ by;
  }
  return copy;
}

function bytesOf(layer: Layer): Uint8Array {
  return new Uint8Array(layer.buffer, layer.byteOffset, layer.byteLength);
}
