/** Arguments of extents, histograms, levels and masks from levels. */
import { type Declarations, type Draw, F32, I16, IMAGES, U8, U16, U32 } from "../draw.js";
import { histogram, range } from "../objects.js";

export const thresholds: Declarations = {
  minMax: (c) => [c.out(32, () => 16), c.image([...IMAGES, U32], true), c.type, c.n],
  countValues(c) {
    const values = c.values([U8, U16, I16]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const levels = high - low + 1;
    const room = c.room(c.type === U8 ? 263_168 : 4 * levels);
    return [c.out(8 * levels), c.out(8 * levels), c.put(values), c.type, c.n, low, levels, room];
  },
  equalEdges: (c) => edges(c),
  doubleEdges: (c) => edges(c),
  binFloats(c) {
    const values = c.floats(c.n);
    const bins = c.int(1, c.pick([3, 256, 900]));
    const [edges, centers] = [c.memory.reserve("in", 8 * bins + 8), c.memory.reserve("in", 8 * bins)];
    const single = c.raw["equalEdges"]!(edges, centers, Math.min(...values), Math.max(...values), bins) as number;
    return [c.out(8 * bins), c.put(values), c.n, edges, bins, single, c.room(4 * bins + 263_184)];
  },
  binLevels(c) {
    const [levels, bins, low] = [c.int(1, 900), c.int(1, 300), c.int(-9000, 9000)];
    const [edges, centers] = [c.memory.reserve("in", 8 * bins + 8), c.memory.reserve("in", 8 * bins)];
    c.raw["doubleEdges"]!(edges, centers, low - 0.5, low + levels - 0.5, bins);
    const counts = c.put(Float64Array.from({ length: levels }, () => c.int(0, 9)));
    return [c.out(8 * bins), counts, low, levels, edges, bins];
  },
  isodata: (c) => counts(c),
  otsu: (c) => counts(c),
  triangle: (c) => counts(c),
  yen: (c) => counts(c),
  liOfCounts: (c) => counts(c, 2),
  liOfSorted(c) {
    const values = c.floats(Math.max(2, c.n)).sort();
    values[values.length - 1] = (values[0] as number) + Math.max(1e-3, Math.abs(values.at(-1) as number));
    return [c.put(values.sort()), c.room(32), values.length];
  },
  mean: (c) => [c.room(32), c.image(IMAGES, true), c.type, c.n],
  minimum(c) {
    // It smooths up to ten thousand times.
    const { counts, centers } = histogram(c, 1, 40);
    return [counts, centers, c.room(8 * c.bins), c.bins];
  },
  multiotsu(c) {
    const [{ counts }, classes] = [histogram(c), c.int(2, 5)];
    const dst = c.out(4 * (classes - 1), (filled) => (filled < classes ? 0 : 4 * (classes - 1)));
    return [dst, counts, c.room(c.bins * (36 + 4 * classes) + 128), c.bins, classes];
  },
  sort(c) {
    const [type, n] = [c.pick([F32, U32]), c.n];
    const data = type === F32 ? c.floats(n) : c.wholes(n, U32);
    return [c.out(4 * n), c.room(4 * n + 24_576), c.put(data), type, n];
  },
  threshold: (c) => [c.maskOut(), c.pitch, c.image(IMAGES, true), c.type, c.w, c.rows, c.number()],
  splitAround(c) {
    const { low, high } = range(c);
    const most = c.int(0, 300);
    const list = (found: number) => 4 * Math.min(found >>> 0, most);
    const [mask, indices, image] = [c.maskOut(), c.out(4 * most, list), c.image([F32])];
    return [mask, c.pitch, indices, most, image, c.w, c.rows, low, high, c.room(c.pitch)];
  },
  settleDoubt(c) {
    const n = c.int(0, Math.min(c.n, 40));
    const list = c.put(Uint32Array.from({ length: n }, () => c.int(0, c.n - 1)));
    const values = c.put(Float64Array.from({ length: n }, () => c.number()));
    return [c.change(c.bits()), c.pitch, list, values, n, c.w, c.number()];
  },
  listEnds(c) {
    const values = c.floats(c.n);
    const ranges = Float32Array.from({ length: 2 * c.rows }, (_, i) => {
      const row = values.subarray((i >> 1) * c.w, (i >> 1) * c.w + c.w);
      return i & 1 ? Math.max(...row) : Math.min(...row);
    });
    const { low, high } = range(c);
    const most = c.int(0, 50);
    const [dst, lows, highs] = [c.out(8), c.room(4 * most), c.room(4 * most)];
    return [dst, lows, highs, most, c.put(values), c.put(ranges), c.w, c.rows, low, high];
  },
};

function edges(c: Draw): number[] {
  const bins = c.int(1, c.pick([3, 256, 2000]));
  const { low, high } = range(c);
  return [c.out(8 * bins + 8), c.out(8 * bins), low, high, bins];
}

function counts(c: Draw, fewest = 1): number[] {
  const { counts, centers } = histogram(c, fewest);
  return [counts, centers, c.bins];
}
