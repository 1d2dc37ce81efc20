import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The lesson in a process that has never run it. Milliseconds, the best of several processes. */
export interface Cold {
  processes: number;
  /** Reading, compiling and instantiating the module. */
  load: number;
  /** The first call. */
  first: number;
  /** The fastest of the calls after it. */
  warm: number;
}

/** Starts a fresh Node a few times and lets each measure its own first call. */
export function measureCold(processes: number): Cold {
  const program = fileURLToPath(new URL("./first-call.js", import.meta.url));
  const runs = Array.from({ length: processes }, () => {
    return JSON.parse(execFileSync(process.execPath, [program], { encoding: "utf8" })) as Omit<Cold, "processes">;
  });
  const best = (key: "load" | "first" | "warm") => Math.min(...runs.map((run) => run[key]));
  return { processes, load: best("load"), first: best("first"), warm: best("warm") };
}
