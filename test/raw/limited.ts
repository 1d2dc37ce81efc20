import { readFileSync } from "node:fs";
import { instantiateSync } from "@assemblyscript/loader";
import { type Build, instantiateKernels, type Kernels, type RawExports } from "../../bindings/core/kernels.js";
import { wasmPath } from "../engines/bundle.js";

const MEMORY_SECTION = 5;

/** The module of a build whose memory may grow to so many pages of 64 KiB and no further. */
export function limitedModule(build: Build, pages: number): WebAssembly.Module {
  const bytes = readFileSync(wasmPath(build));
  const section = findSection(bytes, MEMORY_SECTION);
  // One memory, flag 1: a smallest and a largest size follow.
  if (bytes[section] !== 1 || bytes[section + 1] !== 1) throw new Error(`${build} has no memory with a limit`);
  const smallest = readLength(bytes, section + 2);
  const largest = readLength(bytes, smallest.next);
  for (let at = smallest.next, rest = pages; at < largest.next; at++, rest >>>= 7) {
    // As many bytes as before: all but the last one say that more follow.
    bytes[at] = (rest & 127) | (at < largest.next - 1 ? 128 : 0);
  }
  return new WebAssembly.Module(bytes);
}

/** Raw exports of such a module. */
export function limitedInstance(build: Build, pages: number): RawExports {
  return instantiateSync(limitedModule(build, pages), { env: { abort: failed } }).exports as unknown as RawExports;
}

/** Kernels of such a module. */
export function limitedKernels(build: Build, pages: number): Kernels {
  return instantiateKernels(limitedModule(build, pages), build);
}

function failed(): never {
  throw new Error("an assertion of the debug build failed");
}

/** Where the contents of a section begin. */
function findSection(bytes: Uint8Array, wanted: number): number {
  let at = 8;
  while (at < bytes.length) {
    const id = bytes[at] as number;
    const length = readLength(bytes, at + 1);
    if (id === wanted) return length.next;
    at = length.next + length.value;
  }
  throw new Error(`the module has no section ${wanted}`);
}

/** An unsigned LEB128 number and where it ends. */
function readLength(bytes: Uint8Array, at: number): { value: number; next: number } {
  let [value, shift] = [0, 0];
  for (;;) {
    const byte = bytes[at++] as number;
    value += (byte & 127) * 2 ** shift;
    shift += 7;
    if (byte < 128) return { value, next: at };
  }
}
