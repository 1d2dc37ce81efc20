import { unzlibSync } from "fflate";
import { SegmentError } from "../../core/errors.js";
import type { Source } from "../source.js";

/** A decoder's module as the build embeds it. */
export interface Embedded {
  /** Base64 of a zlib stream. */
  readonly wasm: string;
  readonly start: (options: object) => Promise<object>;
}

/** The object of a decoder for one frame, as both modules have it. */
export interface ImageDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  decode(): void;
  getDecodedBuffer(): ArrayLike<number> & { readonly buffer: ArrayBufferLike };
  delete(): void;
}

/** A started module. */
export interface Started<Exports> {
  /**
   * Decodes one frame. A decoder that has failed is not used again: after a trap or an exception nothing is known of its
   * memory, so further frames of the same file are refused.
   *
   * @throws CorruptFile E_CORRUPT with the last thing the decoder said
   */
  decode(source: Source, packed: Uint8Array, make: (exports: Exports) => ImageDecoder): Uint8Array;
}

/** Modules compiled so far: a series has many files, and a program opens many of them. */
const compiled = new Map<string, Promise<WebAssembly.Module>>();

function compile(wasm: string): Promise<WebAssembly.Module> {
  const known = compiled.get(wasm);
  if (known) return known;
  const text = atob(wasm);
  const packed = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) packed[i] = text.charCodeAt(i);
  const module = WebAssembly.compile(unzlibSync(packed) as Uint8Array<ArrayBuffer>);
  compiled.set(wasm, module);
  return module;
}

/**
 * Starts a module with memory of its own, and keeps its messages for errors.
 *
 * @throws SegmentError E_WASM when it cannot be started
 */
export async function startModule<Exports>({ wasm, start }: Embedded, what: string): Promise<Started<Exports>> {
  let said: string[] = [];
  const say = (line: string) => said.push(line);
  let exports: Exports;
  try {
    const module = await compile(wasm);
    exports = await new Promise<Exports>((resolve, reject) => {
      const instantiateWasm = (imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void) => {
        WebAssembly.instantiate(module, imports).then(receive, reject);
      };
      start({ print: say, printErr: say, instantiateWasm }).then((started) => resolve(started as Exports), reject);
    });
  } catch (cause) {
    throw new SegmentError("E_WASM", `the ${what} decoder cannot be started`, {}, cause);
  }
  let failed = false;
  const decode: Started<Exports>["decode"] = (source, stream, make) => {
    if (failed) throw source.corrupt(`its ${what} decoder stopped at another damaged frame; open the file again`);
    said = [];
    failed = true;
    const values = runDecoder(source, what, () => runOnce(make(exports), stream), said);
    failed = false;
    return values;
  };
  return { decode };
}

function runOnce(decoder: ImageDecoder, stream: Uint8Array): Uint8Array {
  decoder.getEncodedBuffer(stream.length).set(stream);
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
