import { HeapFlood } from "./flood-heap";

/** A run: its first voxel, the one after its last, and the address of its component's next run or 0. */
export const RUN: usize = 12;

/** What a watershed works on. */
@unmanaged
export class Watershed extends HeapFlood {
  d: u32;
  /** As large as the labels. */
  markers: usize;
  /** Runs in raster order, and after them the address of the first one of each component. */
  runs: usize;
  heads: usize;
  headsEnd: usize;
  /** Bits to invert in keys. */
  turn: u32;
  /** Where the queue and the heap lie. */
  room: usize;
  roomEnd: usize;
}
