/**
 * A mesh as it leaves memory: triangles, vertices in the world, normals. Faces and vertices come in ranges.
 *
 * In     vertices: f32x4: z, y, x in voxels, and 1; quads: `n` u32x4; triangles: `n` u32x3; src: `n` f32x4
 *        z, y, x: spacing > 0, or any other factors
 * Out    cutQuads: triangles: two u32x3 a quad
 *        addAreas: adds twice the area of each triangle, in the direction it faces, to the f32x4 sums of its corners
 *        packMesh: dst: the first three of the values, multiplied by z, y, x; as unit vectors when `unit` is 1; may be src
 * Rules  a quad is cut along the diagonal that is shorter in the world, from corner 0 to 2 when both are equal
 *        an area in voxels turns into one in the world by 1 / spacing; a sum of 0 stays 0
 *        packMesh multiplies in f64 and rounds once
 * Cost   O(n)
 */

/** Vertex number `i` of a face, as an address. */
// @ts-ignore: decorator
@inline
function vertexOf(vertices: usize, face: usize, i: usize): usize {
  return vertices + (<usize>load<u32>(face + (i << 2)) << 4);
}

/** Cuts `n` quads into two triangles each, along the diagonal that is shorter in the world; the first when equal. */
export function cutQuads(triangles: usize, quads: usize, n: usize, vertices: usize, z: f32, y: f32, x: f32): void {
  if (ASC_FEATURE_SIMD) {
    const factors = f32x4(z, y, x, 0);
    for (const end = quads + (n << 4); quads < end; quads += 16, triangles += 24) {
      const a = squaresOf(quads, 0, 2, vertices, factors), b = squaresOf(quads, 1, 3, vertices, factors);
      // Both lengths side by side, their squares added in the order of the scalar sum.
      const two = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 0, 4), v128.shuffle<f32>(a, b, 1, 5, 1, 5));
      const lengths = f32x4.add(two, v128.shuffle<f32>(a, b, 2, 6, 2, 6));
      const turn = f32x4.lt(v128.shuffle<f32>(lengths, lengths, 1, 1, 1, 1), v128.shuffle<f32>(lengths, lengths, 0, 0, 0, 0));
      const quad = v128.load(quads);
      const corners = v128.bitselect(v128.shuffle<u32>(quad, quad, 1, 2, 3, 0), quad, turn);
      v128.store(triangles, v128.shuffle<u32>(corners, corners, 0, 1, 2, 2));
      v128.store64_lane(triangles, v128.shuffle<u32>(corners, corners, 3, 0, 3, 0), 0, 16);
    }
    return;
  }
  for (const end = quads + (n << 4); quads < end; quads += 16, triangles += 24) {
    const first = lengthOf(vertexOf(vertices, quads, 0), vertexOf(vertices, quads, 2), z, y, x);
    const second = lengthOf(vertexOf(vertices, quads, 1), vertexOf(vertices, quads, 3), z, y, x);
    const turn: usize = second < first ? 1 : 0;
    for (let i: usize = 0; i < 6; ++i) {
      // Corners 0, 1, 2 and 2, 3, 0, or one further.
      const corner = (turn + i - (i > 2 ? 1 : 0)) & 3;
      store<u32>(triangles + (i << 2), load<u32>(quads + (corner << 2)));
    }
  }
}

/** The squared steps along z, y, x between two corners of a quad in the world; the fourth lane means nothing. */
// @ts-ignore: decorator
@inline
function squaresOf(quad: usize, i: usize, j: usize, vertices: usize, factors: v128): v128 {
  const a = v128.load(vertexOf(vertices, quad, i)), b = v128.load(vertexOf(vertices, quad, j));
  const step = f32x4.mul(factors, f32x4.sub(a, b));
  return f32x4.mul(step, step);
}

/** The square of the distance of two vertices in the world. */
function lengthOf(a: usize, b: usize, z: f32, y: f32, x: f32): f32 {
  z *= load<f32>(a) - load<f32>(b);
  y *= load<f32>(a, 4) - load<f32>(b, 4);
  x *= load<f32>(a, 8) - load<f32>(b, 8);
  return z * z + y * y + x * x;
}

/** Adds twice the area of each of `n` triangles, in the direction it faces, to a sum (z, y, x) for each corner. */
export function addAreas(sums: usize, triangles: usize, n: usize, vertices: usize): void {
  for (const end = triangles + n * 12; triangles < end; triangles += 12) {
    const a = vertexOf(vertices, triangles, 0), b = vertexOf(vertices, triangles, 1);
    const c = vertexOf(vertices, triangles, 2);
    if (ASC_FEATURE_SIMD) {
      const u = f32x4.sub(v128.load(b), v128.load(a)), v = f32x4.sub(v128.load(c), v128.load(a));
      const area = turned(f32x4.sub(f32x4.mul(u, turned(v)), f32x4.mul(turned(u), v)));
      for (let i: usize = 0; i < 12; i += 4) {
        const sum = sums + (<usize>load<u32>(triangles + i) << 4);
        v128.store(sum, f32x4.add(v128.load(sum), area));
      }
    } else {
      for (let i: usize = 0; i < 3; ++i) {
        const p: usize = i == 2 ? 0 : (i + 1) << 2, q: usize = i == 0 ? 8 : (i - 1) << 2;
        const u = load<f32>(b + p) - load<f32>(a + p), v = load<f32>(c + p) - load<f32>(a + p);
        const s = load<f32>(b + q) - load<f32>(a + q), t = load<f32>(c + q) - load<f32>(a + q);
        const area = u * t - s * v;
        for (let corner: usize = 0; corner < 3; ++corner) {
          const sum = vertexOf(sums, triangles, corner) + (i << 2);
          store<f32>(sum, load<f32>(sum) + area);
        }
      }
    }
  }
}

/** Lanes 1, 2, 0 and 3. */
// @ts-ignore: decorator
@inline
function turned(a: v128): v128 {
  return i8x16.shuffle(a, a, 4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 12, 13, 14, 15);
}

/** The first three of four values each, multiplied, and then divided by their length when `unit` is 1; dst may be src. */
export function packMesh(dst: usize, src: usize, n: usize, z: f64, y: f64, x: f64, unit: u32): void {
  for (const end = src + (n << 4); src < end; src += 16, dst += 12) {
    const i = <f64>load<f32>(src) * z, j = <f64>load<f32>(src, 4) * y, k = <f64>load<f32>(src, 8) * x;
    let scale: f64 = 1;
    if (unit) {
      const length = Math.sqrt(i * i + j * j + k * k);
      if (length > 0) scale = length;
    }
    store<f32>(dst, <f32>(i / scale));
    store<f32>(dst, <f32>(j / scale), 4);
    store<f32>(dst, <f32>(k / scale), 8);
  }
}
