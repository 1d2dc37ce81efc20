import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Column, columnHeader, stackTables, type Table, writeCsv } from "../../bindings/io/index.js";
import type { RegionTable } from "../../bindings/ops/region-stats.js";
import type { Done } from "./ended.js";
import { type Job, outputNames, type PlannedInput } from "./plan.js";

/** A column in a file. */
interface PlainColumn {
  name: string;
  unit: string;
  values: (number | null)[];
}

/** The table of one input as a file: numbers in full, null where there is none. */
export function encodePart({ rows, columns }: RegionTable): string {
  const plain = columns.map(({ name, unit, values }) => ({ name, unit, values: Array.from(values) }));
  return `${JSON.stringify({ rows, columns: plain })}\n`;
}

function readPart(path: string): Table {
  const { rows, columns } = JSON.parse(readFileSync(path, "utf8")) as { rows: number; columns: PlainColumn[] };
  const numbers = ({ values }: PlainColumn) => values.map((value) => value ?? Number.NaN);
  return { rows, columns: columns.map((column) => ({ ...column, values: numbers(column) })) };
}

/**
 * One CSV of the tables of all inputs, in their order: each row begins with its file. Piece by piece, so that a batch of any
 * length takes the memory of one input.
 */
export function* tablePieces(
  out: string,
  job: Job,
  done: readonly (readonly [PlannedInput, Done])[],
): Iterable<string> {
  const heads = new Map<string, Column>();
  for (const [{ name }, { columns }] of done) {
    // Columns come in the order of the first input that has them.
    if (columns.every((header) => heads.has(header))) continue;
    for (const { name: column, unit } of partOf(out, job, name).columns) {
      heads.set(columnHeader({ name: column, unit, values: [] }), { name: column, unit, values: [] });
    }
  }
  const empty: Table = { rows: 0, columns: [...heads.values()] };
  const head = writeCsv(stackTables("file", [{ source: "", table: empty }]));
  yield head;
  for (const [{ name, shown }] of done) {
    const table = partOf(out, job, name);
    // The empty table gives the columns of all, in their order.
    yield writeCsv(
      stackTables("file", [
        { source: shown, table: empty },
        { source: shown, table },
      ]),
    ).slice(head.length);
  }
}

function partOf(out: string, job: Job, name: string): Table {
  return readPart(join(out, outputNames(job, name).table as string));
}
