import type { Limits, Selection } from "../../bindings/io/index.js";

/** A bad file: its bytes, and the one code it must end with; "ok" where it must still be read. */
export interface Hostile {
  name: string;
  bytes: Uint8Array;
  code: string;
  limits?: Partial<Limits>;
  selection?: Selection;
}

/** Shorthand for lists of cases. */
export function hostile(code: string, name: string, bytes: Uint8Array, more: Partial<Hostile> = {}): Hostile {
  return { name, bytes, code, ...more };
}

/** Bytes with some of them replaced. */
export function patched(bytes: Uint8Array, at: number, ...values: number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(values, at);
  return copy;
}
