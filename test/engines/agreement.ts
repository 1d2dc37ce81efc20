/**
 * Runs everything the library computes on seeded inputs and digests the results. Bundled into one classic script that
 * every engine runs: Node, Chromium, Firefox and JavaScriptCore must report the same digests.
 */
import type { Image } from "../../bindings/core/image.js";
import { dtypeOf } from "../../bindings/core/image.js";
import {
  type Build,
  helpersStarted,
  instantiateKernels,
  type Kernels,
  serveHelper,
} from "../../bindings/core/kernels.js";
import { runOp } from "../../bindings/core/op.js";
import type { StartHelper } from "../../bindings/core/pool.js";
import { isSegmentError } from "../../bindings/index.js";
import { REGISTRY } from "../../bindings/registry.js";
import { fileCases } from "./files.js";
import { inputsOf, othersFor } from "./inputs.js";
import { libraryCases } from "./library.js";
import { optionSetsOf } from "./options.js";
import { sha256 } from "./sha256.js";

/** Digest, or code and message of the error, by the name of the case. */
export type Digests = Record<string, string>;

/** All cases on one build. */
export function agreement(module: WebAssembly.Module, build: Build): Digests {
  return digestsOf(instantiateKernels(module, build));
}

/** All cases on so many threads, which share even the smallest work. */
export async function threadedAgreement(
  module: WebAssembly.Module,
  threads: number,
  start: StartHelper,
): Promise<Digests> {
  const k = instantiateKernels(module, "threads", { threads, start, worth: 1 });
  await helpersStarted(k);
  if (k.threads !== threads) throw new Error(`expected ${threads} threads, got ${k.threads}`);
  const digests = digestsOf(k);
  k.dispose();
  return digests;
}

/** All cases on one instance. */
export function digestsOf(k: Kernels): Digests {
  const digests: Digests = {};
  for (const [name, run] of [...registryCases(k), ...libraryCases(k), ...fileCases()]) digests[name] = outcome(run);
  return digests;
}

/** Every operation with every option set on every input of its kind. */
function* registryCases(k: Kernels): Iterable<[name: string, run: () => unknown]> {
  const inputs = inputsOf(k);
  for (const op of REGISTRY) {
    for (const options of optionSetsOf(op)) {
      for (const [name, input] of inputs[op.input]) {
        for (const others of othersFor(k, op, input.shape)) {
          const title = [op.name, JSON.stringify(options), "on", name, ...Object.keys(others)].join(" ");
          yield [title, () => runOp(op, k, input, { ...options, ...others })];
        }
      }
    }
  }
}

function outcome(run: () => unknown): string {
  try {
    const result = run();
    return typeof result === "string" ? result : digestOf(result);
  } catch (error) {
    if (isSegmentError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
}

/** Digest of a result: arrays by type and bytes, everything else by its structure. Numbers count to the last bit. */
export function digestOf(result: unknown): string {
  const parts: Uint8Array[] = [];
  collect(result, parts);
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return sha256(all);
}

function collect(value: unknown, parts: Uint8Array[]): void {
  // Engines differ in the sign of a NaN, which no script can see.
  if (Number.isNaN(value)) collect("NaN", parts);
  else if (typeof value === "number") collect(Float64Array.of(value), parts);
  else if (ArrayBuffer.isView(value)) {
    const array = value as Image["data"];
    collect(`${dtypeOf(array)}[${array.length}]`, parts);
    parts.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  } else if (value !== null && typeof value === "object") {
    for (const [key, item] of Object.entries(value)) {
      collect(key, parts);
      collect(item, parts);
    }
  } else parts.push(Uint8Array.from(String(value), (letter) => letter.charCodeAt(0) & 0xff));
}

Object.assign(globalThis, { agreement, threadedAgreement, serveHelper });
