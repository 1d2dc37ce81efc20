import { join } from "node:path";
import { type Batch, runBatch, summaryOf } from "../batch/batch.js";
import { finish, resultNames } from "../batch/finish.js";
import { JOB_FLAGS, WORK_FLAGS } from "../batch/flags.js";
import { outputNames, type Plan } from "../batch/plan.js";
import { BATCH_OPERANDS, planOf } from "../batch/prepare.js";
import { type Call, type Command, type Outcome, readingFlags } from "../command.js";
import { EXIT } from "../exit.js";
import { switchFlag } from "../flags.js";

export const runCommand: Command = {
  name: "run",
  summary: "Run a recipe over many files, with one table and a report; go on after an interruption.",
  group: "Many files",
  operands: BATCH_OPERANDS,
  flags: readingFlags([
    ...JOB_FLAGS,
    ...WORK_FLAGS,
    switchFlag("resume", "go on with a run that was interrupted, or had failures: only what is missing is done"),
    switchFlag("dry-run", "print what would be written, and write nothing"),
  ]),
  examples: [
    ["segwasm segment one.tif -o labels.tif --sigma 2 --recipe-out recipe.json", "find the settings with one file"],
    ["segwasm run recipe.json scans -o results", "then do all images of a folder"],
    ["segwasm run recipe.json 'scans/**/*.tif' -o results --keep-folders -j 4", "or of many folders, four at once"],
    ["segwasm run recipe.json scans -o results --resume", "go on where it was interrupted"],
    ["segwasm run recipe.json --from-file list.txt -o results", "names from a list; -0 for those of find -print0"],
    ["segwasm run recipe.json scans -o results --json --timeout 60 --max-memory 4GiB", "a line of JSON for every file"],
  ],
  notes: [
    "DIR receives labels (or masks, or images, as the recipe ends), table.csv with a row for every object, report.html to " +
      "look at, run.json with digests and times, and run.jsonl, the journal that --resume reads. A file that fails stops no " +
      "other: it is listed, and the exit code is 1. Results never depend on -j or --threads.",
    "--resume does again what failed, what has changed, and what came out of it if that is no longer as it was written.",
  ],
  run: runRun,
};

async function runRun(call: Call): Promise<Outcome> {
  const { plan, notes } = await planOf(call);
  const out = call.args.text("output") as string;
  if (call.args.has("dry-run")) return dryRun(plan, out, notes);
  const started = performance.now();
  const place = { out, journal: "run.jsonl", results: resultNames(plan), resume: call.args.has("resume") };
  const { batch, results } = await runBatch(call, plan, place, (all) => ({
    batch: all,
    results: finish(call, plan, out, all),
  }));
  const ms = performance.now() - started;
  const line = `${summaryOf(batch)}; look at ${join(out, results.report)}`;
  return batchOutcome(batch, { resumed: batch.resumed, output: out, ...results, ms }, line, notes);
}

/** The last line of JSON, and what people read at the end. */
export function batchOutcome(batch: Batch, more: object, line: string, notes: readonly string[] = []): Outcome {
  const failed = batch.ended.filter(([, { ok }]) => !ok).length;
  return {
    document: { summary: true, inputs: batch.ended.length, done: batch.ended.length - failed, failed, ...more },
    messages: [...notes, line],
    code: failed > 0 ? EXIT.someFailed : EXIT.done,
  };
}

function dryRun({ job, inputs }: Plan, out: string, notes: readonly string[]): Outcome {
  const plan = inputs.map(({ path, name }) => ({ path, output: join(out, outputNames(job, name).result) }));
  return {
    document: { output: out, dryRun: true, plan },
    data: plan.map(({ path, output }) => `${path} -> ${output}\n`).join(""),
    messages: notes,
  };
}
