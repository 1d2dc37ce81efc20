/** Bad files given to the built command, one process each. */
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { exitCodeOf } from "../../cli/exit.js";
import { BIN } from "../cli/host.js";
import type { Files, Hostile } from "./case.js";

/** What became of a process. */
export interface Ended {
  code: number | null;
  out: string;
  err: string;
  /** Seconds of processor time, by the process itself; undefined where it did not come to say so. */
  processor?: number;
  /** Most bytes held at once. */
  memory?: number;
}

/** Longest time for a process to end by itself, on a busy machine. */
const PATIENCE = 60_000;

/** Tells on the last line of standard error what the process has used; in its main thread alone. */
const USAGE = `data:text/javascript,${encodeURIComponent(
  `import { isMainThread } from "node:worker_threads";
if (isMainThread) process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  process._rawDebug(\`used \${maxRSS * 1024} \${(userCPUTime + systemCPUTime) / 1e6}\`);
});`,
)}`;

/** Writes a case into a folder of its own. Returns the words after "segwasm". */
export function lay(folder: string, { bytes, file = "bad.file", beside = {}, limits, selection }: Hostile): string[] {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, bytes instanceof Uint8Array ? file : "bad.folder");
  if (bytes instanceof Uint8Array) writeFileSync(path, bytes);
  else {
    mkdirSync(path);
    writeAll(path, bytes);
  }
  writeAll(folder, beside);
  const options = Object.entries({ ...limits, ...selection }).flatMap(([key, value]) => {
    return [`--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, String(value)];
  });
  return ["inspect", path, "--json", ...options];
}

function writeAll(folder: string, files: Files): void {
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
}

/** Runs the command, or Node alone where `argv` starts with "-e". */
export function measured(argv: readonly string[]): Promise<Ended> {
  const words = argv[0] === "-e" ? argv : [BIN, ...argv];
  const child = spawn(process.execPath, ["--import", USAGE, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.err += text;
  });
  const clock = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
  return new Promise((resolve) => {
    child.on("close", (code) => {
      clearTimeout(clock);
      const usage = /^used (\d+) ([\d.]+)\n/m.exec(said.err);
      const err = said.err.replace(/^used .*\n/m, "");
      resolve({ code, out: said.out, err, ...(usage && { memory: Number(usage[1]), processor: Number(usage[2]) }) });
    });
  });
}

/** What is wrong with how the process of a case ended; undefined when nothing is. */
export function fault({ code, out, err }: Ended, entry: Hostile): string | undefined {
  const expected = entry.inspected ?? entry.code;
  if (expected === "ok") return code === 0 && /^(note: [^\n]+\n)*$/.test(err) ? undefined : `exit ${code}: ${err}`;
  const wanted = exitCodeOf(Object.assign(new Error(), { code: expected }));
  if (code !== wanted) return `exit ${code} instead of ${wanted}: ${err}`;
  if (!/^segwasm: \S[^\n]*\n( {2}[^\n]+\n)?$/.test(err) || /\n\s+at /.test(err)) return `not our message: ${err}`;
  const { error } = JSON.parse(out);
  if (error.code !== expected) return `${error.code} instead of ${expected}: ${err}`;
  if (expected !== "E_OPTION" && typeof error.path !== "string") return `no path: ${out}`;
  return undefined;
}
