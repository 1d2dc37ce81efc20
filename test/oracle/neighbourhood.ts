import type { Image } from "../../bindings/core/image.js";

/** What lies beyond the edge; "ignore" leaves such voxels out. */
export type OracleBorder = "nearest" | "reflect" | "mirror" | "wrap" | "constant" | "ignore";

/** The index that stands for i, found by walking back into the image; -1 where none does. */
export function foldedIndex(i: number, n: number, border: OracleBorder): number {
  if (border === "nearest") return Math.min(n - 1, Math.max(0, i));
  if (border === "constant" || border === "ignore") return i >= 0 && i < n ? i : -1;
  if (border === "wrap") return ((i % n) + n) % n;
  if (n === 1) return 0;
  const last = border === "reflect" ? 0 : 1;
  while (i < 0 || i >= n) i = i < 0 ? -i - 1 + last : 2 * n - i - 1 - last;
  return i;
}

/** One number from the values of each voxel's neighbourhood. */
export function neighbourhoodOracle(
  image: Image,
  offsets: readonly (readonly [number, number, number])[],
  border: OracleBorder,
  value: number,
  choose: (values: Float64Array) => number,
): number[] {
  const [w, h, d = 1] = [...image.shape].reverse() as [number, number, number?];
  const reach = Math.max(...offsets.flat());
  const [xs, ys, zs] = [w, h, d].map((n) =>
    Array.from({ length: n + 2 * reach }, (_, i) => foldedIndex(i - reach, n, border)),
  ) as [number[], number[], number[]];
  const values = new Float64Array(offsets.length);
  return Array.from({ length: image.data.length }, (_, i) => {
    const [x, y, z] = [(i % w) + reach, (Math.floor(i / w) % h) + reach, Math.floor(i / w / h) + reach];
    let n = 0;
    for (const [dz, dy, dx] of offsets) {
      const [column, row, plane] = [xs[x + dx]!, ys[y + dy]!, zs[z + dz]!];
      const inside = column >= 0 && row >= 0 && plane >= 0;
      if (inside) values[n++] = image.data[(plane * h + row) * w + column] as number;
      else if (border === "constant") values[n++] = value;
    }
    return choose(values.subarray(0, n));
  });
}
