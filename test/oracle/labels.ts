import { labelOracle, neighbourOffsets } from "./label.js";

type Numbers = ArrayLike<number>;

/** Calls `body` with each voxel's index and those of its neighbours that exist. */
function eachNeighbourhood(
  shape: readonly number[],
  connectivity: number,
  body: (at: number, neighbours: number[]) => void,
): void {
  const [w, h, d = 1] = [...shape].reverse() as [number, number, number?];
  const offsets = neighbourOffsets(connectivity);
  for (let at = 0; at < w * h * d; at++) {
    const [x, y, z] = [at % w, Math.floor(at / w) % h, Math.floor(at / w / h)];
    const inside = offsets.filter(
      ([dz, dy, dx]) => z + dz >= 0 && z + dz < d && y + dy >= 0 && y + dy < h && x + dx >= 0 && x + dx < w,
    );
    body(
      at,
      inside.map(([dz, dy, dx]) => at + (dz * h + dy) * w + dx),
    );
  }
}

/** Regions of equal value: each value's components by flooding, then all numbered by their first voxel. */
export function labelValuesOracle(
  values: Numbers,
  shape: readonly number[],
  connectivity: number,
  background = 0,
): number[] {
  const keys = new Array<number>(values.length).fill(0);
  for (const value of new Set(Array.from(values))) {
    if (value === background) continue;
    const parts = labelOracle(
      Array.from(values, (v) => (v === value ? 1 : 0)),
      shape,
      connectivity,
    );
    // Two voxels get one key when value and part are the same.
    parts.forEach((part, i) => {
      if (part) keys[i] = (value + 1) * values.length + part;
    });
  }
  const numbers = new Map<number, number>([[0, 0]]);
  return keys.map((key) => {
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    return numbers.get(key) as number;
  });
}

/** True for voxels nearer than `margin` to an end of an axis; a single plane has no ends in z. */
function isOuter(i: number, shape: readonly number[], margin: number): boolean {
  const [w, h, d = 1] = [...shape].reverse() as [number, number, number?];
  const near = (at: number, extent: number) => at < margin || at >= extent - margin;
  return near(i % w, w) || near(Math.floor(i / w) % h, h) || (d > 1 && near(Math.floor(i / w / h), d));
}

/** Labels without the parts that come near an end of an axis. */
export function clearBorderOracle(labels: Numbers, shape: readonly number[], buffer: number): number[] {
  const parts = labelValuesOracle(labels, shape, shape.length === 2 ? 8 : 26);
  const gone = new Set(parts.filter((_, i) => isOuter(i, shape, buffer + 1)));
  return parts.map((part, i) => (gone.has(part) ? 0 : (labels[i] as number)));
}

/** Voxels with another neighbour, and which of them count. */
export function boundariesOracle(
  labels: Numbers,
  shape: readonly number[],
  connectivity: number,
  mode: "thick" | "inner" | "outer",
): number[] {
  const thick: boolean[] = [];
  eachNeighbourhood(shape, connectivity, (at, others) => thick.push(others.some((o) => labels[o] !== labels[at])));
  const touching: boolean[] = [];
  eachNeighbourhood(shape, shape.length === 2 ? 8 : 26, (at, others) =>
    touching.push(others.some((o) => labels[o] !== labels[at] && labels[o] !== 0)),
  );
  const counts = {
    thick: () => true,
    inner: (i: number) => labels[i] !== 0,
    outer: (i: number) => labels[i] === 0 || (touching[i] as boolean),
  };
  return thick.map((is, i) => (is && counts[mode](i) ? 1 : 0));
}

/** Enclosed background that touches one label by faces takes it. */
export function fillLabelHolesOracle(labels: Numbers, shape: readonly number[], connectivity: number): number[] {
  const holes = labelOracle(
    Array.from(labels, (v) => (v ? 0 : 1)),
    shape,
    connectivity,
  );
  const open = new Set(holes.filter((_, i) => isOuter(i, shape, 1)));
  const around = new Map<number, Set<number>>();
  eachNeighbourhood(shape, shape.length === 2 ? 4 : 6, (at, others) => {
    const hole = holes[at] as number;
    if (!hole) return;
    const met = around.get(hole) ?? new Set();
    for (const other of others) if (labels[other]) met.add(labels[other] as number);
    around.set(hole, met);
  });
  return Array.from(labels, (label, i) => {
    const met = around.get(holes[i] as number);
    return label === 0 && !open.has(holes[i] as number) && met?.size === 1 ? ([...met][0] as number) : label;
  });
}

/** Sizes of labels 1.. and which `n` of them are the largest, the lower of equal ones first. */
export function largestOracle(labels: Numbers, n: number): Set<number> {
  const sizes = new Map<number, number>();
  for (let i = 0; i < labels.length; i++) sizes.set(labels[i] as number, (sizes.get(labels[i] as number) ?? 0) + 1);
  sizes.delete(0);
  const order = [...sizes].sort(([a, sizeA], [b, sizeB]) => sizeB - sizeA || a - b);
  return new Set(order.slice(0, n).map(([label]) => label));
}
