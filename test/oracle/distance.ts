/** The nearest site of a voxel: its linear index and the square of its distance. */
export interface Nearest {
  index: number;
  square: number;
}

/**
 * For every voxel the nearest of the voxels where `isSite` is true, by looking at all of them. Ties: smallest x, then y,
 * then z. The index is 0xffffffff and the square infinite when there is none.
 */
export function nearestOracle(
  values: ArrayLike<number>,
  shape: readonly number[],
  spacing: readonly number[],
  isSite: (value: number) => boolean,
): Nearest[] {
  const places = Array.from(values, (_, i) => placeOf(i, shape));
  const sites = places.map((place, index) => ({ place, index })).filter(({ index }) => isSite(values[index] as number));
  // In this order the first of several equally near ones is the one to take.
  sites.sort((a, b) => compareFromLast(a.place, b.place));
  return places.map((place) => {
    const nearest: Nearest = { index: 0xffffffff, square: Number.POSITIVE_INFINITY };
    for (const site of sites) {
      let square = 0;
      for (let axis = 0; axis < shape.length; axis++) {
        square += (((site.place[axis] as number) - (place[axis] as number)) * (spacing[axis] as number)) ** 2;
      }
      if (square < nearest.square) Object.assign(nearest, { index: site.index, square });
    }
    return nearest;
  });
}

function placeOf(index: number, shape: readonly number[]): number[] {
  const place: number[] = [];
  for (const extent of [...shape].reverse()) {
    place.unshift(index % extent);
    index = Math.floor(index / extent);
  }
  return place;
}

function compareFromLast(a: number[], b: number[]): number {
  for (let axis = a.length - 1; axis >= 0; axis--) {
    if (a[axis] !== b[axis]) return (a[axis] as number) - (b[axis] as number);
  }
  return 0;
}
