/**
 * One net between all labels of a volume: neighbouring labels share the vertices of the surface between them.
 *
 * In     src: w · h · d labels (u8, u16, u32)
 * Out    vertices: f32x4 a vertex: z, y, x in voxels, and 1, one in each cube of eight voxels that are not all equal, at the
 *        mean of its crossings half way; quads: u32x4 for each pair of face neighbours that differ, turning left around the
 *        way out of the first label of its pair; pairs: u32 × 2 a quad. All may be 0: then it only counts
 *        room: u32 × 2 at its start: how many vertices and quads there are
 * Room   48 bytes, and 4 for each cube of two planes: 8 · (w + 1) · (h + 1)
 * Rules  beyond the border lies 0; a quad is in the surface of its first label as it is, and of its second one reversed
 *        all sheets in a cube meet in its one vertex: labels that touch along an edge only stay joined there
 * Cost   O(voxels)
 * After  Gibson's surface nets; Frisken's nets of several materials
 */
import { logOfType } from "../core/types";

// @ts-ignore: decorator
@inline
function labelAt(src: usize, log: usize, w: usize, h: usize, d: usize, x: usize, y: usize, z: usize): u32 {
  // −1 is beyond the end as an unsigned number.
  if (x >= w || y >= h || z >= d) return 0;
  const at = src + ((z * h + y) * w + x << log);
  return log == 0 ? load<u8>(at) : log == 1 ? load<u16>(at) : load<u32>(at);
}

export function jointNet(
  vertices: usize, quads: usize, pairs: usize, src: usize, type: i32, w: usize, h: usize, d: usize, room: usize,
): void {
  const log = logOfType(type);
  const line = w + 1, plane = line * (h + 1) << 2;
  const corners = room + 8, planes = room + 48;
  let count: u32 = 0, faces: u32 = 0;
  for (let z: usize = 0; z <= d; ++z) {
    for (let y: usize = 0; y <= h; ++y) {
      for (let x: usize = 0; x <= w; ++x) {
        const a = labelAt(src, log, w, h, d, x - 1, y - 1, z - 1);
        let same = true;
        for (let c: usize = 0; c < 8; ++c) {
          const label = labelAt(src, log, w, h, d, x - 1 + (c & 1), y - 1 + ((c >> 1) & 1), z - 1 + (c >> 2));
          store<u32>(corners + (c << 2), label);
          same = same && label == a;
        }
        if (same) continue;
        const own = planes + (z & 1 ? plane : 0) + (y * line + x << 2);
        const behind = planes + (z & 1 ? 0 : plane) + (y * line + x << 2);
        store<u32>(own, count);
        if (vertices) addVertex(vertices + (<usize>count << 4), corners, <f32><i32>z - 1, <f32><i32>y - 1, <f32><i32>x - 1);
        count += 1;
        const up = line << 2;
        const right = load<u32>(corners, 4), down = load<u32>(corners, 8), back = load<u32>(corners, 16);
        if (a != right) addQuad(quads, pairs, faces++, a, right, own, behind, behind - up, own - up);
        if (a != down) addQuad(quads, pairs, faces++, a, down, own, own - 4, behind - 4, behind);
        if (a != back) addQuad(quads, pairs, faces++, a, back, own, own - up, own - up - 4, own - 4);
      }
    }
  }
  store<u32>(room, count);
  store<u32>(room, faces, 4);
}

/** The mean of the crossings of a cube whose first corner is z, y, x. */
function addVertex(to: usize, corners: usize, z: f32, y: f32, x: f32): void {
  let sumZ: f32 = 0, sumY: f32 = 0, sumX: f32 = 0, n: f32 = 0;
  for (let c: usize = 0; c < 8; ++c) {
    for (let axis: usize = 1; axis < 8; axis <<= 1) {
      if (c & axis || load<u32>(corners + (c << 2)) == load<u32>(corners + ((c | axis) << 2))) continue;
      n += 1;
      sumX += axis == 1 ? 0.5 : <f32>(c & 1);
      sumY += axis == 2 ? 0.5 : <f32>((c >> 1) & 1);
      sumZ += axis == 4 ? 0.5 : <f32>(c >> 2);
    }
  }
  store<f32>(to, z + sumZ / n);
  store<f32>(to, y + sumY / n, 4);
  store<f32>(to, x + sumX / n, 8);
  store<f32>(to, 1, 12);
}

function addQuad(quads: usize, pairs: usize, i: u32, a: u32, b: u32, p: usize, q: usize, r: usize, s: usize): void {
  if (!quads) return;
  const to = quads + (<usize>i << 4), pair = pairs + (<usize>i << 3);
  store<u32>(to, load<u32>(p));
  store<u32>(to, load<u32>(q), 4);
  store<u32>(to, load<u32>(r), 8);
  store<u32>(to, load<u32>(s), 12);
  store<u32>(pair, a);
  store<u32>(pair, b, 4);
}
