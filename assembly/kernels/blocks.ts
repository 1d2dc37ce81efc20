/**
 * Filters of neighbourhoods by orders of rows: grey erosion and dilation, medians and ranks of small windows.
 *
 * The image is cut into blocks. Each is staged with its surroundings, as keys, and a plan is run on its rows: first
 * passes over all staged rows, then one over the rows of output.
 *
 * In     src: d planes of h rows of w values (u8, u16, i16, f32 without NaN); blocks of bx · by · bz voxels, numbered
 *        along x, then y, then z; reach rx, ry, rz to either side
 *        plan: u32 words; the number of passes over staged rows, those passes, the pass over output rows. A pass is
 *        (last bytes of the block it leaves out, bytes of a row, orders, the orders), an order one of
 *          (count > 0, to, count sources)   to = the least of the sources
 *          (0, low, high, a, b)             low = the lesser of a and b, high = the greater; −1 for one not wanted
 *        Rows are named by their distance in bytes from the present row, which is that of the window's first corner;
 *        in the second kind of order, and for every `to`, by −2 − offset if they lie in the spare rows behind the block
 *        A plan that begins with −1 is one of `kernels/levels`, with −2 one of `kernels/columns`.
 * Out    dst: the blocks [from, to), in the type of src; of each output row the row at the beginning of the spare ones
 * Room   4 · (bx + 2rx) bytes up to a multiple of 64, the staged block of (bz + 2rz) · (by + 2ry) rows of `pitch` bytes,
 *        the spare rows; 128 bytes more; for a plan of another kernel one spare row, then the room of that
 * Rules  border: those of `core/border`, and 5 = ignore: the greatest key, which is the last to be chosen
 *        flip: all ones to turn the order of all values around, which makes the least the greatest
 * Cost   a load and a minimum for each source of 16 bytes
 */
import { CONSTANT } from "../core/border";
import { sizeOfType, U8, U16 } from "../core/types";
import { keyRow, valueRow } from "../rows/keys";
import { exchangeRow, leastRow } from "../rows/least";
import { stageBlock } from "./block";
import { rankColumns } from "./columns";
import { rankKeys, toLevels } from "./levels";

/** First words of plans of other kernels. */
const LEVELS: i32 = -1;
const COLUMNS: i32 = -2;

export function filterBlocks(
  dst: usize, src: usize, type: i32, w: i32, h: i32, d: i32, bx: i32, by: i32, bz: i32, rx: i32, ry: i32, rz: i32,
  pitch: usize, border: i32, value: f64, flip: u32, plan: usize, from: i32, to: i32, room: usize,
): void {
  const slice = <usize>(by + 2 * ry) * pitch;
  const staged = room + ((<usize>(bx + 2 * rx) << 2) + 63 & ~63);
  const spare = staged + <usize>(bz + 2 * rz) * slice;
  const outside = keyOutside(spare, type, border, value, flip);
  const strips = (w + bx - 1) / bx;
  const bands = (h + by - 1) / by;
  for (let block = from; block < to; ++block) {
    const x = block % strips * bx;
    const y = block / strips % bands * by;
    const z = block / strips / bands * bz;
    const nx = min(bx, w - x), ny = min(by, h - y), nz = min(bz, d - z);
    stageBlock(
      staged, pitch, slice, src, type, w, h, d, x - rx, y - ry, z - rz, nx + 2 * rx, ny + 2 * ry, nz + 2 * rz,
      border, outside, flip, room,
    );
    const kind = load<i32>(plan);
    const tables = spare + pitch;
    let last: usize = 0;
    if (kind == LEVELS) toLevels(staged, pitch, slice, nx + 2 * rx, ny + 2 * ry, nz + 2 * rz, type, plan, tables);
    else if (kind >= 0) last = runPasses(plan, staged, spare, <usize>(nz + 2 * rz) * slice, pitch, type);
    for (let k = 0; k < nz; ++k) {
      for (let i = 0; i < ny; ++i) {
        const row = staged + <usize>k * slice + <usize>i * pitch;
        if (kind == LEVELS) rankKeys(spare, row, nx, type, plan, tables);
        else if (kind == COLUMNS) rankColumns(spare, row, nx, i == 0, pitch, slice, plan, tables);
        else runOrders(last, row, spare, type);
        valueRow(spare, spare, type, <usize>nx, flip);
        const size = sizeOfType(type);
        const out = dst + ((<usize>(z + k) * <usize>h + <usize>(y + i)) * <usize>w + <usize>x) * size;
        memory.copy(out, spare, <usize>nx * size);
      }
    }
  }
}

/** The key that stands for all that lies outside. */
function keyOutside(room: usize, type: i32, border: i32, value: f64, flip: u32): u32 {
  if (border > CONSTANT) return 0xffff_ffff;
  if (type == U8) store<u8>(room, <u8>value);
  else if (type == U16) store<u16>(room, <u16>value);
  else if (sizeOfType(type) == 2) store<i16>(room, <i16>value);
  else store<f32>(room, <f32>value);
  keyRow(room, room, type, 1, flip);
  return load<u32>(room);
}

/** The passes over staged rows; returns the place of the pass over output rows. */
function runPasses(plan: usize, block: usize, spare: usize, bytes: usize, pitch: usize, type: i32): usize {
  let pass = plan + 4;
  for (let count = load<u32>(plan); count > 0; --count) {
    const end = block + bytes - load<usize>(pass);
    let next = pass;
    for (let row = block; row < end; row += pitch) next = runOrders(pass, row, spare, type);
    pass = next;
  }
  return pass;
}

/** The orders of a pass on one row; returns the place of the next pass. */
function runOrders(pass: usize, row: usize, spare: usize, type: i32): usize {
  const bytes = load<usize>(pass, 4);
  let order = pass + 12;
  for (let orders = load<u32>(pass, 8); orders > 0; --orders) {
    const count = load<usize>(order);
    const to = placeOf(load<i32>(order, 4), row, spare);
    if (count) {
      if (type == U8) leastRow<u8>(to, row, order + 8, count, bytes);
      else if (sizeOfType(type) == 2) leastRow<u16>(to, row, order + 8, count, bytes);
      else leastRow<u32>(to, row, order + 8, count, bytes);
      order += 8 + (count << 2);
    } else {
      const high = placeOf(load<i32>(order, 8), row, spare);
      const a = placeOf(load<i32>(order, 12), row, spare);
      const b = placeOf(load<i32>(order, 16), row, spare);
      if (type == U8) exchangeRow<u8>(to, high, a, b, bytes);
      else if (sizeOfType(type) == 2) exchangeRow<u16>(to, high, a, b, bytes);
      else exchangeRow<u32>(to, high, a, b, bytes);
      order += 20;
    }
  }
  return order;
}

// @ts-ignore: decorator
@inline
function placeOf(name: i32, row: usize, spare: usize): usize {
  return name >= 0 ? row + <usize>name : name == -1 ? 0 : spare + <usize>(-2 - name);
}
