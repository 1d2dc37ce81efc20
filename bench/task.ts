import type { Kernels } from "../bindings/core/kernels.js";
import { type Kind, type Op, putKind, runOp } from "../bindings/core/op.js";
import { resolveOptions } from "../bindings/core/options.js";
import { type Resident, takeResident } from "../bindings/core/resident.js";
import { type Scratch, scratch } from "../bindings/core/scratch.js";
import { findOp } from "../bindings/index.js";
import type { Check } from "./compare.js";
import type { BenchObject, InputName } from "./images.js";

/** One peer's way to do a task. */
export interface PeerCall {
  peer: "scikit-image" | "SciPy" | "OpenCV" | "NumPy" | "opencv-js" | "image-js";
  /** Name of the call in the peer's table. */
  call: string;
  parameters?: Record<string, number>;
  /** How its result must compare with ours; without one, only the time is compared. */
  check?: Check;
}

/** One row of the bench. */
export interface Task {
  op: string;
  title: string;
  input: InputName;
  kind: Kind;
  /** The work on objects that already lie in linear memory. Returns what it made there, if it is an object. */
  kernel: (s: Scratch, input: Resident) => Resident | unknown;
  /** The public function, copies included. */
  call: (k: Kernels, input: BenchObject) => unknown;
  /** Rounds, where they shall be fewer than for other rows. */
  rounds?: number;
  /** ns per voxel that the measured prototype of the same algorithm needed. */
  prototype?: number;
  peers: readonly PeerCall[];
}

type Rest = Pick<Task, "peers"> & Partial<Pick<Task, "prototype" | "rounds">>;

/** A row for an operation of the registry. */
export function opTask(name: string, title: string, input: InputName, options: object, rest: Rest): Task {
  const op = findOp(name) as Op;
  const kernel = (s: Scratch, resident: Resident) => {
    const resolved = resolveOptions(op.name, op.parameters, options, resident.shape.length);
    return op.step(s, resident as never, resolved as never, {});
  };
  return {
    op: name,
    title,
    input,
    kind: op.input,
    kernel,
    call: (k, object) => runOp(op, k, object, options),
    ...rest,
  };
}

/** Milliseconds of the kernel alone, warm: its input is copied in, and it has run once, before the clock starts. */
export function timeKernel(task: Task, k: Kernels, input: BenchObject): number {
  return scratch(k, (s) => {
    const resident = putKind(s, task.op, task.kind, input);
    s.nested(() => task.kernel(s, resident));
    const start = performance.now();
    s.nested(() => task.kernel(s, resident));
    return performance.now() - start;
  });
}

/** Milliseconds of copying the input in and the result out. */
export function timeCopies(task: Task, k: Kernels, input: BenchObject): number {
  return scratch(k, (s) => {
    const start = performance.now();
    const resident = putKind(s, task.op, task.kind, input);
    const put = performance.now() - start;
    const result = task.kernel(s, resident);
    const second = performance.now();
    if (isResident(result)) takeResident(s, result);
    return put + performance.now() - second;
  });
}

function isResident(result: unknown): result is Resident {
  return result !== null && typeof result === "object" && "kind" in result && "at" in result;
}
