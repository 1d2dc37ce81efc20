import { gzipSync } from "node:zlib";
import { wasmBytes } from "./kernels.js";

/** Bytes of a built module. */
export interface Size {
  build: string;
  bytes: number;
  gzip: number;
}

/** Sizes of the modules that users download. */
export function measureSizes(): Size[] {
  return ["simd", "scalar"].map((build) => {
    const bytes = wasmBytes(build);
    return { build, bytes: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
  });
}
