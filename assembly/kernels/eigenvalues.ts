/**
 * One eigenvalue of a symmetric 2 × 2 or 3 × 3 matrix a voxel.
 *
 * In     elements: f32 images `pitch` bytes apart, the upper triangle row by row: 3 for 2 × 2, 6 for 3 × 3
 *        index: 0 the largest, 1 the next, 2 the smallest of three
 * Out    dst: f32
 * Rules  in f64, rounded once: within 1e-7 of the largest magnitude of a voxel's eigenvalues, also where some are equal
 *        a matrix of zeros has eigenvalues 0; NaN and infinity give NaN
 * Cost   O(n), the same for every value and without angles
 * After  the trigonometric form, its cosine found as the root of 4c³ − 3c = r by three of Newton's steps; with r ≥ 0 by
 *        a change of sign that root stands alone, and so is always well determined
 */

/** The voxels [from, to). */
export function eigenvalues(
  dst: usize, elements: usize, pitch: usize, from: usize, to: usize, ndim: i32, index: i32,
): void {
  for (let i = from << 2; i < to << 2; i += 4) {
    const at = elements + i;
    store<f32>(dst + i, <f32>(ndim == 2 ? settle2(at, pitch, index) : settle3(at, pitch, index)));
  }
}

function settle2(at: usize, pitch: usize, index: i32): f64 {
  const a = element(at);
  const b = element(at + pitch);
  const c = element(at + pitch * 2);
  const half = (a - c) / 2;
  const root = Math.sqrt(b * b + half * half);
  return (a + c) / 2 + (index ? -root : root);
}

function settle3(at: usize, pitch: usize, index: i32): f64 {
  const xy = element(at + pitch);
  const xz = element(at + pitch * 2);
  const yz = element(at + pitch * 4);
  let xx = element(at);
  let yy = element(at + pitch * 3);
  let zz = element(at + pitch * 5);
  const middle = (xx + yy + zz) / 3;
  xx -= middle;
  yy -= middle;
  zz -= middle;
  const square = (xx * xx + yy * yy + zz * zz) / 6 + (xy * xy + xz * xz + yz * yz) / 3;
  const size = Math.sqrt(square);
  const volume = xx * (yy * zz - yz * yz) - xy * (xy * zz - yz * xz) + xz * (xy * yz - yy * xz);
  // Rounding may put the ratio a little above 1; without any spread it is 0 / 0, and any root will do.
  const ratio = size == 0 ? 1 : Math.min(1, Math.abs(volume) / (2 * square * size));
  let c = 0.866 + 0.134 * ratio;
  for (let step = 0; step < 3; ++step) {
    const four = 4 * c * c;
    c = (2 * four * c + ratio) / (3 * four - 3);
  }
  const way = volume < 0 ? -c : c;
  const centre = middle - size * way;
  const alone = middle + size * 2 * way;
  const rest = size * Math.sqrt(Math.max(0, 3 - 3 * c * c));
  // The one that stands alone is the largest of all or the smallest.
  if (index == 0) return Math.max(alone, centre + rest);
  if (index == 2) return Math.min(alone, centre - rest);
  return volume < 0 ? centre - rest : centre + rest;
}

// @ts-ignore: decorator
@inline
function element(at: usize): f64 {
  return <f64>load<f32>(at);
}
