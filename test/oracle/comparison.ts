/** Comparison of label images the obvious way: voxel by voxel and pair by pair. */

/** How many voxels have a label in each, and both. */
export function overlapOracle(a: ArrayLike<number>, b: ArrayLike<number>, label: number) {
  let [voxelsA, voxelsB, common] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    voxelsA += Number(a[i] === label);
    voxelsB += Number(b[i] === label);
    common += Number(a[i] === label && b[i] === label);
  }
  return { voxelsA, voxelsB, common };
}

/** Places (z, y, x) of the voxels that have a neighbour by face without the property, or outside of the image. */
export function surfaceOracle(has: (i: number) => boolean, shape: readonly number[]): [number, number, number][] {
  const [w, h, d = 1] = [...shape].reverse() as [number, number, number?];
  const inside = (z: number, y: number, x: number) =>
    z >= 0 && z < d && y >= 0 && y < h && x >= 0 && x < w && has((z * h + y) * w + x);
  const places: [number, number, number][] = [];
  for (let i = 0; i < w * h * d; i++) {
    const [z, y, x] = [Math.floor(i / (w * h)), Math.floor(i / w) % h, i % w];
    if (!inside(z, y, x)) continue;
    const level = inside(z, y - 1, x) && inside(z, y + 1, x) && inside(z, y, x - 1) && inside(z, y, x + 1);
    const upright = d === 1 || (inside(z - 1, y, x) && inside(z + 1, y, x));
    if (!level || !upright) places.push([z, y, x]);
  }
  return places;
}

/** For each place of one list, the distance to the nearest of another. */
export function nearestOracle(from: number[][], to: number[][], spacing: readonly number[]): number[] {
  const steps = [1, ...spacing].slice(-3);
  return from.map((a) =>
    Math.min(...to.map((b) => Math.sqrt(a.reduce((sum, at, axis) => sum + ((at - b[axis]!) * steps[axis]!) ** 2, 0)))),
  );
}

/** The most objects that can be matched one to one with an intersection over union of at least a threshold. */
export function matchingOracle(a: ArrayLike<number>, b: ArrayLike<number>, threshold: number): number {
  const labels = (data: ArrayLike<number>) => [...new Set(Array.from(data))].filter(Boolean);
  const fits = (p: number, q: number) => {
    const both = Array.from(a).filter((value, i) => value === p && b[i] === q).length;
    const any = Array.from(a).filter((value, i) => value === p || b[i] === q).length;
    return both >= threshold * any - 1e-9;
  };
  const [first, second] = [labels(a), labels(b)];
  const best = (i: number, free: number[]): number => {
    if (i === first.length) return 0;
    const taken = free.filter((q) => fits(first[i]!, q));
    return Math.max(
      best(i + 1, free),
      ...taken.map(
        (q) =>
          1 +
          best(
            i + 1,
            free.filter((one) => one !== q),
          ),
      ),
    );
  };
  return best(0, second);
}
