import { expect, it } from "vitest";
import type { RawExports } from "../../bindings/core/kernels.js";
import { BUILDS } from "../builds.js";
import { randomNumbers } from "../images.js";
import { limitedInstance } from "./limited.js";

/** Memory the arena may have, in pages of 64 KiB. */
const PAGES = 40;

interface Block {
  at: number;
  end: number;
}

/** Asks for a block above `below`; the block, undefined when it was refused with reason, or what is wrong. */
function request(raw: RawExports, bytes: number, below: number): Block | undefined | string {
  const before = raw.mark() >>> 0;
  const at = raw.alloc(bytes) >>> 0;
  const end = at + bytes;
  if (at === 0) {
    if (raw.mark() >>> 0 !== before) return "a refused block moved the top";
    return before + bytes + 64 > PAGES * 65536 - 16 ? undefined : `${bytes} bytes would have fitted at ${before}`;
  }
  if (at % 16 !== 0) return `${at} is not on 16 bytes`;
  if (at < below) return `${at} lies in another block`;
  // Vector code may read 64 bytes beyond the end.
  return end + 64 > raw.memory.buffer.byteLength ? `${at} + ${bytes} leaves memory` : { at, end };
}

it.each(BUILDS)(
  "the arena of %s gives blocks that lie apart, inside memory, and says 0 when there is no more",
  (build) => {
    const raw = limitedInstance(build, PAGES);
    const next = randomNumbers(3);
    const blocks: Block[] = [];
    const bottom = raw.mark() >>> 0;
    let refused = 0;
    for (let i = 0; i < 100_000; i++) {
      if (next() < 0.4) {
        const keep = Math.floor(next() * blocks.length);
        raw.release(blocks[keep]?.at ?? bottom);
        blocks.length = keep;
        continue;
      }
      const bytes = Math.floor(next() < 0.02 ? next() * 2 ** 32 : next() * next() * 300_000);
      const block = request(raw, bytes, blocks.at(-1)?.end ?? bottom);
      if (typeof block === "string") expect.fail(block);
      if (block) blocks.push(block);
      else refused++;
    }
    expect(refused).toBeGreaterThan(100);
    raw.release(bottom);
    expect(raw.mark() >>> 0).toBe(bottom);
    expect(raw.memory.buffer.byteLength).toBeLessThanOrEqual(PAGES * 65536);
  },
);

it.each(BUILDS)("%s tells its interface and its kind", (build) => {
  const { abi, hasSimd } = limitedInstance(build, PAGES);
  expect(abi()).toBe(1);
  expect(hasSimd()).toBe(build === "scalar" ? 0 : 1);
});
