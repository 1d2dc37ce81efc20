import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { sample, segment } from "../../bindings/index.js";
import { createSegmenter, type Segmenter, type SegmenterOptions, type WorkerLike } from "../../bindings/worker.js";
import { kernelsOf } from "../builds.js";
import { digestOf } from "../engines/agreement.js";

/** A worker on a thread of its own, and everything it has said. */
interface RealWorker extends WorkerLike {
  said: { kind: string; fraction?: number; error?: { code: string } }[];
}

const workers: RealWorker[] = [];
const segmenters: Segmenter[] = [];

function startThread(): RealWorker {
  const thread = new Worker(new URL("../../dist/bindings/node-served.js", import.meta.url), { execArgv: [] });
  const worker: RealWorker = {
    said: [],
    onmessage: null,
    onerror: null,
    postMessage: (message, transfer) => thread.postMessage(message, transfer as never),
    terminate: () => void thread.terminate(),
  };
  thread.on("message", (data) => {
    worker.said.push(data);
    worker.onmessage?.({ data } as MessageEvent);
  });
  thread.on("error", (error) => worker.onerror?.({ message: error.message } as ErrorEvent));
  workers.push(worker);
  return worker;
}

function newSegmenter(options: SegmenterOptions = {}): Segmenter {
  const segmenter = createSegmenter({ start: startThread, ...options });
  segmenters.push(segmenter);
  return segmenter;
}

afterEach(() => {
  for (const segmenter of segmenters.splice(0)) segmenter.dispose();
  for (const worker of workers.splice(0)) worker.terminate();
});

/** A volume whose blur below takes far longer than a test may. */
const huge = (): Image => ({ data: new Uint8Array(300 ** 3), shape: [300, 300, 300] });

describe("a segmenter", () => {
  it.each([1, 2, 4])("gives what the library gives with %d threads", async (threads) => {
    const image = sample("acceptance");
    const options = { sigma: 1, erode: 2, expand: 3 };
    const want = segment(kernelsOf(), image, options);
    const { milliseconds: _, ...got } = await newSegmenter({ threads }).request("segment", [image, options]);
    expect(digestOf(got)).toBe(digestOf(want));
  });

  it("refuses a number of threads that is none", () => {
    expect(() => createSegmenter({ threads: 0 })).toThrow(
      "createSegmenter: expected threads to be a whole number >= 1",
    );
    expect(() => createSegmenter({ threads: 1.5 })).toThrow(expect.objectContaining({ code: "E_OPTION" }));
  });

  it.each([1, 2])("tells how far a call is, from 0 to 1, with %d threads", async (threads) => {
    const heard: number[] = [];
    const onProgress = (fraction: number) => heard.push(fraction);
    await newSegmenter({ threads }).request("segment", [sample("nuclei")], { onProgress });
    expect(heard.length).toBeGreaterThan(5);
    expect(heard).toEqual([...heard].sort((a, b) => a - b));
    expect(heard.every((fraction) => fraction >= 0 && fraction <= 1)).toBe(true);
    expect(heard.filter((fraction) => fraction === 1)).toEqual([1]);
  });

  it.each([1, 2])(
    "stops between two parts of a cancelled call, and keeps its worker, with %d threads",
    async (threads) => {
      const segmenter = newSegmenter({ threads, grace: 60_000 });
      const controller = new AbortController();
      const heard: number[] = [];
      const running = segmenter.request("apply", ["gaussian", huge(), { sigma: 40 }], {
        signal: controller.signal,
        onProgress(fraction) {
          heard.push(fraction);
          controller.abort();
        },
      });
      await expect(running).rejects.toMatchObject({ code: "E_INTERRUPTED" });
      // Nothing more is told of a call that was given up.
      expect(heard.length).toBe(1);
      expect(await segmenter.request("extent", [{ data: Uint8Array.of(3, 4), shape: [1, 2] }])).toEqual({
        min: 3,
        max: 4,
      });
      expect(heard.length).toBe(1);
      // The same worker has answered, and had not done the call.
      expect(workers.length).toBe(1);
      const answers = workers[0]?.said.filter(({ kind }) => kind !== "progress");
      expect(answers).toMatchObject([{ kind: "refused", error: { code: "E_INTERRUPTED" } }, { kind: "result" }]);
    },
  );

  it("replaces a worker that goes on with a cancelled call", async () => {
    const segmenter = newSegmenter({ threads: 2, grace: 1 });
    const controller = new AbortController();
    const waiting = new Promise<void>((resolve) => {
      const onProgress = () => resolve();
      const call = { signal: controller.signal, onProgress };
      // One part of this blur alone takes longer than the grace.
      segmenter.request("apply", ["gaussian", huge(), { sigma: 40 }], call).catch(() => {});
    });
    await waiting;
    const order: string[] = [];
    const next = segmenter
      .request("extent", [{ data: Uint8Array.of(3, 4), shape: [1, 2] }])
      .then((extent) => order.push(`extent ${extent.max}`));
    controller.abort();
    await next;
    expect(order).toEqual(["extent 4"]);
    expect(workers.length).toBe(2);
  });

  it("does calls made at once one after another", async () => {
    const segmenter = newSegmenter({ threads: 2 });
    const image = sample("acceptance");
    const want = digestOf(segment(kernelsOf(), image, { sigma: 1, erode: 2 }).labels);
    const calls = Array.from({ length: 6 }, () => segmenter.request("segment", [image, { sigma: 1, erode: 2 }]));
    for (const { labels } of await Promise.all(calls)) expect(digestOf(labels)).toBe(want);
    expect(workers.length).toBe(1);
  });

  it("comes and goes many times", async () => {
    for (let i = 0; i < 5; i++) {
      const segmenter = newSegmenter({ threads: 2 });
      expect(await segmenter.request("extent", [{ data: Uint8Array.of(i, 9), shape: [1, 2] }])).toEqual({
        min: i,
        max: 9,
      });
      segmenter.dispose();
    }
  });
});
