import type { Kernels } from "../bindings/index.js";
import { compare, plainOf } from "./compare.js";
import { type BenchObject, type Inputs, inputSummary } from "./images.js";
import { copySubject, type MeasureOptions, measure, type Subject, type Timing } from "./measure.js";
import type { Peer } from "./peers/peer.js";
import type { Row, RowSubject } from "./report.js";
import { OURS } from "./subjects.js";
import { type PeerCall, type Task, timeCopies, timeKernel } from "./task.js";

/** Where a row is measured. */
export interface Bench {
  k: Kernels;
  /** Kernels with helpers. */
  threaded: Kernels;
  inputs: Inputs;
  peers: readonly Peer[];
}

/** Measures one task: kernel on one and on two threads, whole call, copies, memcpy and peers, in turns. */
export async function measureTask(task: Task, bench: Bench, options: MeasureOptions): Promise<Row> {
  const { k, threaded, inputs } = bench;
  const input = inputs.get(task.input);
  const result = task.call(k, input) as BenchObject | number;
  const bytes = bytesOf(input) + bytesOf(result);
  const prepared = await preparePeers(task, input, bench.peers);
  const ours: Subject[] = [
    { name: OURS.kernel, run: () => timeKernel(task, k, input) },
    { name: OURS.threads, run: () => timeKernel(task, threaded, input) },
    callSubject(task, k, input, result),
    { name: OURS.copies, run: () => timeCopies(task, k, input) },
    copySubject(bytes),
  ];
  const timings = await measure([...ours, ...prepared.map(({ subject }) => subject)], options);
  const same = sameBytes(task.call(threaded, input), result);
  const checks = [
    ...ours.map(({ name }) => (name === OURS.threads ? { check: same ? "equal" : "another result", ok: same } : {})),
    ...(await checkPeers(prepared, result)),
  ];
  const voxels = input.shape.reduce((n, extent) => n * extent, 1);
  const subjects = timings.map((timing, i) => describe(timing, timings, voxels, checks[i] as Partial<RowSubject>));
  const { op, title, prototype } = task;
  const about = { op, title, input: inputSummary(task.input), voxels, bytes };
  return { ...about, subjects, ...(prototype !== undefined && { prototype }) };
}

/** The public function; every run must give what the first one gave. */
function callSubject(task: Task, k: Kernels, input: BenchObject, first: unknown): Subject {
  return {
    name: OURS.call,
    run() {
      const start = performance.now();
      const result = task.call(k, input);
      const milliseconds = performance.now() - start;
      if (!sameBytes(result, first)) throw new Error(`${task.title}: a run gave another result than the first`);
      return milliseconds;
    },
  };
}

/** True when two results hold the same voxels to the last bit, or are the same number. */
function sameBytes(a: unknown, b: unknown): boolean {
  const [left, right] = [voxelsOf(a), voxelsOf(b)];
  if (!left || !right) return Object.is(a, b);
  return left.compare(right) === 0;
}

function voxelsOf(object: unknown): Buffer | undefined {
  if (object === null || typeof object !== "object") return undefined;
  const { data, bits } = object as { data?: ArrayBufferView; bits?: ArrayBufferView };
  const voxels = data ?? bits;
  return voxels && Buffer.from(voxels.buffer, voxels.byteOffset, voxels.byteLength);
}

function bytesOf(object: unknown): number {
  return voxelsOf(object)?.length ?? 0;
}

interface Prepared {
  call: PeerCall;
  peer: Peer;
  subject: Subject;
}

async function preparePeers(task: Task, input: BenchObject, peers: readonly Peer[]): Promise<Prepared[]> {
  const prepared: Prepared[] = [];
  for (const call of task.peers) {
    for (const peer of peers) {
      const source = { name: task.input, plain: () => plainOf(input) };
      const subject = await peer.prepare(call.peer, call.call, source, call.parameters ?? {});
      if (subject) prepared.push({ call, peer, subject });
    }
  }
  return prepared;
}

/** Runs each peer once more and compares what it made with what we made. */
async function checkPeers(prepared: readonly Prepared[], result: BenchObject | number): Promise<Partial<RowSubject>[]> {
  const ours = plainOf(result);
  const checks: Partial<RowSubject>[] = [];
  for (const { call, peer, subject } of prepared) {
    await subject.run();
    const outcome = call.check && compare(ours, await peer.result(), call.check);
    checks.push({ call: call.call, ...(outcome && { check: outcome.text, ok: outcome.ok }) });
  }
  return checks;
}

function describe(timing: Timing, all: readonly Timing[], voxels: number, check: Partial<RowSubject>): RowSubject {
  const minimum = (name: string) => all.find((other) => other.name === name)?.min as number;
  return {
    ...timing,
    nanosecondsPerVoxel: (timing.min * 1e6) / voxels,
    timesMemcpy: timing.min / minimum(OURS.memcpy),
    timesKernel: timing.min / minimum(OURS.kernel),
    timesThreads: timing.min / minimum(OURS.threads),
    timesCall: timing.min / minimum(OURS.call),
    ...check,
  };
}
