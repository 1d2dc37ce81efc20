import type { Unpacked } from "./lzw.js";

/** Decodes run lengths until `into` is full or the bytes run out; rows may end inside a run. */
export function unpackPackBits(stream: Uint8Array, into: Uint8Array): Unpacked {
  let filled = 0;
  for (let at = 0; at < stream.length && filled < into.length; ) {
    const head = stream[at++] as number;
    if (head === 128) continue;
    const room = into.length - filled;
    if (head < 128) {
      const literal = stream.subarray(at, at + Math.min(head + 1, room));
      into.set(literal, filled);
      filled += literal.length;
      at += head + 1;
    } else {
      const run = Math.min(257 - head, room);
      if (at >= stream.length) break;
      into.fill(stream[at++] as number, filled, filled + run);
      filled += run;
    }
  }
  return { filled };
}
