import type { Image, Labelmap, Mask } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import { type Kind, type Op, runOp } from "../../bindings/core/op.js";
import { isSegmentError } from "../../bindings/index.js";
import { REGISTRY } from "../../bindings/registry.js";
import { kernelsOf } from "../builds.js";
import { LIBRARY_CALLS } from "../engines/functions.js";
import { othersFor } from "../engines/inputs.js";
import { optionSetsOf } from "../engines/options.js";

export type Input = Image | Mask | Labelmap;

/** Something the library can be asked to do, and on what kind of input. */
export interface HardCall {
  name: string;
  on: Kind;
  run(k: Kernels, input: Input): unknown;
}

/** Every operation with every option set, and with its further inputs. */
export function operationCalls(sets: (op: Op) => object[] = optionSetsOf): HardCall[] {
  return REGISTRY.flatMap((op) =>
    sets(op).map((options) => ({
      name: `${op.name} ${JSON.stringify(options)}`,
      on: op.input,
      run: (k: Kernels, input: Input) =>
        othersFor(helper, op, input.shape).map((others) => runOp(op, k, input, { ...options, ...others })),
    })),
  );
}

/** Further inputs are made elsewhere, so that a call's own kernels do nothing but the call. */
const helper = kernelsOf();

/** Everything that computes: operations and functions. */
export function allCalls(): HardCall[] {
  const functions = LIBRARY_CALLS.map(({ name, variant, on, run }) => {
    return { name: variant ? `${name} ${variant}` : name, on, run: run as HardCall["run"] };
  });
  return [...operationCalls(), ...functions];
}

/** What a call gives, or the code and message of segwasm's own error. */
export function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (isSegmentError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
}

/** Where two results differ first; undefined when they are equal to the last bit. */
export function difference(a: unknown, b: unknown, path = "result"): string | undefined {
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b)) return arrayDifference(a as never, b as never, path);
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") {
    return Object.is(a, b) ? undefined : `${path}: ${a} and ${b}`;
  }
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const found = difference((a as never)[key], (b as never)[key], `${path}.${key}`);
    if (found) return found;
  }
  return undefined;
}

function arrayDifference(a: Uint8Array, b: Uint8Array, path: string): string | undefined {
  if (a.constructor !== b.constructor || a.length !== b.length) return `${path}: types or lengths differ`;
  const bytes = (array: Uint8Array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);
  if (bytes(a).equals(bytes(b))) return undefined;
  const at = a.findIndex((value, i) => !Object.is(value, b[i]));
  return `${path}[${at}]: ${a[at]} and ${b[at]}`;
}
