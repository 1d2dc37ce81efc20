import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { isSegmentError } from "../../bindings/core/errors.js";
import type { Image } from "../../bindings/core/image.js";
import { instantiateKernels } from "../../bindings/core/kernels.js";
import { compareLabels, regionStats, sample, segment } from "../../bindings/index.js";
import { openImage, writeImage } from "../../bindings/io/index.js";
import { pack } from "../../bindings/worker/protocol.js";
import { createSegmenter, type Port, type Segmenter, serve, type WorkerLike } from "../../bindings/worker.js";
import { kernelsOf } from "../builds.js";

const wasm = readFileSync(new URL("../../bindings/wasm/simd.wasm", import.meta.url));

/** Every worker started by a test, so that it can be counted and closed. */
const started: WorkerLike[] = [];
const segmenters: Segmenter[] = [];

/** A worker in this thread: real messages, real structured clones, real transfers. */
function startHere(spoil: (port: Port) => void = () => {}): WorkerLike {
  const { port1, port2 } = new MessageChannel();
  serve(port1 as unknown as Port, { load: async () => instantiateKernels(wasm) });
  spoil(port1 as unknown as Port);
  const worker: WorkerLike = {
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
  started.push(worker);
  return worker;
}

function newSegmenter(start: () => WorkerLike = () => startHere(), grace = 30): Segmenter {
  const segmenter = createSegmenter({ start, grace });
  segmenters.push(segmenter);
  return segmenter;
}

/** A worker that never answers. */
const startSilent = () =>
  startHere((port) => {
    port.onmessage = () => {};
  });

const rejection = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

afterEach(() => {
  for (const segmenter of segmenters.splice(0)) segmenter.dispose();
  for (const worker of started.splice(0)) worker.terminate();
});

describe("calls", () => {
  it("compares and measures as the library does", async () => {
    const a = { data: Uint8Array.of(0, 1, 1, 2), shape: [2, 2] };
    const b = { data: Uint8Array.of(1, 1, 1, 0), shape: [2, 2] };
    const segmenter = newSegmenter();
    expect(await segmenter.request("compare", [a, b])).toEqual(compareLabels(kernelsOf(), a, b));
    const options = { measures: "shape" };
    expect(await segmenter.request("stats", [a, b, options])).toEqual(regionStats(kernelsOf(), a, b, options));
  });

  it("gives what the library gives", async () => {
    const image = sample("acceptance");
    const options = { sigma: 1, erode: 2, expand: 3 };
    const want = segment(kernelsOf(), image, options);
    const { milliseconds, ...got } = await newSegmenter().request("segment", [image, options]);
    expect(got).toEqual(want);
    expect(milliseconds).toBeGreaterThan(0);
    expect(image.data.length).toBe(24 * 64 * 64);
  });

  it("opens, reads and writes files", async () => {
    const image: Image = {
      data: Uint16Array.from({ length: 60 }, (_, i) => 7 * i),
      shape: [3, 4, 5],
      spacing: [2, 1, 1],
      unit: "µm",
    };
    const segmenter = newSegmenter();
    const bytes = await segmenter.request("write", [image, "tiff"]);
    expect(bytes).toEqual(await writeImage(image, "tiff"));
    const file = await segmenter.open(new Blob([bytes as Uint8Array<ArrayBuffer>]), { name: "a.tif" });
    expect([file.format, file.axes, file.dtype]).toEqual(["tiff", "ZYX", "uint16"]);
    const { image: read } = await file.read();
    expect(read).toEqual(await (await openImage(bytes)).read());
    expect((await file.read()).image.data).toEqual(image.data);
    const levels = await segmenter.request("write", [image, "tiff", { levels: 2 }]);
    const coarse = await segmenter.open(new Blob([levels as Uint8Array<ArrayBuffer>]), { name: "p.tif", level: 1 });
    expect([coarse.shape, coarse.levels]).toEqual([
      [3, 2, 3],
      [
        [3, 4, 5],
        [3, 2, 3],
      ],
    ]);
    expect((await coarse.read()).image).toEqual(await (await openImage(levels, { level: 1 })).read());
  });

  it("runs operations by name, recipes, extents and histograms", async () => {
    const image: Image = { data: Uint8Array.of(1, 5, 1, 9), shape: [1, 4] };
    const segmenter = newSegmenter();
    expect(await segmenter.request("extent", [image])).toEqual({ min: 1, max: 9 });
    expect((await segmenter.request("histogram", [image])).counts).toEqual(Float64Array.of(2, 0, 0, 0, 1, 0, 0, 0, 1));
    const recipe = { segwasm: 1, steps: [{ op: "threshold", level: 3 }, { op: "label" }] } as const;
    expect(await segmenter.request("run", [image, recipe])).toMatchObject({ count: 2 });
    const mask = await segmenter.request("apply", ["threshold", image, { level: 3 }]);
    expect(mask).toMatchObject({ shape: [1, 4], pitch: 16 });
    expect(await rejection(segmenter.request("apply", ["blurr", image]))).toMatchObject({ code: "E_OPTION" });
  });

  it("keeps held images in the worker, and tells a fresh worker about them", async () => {
    const segmenter = newSegmenter();
    const image: Image = { data: Uint8Array.of(1, 2), shape: [1, 2] };
    segmenter.hold(image);
    expect(await segmenter.request("extent", [image])).toEqual({ min: 1, max: 2 });
    // A change here is not seen there: the voxels have travelled already.
    image.data[0] = 0;
    expect(await segmenter.request("extent", [image])).toEqual({ min: 1, max: 2 });
    segmenter.release(image);
    expect(await segmenter.request("extent", [image])).toEqual({ min: 0, max: 2 });
  });

  it("hands errors on with class, code and advice", async () => {
    const segmenter = newSegmenter();
    const image: Image = { data: Uint8Array.of(1, 2), shape: [1, 2] };
    const range = await rejection(segmenter.request("segment", [image, { sigma: -1 }]));
    expect(range).toBeInstanceOf(RangeError);
    expect(isSegmentError(range, "E_SIGMA")).toBe(true);
    const corrupt = await rejection(segmenter.open(new Blob(["not an image"]), { name: "a.txt" }));
    expect(isSegmentError(corrupt, "E_FORMAT")).toBe(true);
    const large = await rejection(segmenter.open(new Blob(["x".repeat(50)]), { limits: { maxBytes: 49 } }));
    expect(large).toMatchObject({ code: "E_LIMIT", detail: { needed: 50, allowed: 49 } });
    expect(await segmenter.request("extent", [image])).toEqual({ min: 1, max: 2 });
    expect(started.length).toBe(1);
  });
});

describe("trouble", () => {
  const image: Image = { data: Uint8Array.of(1, 2), shape: [1, 2] };

  it("cancels at once, and keeps a worker that answers in time", async () => {
    const segmenter = newSegmenter(() => startHere(), 5000);
    const controller = new AbortController();
    const running = rejection(segmenter.request("sample", ["nuclei"], { signal: controller.signal }));
    const waiting = segmenter.request("extent", [image]);
    controller.abort();
    expect(await running).toMatchObject({ code: "E_INTERRUPTED" });
    expect(await waiting).toEqual({ min: 1, max: 2 });
    expect(started.length).toBe(1);
  });

  it("replaces a worker that does not stop", async () => {
    let first = true;
    const segmenter = newSegmenter(() => {
      const worker = first ? startSilent() : startHere();
      first = false;
      return worker;
    });
    segmenter.hold(image);
    const controller = new AbortController();
    const running = rejection(segmenter.request("extent", [image], { signal: controller.signal }));
    const waiting = segmenter.request("extent", [image]);
    controller.abort();
    expect(await running).toMatchObject({ code: "E_INTERRUPTED" });
    expect(await waiting).toEqual({ min: 1, max: 2 });
    expect(started.length).toBe(2);
  });

  it("drops a waiting call that is cancelled", async () => {
    const segmenter = newSegmenter(startSilent);
    const controller = new AbortController();
    rejection(segmenter.request("extent", [image]));
    const waiting = rejection(segmenter.request("extent", [image], { signal: controller.signal }));
    controller.abort();
    expect(await waiting).toMatchObject({ code: "E_INTERRUPTED" });
    expect(await rejection(segmenter.request("extent", [image], { signal: controller.signal }))).toMatchObject({
      code: "E_INTERRUPTED",
    });
  });

  it("stops what takes too long", async () => {
    const segmenter = newSegmenter(startSilent);
    expect(await rejection(segmenter.request("extent", [image], { timeout: 20 }))).toMatchObject({ code: "E_TIMEOUT" });
    // The next worker starts at once.
    expect(started.length).toBe(2);
    rejection(segmenter.request("extent", [image]));
    expect(started.length).toBe(2);
  });

  it("has a spare ready when a long call is cancelled", async () => {
    const asked: string[] = [];
    const segmenter = newSegmenter(() => {
      if (started.length === 0) return startSilent();
      const worker = startHere();
      const post = worker.postMessage;
      worker.postMessage = (message, transfer) => {
        asked.push((message as { call: string }).call);
        post.call(worker, message, transfer);
      };
      return worker;
    }, 20);
    const controller = new AbortController();
    const running = rejection(segmenter.request("extent", [image], { signal: controller.signal }));
    while (started.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(asked).toEqual(["threads"]);
    controller.abort();
    expect(await running).toMatchObject({ code: "E_INTERRUPTED" });
    expect(await segmenter.request("extent", [image])).toEqual({ min: 1, max: 2 });
    expect(started.length).toBe(2);
    expect(asked).toEqual(["threads", "extent"]);
  });

  it("does without a spare that does not start", async () => {
    let starts = 0;
    const segmenter = newSegmenter(() => {
      if (++starts === 2) throw new Error("no more threads");
      return starts === 1 ? startSilent() : startHere();
    }, 20);
    const controller = new AbortController();
    const running = rejection(segmenter.request("extent", [image], { signal: controller.signal }));
    while (starts < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    const waiting = segmenter.request("extent", [image]);
    controller.abort();
    expect(await running).toMatchObject({ code: "E_INTERRUPTED" });
    expect(await waiting).toEqual({ min: 1, max: 2 });
    expect(starts).toBe(3);
  });

  it("replaces a worker that breaks down", async () => {
    const segmenter = newSegmenter();
    const broken = await rejection(segmenter.request("extent", [{ handle: 99 }]));
    expect(broken).toMatchObject({ code: "E_POISONED" });
    expect(await segmenter.request("extent", [image])).toEqual({ min: 1, max: 2 });
    expect(started.length).toBe(2);
  });

  it("reports a worker whose script does not load", async () => {
    const segmenter = newSegmenter(() => {
      const worker = startSilent();
      queueMicrotask(() => worker.onerror?.({ message: "" } as ErrorEvent));
      return worker;
    });
    const error = await rejection(segmenter.request("extent", [image]));
    expect(error).toMatchObject({ code: "E_WASM", message: "the worker stopped: its script did not load" });
  });

  it("ends with everything it had to do", async () => {
    const segmenter = newSegmenter(startSilent);
    const both = [segmenter.request("extent", [image]), segmenter.request("extent", [image])].map(rejection);
    segmenter.dispose();
    for (const error of await Promise.all(both)) expect(error).toMatchObject({ code: "E_INTERRUPTED" });
  });
});

describe("pack", () => {
  it("cuts windows out of larger buffers, and moves only what it may", () => {
    const whole = Uint8Array.of(1, 2, 3, 4);
    const packed = pack({ deep: [{ part: whole.subarray(1, 3), whole }], text: "x", none: null }, false);
    const [{ part, whole: kept }] = packed.value.deep as [{ part: Uint8Array; whole: Uint8Array }];
    expect([...part]).toEqual([2, 3]);
    expect(part.buffer.byteLength).toBe(2);
    expect(kept).toBe(whole);
    expect(packed.transfer).toEqual([part.buffer]);
    expect(pack(whole, true).transfer).toEqual([whole.buffer]);
  });

  it("lists a buffer once", () => {
    const whole = Uint8Array.of(1);
    expect(pack([whole, whole], true).transfer).toEqual([whole.buffer]);
  });
});
