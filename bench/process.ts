import { spawn } from "node:child_process";

/** A process that has ended. */
export interface Ended {
  code: number | null;
  out: string;
  err: string;
  /** Seconds on the clock, and of processors. */
  seconds: number;
  cpu: number;
  /** Bytes of memory it held at most. */
  peak: number;
}

/**
 * Tells the peak of a Node process at its end; workers run it too, and are not asked. Where there is no /proc, the peak counts
 * what the parent held when it started the process.
 */
const TELL = `data:text/javascript,import{isMainThread as m}from"node:worker_threads";import{readFileSync as r}from"node:fs";const p=()=>{try{return/VmHWM:\\s*(\\d+)/.exec(r("/proc/self/status","utf8"))[1]}catch{return process.resourceUsage().maxRSS}};m&&process.on("exit",()=>{const u=process.resourceUsage();process.stderr.write("\\nUSAGE "+p()*1024+" "+(u.userCPUTime+u.systemCPUTime)/1e6+"\\n")})`;

/** Runs a script of Node, with its words, and measures it. */
export function measureNode(bin: string, ...argv: string[]): Promise<Ended> {
  return measureProcess(process.execPath, ["--import", TELL, bin, ...argv]);
}

/** Runs a program that says "USAGE bytes seconds" at the end of its standard error. */
export function measureProcess(program: string, argv: readonly string[]): Promise<Ended> {
  const start = performance.now();
  const child = spawn(program, argv, { stdio: ["ignore", "pipe", "pipe"] });
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.err += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      const [, peak = Number.NaN, cpu = Number.NaN] = /USAGE (\d+) ([\d.]+)\s*$/.exec(said.err)?.map(Number) ?? [];
      resolve({ code, ...said, seconds: (performance.now() - start) / 1000, cpu, peak });
    });
  });
}
