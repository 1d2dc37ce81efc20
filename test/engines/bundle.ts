import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import type { Build } from "../../bindings/core/kernels.js";
import { ROOT } from "../sources.js";

/**
 * The builds that every engine runs. The debug build, whose checks find the same in any of them, runs in Node alone;
 * "threads" where there are threads.
 */
export const SHIPPED: readonly Build[] = ["simd", "scalar"];

/** The agreement module as one classic script that defines `agreement(module, build)`. */
export async function bundleAgreement(): Promise<string> {
  const outputs = await build({
    configFile: false,
    root: ROOT,
    logLevel: "error",
    build: {
      write: false,
      minify: false,
      target: "es2022",
      lib: { entry: join(ROOT, "test/engines/agreement.ts"), formats: ["iife"], name: "bundle" },
    },
  });
  const [first] = outputs as { output: { code: string }[] }[];
  return (first as { output: { code: string }[] }).output[0]!.code;
}

/** Path of the compiled module of a build. */
export function wasmPath(build: string): string {
  return join(ROOT, "bindings/wasm", `${build}.wasm`);
}

/** Text to UTF-8 and back, for shells that have only the language itself. */
const TEXT_CODERS = `
    globalThis.TextEncoder ??= class {
      encode(text) { return Uint8Array.from(unescape(encodeURIComponent(text)), (letter) => letter.charCodeAt(0)); }
    };
    globalThis.TextDecoder ??= class {
      decode(bytes) { return decodeURIComponent(escape(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))); }
    };`;

/**
 * A script for engines without a page: it reads the modules with `readBytes` (an expression), runs the bundle on each
 * build and prints one line of JSON.
 */
export function shellScript(bundle: string, readBytes: string, builds: readonly Build[] = SHIPPED): string {
  const paths = JSON.stringify(Object.fromEntries(builds.map((build) => [build, wasmPath(build)])));
  return `
    ${TEXT_CODERS}
    ${bundle}
    const digests = {};
    for (const [build, path] of Object.entries(${paths})) {
      digests[build] = agreement(new WebAssembly.Module((${readBytes})(path)), build);
    }
    (globalThis.print ?? console.log)(JSON.stringify(digests));`;
}

/** A worker that fetches the modules, runs the bundle and posts the digests back to the server. */
export function workerScript(bundle: string): string {
  return `
    ${bundle}
    const moduleOf = async (build) => WebAssembly.compile(await (await fetch("/" + build + ".wasm")).arrayBuffer());
    const startHelper = (setup) => {
      const worker = new Worker("/helper.js");
      const started = new Promise((resolve) => { worker.onmessage = resolve; });
      worker.postMessage(setup);
      return { started, stop: () => worker.terminate() };
    };
    async function run() {
      const digests = {};
      for (const build of ${JSON.stringify(SHIPPED)}) digests[build] = agreement(await moduleOf(build), build);
      digests.threads = await threadedAgreement(await moduleOf("threads"), 2, startHelper);
      return digests;
    }
    run().then((value) => ({ value }), (error) => ({ error: String(error) + "\\n" + error.stack }))
      .then((answer) => fetch("/answer", { method: "POST", body: JSON.stringify(answer) }));`;
}

/** The worker of a helper thread. */
export function helperScript(bundle: string): string {
  return `
    ${bundle}
    onmessage = ({ data }) => serveHelper(data, () => postMessage("begun"));`;
}

/** The bytes of a build, for the server. */
export function wasmBytes(build: string): Buffer {
  return readFileSync(wasmPath(build));
}
