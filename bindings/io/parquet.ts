import { columnHeader, type Table } from "./table.js";

/** Columns whose values are whole numbers that fit become INT32; others DOUBLE, words STRING. */
const INT32 = 2 ** 31;

/**
 * The table as a Parquet file (snappy, one row group for every 100,000 rows): the headers of the CSV, null where there is
 * no number. The writer is a library of its own, loaded at the first use.
 *
 * @example
 * const file = await writeParquet({ rows: 1, columns: [{ name: "count", unit: "", values: [3] }] });
 * String.fromCharCode(...file.subarray(0, 4)); // PAR1
 */
export async function writeParquet(table: Table): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const columnData = table.columns.map((column) => ({
    name: columnHeader(column),
    ...typedValues(Array.from({ length: table.rows }, (_, row) => column.values[row] ?? Number.NaN)),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: "segwasm" } as never));
}

/** Words stay words; a column of words may lack some, which are then null. */
function typedValues(values: readonly (number | string)[]) {
  const nullable = values.some((value) => typeof value === "number" && Number.isNaN(value));
  if (values.some((value) => typeof value === "string")) {
    return { type: "STRING", nullable, data: values.map((value) => (typeof value === "string" ? value : null)) };
  }
  const whole = (values as readonly number[]).every((value) => {
    return Number.isNaN(value) || (Number.isInteger(value) && value >= -INT32 && value < INT32);
  });
  const data = values.map((value) => (Number.isNaN(value) ? null : value));
  return { type: whole ? "INT32" : "DOUBLE", nullable, data };
}
