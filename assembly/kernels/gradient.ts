/**
 * Sobel and Prewitt gradients: the magnitude, or the derivative along one axis.
 *
 * In     src: d planes of h rows of w values without gaps (u8, u16, i16, f32); a row is one of the h · d
 * Out    dst: f32, the rows [from, to) without gaps
 * Room   `gradientRoom` bytes
 * Rules  a derivative is the difference of the two neighbours along its axis, not halved, smoothed by (1, k, 1) along
 *        every other axis: k = 2 is Sobel's, k = 1 Prewitt's
 *        `part` 1, 2 or 3: `scale` times the derivative along x, y, z; 0: times the root of the sum of their squares;
 *        with `other`, a part like these, times that as well
 *        `deep` takes planes into account; without it each plane is an image of its own
 *        borders as in core/border, constant as 0; NaN spreads over the neighbourhood
 * Cost   O(n): every row is read once, once for each of its three planes when deep
 * After  scikit-image `sobel`, `prewitt`, with border nearest, equal there to their reflect: within 3e-7 of the largest
 */
import { foldIndex } from "../core/border";
import { sizeOfType } from "../core/types";
import { convertRow } from "../rows/convert";
import { gradientRow, joinPlanes } from "../rows/gradient";

/** Bytes of a row with room on both sides; an odd multiple of 64, so that rows never share a cache set. */
// @ts-ignore: decorator
@inline
function rowPitch(w: usize): usize {
  return ((w << 2) + 192 & ~127) + 64;
}

/** Scratch bytes for `gradientRows`. */
export function gradientRoom(w: usize): usize {
  return rowPitch(w) * 9;
}

/** Rows [from, to) of all h · d. */
export function gradientRows(
  dst: usize, src: usize, type: i32, w: usize, h: usize, d: usize, from: usize, to: usize,
  k: f32, scale: f32, part: i32, other: i32, deep: i32, border: i32, room: usize,
): void {
  const pitch = rowPitch(w);
  const first = room + 64;
  // A ring of three rows, each with its difference across planes 3 pitches on; then the rows of the planes around.
  const spare = first + pitch * 6;
  const far = deep ? pitch * 3 : 0;
  for (let row = from; row < to; ++row) {
    const z = row / h;
    const y = <i32>(row - z * h);
    // At the start, and in a new plane, all three rows of the ring are missing.
    for (let i = row == from || y == 0 ? y - 1 : y + 1; i <= y + 1; ++i) {
      const at = first + <usize>((i + 3) % 3) * pitch;
      stageRow(at, src, type, w, h, i, <i32>z, d, border);
      if (deep) {
        stageRow(spare, src, type, w, h, i, <i32>z - 1, d, border);
        stageRow(spare + pitch, src, type, w, h, i, <i32>z + 1, d, border);
        joinPlanes(spare, at, spare + pitch, w, far, k);
        padRow(at + far, w, border);
      }
      padRow(at, w, border);
    }
    const a = first + <usize>((y + 2) % 3) * pitch;
    const b = first + <usize>(y % 3) * pitch;
    const c = first + <usize>((y + 1) % 3) * pitch;
    const out = w & 3 ? spare + pitch * 2 : dst;
    gradientRow(out, a, b, c, w, far, k, scale, part, other);
    if (w & 3) memory.copy(dst, out, w << 2);
    dst += w << 2;
  }
}

/** Row y of plane z as f32; beyond the image what the border puts there. */
function stageRow(
  at: usize, src: usize, type: i32, w: usize, h: usize, y: i32, z: i32, d: usize, border: i32,
): void {
  const row = foldIndex(y, <i32>h, border);
  const plane = foldIndex(z, <i32>d, border);
  if (row < 0 || plane < 0) memory.fill(at, 0, w << 2);
  else convertRow(at, src + (<usize>plane * h + <usize>row) * w * sizeOfType(type), type, w);
}

/** One value on either side. */
function padRow(row: usize, w: usize, border: i32): void {
  padAt(row, -1, w, border);
  padAt(row, <i32>w, w, border);
}

function padAt(row: usize, x: i32, w: usize, border: i32): void {
  const from = foldIndex(x, <i32>w, border);
  store<f32>(row + (x << 2), from < 0 ? 0 : load<f32>(row + (from << 2)));
}
