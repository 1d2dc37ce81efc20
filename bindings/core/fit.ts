import { SOURCES } from "../wasm/built.js";
import { SegmentError } from "./errors.js";

/** The raw interface these bindings were written for. */
const ABI = 1;

/**
 * Throws E_WASM for a module of other sources than the bindings: its kernels may take other arguments, and would give wrong
 * results without a word.
 *
 * @param abi the version of the interface that the module says it has
 */
export function checkFit(module: WebAssembly.Module, abi: number): void {
  const [section] = WebAssembly.Module.customSections(module, "segwasm");
  const bytes = section ? [...new Uint8Array(section)] : [];
  const sources = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (abi === ABI && sources === SOURCES) return;
  const [want, got] = abi === ABI ? [`sources ${SOURCES}`, sources || "none"] : [`interface ${ABI}`, String(abi)];
  throw new SegmentError(
    "E_WASM",
    `expected kernels of ${want}, got ${got}: module and bindings are of different builds`,
    {
      advice:
        "take both from one release and clear caches that keep old modules; in the repository run node .ci/build.mjs",
    },
  );
}
