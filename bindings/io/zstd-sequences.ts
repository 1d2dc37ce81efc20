/** Fewest bytes that one copy of a Zstandard block stands for. */
const SHORTEST_COPY = 3;

/**
 * Counts the copies ("sequences") that the blocks of a frame announce, each of three bytes at least. The decoder carries
 * them all out before it looks at what has come, so that a few damaged bytes could keep it busy for seconds.
 *
 * @param stream a frame whose head has been checked
 * @returns bytes that the copies stand for at least; blocks that do not fit the stream are left to the decoder
 */
export function leastCopied(stream: Uint8Array): number {
  const flags = stream[4] as number;
  const single = (flags & 32) !== 0;
  const sizes = [single ? 1 : 0, 2, 4, 8];
  let at = 5 + (single ? 0 : 1) + (sizes[flags >> 6] as number);
  let copies = 0;
  while (at + 3 <= stream.length) {
    const head = (stream[at] as number) | ((stream[at + 1] as number) << 8) | ((stream[at + 2] as number) << 16);
    const [last, type, size] = [head & 1, (head >> 1) & 3, head >> 3];
    at += 3;
    if (type === 2) copies += copiesIn(stream.subarray(at, at + size));
    if (last) break;
    // A repeated byte is stored once.
    at += type === 1 ? 1 : size;
  }
  return SHORTEST_COPY * copies;
}

/** The number behind the literals of a compressed block. */
function copiesIn(block: Uint8Array): number {
  const at = literalsEnd(block);
  const [a = 0, b = 0, c = 0] = block.subarray(at, at + 3);
  if (a < 128) return a;
  return a < 255 ? ((a - 128) << 8) + b : b + (c << 8) + 0x7f00;
}

/** Where the literals of a block end, with their head. */
function literalsEnd(block: Uint8Array): number {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = block.subarray(0, 5);
  const [type, format] = [a & 3, (a >> 2) & 3];
  if (type >= 2) {
    const [head, bits] = (
      [
        [3, 10],
        [3, 10],
        [4, 14],
        [5, 18],
      ] as const
    )[format] as readonly [number, number];
    // Beyond 32 bits, so in doubles: four bits of kind, the size unpacked, the size stored.
    const whole = a + b * 2 ** 8 + c * 2 ** 16 + d * 2 ** 24 + e * 2 ** 32;
    return head + (Math.floor(whole / 2 ** (4 + bits)) % 2 ** bits);
  }
  const [head, size] =
    format === 1 ? [2, (a >> 4) | (b << 4)] : format === 3 ? [3, (a >> 4) | (b << 4) | (c << 12)] : [1, a >> 3];
  return head + (type === 1 ? 1 : size);
}
