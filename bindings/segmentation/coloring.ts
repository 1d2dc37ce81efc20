/** Up to so many segments the fewest layers are found for certain. */
const EXACT = 20;
/** Steps of that search before what was found so far is taken. */
const MOST_STEPS = 2_000_000;

/**
 * Colours a graph: no two nodes that are joined get one colour. The fewest colours for up to 20 nodes with neighbours,
 * otherwise those of DSATUR: the node with the most colours around it next.
 *
 * @param count nodes
 * @param pairs joined nodes
 * @returns a colour from 0 for each node; those without neighbours have colour 0
 */
export function colorGraph(count: number, pairs: readonly (readonly [number, number])[]): number[] {
  const around = Array.from({ length: count }, () => new Set<number>());
  for (const [a, b] of pairs) {
    if (a === b) continue;
    around[a]?.add(b);
    around[b]?.add(a);
  }
  const joined = [...around.keys()].filter((node) => (around[node] as Set<number>).size > 0);
  const colors = Array<number>(count).fill(0);
  const quick = dsatur(joined, around);
  for (const [node, color] of quick) colors[node] = color;
  if (joined.length > EXACT) return colors;
  const best = fewest(joined, around, 1 + Math.max(0, ...quick.values()));
  for (const [node, color] of best ?? []) colors[node] = color;
  return colors;
}

/** The node with the most different colours around it; then the one with the most neighbours; then the first. */
function next(left: readonly number[], around: readonly Set<number>[], colors: ReadonlyMap<number, number>): number {
  let best = left[0] as number;
  let most = [-1, -1];
  for (const node of left) {
    const neighbours = around[node] as Set<number>;
    const seen = new Set([...neighbours].map((other) => colors.get(other)));
    seen.delete(undefined);
    if (seen.size > (most[0] as number) || (seen.size === most[0] && neighbours.size > (most[1] as number))) {
      [best, most] = [node, [seen.size, neighbours.size]];
    }
  }
  return best;
}

function dsatur(nodes: readonly number[], around: readonly Set<number>[]): Map<number, number> {
  const colors = new Map<number, number>();
  let left = [...nodes];
  while (left.length > 0) {
    const node = next(left, around, colors);
    const taken = new Set([...(around[node] as Set<number>)].map((other) => colors.get(other)));
    let color = 0;
    while (taken.has(color)) color++;
    colors.set(node, color);
    left = left.filter((other) => other !== node);
  }
  return colors;
}

/** A colouring with fewer than `limit` colours, the fewest there is; undefined when there is none. */
function fewest(
  nodes: readonly number[],
  around: readonly Set<number>[],
  limit: number,
): Map<number, number> | undefined {
  let best: Map<number, number> | undefined;
  let bound = limit;
  let steps = 0;
  const colors = new Map<number, number>();
  const search = (left: readonly number[], used: number): void => {
    if (used >= bound || ++steps > MOST_STEPS) return;
    if (left.length === 0) {
      [best, bound] = [new Map(colors), used];
      return;
    }
    const node = next(left, around, colors);
    const rest = left.filter((other) => other !== node);
    const taken = new Set([...(around[node] as Set<number>)].map((other) => colors.get(other)));
    // One colour that nobody has yet stands for all such.
    for (let color = 0; color <= used && color < bound - 1; color++) {
      if (taken.has(color)) continue;
      colors.set(node, color);
      search(rest, Math.max(used, color + 1));
      colors.delete(node);
    }
  };
  search(nodes, 0);
  return best;
}
