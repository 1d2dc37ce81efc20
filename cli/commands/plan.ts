import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Batch, runBatch, summaryOf } from "../batch/batch.js";
import type { Ended } from "../batch/ended.js";
import { finish, resultNames } from "../batch/finish.js";
import { JOB_FLAGS, WORK_FLAGS } from "../batch/flags.js";
import { readJournal } from "../batch/journal.js";
import { jobDigest } from "../batch/plan.js";
import { encodePlan, journalOf, PLAN_NAME, partOf, readPlan, type SharedPlan } from "../batch/plan-file.js";
import { BATCH_OPERANDS, planOf } from "../batch/prepare.js";
import { areThere, checkFree } from "../batch/resume.js";
import { type Call, type Command, type Operand, type Outcome, readingFlags } from "../command.js";
import { EXIT } from "../exit.js";
import { COMMON_FLAGS, usageError, wholeFlag } from "../flags.js";
import { makeFolder } from "../make-folder.js";
import { Outputs } from "../output.js";
import { plural } from "../printable.js";
import { batchOutcome } from "./run.js";

const PLAN_OPERAND: readonly Operand[] = [{ name: "PLAN", summary: `the ${PLAN_NAME} that segwasm plan has written` }];

export const planCommand: Command = {
  name: "plan",
  summary: "Cut a run over many files into tasks, which any scheduler can start anywhere.",
  group: "Many files",
  operands: BATCH_OPERANDS,
  flags: readingFlags([
    ...JOB_FLAGS,
    wholeFlag("tasks", "how many tasks to cut it into", { least: 1, shown: "one per file" }),
  ]),
  examples: [
    ["segwasm plan recipe.json 'scans/**/*.tif' -o results --tasks 50", "write results/plan.json"],
    ["segwasm exec results/plan.json --task 0", "do the first of the 50 tasks, on any machine that sees the files"],
    ["segwasm gather results/plan.json", "when all have ended: the table and the report"],
  ],
  notes: [
    "Tasks count from 0. They may run in any order, at the same time, and twice; docs/batch.md has lines for Slurm, Snakemake " +
      "and GNU parallel. The results are those of segwasm run to the byte.",
  ],
  run: runPlan,
};

export const execCommand: Command = {
  name: "exec",
  summary: "Do one task of a plan; done again, it does only what is missing.",
  group: "Many files",
  operands: PLAN_OPERAND,
  flags: readingFlags([wholeFlag("task", "which task, counted from 0", { required: true }), ...WORK_FLAGS], []),
  examples: [
    ["segwasm exec results/plan.json --task 0", "the first task"],
    ["segwasm exec results/plan.json --task 49 -j 4", "the last of fifty, four files at once"],
  ],
  run: runExec,
};

export const gatherCommand: Command = {
  name: "gather",
  summary: "Check that all tasks of a plan have ended, and write the table and the report.",
  group: "Many files",
  operands: PLAN_OPERAND,
  flags: [...COMMON_FLAGS],
  examples: [["segwasm gather results/plan.json", "results/table.csv, report.html and run.json"]],
  run: runGather,
};

async function runPlan(call: Call): Promise<Outcome> {
  const { args, host } = call;
  const out = args.text("output") as string;
  const { plan, notes } = await planOf(call);
  const shared: SharedPlan = { ...plan, tasks: args.number("tasks") ?? plan.inputs.length };
  const path = join(out, PLAN_NAME);
  if (!args.has("force")) checkFree(plan, out, [PLAN_NAME, ...resultNames(plan)]);
  makeFolder(out);
  const inputs = plan.inputs.map((input) => input.path);
  const target = { flag: "--output", path, extensions: [".json"] };
  Outputs.plan(host, args.who, [target], inputs, args.has("force")).write([[path, encodePlan(shared, out)]]);
  const tasks = shared.tasks;
  return {
    document: { output: path, inputs: inputs.length, tasks },
    messages: [...notes, `${plural(inputs.length, "file")} in ${plural(tasks, "task")}, written to ${path}`],
  };
}

/** The plan that the first word names, and its folder. */
function planIn({ args }: Call): { shared: SharedPlan; out: string; path: string } {
  const path = args.operands[0] as string;
  const out = dirname(path);
  return { shared: readPlan(path, out), out, path };
}

async function runExec(call: Call): Promise<Outcome> {
  const { shared, out } = planIn(call);
  const task = call.args.number("task") as number;
  if (task >= shared.tasks) {
    throw usageError(
      call.args.who,
      `the plan has ${plural(shared.tasks, "task")}, 0 to ${shared.tasks - 1}; got ${task}`,
    );
  }
  const started = performance.now();
  const place = { out, journal: journalOf(task), results: [], resume: true };
  const batch = await runBatch(call, partOf(shared, task), place, (all) => all);
  return batchOutcome(
    batch,
    { task, output: out, ms: performance.now() - started },
    `task ${task}: ${summaryOf(batch)}`,
  );
}

async function runGather(call: Call): Promise<Outcome> {
  const { shared, out, path } = planIn(call);
  const ended = told(shared, out);
  const missing = shared.inputs.flatMap(({ name }, at) => (ended.has(name) ? [] : [at % shared.tasks]));
  const tasks = [...new Set(missing)].sort((a, b) => a - b);
  if (tasks.length > 0) {
    const what = `${plural(missing.length, "file")} of ${plural(tasks.length, "task")} not done: ${tasks.join(", ")}`;
    const advice = `  run segwasm exec ${JSON.stringify(path)} --task ${tasks[0]}, and so on; then gather again`;
    return { document: { output: out, missing: tasks }, messages: [what, advice], code: EXIT.someFailed };
  }
  const batch: Batch = { ended: shared.inputs.map((input) => [input, ended.get(input.name) as Ended]), resumed: 0 };
  const results = finish(call, shared, out, batch);
  return batchOutcome(batch, { output: out, ...results }, `${summaryOf(batch)}; look at ${join(out, results.report)}`);
}

/** What the journals of all tasks say of inputs, where it still holds. */
function told(shared: SharedPlan, out: string): Map<string, Ended> {
  const ended = new Map<string, Ended>();
  for (let task = 0; task < shared.tasks; task++) {
    const path = join(out, journalOf(task));
    const journal = existsSync(path) ? readJournal(path) : undefined;
    if (journal?.head.job !== jobDigest(shared.job)) continue;
    for (const { name } of partOf(shared, task).inputs) {
      const how = journal.ended.get(name);
      if (how && (!how.ok || areThere(out, how))) ended.set(name, how);
    }
  }
  return ended;
}
