import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

// The package's own public addresses: they hold from the sources and from the built files alike.
const require = createRequire(import.meta.url);

/** The version of the package. */
export function packageVersion(): string {
  return (require("segwasm/package.json") as { version: string }).version;
}

/** SHA-256 of the kernels, in hexadecimal; "unknown" where the file cannot be read. */
export function wasmDigest(build = "simd"): string {
  try {
    return createHash("sha256").update(wasmBytes(build)).digest("hex");
  } catch {
    return "unknown";
  }
}

/** The kernels as they lie in the package. */
export function wasmBytes(build: string): Uint8Array {
  return readFileSync(require.resolve(`segwasm/wasm/${build}.wasm`));
}
