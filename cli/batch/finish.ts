import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Call } from "../command.js";
import type { Content } from "../durable.js";
import { SCHEMA } from "../failure.js";
import { Outputs } from "../output.js";
import { batchPage } from "../report/batch-page.js";
import type { Batch } from "./batch.js";
import { type Done, documentOf, type Ended } from "./ended.js";
import { outputNames, type Plan, type PlannedInput, resultKind } from "./plan.js";
import { tablePieces } from "./table-parts.js";

/** What is made at the end, in the output folder. */
export interface Results {
  table: string | undefined;
  report: string;
  run: string;
}

/** A recipe that makes images has nothing to measure. */
export function resultsOf({ job }: Plan): Results {
  const table = resultKind(job) === "image" ? undefined : "table.csv";
  return { table, report: "report.html", run: "run.json" };
}

/** The same as a list. */
export function resultNames(plan: Plan): string[] {
  return Object.values(resultsOf(plan)).filter((name): name is string => name !== undefined);
}

/**
 * Writes the table, the report and the record of a run, from nothing but the journal and the files of its inputs, in the
 * order of the plan: neither the number of processes nor an interruption can change a byte.
 */
export function finish({ host }: Call, plan: Plan, out: string, { ended }: Batch): Results {
  const { table, report, run } = resultsOf(plan);
  const done = ended.filter((one): one is readonly [PlannedInput, Done] => one[1].ok);
  const preview = (name: string) => readFileSync(join(out, outputNames(plan.job, name).preview));
  const files: [string, Content][] = [
    [report, { parts: batchPage(plan, ended, table, preview) }],
    [run, `${JSON.stringify(recordOf(plan, ended), null, 1)}\n`],
  ];
  if (table !== undefined) files.push([table, { parts: tablePieces(out, plan.job, done) }]);
  const targets = files.map(([name]) => ({
    flag: `--output: ${name}`,
    path: join(out, name),
    extensions: [name.slice(-5)],
  }));
  const inputs = plan.inputs.map(({ path }) => path);
  Outputs.plan(host, "run", targets, inputs, true).write(files.map(([name, content]) => [join(out, name), content]));
  return { table, report, run };
}

/** Everything but the times is the same whenever the run is repeated. */
function recordOf({ job }: Plan, ended: readonly (readonly [PlannedInput, Ended])[]): object {
  const inputs = ended.map(([input, how]) => documentOf(job, input, how));
  const failed = ended.filter(([, { ok }]) => !ok).length;
  return { schema: SCHEMA, ...job, done: inputs.length - failed, failed, inputs };
}
