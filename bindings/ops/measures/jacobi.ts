/** Eigenvalues of a symmetric 3×3 matrix, ascending and not below 0, each with a unit vector. */
export interface Eigen {
  values: number[];
  vectors: number[][];
}

type Three = [number[], number[], number[]];

/**
 * Eigenvalues and vectors of the matrix [a b c; b d e; c e f], which has none below 0 but for rounding.
 * Equal values keep the order of the axes, and the largest component of a vector is positive: the same everywhere.
 */
export function jacobi([a, b, c, d, e, f]: readonly number[]): Eigen {
  const m: Three = [
    [a!, b!, c!],
    [b!, d!, e!],
    [c!, e!, f!],
  ];
  const vectors: Three = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  // Each rotation makes one entry beside the diagonal 0, and all shrink fast.
  for (let sweep = 0; sweep < 12; sweep++) {
    rotate(m, vectors, 0, 1, 2);
    rotate(m, vectors, 0, 2, 1);
    rotate(m, vectors, 1, 2, 0);
  }
  const order = [0, 1, 2].sort((i, j) => m[i]![i]! - m[j]![j]! || i - j);
  return {
    values: order.map((i) => Math.max(0, m[i]![i]!)),
    vectors: order.map((i) => upright(vectors[i] as number[])),
  };
}

function rotate(m: Three, vectors: Three, p: 0 | 1, q: 1 | 2, r: 0 | 1 | 2): void {
  const [P, Q, R] = [m[p], m[q], m[r]];
  const off = P[q]!;
  if (off === 0) return;
  const theta = (Q[q]! - P[p]!) / (2 * off);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(t * t + 1);
  const sine = t * cosine;
  P[p]! -= t * off;
  Q[q]! += t * off;
  P[q] = Q[p] = 0;
  const [x, y] = [R[p]!, R[q]!];
  R[p] = P[r] = cosine * x - sine * y;
  R[q] = Q[r] = sine * x + cosine * y;
  for (let axis = 0; axis < 3; axis++) {
    const [u, v] = [vectors[p][axis]!, vectors[q][axis]!];
    vectors[p][axis] = cosine * u - sine * v;
    vectors[q][axis] = sine * u + cosine * v;
  }
}

/** A vector or its opposite. */
function upright(vector: number[]): number[] {
  const largest = vector.reduce((best, part) => (Math.abs(part) > Math.abs(best) ? part : best), 0);
  return largest < 0 ? vector.map((part) => 0 - part) : vector;
}
