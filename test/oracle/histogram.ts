/** Histograms the obvious way. */
export interface Table {
  counts: number[];
  centers: number[];
  edges: number[];
}

/** A bin for every whole value from the smallest to the largest. */
export function valueTable(values: readonly number[]): Table {
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const centers = Array.from({ length: max - min + 1 }, (_, i) => min + i);
  const counts = centers.map((center) => values.filter((value) => value === center).length);
  return { counts, centers, edges: [...centers, max + 1].map((center) => center - 0.5) };
}

/** Equal bins as NumPy makes them: every operation rounded by `round`, the index guessed and then corrected by edges. */
export function equalTable(values: readonly number[], bins: number, round: (value: number) => number): Table {
  let [low, high] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
  if (low === high) [low, high] = [round(low - 0.5), round(high + 0.5)];
  const width = round(high - low);
  const step = round(width / bins);
  const edges = Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : round(round(i * step) + low)));
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    let i = Math.trunc(round(round(round(value - low) / width) * bins));
    if (i === bins) i--;
    if (value < (edges[i] as number)) i--;
    else if (value >= (edges[i + 1] as number) && i !== bins - 1) i++;
    counts[i]!++;
  }
  const centers = counts.map((_, i) => round(round((edges[i] as number) + (edges[i + 1] as number)) / 2));
  return { counts, centers, edges };
}
