/** Sets the bits [from, to) of a row; from < to. */
export function setBits(row: usize, from: usize, to: usize): void {
  const first = row + ((from >> 6) << 3);
  const last = row + (((to - 1) >> 6) << 3);
  const head = ~(<u64>0) << <u64>(from & 63);
  const tail = ~(<u64>0) >> <u64>(63 - ((to - 1) & 63));
  if (first == last) {
    store<u64>(first, load<u64>(first) | (head & tail));
    return;
  }
  store<u64>(first, load<u64>(first) | head);
  for (let word = first + 8; word < last; word += 8) store<u64>(word, ~0);
  store<u64>(last, load<u64>(last) | tail);
}
