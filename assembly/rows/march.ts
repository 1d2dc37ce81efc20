import { cubeEntry } from "../core/cube";
import { stepsOf, Sweep } from "../core/sweep";
import { sizeOfType, valueAt } from "../core/types";

/**
 * The crossings on the edges at corner 7 of one cube, and its triangles: the cubes of its other crossings are done. The
 * number of a cube is the index of its first crossing << 2, bit 0 when x, bit 1 when y is crossed: the others follow it.
 */
export function marchCube(sweep: Sweep, code: u32, x: usize, y: usize, z: usize, place: usize): void {
  const own = sweep.plane + place;
  const inside = code >> 7;
  const alongX = inside ^ ((code >> 6) & 1);
  const alongY = inside ^ ((code >> 5) & 1);
  store<u32>(own, (sweep.count << 2) | (alongY << 1) | alongX);
  if (alongX) addCrossing(sweep, 1, x, y, z);
  if (alongY) addCrossing(sweep, 2, x, y, z);
  if (inside != ((code >> 3) & 1)) addCrossing(sweep, 4, x, y, z);
  addTriangles(sweep, cubeEntry(sweep.tables, code), own);
}

function addTriangles(sweep: Sweep, entry: usize, own: usize): void {
  let to = sweep.faces;
  const end = to + <usize>load<u8>(entry, 8) * 12;
  for (; to < end; to += 4, ++entry) {
    const corner = <u32>load<u8>(entry, 9);
    const cube = load<u32>(own + load<u32>(stepsOf(sweep) + (<usize>(corner >> 2) << 2)));
    store<u32>(to, (cube >> 2) + <u32>popcnt(cube & ((1 << (corner & 3)) - 1)));
  }
  sweep.faces = to;
}

/** The crossing between a voxel and the one before it along an axis (1, 2 or 4). */
function addCrossing(sweep: Sweep, axis: u32, x: usize, y: usize, z: usize): void {
  let part = 0.5;
  const i = x - <usize>(axis & 1), j = y - <usize>((axis >> 1) & 1), k = z - <usize>(axis >> 2);
  if (sweep.src) {
    const near = voxel(sweep, i, j, k);
    part = (sweep.level - near) / (voxel(sweep, x, y, z) - near);
  }
  const to = sweep.vertices + (<usize>sweep.count << 4);
  sweep.count += 1;
  store<f32>(to, sweep.z0 + <f32>(<f64><i32>k + (axis & 4 ? part : 0)));
  store<f32>(to, sweep.y0 + <f32>(<f64><i32>j + (axis & 2 ? part : 0)), 4);
  store<f32>(to, sweep.x0 + <f32>(<f64><i32>i + (axis & 1 ? part : 0)), 8);
}

/** The value of a voxel; an index of −1 is beyond the end as an unsigned number. */
function voxel(sweep: Sweep, x: usize, y: usize, z: usize): f64 {
  if (x >= sweep.w || y >= sweep.h || z >= sweep.d) return sweep.outside;
  return valueAt(sweep.src + ((z * sweep.h + y) * sweep.w + x) * sizeOfType(sweep.type), sweep.type);
}
