/** Labels of one, two or four bytes, told apart by `shift`: 0, 1 or 2. */

// @ts-ignore: decorator
@inline
export function labelAt(labels: usize, shift: usize, i: usize): u32 {
  const at = labels + (i << shift);
  return shift == 0 ? <u32>load<u8>(at) : shift == 1 ? <u32>load<u16>(at) : load<u32>(at);
}

// @ts-ignore: decorator
@inline
export function setLabel(labels: usize, shift: usize, i: usize, label: u32): void {
  const at = labels + (i << shift);
  if (shift == 0) store<u8>(at, <u8>label);
  else if (shift == 1) store<u16>(at, <u16>label);
  else store<u32>(at, label);
}

/** The same as calls, for where size counts more than time. */
export function readLabel(labels: usize, shift: usize, i: usize): u32 {
  return labelAt(labels, shift, i);
}

export function writeLabel(labels: usize, shift: usize, i: usize, label: u32): void {
  setLabel(labels, shift, i, label);
}
