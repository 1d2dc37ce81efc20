/**
 * One step of smoothing a closed mesh: sums of neighbours, and what follows from them. Faces and vertices come in ranges.
 *
 * In     src, before, force, home, total: f32x4 per vertex, z, y, x and 1; faces: `n` u32 × sides, every edge in two of
 *        them, once in each direction; near, own, weight: numbers; at, end: vertices, as bytes
 * Out    addNeighbours: adds each corner of the faces to the sum, f32x4, of the corner that follows it
 *        smoothStep: dst = near · mean + own · src − before + 2 · force; may be src or before. total + = weight · dst
 * Rules  before and force, home, total may be 0; then they are left out
 *        home holds dst within the cube from the whole numbers at or below it to those plus 1
 *        the mean is that of the vertices that share an edge, not weighted, summed in the order of the faces
 * Cost   O(n)
 *
 * A relaxed net takes steps of 1 · mean within its cubes. The Chebyshev series of a low-pass filter (Taubin, Zhang, Golub:
 * Optimal surface smoothing as filter design) is x[1] = ½ mean + ½ x[0], x[i + 1] = mean + x[i] − x[i − 1]; in terms of the
 * displacements from x[0], which are small and lose little in f32: e[1] = ½ mean of x[0] − ½ x[0], and
 * e[i + 1] = mean + e[i] − e[i − 1] + 2 e[1].
 */

export function addNeighbours(sums: usize, src: usize, faces: usize, n: usize, sides: usize): void {
  for (; n; --n) {
    let from = src + (<usize>load<u32>(faces + ((sides - 1) << 2)) << 4);
    for (const end = faces + (sides << 2); faces < end; faces += 4) {
      const corner = <usize>load<u32>(faces) << 4;
      const sum = sums + corner;
      if (ASC_FEATURE_SIMD) v128.store(sum, f32x4.add(v128.load(sum), v128.load(from)));
      else for (let at: usize = 0; at < 16; at += 4) store<f32>(sum + at, load<f32>(sum + at) + load<f32>(from + at));
      from = src + corner;
    }
  }
}

export function smoothStep(
  dst: usize, sums: usize, src: usize, near: f32, own: f32, before: usize, force: usize, home: usize, total: usize,
  weight: f32, at: usize, end: usize,
): void {
  for (; at < end; at += 16) {
    if (ASC_FEATURE_SIMD) {
      const sum = v128.load(sums + at);
      let value = f32x4.mul(f32x4.div(sum, f32x4.splat(f32x4.extract_lane(sum, 3))), f32x4.splat(near));
      value = f32x4.add(value, f32x4.mul(v128.load(src + at), f32x4.splat(own)));
      if (before) {
        const push = v128.load(force + at);
        value = f32x4.add(f32x4.sub(value, v128.load(before + at)), f32x4.add(push, push));
      }
      if (home) {
        const low = f32x4.floor(v128.load(home + at));
        value = f32x4.max(low, f32x4.min(f32x4.add(low, f32x4.splat(1)), value));
      }
      if (total) v128.store(total + at, f32x4.add(v128.load(total + at), f32x4.mul(value, f32x4.splat(weight))));
      v128.store(dst + at, f32x4.replace_lane(value, 3, 1));
    } else {
      const count = load<f32>(sums + at, 12);
      for (let lane = at; lane < at + 16; lane += 4) {
        let value = load<f32>(sums + lane) / count * near + load<f32>(src + lane) * own;
        if (before) value = value - load<f32>(before + lane) + (load<f32>(force + lane) + load<f32>(force + lane));
        if (home) {
          const low = floor<f32>(load<f32>(home + lane));
          value = max<f32>(low, min<f32>(low + 1, value));
        }
        if (total) store<f32>(total + lane, load<f32>(total + lane) + value * weight);
        store<f32>(dst + lane, value);
      }
      store<f32>(dst + at, 1, 12);
    }
  }
}
