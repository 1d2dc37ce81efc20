import { Plane } from "../core/plane";

/** The distance of pixels that no way leads to. */
export const UNREACHED: u32 = 0xffff_ffff;

/** The value at a place, 0 beyond the box. */
export function pixelAt(plane: Plane, x: i32, y: i32): u32 {
  const u = x - plane.x;
  const v = y - plane.y;
  if (<u32>u >= <u32>plane.w || <u32>v >= <u32>plane.h) return 0;
  return load<u32>(plane.at + (<usize>(v * plane.w + u) << 2));
}

/** The neighbour of pixel `i` along a direction, 4 over edges and 4 over corners, in planes of h rows of w; `i` itself where there is none. */
function neighbour(i: u32, w: u32, h: u32, direction: i32): u32 {
  // Two bits a direction hold the step along x, and along y, plus 1.
  const x = <i32>(i % w) + (<i32>(0x8858 >>> (direction << 1)) & 3) - 1;
  const y = <i32>(i / w) + (<i32>(0xa085 >>> (direction << 1)) & 3) - 1;
  return <u32>x < w && <u32>y < h ? <u32>y * w + <u32>x : i;
}

/**
 * Steps to all other pixels of a mask: those that have a bit set. `steps` holds 0 where a way begins and UNREACHED elsewhere; `queue`
 * has room for all pixels. Returns the most steps.
 */
export function countSteps(steps: usize, mask: usize, w: u32, h: u32, queue: usize, directions: i32, bit: u32): u32 {
  const n = w * h;
  let end = queue;
  for (let i: u32 = 0; i < n; ++i) {
    if (!load<u32>(steps + (<usize>i << 2))) {
      store<u32>(end, i);
      end += 4;
    }
  }
  let far: u32 = 0;
  for (let at = queue; at < end; at += 4) {
    const i = load<u32>(at);
    far = load<u32>(steps + (<usize>i << 2));
    for (let direction = 0; direction < directions; ++direction) {
      const j = <usize>neighbour(i, w, h, direction) << 2;
      if (!(load<u32>(mask + j) & bit) || load<u32>(steps + j) != UNREACHED) continue;
      store<u32>(steps + j, far + 1);
      store<u32>(end, <u32>(j >> 2));
      end += 4;
    }
  }
  return far;
}

/** Numbers the connected parts of a mask, whose pixels hold 1, in raster order from 2; returns the last number. */
export function numberParts(mask: usize, w: u32, h: u32, queue: usize, directions: i32): u32 {
  let number: u32 = 1;
  for (let start: u32 = 0; start < w * h; ++start) {
    if (load<u32>(mask + (<usize>start << 2)) != 1) continue;
    ++number;
    store<u32>(mask + (<usize>start << 2), number);
    store<u32>(queue, start);
    let end = queue + 4;
    for (let at = queue; at < end; at += 4) {
      const i = load<u32>(at);
      for (let direction = 0; direction < directions; ++direction) {
        const j = <usize>neighbour(i, w, h, direction) << 2;
        if (load<u32>(mask + j) != 1) continue;
        store<u32>(mask + j, number);
        store<u32>(end, <u32>(j >> 2));
        end += 4;
      }
    }
  }
  return number;
}

/**
 * Shares the pixels of a mask out among the parts of it that `owners` has: each pixel to the part that reaches it in the
 * fewest steps, of equally near ones the lowest. `steps` as for `countSteps`, 0 where owners are.
 */
export function shareOut(owners: usize, steps: usize, mask: usize, w: u32, h: u32, queue: usize, directions: i32): void {
  const n = w * h;
  let end = queue;
  for (let i: u32 = 0; i < n; ++i) {
    if (load<u32>(owners + (<usize>i << 2))) {
      store<u32>(end, i);
      end += 4;
    }
  }
  for (let at = queue; at < end; at += 4) {
    const i = load<u32>(at);
    const next = load<u32>(steps + (<usize>i << 2)) + 1;
    const owner = load<u32>(owners + (<usize>i << 2));
    for (let direction = 0; direction < directions; ++direction) {
      const j = <usize>neighbour(i, w, h, direction) << 2;
      if (!load<u32>(mask + j)) continue;
      if (load<u32>(steps + j) == UNREACHED) {
        store<u32>(steps + j, next);
        store<u32>(owners + j, owner);
        store<u32>(end, <u32>(j >> 2));
        end += 4;
      } else if (load<u32>(steps + j) == next) store<u32>(owners + j, min<u32>(owner, load<u32>(owners + j)));
    }
  }
}
