import type { Folder, Limits, Selection } from "../../bindings/io/index.js";

/** Files by their names; a name may have folders in it. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** A bad file: its bytes, and the one code it must end with; "ok" where it must still be read. */
export interface Hostile {
  name: string;
  /** The file, or the files of a folder that is one image. */
  bytes: Uint8Array | Files;
  code: string;
  /** What `inspect` says of the image, where the file can be read and the image is of no use to it. */
  inspected?: string;
  /** What the file is called; its ending decides for formats without a signature. */
  file?: string;
  /** Files that lie beside it. */
  beside?: Files;
  limits?: Partial<Limits>;
  selection?: Selection;
}

/** Shorthand for lists of cases. */
export function hostile(code: string, name: string, bytes: Hostile["bytes"], more: Partial<Hostile> = {}): Hostile {
  return { name, bytes, code, ...more };
}

/** Bytes with some of them replaced. */
export function patched(bytes: Uint8Array, at: number, ...values: number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(values, at);
  return copy;
}

/** Parts one after the other; text as UTF-8. */
export function glued(...parts: (Uint8Array | string)[]): Uint8Array {
  const bytes = parts.map((part) => (typeof part === "string" ? new TextEncoder().encode(part) : part));
  const whole = new Uint8Array(bytes.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of bytes) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A file cut at every `step`-th byte: each cut must be noticed, wherever it falls. */
export function cuts(bytes: Uint8Array, step: number, code: (at: number) => string, more: Partial<Hostile> = {}) {
  return Array.from({ length: Math.ceil(bytes.length / step) }, (_, i) => step * i).map((at) =>
    hostile(code(at), `cut after ${at} of ${bytes.length} bytes`, bytes.slice(0, at), more),
  );
}

/** Bytes over and over. */
export function repeated(bytes: Uint8Array, times: number): Uint8Array {
  const whole = new Uint8Array(bytes.length * times);
  for (let i = 0; i < times; i++) whole.set(bytes, i * bytes.length);
  return whole;
}

/** Files in memory as a folder. */
export function memoryFolder(name: string, files: Files): Folder {
  return {
    name,
    list: async () => Object.keys(files),
    read: async (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
  };
}
