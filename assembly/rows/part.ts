/**
 * Voxels of a row of labels that have no smaller label beside, above or below them, as a bit row. One is subtracted from
 * every label, so that background becomes the largest number.
 */
export function keepRow<T>(dst: usize, pitch: usize, above: usize, row: usize, below: usize, w: usize): void {
  memory.fill(dst, 0, pitch);
  let x: usize = 0;
  if (ASC_FEATURE_SIMD) {
    // The first and the last voxel have no neighbour on one side.
    for (keepOne<T>(dst, above, row, below, 0, w), x = 1; x + 17 <= w; x += 16) {
      const bits = keep16<T>(above + x * sizeof<T>(), row + x * sizeof<T>(), below + x * sizeof<T>());
      const at = dst + (x >> 3);
      // x is one more than a multiple of 16: 17 bits, the lowest of which is known.
      store<u16>(at, load<u16>(at) | <u16>(bits << 1));
      store<u8>(at, <u8>(bits >> 15), 2);
    }
  }
  for (; x < w; ++x) keepOne<T>(dst, above, row, below, x, w);
}

function keepOne<T>(dst: usize, above: usize, row: usize, below: usize, x: usize, w: usize): void {
  const label = <u32>load<T>(row + x * sizeof<T>());
  if (label == 0) return;
  const first = x > 0 ? x - 1 : x;
  const last = x + 1 < w ? x + 1 : x;
  for (let i = first; i <= last; ++i) {
    const at = i * sizeof<T>();
    if (<u32>load<T>(above + at) - 1 < label - 1) return;
    if (<u32>load<T>(row + at) - 1 < label - 1) return;
    if (<u32>load<T>(below + at) - 1 < label - 1) return;
  }
  store<u8>(dst + (x >> 3), load<u8>(dst + (x >> 3)) | (<u8>1 << <u8>(x & 7)));
}

// @ts-ignore: decorator
@inline
function keep16<T>(above: usize, row: usize, below: usize): u32 {
  let bits: u32 = 0;
  for (let i: u32 = 0; i < 16; i += <u32>(16 / sizeof<T>())) {
    bits |= <u32>v128.bitmask<T>(keepLanes<T>(above, row, below)) << i;
    above += 16;
    row += 16;
    below += 16;
  }
  return bits;
}

// @ts-ignore: decorator
@inline
function keepLanes<T>(above: usize, row: usize, below: usize): v128 {
  const own = v128.sub<T>(v128.load(row), v128.splat<T>(<T>1));
  const least = v128.min<T>(v128.min<T>(least3<T>(above), least3<T>(row)), least3<T>(below));
  const none = v128.eq<T>(v128.load(row), v128.splat<T>(<T>0));
  return v128.andnot(v128.eq<T>(v128.min<T>(least, own), own), none);
}

// @ts-ignore: decorator
@inline
function least3<T>(at: usize): v128 {
  const one = v128.splat<T>(<T>1);
  const left = v128.sub<T>(v128.load(at - sizeof<T>()), one);
  const right = v128.sub<T>(v128.load(at + sizeof<T>()), one);
  return v128.min<T>(v128.min<T>(left, right), v128.sub<T>(v128.load(at), one));
}
