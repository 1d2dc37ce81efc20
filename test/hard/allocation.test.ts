import { describe, expect, it } from "vitest";
import type { Kernels, RawExports } from "../../bindings/core/kernels.js";
import type { Kind } from "../../bindings/core/op.js";
import { isSegmentError, label, OutOfMemory } from "../../bindings/index.js";
import { kernelsOf } from "../builds.js";
import { spotsImage } from "../engines/inputs.js";
import { randomBinary } from "../images.js";
import { limitedKernels } from "../raw/limited.js";
import { threadedKernels } from "../threads.js";
import { allCalls, difference, type HardCall, type Input, outcome } from "./calls.js";
import { rawOf, replaceExports } from "./inside.js";

/** Kernels whose n-th request for memory is refused. */
class Refusing {
  readonly raw: RawExports;
  requests = 0;
  refuse = 0;

  constructor(readonly k: Kernels) {
    this.raw = rawOf(k);
    replaceExports(k, { alloc: (bytes) => (++this.requests === this.refuse ? 0 : this.raw.alloc(bytes)) });
  }

  /** Runs a call with the n-th request refused, or with none; what it gave, and how many it made. */
  run({ run }: HardCall, input: Input, refuse = 0): { result: unknown; requests: number } {
    [this.requests, this.refuse] = [0, refuse];
    return { result: outcome(() => run(this.k, input)), requests: this.requests };
  }
}

const calls = allCalls();
/** Calls that read segments where they are, outside of the module's memory. */
const OUTSIDE = ["editSegment", "collapseLayers"];
const refusing = new Refusing(kernelsOf());

function inputOn(kind: Kind, shape: readonly number[]): Input {
  if (kind === "image") return spotsImage(4, "uint8", shape);
  return kind === "mask" ? randomBinary(4, shape, 0.5) : label(refusing.k, randomBinary(4, shape, 0.3));
}

describe("a refused request for memory", () => {
  it.each(calls)("$name: each of them is an error of its own kind, and leaves nothing behind", (call) => {
    for (const shape of [
      [9, 37],
      [3, 5, 20],
    ]) {
      const input = inputOn(call.on, shape);
      const bottom = refusing.raw.mark();
      const { result, requests } = refusing.run(call, input);
      for (let n = 1; n <= requests; n++) {
        expect(refusing.run(call, input, n).result).toMatch(/^E_NOMEM: out of memory: .* needs \d+ more bytes/);
        expect([refusing.k.state, refusing.raw.mark()]).toEqual(["ready", bottom]);
        expect(difference(refusing.run(call, input).result, result)).toBeUndefined();
      }
    }
  });

  it("happens in every operation that computes", () => {
    const shapes = [
      [6, 7],
      [3, 6, 7],
    ];
    const requests = calls.map((call) => {
      return Math.max(...shapes.map((shape) => refusing.run(call, inputOn(call.on, shape)).requests));
    });
    expect(calls.filter((_, i) => requests[i] === 0).map(({ name }) => name)).toEqual(OUTSIDE);
  });

  it("names the bytes and what to do", () => {
    const call = calls.find(({ name }) => name === "gaussian {}") as HardCall;
    refusing.refuse = refusing.requests + 1;
    let error: unknown;
    try {
      call.run(refusing.k, inputOn("image", [8, 8]));
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(OutOfMemory);
    expect(isSegmentError(error, "E_NOMEM")).toBe(true);
    expect((error as OutOfMemory).detail).toMatchObject({ needed: 64, advice: /crop or downscale/ });
  });
});

describe("with two threads", () => {
  it("a refused request is an error, or a room the call can do without", async () => {
    const k = await threadedKernels(2);
    const refusing = new Refusing(k);
    const bottom = refusing.raw.mark();
    for (const { calls: variants, on } of firstOfEach(calls)) {
      const input = inputOn(on, [3, 40, 50]);
      const [call, want] = firstThatWorks(variants, kernelsOf(), input);
      const { requests } = refusing.run(call, input);
      for (let n = 1; n <= requests; n++) {
        const { result } = refusing.run(call, input, n);
        if (!String(result).startsWith("E_NOMEM")) expect(difference(result, want)).toBeUndefined();
        expect([call.name, k.state]).toEqual([call.name, "ready"]);
      }
      expect(difference(refusing.run(call, input).result, want)).toBeUndefined();
    }
    expect(refusing.raw.mark()).toBe(bottom);
    k.dispose();
  });
});

describe("memory that cannot grow", () => {
  // Larger than the one page that a module starts with; some calls take volumes only.
  const SHAPES = [
    [300, 300],
    [10, 90, 100],
  ];
  const k = kernelsOf();

  const inside = calls.filter(({ name }) => !OUTSIDE.includes(name));
  it.each(firstOfEach(inside))("$name is an error of its own kind until there is enough", (variants) => {
    const inputs = SHAPES.map((shape) => inputOn(variants.on, shape));
    const [call, want, input] = firstThatWorks(variants.calls, k, ...inputs);
    let failures = 0;
    let got: unknown = "E_NOMEM";
    for (let pages = 1; String(got).startsWith("E_NOMEM") && pages < 3000; pages += 1 + (pages >> 3)) {
      const limited = startLimited(pages);
      if (limited) got = outcome(() => call.run(limited, input));
      expect(limited?.state ?? "ready").toBe("ready");
      if (limited && String(got).startsWith("E_NOMEM")) failures++;
    }
    expect(difference(got, want)).toBeUndefined();
    expect(failures).toBeGreaterThan(0);
  });
});

/** Calls by the operation or function they are of. */
function firstOfEach(all: readonly HardCall[]): { name: string; on: Kind; calls: HardCall[] }[] {
  const groups = new Map<string, { name: string; on: Kind; calls: HardCall[] }>();
  for (const call of all) {
    const name = call.name.split(" ")[0] as string;
    const group = groups.get(`${name} ${call.on}`) ?? { name, on: call.on, calls: [] };
    group.calls.push(call);
    groups.set(`${name} ${call.on}`, group);
  }
  return [...groups.values()];
}

function firstThatWorks(candidates: readonly HardCall[], k: Kernels, ...inputs: Input[]): [HardCall, unknown, Input] {
  for (const input of inputs) {
    for (const call of candidates) {
      const result = outcome(() => call.run(k, input));
      if (typeof result !== "string") return [call, result, input];
    }
  }
  throw new Error(`no variant of ${candidates[0]?.name} runs on this input`);
}

/** Kernels with so many pages; undefined when the module starts with more. */
function startLimited(pages: number): Kernels | undefined {
  try {
    return limitedKernels("simd", pages);
  } catch {
    return undefined;
  }
}
