/**
 * Slices that were drawn by hand, and the parts of shapes on them.
 *
 * In     labels of `1 << shift` bytes; planes across axis 0 (z), 1 (y) or 2 (x), in the order of memory (x, y of a plane
 *        are x, y; x, z; y, z); boxes x, y, w, h within planes; directions: 4 or 8 neighbours of a pixel
 * Out    markSlices: a byte for each z, then each y, then each x: 1 where the label was drawn on that slice, so with a
 *        voxel that has nothing on either side along that axis, and the label on both sides along the others
 *        planePart: u32 a pixel of a box, 0, or 2 … for the parts of one label in raster order; returns the last number
 *        choose: table[value] for each u32 value
 *        overlap: pixels of a shifted mask on the parts 1 … count; 0 when one of them has none
 *        sharePlane: for each pixel of a mask the part it belongs to: that which reaches it in the fewest steps from
 *        where parts and shifted mask meet, of equally near ones the lowest
 *        overlay: dst takes the labels of src that are not 0
 * Room   planePart: 4 bytes a pixel of the box and 64; sharePlane: 8 and 32
 * Rules  beyond the image there is nothing
 * Cost   O(voxels of the boxes)
 * After  ITK MorphologicalContourInterpolator, the same marks, parts and shares
 */
import { readLabel, writeLabel } from "../core/painted";
import { Plane, PLANE, setAxis, setPlane, Slices, SLICES } from "../core/plane";
import { numberParts, pixelAt, shareOut, UNREACHED } from "../rows/plane";

export function markSlices(
  marks: usize, labels: usize, shift: usize, w: usize, h: usize, d: usize, x0: usize, y0: usize, z0: usize, x1: usize,
  y1: usize, z1: usize, label: u32,
): void {
  memory.fill(marks, 0, d + h + w);
  for (let z = z0; z < z1; ++z) {
    for (let y = y0; y < y1; ++y) {
      for (let x = x0; x < x1; ++x) {
        const at = (z * h + y) * w + x;
        if (readLabel(labels, shift, at) != label) continue;
        const alongX = sides(labels, shift, at, 1, x, w, label);
        const alongY = sides(labels, shift, at, w, y, h, label);
        const alongZ = sides(labels, shift, at, w * h, z, d, label);
        if (alongX + alongY + alongZ != 4 || !(alongX == 0 || alongY == 0 || alongZ == 0)) continue;
        store<u8>(marks + (!alongZ ? z : !alongY ? d + y : d + h + x), 1);
      }
    }
  }
}

/** 2 when the label is on both sides, 0 when nothing is on either side, 1 otherwise. */
function sides(labels: usize, shift: usize, at: usize, step: usize, place: usize, extent: usize, label: u32): i32 {
  const before = place > 0 ? readLabel(labels, shift, at - step) : 0;
  const after = place + 1 < extent ? readLabel(labels, shift, at + step) : 0;
  return before == label && after == label ? 2 : before | after ? 1 : 0;
}

export function planePart(
  dst: usize, labels: usize, shift: usize, w: usize, h: usize, d: usize, axis: i32, slice: usize, x: i32, y: i32, bw: i32,
  bh: i32, label: u32, directions: i32, room: usize,
): u32 {
  const s = changetype<Slices>(room);
  setAxis(s, axis, w, h, d);
  const stepX = s.stepX;
  const stepY = s.stepY;
  const from = slice * s.across;
  for (let v: i32 = 0; v < bh; ++v) {
    let at = from + <usize>(y + v) * stepY + <usize>x * stepX;
    for (let u: i32 = 0; u < bw; ++u) {
      store<u32>(dst + (<usize>(v * bw + u) << 2), u32(readLabel(labels, shift, at) == label));
      at += stepX;
    }
  }
  return numberParts(dst, bw, bh, room + SLICES, directions);
}

export function choose(dst: usize, src: usize, n: usize, table: usize): void {
  for (let i: usize = 0; i < n << 2; i += 4) store<u32>(dst + i, load<u32>(table + (<usize>load<u32>(src + i) << 2)));
}

export function overlap(
  mask: usize, x: i32, y: i32, w: i32, h: i32, parts: usize, px: i32, py: i32, pw: i32, ph: i32, dx: i32, dy: i32,
  counts: usize, count: u32,
): u32 {
  memory.fill(counts, 0, (<usize>count + 1) << 2);
  const fromX = max<i32>(0, px - x - dx);
  const toX = min<i32>(w, px + pw - x - dx);
  const toY = min<i32>(h, py + ph - y - dy);
  for (let v = max<i32>(0, py - y - dy); v < toY; ++v) {
    const from = mask + (<usize>(v * w) << 2);
    const there = parts + (<usize>((v + y + dy - py) * pw + x + dx - px) << 2);
    for (let u = fromX; u < toX; ++u) {
      const at = <usize>u << 2;
      if (!load<u32>(from + at)) continue;
      const part = counts + (<usize>load<u32>(there + at) << 2);
      store<u32>(part, load<u32>(part) + 1);
    }
  }
  let sum: u32 = 0;
  for (let part: u32 = 1; part <= count; ++part) {
    const own = load<u32>(counts + (<usize>part << 2));
    if (!own) return 0;
    sum += own;
  }
  return sum;
}

export function sharePlane(
  dst: usize, mask: usize, x: i32, y: i32, w: i32, h: i32, parts: usize, px: i32, py: i32, pw: i32, ph: i32, dx: i32,
  dy: i32, directions: i32, room: usize,
): void {
  const other = changetype<Plane>(room);
  setPlane(other, parts, px, py, pw, ph);
  const n = <usize>(w * h);
  const steps = room + PLANE;
  for (let i: usize = 0; i < n; ++i) {
    const own = load<u32>(mask + (i << 2));
    const part = own ? pixelAt(other, x + <i32>i % w + dx, y + <i32>i / w + dy) : 0;
    store<u32>(dst + (i << 2), part);
    store<u32>(steps + (i << 2), part ? 0 : UNREACHED);
  }
  shareOut(dst, steps, mask, w, h, steps + (n << 2), directions);
}

export function overlay(dst: usize, src: usize, n: usize, shift: usize): void {
  for (let i: usize = 0; i < n; ++i) {
    const label = readLabel(src, shift, i);
    if (label) writeLabel(dst, shift, i, label);
  }
}
