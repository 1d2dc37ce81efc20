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

/** Bytes of one entry of the poll: its label and, 8 bytes on, its share. */
const ENTRY: usize = 16;

/** Slots of the hash table: a power of two, at least twice the entries. */
function slotsFor(taps: usize): usize {
  return <usize>2 << (32 - clz(<u32>taps));
}

/** Scratch bytes for boxes of up to `taps` voxels, below 2²⁶. */
export function voteRoom(taps: usize): usize {
  return slotsFor(taps) * 4 + taps * ENTRY;
}

/** Rows of winners. */
export function vote(
  dst: usize, src: usize, type: i32, w: usize, h: usize, nx: usize, ny: usize, nz: usize, from: usize, to: usize,
  z: usize, countZ: usize, y: usize, countY: usize, x: usize, countX: usize, room: usize,
): void {
  const size = sizeOfType(type);
  const slots = slotsFor(countZ * countY * countX);
  memory.fill(room, 0, slots * 4);
  for (let row = from; row < to; ++row) {
    const plane = row / ny;
    const tapZ = z + (plane << 2);
    const tapY = y + ((row - plane * ny) << 2);
    const corner = src + (<usize>load<u32>(tapZ) * h + <usize>load<u32>(tapY)) * w * size;
    for (let i: usize = 0; i < nx << 2; i += 4) {
      const tapX = x + i;
      const box = corner + <usize>load<u32>(tapX) * size;
      const label = winner(
        box, size, w, h, tapZ, tapPitch(nz), countZ, tapY, tapPitch(ny), countY, tapX, tapPitch(nx), countX, room, slots,
      );
      if (size == 1) store<u8>(dst, label);
      else if (size == 2) store<u16>(dst, label);
      else store<u32>(dst, label);
      dst += size;
    }
  }
}

/** The label with the largest share of the box whose first voxel is at `box`. Weights of a tap lie `pitch` bytes on. */
function winner(
  box: usize, size: usize, w: usize, h: usize, tapZ: usize, pitchZ: usize, countZ: usize,
  tapY: usize, pitchY: usize, countY: usize, tapX: usize, pitchX: usize, countX: usize, table: usize, slots: usize,
): u32 {
  const poll = table + slots * 4;
  let entries = poll;
  let label: u32 = 0;
  let share: f64 = 0;
  for (let k: usize = 0; k < countZ * countY; ++k) {
    const slice = k / countY;
    const line = k - slice * countY;
    const weight = <f64>load<f32>(tapZ + pitchZ * (slice + 1)) * <f64>load<f32>(tapY + pitchY * (line + 1));
    const row = box + (slice * h + line) * w * size;
    for (let i: usize = 0; i < countX; ++i) {
      const part = weight * <f64>load<f32>(tapX + pitchX * (i + 1));
      // A tap without weight may lie outside the box, and has no voice.
      const found = part > 0 ? loadLabel(row + i * size, size) : label;
      if (found != label) {
        if (share > 0) entries = cast(table, slots - 1, poll, entries, label, share);
        label = found;
        share = 0;
      }
      share += part;
    }
  }
  if (entries == poll) return label;
  return elect(table, slots - 1, poll, cast(table, slots - 1, poll, entries, label, share));
}

function loadLabel(at: usize, size: usize): u32 {
  return size == 1 ? <u32>load<u8>(at) : size == 2 ? <u32>load<u16>(at) : load<u32>(at);
}

/** Slot of a label: its own, or the free one where it belongs. A slot holds the offset behind its entry, 0 when free. */
function slotOf(table: usize, mask: usize, poll: usize, label: u32): usize {
  let slot = <usize>(label * 0x9e3779b1 >> 7) & mask;
  let offset = <usize>load<u32>(table + (slot << 2));
  while (offset && load<u32>(poll + offset - ENTRY) != label) {
    slot = slot + 1 & mask;
    offset = <usize>load<u32>(table + (slot << 2));
  }
  return table + (slot << 2);
}

/** Adds a share to a label's entry; returns the end of the entries. */
function cast(table: usize, mask: usize, poll: usize, entries: usize, label: u32, share: f64): usize {
  const at = slotOf(table, mask, poll, label);
  let offset = <usize>load<u32>(at);
  if (offset == 0) {
    store<u32>(entries, label);
    store<f64>(entries, 0, 8);
    entries += ENTRY;
    offset = entries - poll;
    store<u32>(at, <u32>offset);
  }
  const entry = poll + offset - ENTRY;
  store<f64>(entry, load<f64>(entry, 8) + share, 8);
  return entries;
}

/** The label with the largest share; frees all slots. */
function elect(table: usize, mask: usize, poll: usize, entries: usize): u32 {
  let best: u32 = 0;
  let most: f64 = 0;
  // Backwards, so that no slot is freed that a later entry was pushed beyond.
  while (entries > poll) {
    entries -= ENTRY;
    const label = load<u32>(entries);
    const share = load<f64>(entries, 8);
    store<u32>(slotOf(table, mask, poll, label), 0);
    if (share > most || share == most && label < best) {
      best = label;
      most = share;
    }
  }
  return best;
}
