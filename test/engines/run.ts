import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Build } from "../../bindings/core/kernels.js";
import type { Digests } from "./agreement.js";
import { openIn } from "./browsers.js";
import { helperScript, shellScript, wasmBytes, workerScript } from "./bundle.js";
import { inFolder } from "./folder.js";

/** What one engine computed, by build; with "threads" on two threads, where there are any. */
export type Answer = Partial<Record<Build, Digests>>;

const LIMIT_MS = 600_000;

async function inShell(program: string, args: string[], script: string): Promise<Answer> {
  return inFolder(async (folder) => {
    const file = join(folder, "agreement.js");
    writeFileSync(file, script);
    const options = { maxBuffer: 2 ** 28, timeout: LIMIT_MS };
    try {
      const { stdout } = await promisify(execFile)(program, [...args, file], options);
      return JSON.parse(stdout);
    } catch (error) {
      // A shell reports exceptions where it prints.
      const { message, stdout = "" } = error as Error & { stdout?: string };
      throw new Error(`${message}\n${stdout.slice(0, 2000)}`, { cause: error });
    }
  });
}

/** Node, in a process of its own. */
export function inNode(bundle: string, args: string[] = [], builds?: readonly Build[]): Promise<Answer> {
  return inShell(process.execPath, args, shellScript(bundle, 'require("node:fs").readFileSync', builds));
}

/** JavaScriptCore's shell: the engine of WebKit. */
export function inJavaScriptCore(program: string, bundle: string): Promise<Answer> {
  return inShell(program, [], shellScript(bundle, '(path) => readFile(path, "binary")'));
}

/** A browser, in a worker of an isolated page: and two threads. */
export function inBrowser(name: "chromium" | "firefox", bundle: string): Promise<Answer> {
  const page = '<!doctype html><title>agreement</title><script>new Worker("/worker.js")</script>';
  const scripts: Record<string, () => string> = {
    "/worker.js": () => workerScript(bundle),
    "/helper.js": () => helperScript(bundle),
  };
  const files = (path: string) => {
    if (path === "/") return { type: "text/html", body: page };
    if (path.endsWith(".wasm")) return { type: "application/wasm", body: wasmBytes(path.slice(1, -5)) };
    const script = scripts[path];
    return script && { type: "text/javascript", body: script() };
  };
  return openIn(name, { files, isolated: true }) as Promise<Answer>;
}
