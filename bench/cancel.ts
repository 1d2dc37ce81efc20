import type { Image } from "../bindings/core/image.js";
import { createSegmenter } from "../bindings/node-worker.js";

/** How soon a cancelled call lets go. Milliseconds, the worst of several moments at which it was cancelled. */
export interface Cancelled {
  op: string;
  threads: number;
  /** Until the promise rejects. */
  rejected: number;
  /** Until the worker, or the one that took its place, has answered another call. */
  answered: number;
}

/** Milliseconds after which calls are cancelled. */
const MOMENTS = [10, 40, 90, 170];
const SIDE = 256;
/** Calls that all take longer than the last moment, and what they are given. */
const CALLS: readonly (readonly [string, object])[] = [
  ["gaussian", { sigma: 30 }],
  ["median", { radius: 4 }],
  ["watershed", {}],
];

/** Cancels long calls on one thread and on two. */
export async function measureCancelled(): Promise<Cancelled[]> {
  const rows: Cancelled[] = [];
  for (const threads of [1, 2]) {
    for (const [op, options] of CALLS) rows.push(await cancelledOf(op, options, threads));
  }
  return rows;
}

async function cancelledOf(op: string, options: object, threads: number): Promise<Cancelled> {
  const segmenter = createSegmenter({ threads });
  const small: Image = { data: Uint8Array.of(3, 4), shape: [1, 2] };
  let [rejected, answered] = [0, 0];
  for (const moment of MOMENTS) {
    await segmenter.request("extent", [small]);
    const abort = new AbortController();
    const running = segmenter.request("apply", [op, noise(), options], { signal: abort.signal });
    const outcome = running.then(
      () => "done",
      () => "cancelled",
    );
    await new Promise((resolve) => setTimeout(resolve, moment));
    const start = performance.now();
    abort.abort();
    if ((await outcome) === "done") throw new Error(`${op} was done before it was cancelled`);
    rejected = Math.max(rejected, performance.now() - start);
    await segmenter.request("extent", [small]);
    answered = Math.max(answered, performance.now() - start);
  }
  segmenter.dispose();
  return { op, threads, rejected, answered };
}

/** A volume without any order, which nothing gets through quickly. */
function noise(): Image {
  const data = new Uint8Array(SIDE ** 3);
  for (let i = 0, state = 1; i < data.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    data[i] = state >>> 24;
  }
  return { data, shape: [SIDE, SIDE, SIDE] };
}
