import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { instantiateKernels, type Kernels } from "../../bindings/core/kernels.js";
import { runOp } from "../../bindings/core/op.js";
import { scratch } from "../../bindings/core/scratch.js";
import { gaussian, type Image, isSegmentError, label, REGISTRY, segment } from "../../bindings/index.js";
import { createSegmenter, type Port, serve, type WorkerLike } from "../../bindings/worker.js";
import { kernelsOf } from "../builds.js";
import { wasmPath } from "../engines/bundle.js";
import { othersFor, spotsImage } from "../engines/inputs.js";
import { randomBinary } from "../images.js";
import { difference } from "./calls.js";
import { rawOf, replaceExports } from "./inside.js";

const image = spotsImage(1, "uint8", [20, 30]);
const helper = kernelsOf();

function caught(body: () => unknown): unknown {
  try {
    body();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** An input of the kind an operation reads. */
const inputOf = (kind: string): Image => (kind === "image" ? image : label(helper, randomBinary(2, [20, 30], 0.4)));

describe("a call inside a call", () => {
  it.each(REGISTRY.map((op) => ({ name: op.name, op })))("$name refuses to start while another runs", ({ op }) => {
    const k = kernelsOf();
    const [others = {}] = othersFor(helper, op, image.shape);
    scratch(k, () => {
      expect(caught(() => runOp(op, k, inputOf(op.input), others as object))).toMatchObject({ code: "E_BUSY" });
      expect(k.state).toBe("busy");
    });
    expect(k.state).toBe("ready");
  });

  it("from an option's getter ends both, and the instance works afterwards", () => {
    const k = kernelsOf();
    const greedy = {
      get sigma(): number {
        return gaussian(k, image).data[0] as number;
      },
    };
    const error = caught(() => gaussian(k, image, greedy));
    expect(isSegmentError(error, "E_BUSY")).toBe(true);
    expect(k.state).toBe("ready");
    expect(difference(gaussian(k, image), gaussian(kernelsOf(), image))).toBeUndefined();
  });

  it("frees what a call held when its caller's code throws", () => {
    const k = kernelsOf();
    const raw = rawOf(k);
    const bottom = raw.mark();
    const failing = {
      get sigma(): number {
        throw new Error("the caller's own");
      },
    };
    expect(() => gaussian(k, image, failing)).toThrow("the caller's own");
    expect([k.state, raw.mark()]).toEqual(["ready", bottom]);
  });

  it("is no trouble on another instance", () => {
    const [a, b] = [kernelsOf(), kernelsOf()];
    scratch(a, () => expect(segment(b, image, { sigma: 1, erode: 1, expand: 1 }).count).toBeGreaterThan(0));
  });
});

/** Kernels whose next call of an export reads far outside memory, as a broken kernel would. */
function trapping(name: "minMax" | "gaussianTaps"): Kernels {
  const k = kernelsOf();
  const { countSet } = rawOf(k);
  replaceExports(k, { [name]: () => countSet(0xffff_0000, 0xff00) });
  return k;
}

describe("a trap", () => {
  it("poisons the instance: every later call is refused", () => {
    const k = trapping("gaussianTaps");
    expect(caught(() => gaussian(k, image))).toBeInstanceOf(WebAssembly.RuntimeError);
    expect(k.state).toBe("poisoned");
    for (const op of REGISTRY) {
      const [others = {}] = othersFor(helper, op, image.shape);
      expect(caught(() => runOp(op, k, inputOf(op.input), others as object))).toMatchObject({ code: "E_POISONED" });
    }
    expect(k.state).toBe("poisoned");
  });

  it("poisons the debug build too", () => {
    const k = kernelsOf("debug");
    const raw = rawOf(k);
    expect(caught(() => scratch(k, () => raw.countSet(0xffff_0000, 0xff00)))).toBeInstanceOf(WebAssembly.RuntimeError);
    expect(k.state).toBe("poisoned");
  });
});

/** A worker in this thread whose first kernels trap. */
function startTrapping(counter: { started: number }): WorkerLike {
  const { port1, port2 } = new MessageChannel();
  const fresh = () => instantiateKernels(readFileSync(wasmPath("simd")));
  const load = async () => (counter.started++ === 0 ? trapping("minMax") : fresh());
  serve(port1 as unknown as Port, { load });
  return {
    postMessage: (message, transfer) => port2.postMessage(message, transfer as never),
    set onmessage(listener: WorkerLike["onmessage"]) {
      port2.onmessage = listener as never;
    },
    onerror: null,
    terminate() {
      port1.close();
      port2.close();
    },
  };
}

describe("a segmenter", () => {
  it("replaces a worker whose kernels trapped, and does what waited behind", async () => {
    const counter = { started: 0 };
    const segmenter = createSegmenter({ start: () => startTrapping(counter) });
    const broken = segmenter.request("extent", [image]).catch((error: unknown) => error);
    const waiting = segmenter.request("extent", [{ data: Uint8Array.of(3, 9), shape: [1, 2] }]);
    expect(await broken).toMatchObject({ code: "E_POISONED" });
    expect(await waiting).toEqual({ min: 3, max: 9 });
    expect(counter.started).toBe(2);
    segmenter.dispose();
  });

  it("answers many calls at once, each with its own result", async () => {
    const segmenter = createSegmenter({ start: () => startTrapping({ started: 1 }) });
    const images = Array.from({ length: 40 }, (_, i) => ({ data: Uint8Array.of(i, i + 1), shape: [1, 2] }));
    const answers = await Promise.all(images.map((one) => segmenter.request("extent", [one])));
    expect(answers).toEqual(images.map((_, i) => ({ min: i, max: i + 1 })));
    segmenter.dispose();
  });
});
