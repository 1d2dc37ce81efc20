/**
 * Nearest labelled voxel by trying all of them. The rule of ties is the order of the loops: a later source must be
 * strictly nearer, or as near with a smaller (x, y, z).
 */
export function expandOracle(
  labels: ArrayLike<number>,
  shape: readonly number[],
  distance: number,
  spacing: readonly number[] = [1, 1, 1],
): number[] {
  const [w, h] = [...shape].reverse() as [number, number];
  const [sx = 1, sy = 1, sz = 1] = [...spacing].reverse();
  const place = (i: number) => [i % w, Math.floor(i / w) % h, Math.floor(i / w / h)] as const;
  const sources = Array.from({ length: labels.length }, (_, i) => i).filter((i) => labels[i]);
  sources.sort((a, b) => {
    const [p, q] = [place(a), place(b)];
    return p[0] - q[0] || p[1] - q[1] || p[2] - q[2];
  });
  return Array.from({ length: labels.length }, (_, i) => {
    const [x, y, z] = place(i);
    let [best, nearest] = [0, Number.POSITIVE_INFINITY];
    for (const source of sources) {
      const [px, py, pz] = place(source);
      const square = ((pz - z) * sz) ** 2 + ((py - y) * sy) ** 2 + ((px - x) * sx) ** 2;
      if (square < nearest) [best, nearest] = [labels[source] as number, square];
    }
    return Math.sqrt(nearest) <= distance ? best : 0;
  });
}
