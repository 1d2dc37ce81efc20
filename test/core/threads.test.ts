import { afterEach, describe, expect, it } from "vitest";
import type { Kernels } from "../../bindings/core/kernels.js";
import { scratch } from "../../bindings/core/scratch.js";
import { gaussian } from "../../bindings/index.js";
import { kernelsOf } from "../builds.js";
import { digestOf, digestsOf } from "../engines/agreement.js";
import { randomImage } from "../images.js";
import { threadedKernels } from "../threads.js";

const open: Kernels[] = [];
async function threaded(threads: number): Promise<Kernels> {
  const k = await threadedKernels(threads);
  open.push(k);
  return k;
}

afterEach(() => {
  for (const k of open.splice(0)) k.dispose();
});

describe("results do not depend on the number of threads", () => {
  const want = digestsOf(kernelsOf("simd"));

  it.each([1, 2, 4])("%d of them", async (threads) => {
    const k = await threaded(threads);
    expect([k.build, k.threads]).toEqual(["threads", threads]);
    const got = digestsOf(k);
    expect(Object.keys(want).filter((name) => got[name] !== want[name])).toEqual([]);
    expect(Object.keys(got)).toEqual(Object.keys(want));
  });
});

describe("a job", () => {
  it("is one range on a single thread", () => {
    scratch(kernelsOf(), (s) => expect(s.ranges(100, { work: 1e9 })).toEqual([{ from: 0, to: 100 }]));
  });

  it("is one range where there is little work, and none where there is nothing to do", async () => {
    const k = await threaded(3);
    scratch(k, (s) => {
      expect(s.ranges(100, { work: 0.019 })).toEqual([{ from: 0, to: 100 }]);
      expect(s.ranges(100, { work: 0.021 })).toHaveLength(2);
      expect(s.ranges(0)).toEqual([]);
    });
  });

  it.each([
    { count: 100, cut: { grain: 7 }, parts: 12 },
    { count: 100, cut: { perThread: 1 }, parts: 3 },
    { count: 100, cut: { perThread: 2, least: 40 }, parts: 2 },
    { count: 5, cut: {}, parts: 5 },
    { count: 3, cut: { grain: 64 }, parts: 1 },
    { count: 100_000, cut: { perThread: 1000 }, parts: 256 },
  ])("of $count items, $cut, is cut without gap or overlap", async ({ count, cut, parts }) => {
    const k = await threaded(3);
    const ranges = scratch(k, (s) => s.ranges(count, cut));
    expect(ranges).toHaveLength(parts);
    expect([ranges[0]?.from, ranges.at(-1)?.to]).toEqual([0, count]);
    for (const [i, { from, to }] of ranges.entries()) {
      expect(to - from).toBeGreaterThanOrEqual(cut.least ?? 1);
      expect(from).toBe(i === 0 ? 0 : ranges[i - 1]?.to);
      expect(from % (cut.grain ?? 1)).toBe(0);
    }
  });

  it("returns what its calls returned, in their order", async () => {
    const k = await threaded(4);
    const sums = scratch(k, (s) => {
      const bits = s.alloc(64 * 16);
      s.view(bits, Uint8Array, 64 * 16).forEach((_, i, all) => {
        all[i] = i % 16 <= i >> 4 ? 1 : 0;
      });
      const parts = Array.from({ length: 64 }, (_, i) => ({ from: i, to: i + 1 }));
      return s.each("countSet", parts, ({ from }) => [bits + 16 * from, 16]);
    });
    expect(sums).toEqual(Array.from({ length: 64 }, (_, i) => Math.min(16, i + 1)));
  });

  it("gives each thread a room of its own, apart from the others", async () => {
    const k = await threaded(4);
    const image = randomImage(3, "uint16", [16, 40, 50], 0, 999);
    for (let i = 0; i < 20; i++) {
      expect(digestOf(gaussian(k, image, { sigma: 2 }))).toBe(digestOf(gaussian(kernelsOf(), image, { sigma: 2 })));
    }
  });

  it("reaches memory that grew while the helpers slept", async () => {
    const k = await threaded(2);
    const before = k.memoryBytes;
    for (const side of [64, 128, 256]) {
      const image = randomImage(side, "uint8", [8, side, side], 0, 255);
      expect(digestOf(gaussian(k, image))).toBe(digestOf(gaussian(kernelsOf(), image)));
    }
    expect(k.memoryBytes).toBeGreaterThan(before);
  });
});

describe("a trap in a helper", () => {
  /** Calls of which all but the first write beyond memory: with two threads some of them run in the helper. */
  const trap = (k: Kernels) =>
    scratch(k, (s) => {
      const ranges = Array.from({ length: 32 }, (_, i) => ({ from: i, to: i + 1 }));
      return s.each("clearPadding", ranges, ({ from }) => [from === 0 ? s.mark() : 0xffff_0000, 65_536, 8, 1]);
    });

  it("is the error of the call, and poisons the instance", async () => {
    const [one, two] = [await threaded(1), await threaded(2)];
    const message = (k: Kernels) => {
      try {
        return String(trap(k));
      } catch (error) {
        expect(error).toBeInstanceOf(WebAssembly.RuntimeError);
        return (error as Error).message;
      }
    };
    const want = message(one);
    expect(want).toMatch(/out of bounds/);
    expect(message(two)).toBe(want);
    expect(two.state).toBe("poisoned");
    expect(() => gaussian(two, randomImage(1, "uint8", [4, 4], 0, 9))).toThrow(
      expect.objectContaining({ code: "E_POISONED" }),
    );
  });
});

describe("helpers", () => {
  it("that never start leave the work to the owner", async () => {
    const k = await threadedKernels(3, () => ({ started: Promise.resolve(), stop: () => {} }));
    const image = randomImage(1, "uint8", [30, 40], 0, 99);
    expect(k.threads).toBe(1);
    expect(digestOf(gaussian(k, image))).toBe(digestOf(gaussian(kernelsOf(), image)));
  });

  it("go when the instance is disposed of, which goes on alone", async () => {
    const k = await threaded(3);
    expect(k.threads).toBe(3);
    k.dispose();
    k.dispose();
    expect(k.threads).toBe(1);
    const image = randomImage(1, "uint8", [30, 40], 0, 99);
    expect(digestOf(gaussian(k, image))).toBe(digestOf(gaussian(kernelsOf(), image)));
  });

  it("come and go many times", async () => {
    const image = randomImage(1, "uint16", [6, 30, 40], 0, 99);
    const want = digestOf(gaussian(kernelsOf(), image, { sigma: 1.5 }));
    for (let i = 0; i < 24; i++) {
      const k = await threadedKernels(2);
      expect(digestOf(gaussian(k, image, { sigma: 1.5 }))).toBe(want);
      k.dispose();
    }
  });

  it("of several instances do not meet", async () => {
    const [a, b] = [await threaded(2), await threaded(2)];
    const image = randomImage(1, "uint16", [6, 30, 40], 0, 99);
    const want = digestOf(gaussian(kernelsOf(), image));
    for (let i = 0; i < 5; i++) {
      expect(digestOf(gaussian(a, image))).toBe(want);
      expect(digestOf(gaussian(b, image))).toBe(want);
    }
  });
});
