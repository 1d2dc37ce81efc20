/** A page as a user of the library would write it: what it posts must not depend on whether threads can share memory. */
import { type Image, loadKernels, type SegmentOptions, sample, segment } from "../../../bindings/browser.js";
import { createSegmenter } from "../../../bindings/worker.js";
import { digestOf } from "../agreement.js";
import { fixtureDigests } from "../fixtures.js";

/** What the page saw. */
export interface Seen {
  isolated: boolean;
  /** Threads in the segmenter's worker. */
  threads: number;
  /** Threads of kernels that were loaded on the page's own thread. */
  onPage: number;
  /** Digests of the labels, from the worker and from the page's own thread. */
  digests: string[];
  /** Digests of the work that Node and the command line do too; in the page's own thread. */
  fixtures: Record<string, string>;
  /** What was told of a call's progress. */
  progress: number[];
  /** Code of a call that was cancelled as soon as it had begun, and the answer of the next. */
  cancelled: unknown;
  next: unknown;
}

const image: Image = sample("acceptance");
const options: SegmentOptions = { sigma: 1, erode: 2, expand: 3 };

async function look(): Promise<Seen> {
  const segmenter = createSegmenter({ threads: 2 });
  const progress: number[] = [];
  const onProgress = (fraction: number) => progress.push(fraction);
  const { labels } = await segmenter.request("segment", [image, options], { onProgress });
  const k = await loadKernels({ threads: 2 });
  const digests = [digestOf(labels), digestOf(segment(k, image, options).labels)];
  const fixtures = fixtureDigests(k);
  const threads = await segmenter.request("threads", []);
  const cancelled = await cancel(segmenter);
  const next = await segmenter.request("extent", [{ data: Uint8Array.of(3, 4), shape: [1, 2] }]);
  segmenter.dispose();
  return { isolated: crossOriginIsolated, threads, onPage: k.threads, digests, fixtures, progress, cancelled, next };
}

async function cancel(segmenter: ReturnType<typeof createSegmenter>): Promise<unknown> {
  const controller = new AbortController();
  const large: Image = { data: new Uint8Array(8_000_000), shape: [200, 200, 200] };
  const call = { signal: controller.signal, onProgress: () => controller.abort() };
  return segmenter.request("apply", ["gaussian", large, { sigma: 40 }], call).catch((error) => error.code);
}

const answer = await look().then(
  (value) => ({ value }),
  (error) => ({ error: String(error) }),
);
await fetch("/answer", { method: "POST", body: JSON.stringify(answer) });
