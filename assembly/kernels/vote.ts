/**
 * Labels on another grid: each output takes the label with the largest share of its box.
 *
 * In     src: labels u8, u16, u32; d planes of h rows of w values without gaps
 *        axes as in kernels/resample, with whole weights
 * Out    dst: the source's type, the rows [from, to) of the new grid, without gaps
 * Room   `voteRoom` bytes
 * Rules  shares are products of whole weights, summed exactly in f64; equal shares: the smaller label
 *        background votes like any label
 * Cost   O(voxels under the boxes); runs of one label are added up before they are looked up
 */
import { sizeOfType } from "../core/types";
import { tapPitch } from "./resample";

/** Bytes of a slot of the poll: a label, the output that it votes for, and 8 bytes on its share. */
const SLOT: usize = 16;

/** Slots: a power of two, at least twice as many as labels may be in a box. */
function slotsFor(taps: usize): usize {
  return <usize>2 << (32 - clz(<u32>taps));
}

/** Scratch bytes for boxes of up to `taps` voxels, below 2²⁶: the leader, then the slots. */
export function voteRoom(taps: usize): usize {
  return (slotsFor(taps) + 1) * SLOT;
}

/** Rows of winners. */
export function vote(
  dst: usize, src: usize, type: i32, w: usize, h: usize, nx: usize, ny: usize, nz: usize, from: usize, to: usize,
  z: usize, countZ: usize, y: usize, countY: usize, x: usize, countX: usize, room: usize,
): void {
  const size = sizeOfType(type);
  const slots = slotsFor(countZ * countY * countX);
  memory.fill(room, 0, (slots + 1) * SLOT);
  for (let row = from; row < to; ++row) {
    const plane = row / ny;
    const tapZ = z + (plane << 2);
    const tapY = y + ((row - plane * ny) << 2);
    const corner = src + (<usize>load<u32>(tapZ) * h + <usize>load<u32>(tapY)) * w * size;
    for (let i: usize = 0; i < nx << 2; i += 4) {
      store<f64>(room, 0, 8);
      for (let k: usize = 0; k < countZ * countY; ++k) {
        const slice = k / countY;
        const line = k - slice * countY;
        const weight = <f64>load<f32>(tapZ + tapPitch(nz) * (slice + 1)) *
          <f64>load<f32>(tapY + tapPitch(ny) * (line + 1));
        const at = corner + ((slice * h + line) * w + <usize>load<u32>(x + i)) * size;
        if (weight > 0) pollRow(room, slots, dst, at, size, x + i, tapPitch(nx), countX, weight);
      }
      if (size == 1) store<u8>(dst, load<u32>(room));
      else if (size == 2) store<u16>(dst, load<u32>(room));
      else store<u32>(dst, load<u32>(room));
      dst += size;
    }
  }
}

/** Counts the voxels of one row of the box of the output `dst`, and keeps the leader: whoever wins was last counted then. */
function pollRow(
  room: usize, slots: usize, dst: usize, at: usize, size: usize, tap: usize, pitch: usize, count: usize, weight: f64,
): void {
  for (; count > 0; --count) {
    tap += pitch;
    const label = size == 1 ? <u32>load<u8>(at) : size == 2 ? <u32>load<u16>(at) : load<u32>(at);
    const total = cast(room, slots, dst, label, weight * <f64>load<f32>(tap));
    const most = load<f64>(room, 8);
    if (total > most || total == most && label < load<u32>(room)) {
      store<u32>(room, label);
      store<f64>(room, total, 8);
    }
    at += size;
  }
}

/** Adds to the share of a label in the poll of the output `dst`, and returns it. Slots of other outputs count as free. */
function cast(room: usize, slots: usize, dst: usize, label: u32, share: f64): f64 {
  let slot = <usize>(label * 0x9e3779b1 >> 7);
  for (;; ++slot) {
    const at = room + SLOT + (slot & slots - 1) * SLOT;
    if (load<u32>(at, 4) != <u32>dst) {
      store<u32>(at, label);
      store<u32>(at, <u32>dst, 4);
      store<f64>(at, share, 8);
      return share;
    }
    if (load<u32>(at) == label) {
      const total = load<f64>(at, 8) + share;
      store<f64>(at, total, 8);
      return total;
    }
  }
  return 0;
}
