/**
 * Disjoint sets over u32 indices in linear memory. The parent of a set's smallest member is that member itself, every
 * other parent is smaller than its child: so one ascending sweep can flatten the forest.
 */

/** The smallest member of the set of `a`, halving the path on the way. */
// @ts-ignore: decorator
@inline
export function findRoot(parents: usize, a: u32): u32 {
  while (true) {
    const parent = load<u32>(parents + (<usize>a << 2));
    if (parent == a) return a;
    const above = load<u32>(parents + (<usize>parent << 2));
    store<u32>(parents + (<usize>a << 2), above);
    a = above;
  }
}

/** Joins the sets of `a` and `b`; the smaller root stays root. */
export function unite(parents: usize, a: u32, b: u32): void {
  a = findRoot(parents, a);
  b = findRoot(parents, b);
  if (a < b) store<u32>(parents + (<usize>b << 2), a);
  else if (b < a) store<u32>(parents + (<usize>a << 2), b);
}
