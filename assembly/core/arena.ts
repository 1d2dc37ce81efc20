/**
 * Bump arena over the whole linear memory. One owner thread allocates; everything else only uses what it was given.
 *
 * Every block starts on 16 bytes and is followed by at least `SLACK` bytes that belong to nobody, so that a vector load
 * may run past the end of a block without leaving memory.
 */

const ALIGN: usize = 16;
const SLACK: u64 = 64;
/** The last address a 32-bit pointer can name. */
const END: u64 = 0xffff_ffff;

let top: usize = (__heap_base + ALIGN - 1) & ~(ALIGN - 1);

/** The present top of the arena; hand it to `release` to free all that was allocated since. */
export function mark(): usize {
  return top;
}

/** Reserves `bytes`; returns the address, or 0 when memory cannot grow that far. */
export function alloc(bytes: usize): usize {
  const at = top;
  const end = <u64>at + ((<u64>bytes + SLACK + <u64>ALIGN - 1) & ~(<u64>ALIGN - 1));
  if (end > END) return 0;
  const have = (<u64>(<u32>memory.size())) << 16;
  if (end > have) {
    const pages = <i32>((end - have + 0xffff) >> 16);
    if (memory.grow(pages) < 0) return 0;
  }
  top = <usize>end;
  return at;
}

/** Frees everything allocated after `to` was marked. Memory is kept for the next call: touching fresh pages is slow. */
export function release(to: usize): void {
  top = to;
}
