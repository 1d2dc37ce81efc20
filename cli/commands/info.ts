import { availableParallelism } from "node:os";
import type { Build } from "../../bindings/core/kernels.js";
import { loadKernels } from "../../bindings/node.js";
import type { Call, Command, Outcome } from "../command.js";
import { COMMON_FLAGS } from "../flags.js";
import { READ_FORMATS, WRITE_FORMATS } from "../formats.js";
import { threadsOf } from "../threads.js";
import { packageVersion, wasmBytes, wasmDigest } from "../version.js";

const BUILDS: readonly Build[] = ["simd", "threads", "scalar", "debug"];

export const infoCommand: Command = {
  name: "info",
  summary: "Print version, kernels, processor features and file formats.",
  group: "Helpers",
  operands: [],
  flags: COMMON_FLAGS,
  examples: [
    ["segwasm info", "what to paste into a bug report"],
    ["segwasm info --json", "the same for a program"],
  ],
  run: runInfo,
};

async function runInfo({ args }: Call): Promise<Outcome> {
  const builds = await Promise.all(BUILDS.map(describeBuild));
  const simd = builds.find(({ name }) => name === "simd")?.loads === true;
  const document = {
    version: packageVersion(),
    wasm: { sha256: wasmDigest(), bytes: wasmBytes("simd").length },
    builds,
    simd,
    threads: { used: threadsOf(args.number("threads")), available: availableParallelism() },
    formats: { read: READ_FORMATS, write: WRITE_FORMATS },
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
  const lines = [
    `segwasm    ${document.version}`,
    `wasm       ${document.wasm.sha256} (${document.wasm.bytes} bytes)`,
    `builds     ${builds.map(({ name, loads }) => (loads ? name : `${name} (does not start here)`)).join(", ")}`,
    `SIMD       ${simd ? "yes" : "no: this engine has no 128-bit vectors"}`,
    `threads    ${document.threads.used} used, ${document.threads.available} available`,
    `reads      ${READ_FORMATS.join(", ")}`,
    `writes     ${WRITE_FORMATS.join(", ")}`,
    `Node       ${document.node} on ${document.platform}`,
  ];
  return { document, data: `${lines.join("\n")}\n` };
}

async function describeBuild(name: Build): Promise<{ name: Build; sha256: string; loads: boolean }> {
  const loads = await loadKernels(name).then(
    () => true,
    () => false,
  );
  return { name, sha256: wasmDigest(name), loads };
}
