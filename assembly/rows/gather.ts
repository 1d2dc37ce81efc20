/** dst[i] = src[places[i]] for `n` places, u32. */
export function gatherRow<T>(dst: usize, src: usize, places: usize, n: usize): void {
  for (const end = dst + n * sizeof<T>(); dst < end; dst += sizeof<T>()) {
    store<T>(dst, load<T>(src + load<usize>(places) * sizeof<T>()));
    places += 4;
  }
}
