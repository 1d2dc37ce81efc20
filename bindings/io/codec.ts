import { unzlibSync } from "fflate";
import { SegmentError } from "../core/errors.js";
import type { Source } from "./source.js";

/** A decoder's module as the build embeds it. */
interface Embedded {
  /** Base64 of a zlib stream. */
  readonly wasm: string;
  readonly start: (options: object) => Promise<object>;
}

/** The object of a decoder for one frame, as all modules have it. */
export interface ImageDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  decode(): void;
  getDecodedBuffer(): ArrayLike<number> & { readonly buffer: ArrayBufferLike };
  delete(): void;
}

/** A decoder that is ready, with memory of its own. */
export interface Codec<Exports> {
  /**
   * Decodes one frame, given in pieces. A decoder that has failed is not used again, as nothing is known of its memory
   * after a trap or an exception: the next frame gets another one.
   *
   * @throws CorruptFile E_CORRUPT with the last thing the decoder said
   */
  decode(source: Source, pieces: readonly Uint8Array[], make: (exports: Exports) => ImageDecoder): Uint8Array;
}

/** A started module: what it exports, and its memory. */
type Instance<Exports> = Exports & { HEAPU8: Uint8Array };

/** Memory never shrinks, so a decoder that has grown beyond this is not kept for the next frame. */
const KEPT_BYTES = 64 * 2 ** 20;

/** Decoders loaded so far: a series has many files, and a program opens many of them. */
const loaded = new Map<string, Promise<Codec<unknown>>>();

/**
 * The decoder of an embedded module, compiled once.
 *
 * @throws SegmentError E_WASM when it cannot be started
 */
export function loadCodec<Exports>(embedded: Embedded, what: string): Promise<Codec<Exports>> {
  const known = loaded.get(embedded.wasm);
  if (known) return known as Promise<Codec<Exports>>;
  const codec = compile(embedded.wasm).then(
    (module) => codecOf<Exports>(embedded, module, what),
    (cause) => {
      loaded.delete(embedded.wasm);
      throw unstartable(what, cause);
    },
  );
  loaded.set(embedded.wasm, codec as Promise<Codec<unknown>>);
  return codec;
}

function compile(wasm: string): Promise<WebAssembly.Module> {
  const text = atob(wasm);
  const packed = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) packed[i] = text.charCodeAt(i);
  return WebAssembly.compile(unzlibSync(packed) as Uint8Array<ArrayBuffer>);
}

function codecOf<Exports>(embedded: Embedded, module: WebAssembly.Module, what: string): Codec<Exports> {
  let said: string[] = [];
  const say = (line: string) => said.push(line);
  let idle: Instance<Exports> | undefined;
  return {
    decode: (source, pieces, make) => {
      const instance = idle ?? start<Exports>(embedded, module, what, say);
      idle = undefined;
      said = [];
      const values = runDecoder(source, what, () => runOnce(make(instance), pieces), said);
      if (instance.HEAPU8.length <= KEPT_BYTES) idle = instance;
      return values;
    },
  };
}

/** A new instance. Its script fills the object it is given before it returns, so that no promise has to be awaited. */
function start<Exports>(
  embedded: Embedded,
  module: WebAssembly.Module,
  what: string,
  say: (line: string) => void,
): Instance<Exports> {
  let failure: unknown;
  const instantiateWasm = (imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void) => {
    const instance = new WebAssembly.Instance(module, imports);
    receive(instance);
    return instance.exports;
  };
  const options = { print: say, printErr: say, instantiateWasm };
  try {
    embedded.start(options).catch(() => {});
  } catch (cause) {
    failure = cause;
  }
  if (!("HEAPU8" in options)) throw unstartable(what, failure);
  return options as unknown as Instance<Exports>;
}

function unstartable(what: string, cause: unknown): SegmentError {
  return new SegmentError("E_WASM", `the ${what} decoder cannot be started`, {}, cause);
}

function runOnce(decoder: ImageDecoder, pieces: readonly Uint8Array[]): Uint8Array {
  const stream = decoder.getEncodedBuffer(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    stream.set(piece, at);
    at += piece.length;
  }
  decoder.decode();
  const { buffer, length } = decoder.getDecodedBuffer();
  decoder.delete();
  // A copy of its own, made by the module; as bytes, so that it can be viewed as values of any size.
  return new Uint8Array(buffer as ArrayBuffer, 0, length);
}

function runDecoder(source: Source, what: string, run: () => Uint8Array, said: readonly string[]): Uint8Array {
  let values: Uint8Array | undefined;
  let cause: unknown;
  try {
    values = run();
  } catch (error) {
    cause = error;
  }
  const [problem] = said.filter((line) => /^\[ERROR\]/.test(line));
  if (values && problem === undefined) {
    const [warning] = said.filter((line) => /^\[WARNING\]/.test(line));
    if (warning) source.note(`its ${what} decoder warns: ${plain(warning)}`);
    return values;
  }
  throw source.corrupt(`its ${what} data are damaged${problem ? `: ${plain(problem)}` : ""}`, cause);
}

/** A line of the decoder without its level and its full stop. */
function plain(line: string): string {
  return line.replace(/^\[\w+\]\s*/, "").replace(/[.!\s]+$/, "");
}
