/** Zstandard frames drawn by hand: raw and repeated blocks, and what must be refused. */
import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../bindings/io/index.js";
import { Source } from "../../bindings/io/source.js";
import { unzstdExactly } from "../../bindings/io/unzstd.js";
import { codeOf } from "./files.js";

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
/** Flags of a frame without a stated size, and a window of 128 KiB. */
const OPEN = [0, 7 << 3];
const block = (last: boolean, type: number, size: number, bytes: number[]) => {
  const head = (last ? 1 : 0) | (type << 1) | (size << 3);
  return [head & 255, (head >> 8) & 255, head >> 16, ...bytes];
};
const raw = (bytes: number[], last = true) => block(last, 0, bytes.length, bytes);
const repeated = (byte: number, times: number, last = true) => block(last, 1, times, [byte]);

function unfolded(frame: number[], length: number, most = length): number[] {
  const into = new Uint8Array(length);
  const source = new Source(new Uint8Array(0), "x.tif", DEFAULT_LIMITS);
  unzstdExactly(source, Uint8Array.from(frame), into, "strip 0", most);
  return [...into];
}

describe("Zstandard", () => {
  it("unfolds blocks one after the other", () => {
    const frame = [...MAGIC, ...OPEN, ...raw([1, 2, 3], false), ...repeated(9, 4)];
    expect(unfolded(frame, 7)).toEqual([1, 2, 3, 9, 9, 9, 9]);
    expect(unfolded([...MAGIC, 32, 3, ...raw([7, 8, 9])], 3)).toEqual([7, 8, 9]);
  });

  it("drops padding that may be there", () => {
    expect(unfolded([...MAGIC, ...OPEN, ...raw([1, 2, 3, 4])], 3, 4)).toEqual([1, 2, 3]);
  });

  it.each([
    ["more than may come", [...MAGIC, ...OPEN, ...repeated(1, 100_000)], "E_CORRUPT"],
    ["less than promised", [...MAGIC, ...OPEN, ...raw([1, 2, 3])], "E_TRUNCATED"],
    ["no last block", [...MAGIC, ...OPEN, ...raw([1, 2, 3, 4, 5, 6, 7, 8], false)], "E_TRUNCATED"],
    ["a block that is cut", [...MAGIC, ...OPEN, ...block(true, 0, 8, [1, 2, 3])], "E_TRUNCATED"],
    ["an empty stream", [], "E_TRUNCATED"],
    ["another magic number", [1, 2, 3, 4, ...OPEN, ...raw([1, 2, 3, 4, 5, 6, 7, 8])], "E_CORRUPT"],
    ["a reserved kind of block", [...MAGIC, ...OPEN, ...block(true, 3, 8, [1, 2, 3, 4, 5, 6, 7, 8])], "E_CORRUPT"],
    ["a block of garbage", [...MAGIC, ...OPEN, ...block(true, 2, 8, [255, 254, 3, 4, 5, 6, 7, 8])], "E_CORRUPT"],
    ["a window of 2 GB", [...MAGIC, 0, 21 << 3, ...raw([1, 2, 3, 4, 5, 6, 7, 8])], "E_CORRUPT"],
    ["a segment of 4 GB", [...MAGIC, 32 | (2 << 6), 255, 255, 255, 255, ...raw([1, 2, 3])], "E_CORRUPT"],
    ["a dictionary", [...MAGIC, 1, 7 << 3, 5, ...raw([1, 2, 3, 4, 5, 6, 7, 8])], "E_FORMAT"],
  ])("refuses %s", async (_, frame, code) => {
    expect(await codeOf(async () => unfolded(frame, 8))).toBe(code);
  });

  it("is refused before it is unpacked where it announces more copies than may come", async () => {
    // Four raw literals, 65,535 copies, tables of one value each: seconds of copying from 14 bytes.
    const busy = [4 << 3, 1, 2, 3, 4, 255, 0, 128, 0b01010100, 31, 31, 52, 0, 1];
    const start = performance.now();
    expect(await codeOf(async () => unfolded([...MAGIC, ...OPEN, ...block(true, 2, busy.length, busy)], 600))).toBe(
      "E_CORRUPT",
    );
    expect(performance.now() - start).toBeLessThan(200);
  });
});
