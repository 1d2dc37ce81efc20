/**
 * The closed surface of a mask, one sweep over the cubes of eight voxels.
 *
 *   nets      a vertex for each sheet of surface in a cube, a quad for each pair of face neighbours of which one is inside
 *   marching  a vertex for each such pair, triangles for each sheet of surface in a cube
 *
 * In     bits: bit rows, `pitch` bytes apart; tables: two of `core/cube.ts`; z0, y0, x0: index of the first voxel, added to the
 *        vertices; marching: src, the values (u8, u16, i16, f32, u32) of which bits are those above level, or 0, and outside,
 *        the value of all voxels beyond the border, at most level
 * Out    vertices: f32x4 each: z, y, x in voxels, and 1
 *        nets: quads: u32x4 each, as many as `countCrossings` tells; returns the number of vertices, at most 4/3 of that
 *        marching: triangles: u32x3 each, at most three times as many as the vertices, of which there are as many as
 *        `countCrossings` tells; returns the number of triangles
 * Room   surfaceRoom(pitch, w, h) bytes, on 16; countCrossings: `pitch` bytes
 * Rules  what lies beyond the border is outside: the surface is closed also where an object touches the border
 *        a crossing lies where values that change evenly between two voxels have the level, or half way without values
 *        a vertex of a net lies at the mean of the crossings of its sheet, half way each
 *        faces turn left around the outward direction in coordinates (z, y, x)
 *        every edge belongs to two faces, in opposite directions. In a net this needs two vertices in a cube with two sheets,
 *        and where the net would touch itself along a line in a face between cubes, that face is joined the other way
 * Order  by cube, z y x
 * Cost   O(words), and some twenty nanoseconds a vertex
 * After  Lorensen's marching cubes with faces joined the same way everywhere; Gibson's surface nets with Wenger's rule
 */
import { CUBE_TABLE } from "../core/cube";
import { SWEEP, stepsOf, Sweep } from "../core/sweep";
import { countCrossed } from "../rows/crossings";
import { cubesRow } from "../rows/cubes";

/** Bytes of a plane of cubes, and of a row and a cube before it, which are read but do not count. */
function planeBytes(w: usize, h: usize): usize {
  return ((w + 1) * (h + 2) + 1) << 2;
}

/** Bytes of scratch for `surface`. */
export function surfaceRoom(pitch: usize, w: usize, h: usize): f64 {
  return <f64>(SWEEP + pitch) + 2 * <f64>planeBytes(w, h);
}

/** Number of pairs of face neighbours of which one is inside; when `flat` is 1, of those along x and y. */
export function countCrossings(bits: usize, pitch: usize, h: usize, d: usize, flat: u32, room: usize): f64 {
  memory.fill(room, 0, pitch);
  let count: u64 = 0;
  for (let z: usize = 0; z <= d; ++z) {
    for (let y: usize = 0; y <= h; ++y) {
      const up = bitRow(bits, pitch, h, d, y - 1, z, room);
      const row = bitRow(bits, pitch, h, d, y, z, room);
      count += countCrossed(row, up, flat ? row : bitRow(bits, pitch, h, d, y, z - 1, room), pitch);
    }
  }
  return <f64>count;
}

/** The bit row at (y, z) of a mask, or `empty` beyond the border: −1 is beyond the end as an unsigned number. */
function bitRow(bits: usize, pitch: usize, h: usize, d: usize, y: usize, z: usize, empty: usize): usize {
  return y < h && z < d ? bits + (z * h + y) * pitch : empty;
}

export function surface(
  vertices: usize, faces: usize, bits: usize, pitch: usize, w: usize, h: usize, d: usize, z0: f32, y0: f32, x0: f32,
  march: u32, src: usize, type: i32, level: f64, outside: f64, tables: usize, room: usize,
): u32 {
  const sweep = changetype<Sweep>(room);
  const empty = room + SWEEP;
  memory.fill(empty, 0, pitch);
  sweep.bits = bits;
  sweep.pitch = pitch;
  sweep.w = w;
  sweep.h = h;
  sweep.d = d;
  sweep.tables = tables;
  sweep.other = tables + CUBE_TABLE;
  sweep.vertices = vertices;
  sweep.count = 0;
  sweep.faces = faces;
  sweep.z0 = z0;
  sweep.y0 = y0;
  sweep.x0 = x0;
  sweep.march = march;
  sweep.src = src;
  sweep.type = type;
  sweep.level = level;
  sweep.outside = outside;
  for (let z: usize = 0; z <= d; ++z) {
    // The planes change places; in front of each lie a row and a cube.
    const plane = empty + pitch + ((w + 2) << 2);
    sweep.plane = plane + (z & 1 ? planeBytes(w, h) : 0);
    sweep.before = plane + (z & 1 ? 0 : planeBytes(w, h));
    for (let i: usize = 0; i < 8; ++i) {
      const step = (i & 1) + (i & 2 ? w + 1 : 0);
      store<u32>(stepsOf(sweep) + (i << 2), <u32>((i & 4 ? sweep.before - sweep.plane : 0) - (step << 2)));
    }
    for (let y: usize = 0; y <= h; ++y) {
      const a = bitRow(bits, pitch, h, d, y - 1, z - 1, empty);
      const b = bitRow(bits, pitch, h, d, y, z - 1, empty);
      const c = bitRow(bits, pitch, h, d, y - 1, z, empty);
      cubesRow(sweep, a, b, c, bitRow(bits, pitch, h, d, y, z, empty), y, z);
    }
  }
  // A fourth number that arithmetic on whole vectors can pass over, and that counts vertices where they are added up.
  for (let i: u32 = 0; i < sweep.count; ++i) store<f32>(vertices + (<usize>i << 4), 1, 12);
  return march ? <u32>((sweep.faces - faces) / 12) : sweep.count;
}
