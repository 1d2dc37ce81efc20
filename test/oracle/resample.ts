import type { Image } from "../../bindings/core/image.js";

/** A share of an old voxel in a new one. */
interface Share {
  from: number;
  weight: number;
}

/** How much of each old voxel goes into a new one along one axis. */
export function sharesOf(o: number, from: number, to: number, method: string): Share[] {
  if (method === "box") {
    const [low, high] = [(o * from) / to, ((o + 1) * from) / to];
    const all = Array.from({ length: from }, (_, i) => {
      return { from: i, weight: Math.min(i + 1, high) - Math.max(i, low) };
    });
    return all.filter(({ weight }) => weight > 1e-9);
  }
  const place = Math.min(from - 1, Math.max(0, ((o + 0.5) * from) / to - 0.5));
  if (method === "nearest") return [{ from: Math.floor(place + 0.5), weight: 1 }];
  const left = Math.floor(place);
  const all = [
    { from: left, weight: 1 - (place - left) },
    { from: left + 1, weight: place - left },
  ];
  return all.filter(({ weight }) => weight > 0);
}

/** The old voxels under a new one, by linear index, with their weights. */
function coverOf(place: readonly number[], old: readonly number[], shape: readonly number[], method: string): Share[] {
  return place.reduce<Share[]>(
    (cover, o, axis) => {
      const shares = sharesOf(o, old[axis]!, shape[axis]!, method);
      return cover.flatMap((whole) =>
        shares.map((share) => ({ from: whole.from * old[axis]! + share.from, weight: whole.weight * share.weight })),
      );
    },
    [{ from: 0, weight: 1 }],
  );
}

function* placesOf(shape: readonly number[]): Iterable<number[]> {
  const [extent, ...rest] = shape;
  for (let i = 0; i < extent!; i++) {
    if (rest.length === 0) yield [i];
    else for (const place of placesOf(rest)) yield [i, ...place];
  }
}

/** Weighted means of the old voxels. */
export function resampleOracle(image: Image, shape: readonly number[], method: string): number[] {
  return Array.from(placesOf(shape), (place) => {
    const cover = coverOf(place, image.shape, shape, method);
    const total = cover.reduce((sum, { weight }) => sum + weight, 0);
    return cover.reduce((sum, { from, weight }) => sum + weight * image.data[from]!, 0) / total;
  });
}

/** The label with the largest share; the smaller of equal ones. Equal up to the rounding of the shares. */
export function majorityOracle(labels: Image, shape: readonly number[]): number[] {
  return Array.from(placesOf(shape), (place) => {
    const polls = new Map<number, number>();
    for (const { from, weight } of coverOf(place, labels.shape, shape, "box")) {
      polls.set(labels.data[from]!, (polls.get(labels.data[from]!) ?? 0) + weight);
    }
    const most = Math.max(...polls.values());
    return Math.min(...[...polls].filter(([, share]) => share > most * (1 - 1e-9)).map(([label]) => label));
  });
}
