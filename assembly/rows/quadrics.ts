import { Collapse, numberAt, placeOf, quadricAt } from "../core/collapse";

/** Adds the plane of a face to the quadrics of its corners, weighed by its area. */
export function addPlane(state: Collapse, face: u32): void {
  const a = numberAt(state.faces, 3 * face), b = numberAt(state.faces, 3 * face + 1), c = numberAt(state.faces, 3 * face + 2);
  const oz = placeOf(state, a, 0), oy = placeOf(state, a, 1), ox = placeOf(state, a, 2);
  const uz = placeOf(state, b, 0) - oz, uy = placeOf(state, b, 1) - oy, ux = placeOf(state, b, 2) - ox;
  const vz = placeOf(state, c, 0) - oz, vy = placeOf(state, c, 1) - oy, vx = placeOf(state, c, 2) - ox;
  const nz = uy * vx - ux * vy, ny = ux * vz - uz * vx, nx = uz * vy - uy * vz;
  const length = Math.sqrt(nz * nz + ny * ny + nx * nx);
  if (length == 0) return;
  const plane = state.near;
  store<f64>(plane, nz);
  store<f64>(plane, ny, 8);
  store<f64>(plane, nx, 16);
  store<f64>(plane, -(nz * oz + ny * oy + nx * ox), 24);
  for (let corner: u32 = 0; corner < 3; ++corner) {
    let q = quadricAt(state, numberAt(state.faces, 3 * face + corner));
    for (let i: usize = 0; i < 32; i += 8) {
      for (let j = i; j < 32; j += 8, q += 8) {
        store<f64>(q, load<f64>(q) + load<f64>(plane + i) * load<f64>(plane + j) / length);
      }
    }
  }
}

/** Adds the planes of one vertex to those of another. */
export function addQuadric(state: Collapse, to: u32, from: u32): void {
  const dst = quadricAt(state, to), src = quadricAt(state, from);
  for (let i: usize = 0; i < 80; i += 8) store<f64>(dst + i, load<f64>(dst + i) + load<f64>(src + i));
}

// @ts-ignore: decorator
@inline
function both(p: usize, q: usize, i: usize): f64 {
  return load<f64>(p + (i << 3)) + load<f64>(q + (i << 3));
}

/**
 * What it costs to join two vertices, and where: at the place nearest to all their planes or, where that is not one place or
 * far away, the best of both ends and the middle between them. The same from either end.
 */
export function costOf(state: Collapse, a: u32, b: u32): f64 {
  const u = min(a, b), v = max(a, b);
  const p = quadricAt(state, u), q = quadricAt(state, v);
  const aa = both(p, q, 0), ab = both(p, q, 1), ac = both(p, q, 2), ad = both(p, q, 3), bb = both(p, q, 4);
  const bc = both(p, q, 5), bd = both(p, q, 6), cc = both(p, q, 7), cd = both(p, q, 8), dd = both(p, q, 9);
  const uz = placeOf(state, u, 0), uy = placeOf(state, u, 1), ux = placeOf(state, u, 2);
  const ez = placeOf(state, v, 0) - uz, ey = placeOf(state, v, 1) - uy, ex = placeOf(state, v, 2) - ux;
  const long = ez * ez + ey * ey + ex * ex;
  const m0 = bb * cc - bc * bc, m1 = ac * bc - ab * cc, m2 = ab * bc - ac * bb;
  const det = aa * m0 + ab * m1 + ac * m2;
  const size = (aa + bb + cc) / 3;
  if (det > 1e-3 * size * size * size) {
    const m4 = aa * cc - ac * ac, m5 = ab * ac - aa * bc, m8 = aa * bb - ab * ab;
    const z = -(m0 * ad + m1 * bd + m2 * cd) / det, y = -(m1 * ad + m4 * bd + m5 * cd) / det;
    const x = -(m2 * ad + m5 * bd + m8 * cd) / det;
    const dz = z - uz - ez / 2, dy = y - uy - ey / 2, dx = x - ux - ex / 2;
    if (dz * dz + dy * dy + dx * dx <= long) {
      state.z = z;
      state.y = y;
      state.x = x;
      return max(0.0, dd + ad * z + bd * y + cd * x) + 1e-6 * long;
    }
  }
  let best = Infinity;
  for (let i: u32 = 0; i < 3; ++i) {
    // The middle first: it wins where all are equal.
    const t = i == 0 ? 0.5 : <f64>(i - 1);
    const z = uz + t * ez, y = uy + t * ey, x = ux + t * ex;
    const cost = z * (aa * z + 2 * (ab * y + ac * x + ad)) + y * (bb * y + 2 * (bc * x + bd)) + x * (cc * x + 2 * cd) + dd;
    if (cost >= best) continue;
    best = cost;
    state.z = z;
    state.y = y;
    state.x = x;
  }
  return max(0.0, best) + 1e-6 * long;
}
