import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Kernels } from "../bindings/core/kernels.js";
import { checkQuintSeries } from "../bindings/index.js";
import { findPython } from "./peers/python.js";
import { type Ended, measureNode, measureProcess } from "./process.js";
import { writeSectionFiles } from "./section-files.js";

/** A whole job: a process of the command, and the same work in Python. */
export interface Job {
  title: string;
  /** The fastest run: seconds on the clock and of processors; bytes held at most. */
  seconds: number;
  cpu: number;
  peak: number;
  /** Bytes it may hold. */
  limit: number;
  peer?: { seconds: number; cpu: number; peak: number; agrees: boolean };
}

/** The jobs on a section of 140 megapixels, and the milliseconds that a look at a header takes. */
export interface Jobs {
  header: number;
  jobs: Job[];
}

/** Checks and exports a section, in turns with Python; `runs` times each. `root` is the folder of the package. */
export async function measureJobs(k: Kernels, root: string, runs: number, peers: boolean): Promise<Jobs> {
  const [bin, script] = [join(root, "dist/cli/bin.js"), join(root, "bench/peers/sections.py")];
  const folder = mkdtempSync(join(tmpdir(), "segwasm-bench-"));
  try {
    const { png, labels } = await writeSectionFiles(folder);
    const python = peers ? findPython() : undefined;
    const check = () => measureNode(bin, "quint", "check", dirname(png), "--color", "255,0,0", "--json");
    const out = join(folder, "up");
    const exported = () => measureNode(bin, "quint", "export", labels, "-o", out, "--force", "--json");
    const peer = (...argv: string[]) => (python ? () => measureProcess(python, [script, ...argv]) : undefined);
    return {
      header: await lookAt(k, readFileSync(png)),
      jobs: [
        await measureJob("quint check", 1e9, runs, check, peer("check", png), countsAgree),
        await measureJob(
          "quint export",
          1.2e9,
          runs,
          exported,
          peer("export", labels, join(folder, "py.png")),
          objectsAgree,
        ),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds for everything that names and headers tell. */
export async function lookAt(k: Kernels, bytes: Uint8Array): Promise<number> {
  const file = { name: "a_s001.png", head: (most: number) => bytes.subarray(0, most), read: () => bytes };
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    await checkQuintSeries(k, [file], { pixels: false });
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

type Run = () => Promise<Ended>;

async function measureJob(
  title: string,
  limit: number,
  runs: number,
  ours: Run,
  theirs: Run | undefined,
  agree: (ours: string, theirs: string) => boolean,
): Promise<Job> {
  const [mine, others]: [Ended[], Ended[]] = [[], []];
  for (let i = 0; i < runs; i++) {
    mine.push(await ours());
    if (theirs) others.push(await theirs());
  }
  const failed = mine.find(({ peak }) => !(peak > 0));
  if (failed) throw new Error(`${title}: ${failed.err || failed.out}`);
  // A Python without Pillow is no peer.
  const whole = others.filter(({ code }) => code === 0);
  const agrees = () => agree((mine[0] as Ended).out, (whole[0] as Ended).out);
  return { title, ...best(mine), limit, ...(whole.length > 0 && { peer: { ...best(whole), agrees: agrees() } }) };
}

const best = (runs: readonly Ended[]) => ({
  seconds: Math.min(...runs.map(({ seconds }) => seconds)),
  cpu: Math.min(...runs.map(({ cpu }) => cpu)),
  peak: Math.max(...runs.map(({ peak }) => peak)),
});

function countsAgree(ours: string, theirs: string): boolean {
  const [{ counts, colours }] = (JSON.parse(ours) as { sections: [Record<string, never>] }).sections;
  const { nutil, pynutil, webnutil } = counts as unknown as Record<string, number>;
  const mine = { colours: (colours as unknown as unknown[]).length, nutil, pynutil, webnutil };
  return JSON.stringify(mine) === JSON.stringify(JSON.parse(theirs));
}

function objectsAgree(ours: string, theirs: string): boolean {
  const [section] = (JSON.parse(ours) as { sections: [{ counts: { webnutil: number } }] }).sections;
  return section.counts.webnutil === JSON.parse(theirs).objects;
}
