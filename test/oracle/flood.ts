/** Neighbours of a voxel by connectivity: steps along z, y, x, nearest first, then in raster order. */
function stepsOf(connectivity: number): number[][] {
  const farthest = { 4: 1, 8: 2, 6: 1, 18: 2, 26: 3 }[connectivity] as number;
  const planar = connectivity === 4 || connectivity === 8;
  const all = Array.from({ length: 27 }, (_, i) => [Math.floor(i / 9) - 1, (Math.floor(i / 3) % 3) - 1, (i % 3) - 1]);
  const squared = (step: number[]) => step.reduce((sum, one) => sum + one * one, 0);
  return all
    .filter((step) => squared(step) > 0 && squared(step) <= farthest && !(planar && step[0] !== 0))
    .sort((a, b) => squared(a) - squared(b));
}

/** The neighbours that exist, by linear index. */
export function neighboursOf(shape: readonly number[], connectivity: number): (i: number) => number[] {
  const [w, h, d] = [...[...shape].reverse(), 1].slice(0, 3) as [number, number, number];
  const steps = stepsOf(connectivity);
  return (i) => {
    const [x, y, z] = [i % w, Math.floor(i / w) % h, Math.floor(i / w / h)] as [number, number, number];
    return steps
      .map(([dz = 0, dy = 0, dx = 0]) => [z + dz, y + dy, x + dx] as const)
      .filter(([z, y, x]) => z >= 0 && z < d && y >= 0 && y < h && x >= 0 && x < w)
      .map(([z, y, x]) => (z * h + y) * w + x);
  };
}

interface Entry {
  value: number;
  age: number;
  index: number;
  source: number;
}

/** A binary heap of the plainest kind: what it does with equal entries is part of the rule. */
class Heap {
  readonly entries: Entry[] = [];

  #before(a: number, b: number): boolean {
    const [one, other] = [this.entries[a] as Entry, this.entries[b] as Entry];
    return one.value < other.value || (one.value === other.value && one.age < other.age);
  }

  #exchange(a: number, b: number): void {
    [this.entries[a], this.entries[b]] = [this.entries[b] as Entry, this.entries[a] as Entry];
  }

  push(entry: Entry): void {
    let at = this.entries.push(entry) - 1;
    for (let parent = (at - 1) >> 1; at > 0 && this.#before(at, parent); parent = (at - 1) >> 1) {
      this.#exchange(at, parent);
      at = parent;
    }
  }

  pop(): Entry {
    this.#exchange(0, this.entries.length - 1);
    const first = this.entries.pop() as Entry;
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if (left < this.entries.length && this.#before(left, least)) least = left;
      if (right < this.entries.length && this.#before(right, least)) least = right;
      if (least === at) return first;
      this.#exchange(at, least);
      at = least;
    }
  }
}

export interface FloodCase {
  values: ArrayLike<number>;
  shape: readonly number[];
  markers: ArrayLike<number>;
  mask?: ArrayLike<number>;
  connectivity: number;
  compactness?: number;
  lines?: boolean;
}

/** Watershed by the rules of kernels/watershed.ts, one voxel after another. */
export function watershedOracle(flood: FloodCase): number[] {
  const { values, shape, markers, mask, connectivity, compactness = 0, lines = false } = flood;
  const neighbours = neighboursOf(shape, connectivity);
  const open = Array.from(values, (_, i) => (mask ? mask[i] !== 0 : true));
  const labels = Array.from(markers, (marker, i) => (open[i] ? marker : 0));
  const late = lines || compactness > 0;
  const heap = new Heap();
  let age = 0;
  labels.forEach((label, i) => {
    if (label) heap.push({ value: values[i] as number, age: 0, index: i, source: i });
  });
  while (heap.entries.length > 0) {
    const { value, index, source } = heap.pop();
    if (late && labels[index] && index !== source) continue;
    if (late) {
      const own = labels[source] as number;
      const isBetween = neighbours(index).some((j) => open[j] && labels[j] && labels[j] !== own);
      if (lines && compactness > 0 && !open[index]) continue;
      if (lines && (!open[index] || isBetween)) open[index] = false;
      else labels[index] = own;
    }
    for (const j of neighbours(index)) {
      if (!open[j] || labels[j]) continue;
      const far = compactness > 0 ? compactness * distanceOf(shape, j, source) : 0;
      if (!late) labels[j] = labels[index] as number;
      heap.push({ value: Math.max((values[j] as number) + far, value), age: ++age, index: j, source });
    }
  }
  return labels;
}

function distanceOf(shape: readonly number[], a: number, b: number): number {
  const [w, h] = [...[...shape].reverse(), 1] as [number, number];
  const place = (i: number) => [Math.floor(i / w / h), Math.floor(i / w) % h, i % w];
  const [p, q] = [place(a), place(b)] as [number[], number[]];
  return Math.sqrt(p.reduce((sum, one, axis) => sum + (one - (q[axis] as number)) ** 2, 0));
}

/** Reconstruction by dilation: each voxel becomes its highest neighbour, but no higher than its limit, until all stand. */
export function reconstructOracle(
  seed: ArrayLike<number>,
  limit: ArrayLike<number>,
  shape: readonly number[],
  connectivity: number,
): number[] {
  const neighbours = neighboursOf(shape, connectivity);
  let values = Array.from(seed);
  for (;;) {
    const next = values.map((value, i) => {
      const around = neighbours(i).map((j) => values[j] as number);
      return Math.min(limit[i] as number, Math.max(value, ...around));
    });
    if (next.every((value, i) => value === values[i])) return values;
    values = next;
  }
}
