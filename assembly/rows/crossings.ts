/** Number of bits that differ from the one before in a bit row of `pitch` bytes, and from the rows `up` and `back`. */
export function countCrossed(row: usize, up: usize, back: usize, pitch: usize): u32 {
  let count: u32 = 0;
  let carry: u64 = 0;
  for (let at: usize = 0; at < pitch; at += 8) {
    const word = load<u64>(row + at);
    count += <u32>popcnt(word ^ ((word << 1) | carry));
    count += <u32>popcnt(word ^ load<u64>(up + at));
    count += <u32>popcnt(word ^ load<u64>(back + at));
    carry = word >> 63;
  }
  return count + <u32>carry;
}
