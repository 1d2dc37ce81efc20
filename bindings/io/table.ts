/** One column of a table: numbers, NaN where there is none, or words. */
export interface Column {
  name: string;
  /** Unit of the values; "" where they have none. */
  unit: string;
  values: ArrayLike<number> | readonly string[];
  /** What was measured, where a standard has codes for it. */
  measured?: MeasuredAs;
}

/** What the values of a column are, beyond its name. */
export interface MeasuredAs {
  /** The measurement, as in "LabelmapSegmentStatisticsPlugin.volume_mm3". */
  key: string;
  /** Unit of the values; "" where they have none or that of the image. */
  units: string;
  /** DICOM codes as "value,scheme": what it is, and the unit. */
  quantityCode?: string;
  unitsCode?: string;
}

/** A table with one row per object. Region tables are such tables. */
export interface Table {
  rows: number;
  columns: readonly Column[];
}

/** Header of a column in a file: its name, and its unit in plain letters where it has one, as in `volume_um3`. */
export function columnHeader({ name, unit }: Column): string {
  const plain = unit.replace(/[µμ]/g, "u").replaceAll("²", "2").replaceAll("³", "3");
  return plain === "" ? name : `${name}_${plain}`;
}

/**
 * The table as CSV: RFC 4180 with a header line, numbers in full precision with a decimal point, nothing where there is
 * no number. Words that a spreadsheet would run as a formula get a leading apostrophe; numbers never do.
 */
export function writeCsv(table: Table): string {
  const lines = [table.columns.map((column) => csvText(columnHeader(column))).join(",")];
  for (let row = 0; row < table.rows; row++) {
    lines.push(table.columns.map(({ values }) => csvCell(values[row])).join(","));
  }
  return `${lines.join("\r\n")}\r\n`;
}

function csvCell(value: string | number | undefined): string {
  if (typeof value === "string") return csvText(value);
  return value === undefined || Number.isNaN(value) ? "" : String(value);
}

/** Characters a spreadsheet takes as the start of a formula, with their full-width forms. */
const FORMULA = /^[=+\-@\t\r\0＝＋－＠]/;

function csvText(text: string): string {
  const guarded = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/**
 * The table for people, as Markdown: numbers with at most `digits` digits after the point and to the right, "–" where there
 * is none.
 */
export function writeMarkdown(table: Table, digits = 3): string {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const isText = ({ values }: Column) => typeof values[0] === "string";
  const cell = (value: string | number | undefined): string => {
    if (typeof value === "string") return markdownText(value);
    if (value === undefined || Number.isNaN(value)) return "–";
    return Number.isInteger(value) ? String(value) : value.toFixed(digits);
  };
  const lines = [
    row(table.columns.map((column) => markdownText(columnHeader(column)))),
    row(table.columns.map((column) => (isText(column) ? ":---" : "---:"))),
    ...Array.from({ length: table.rows }, (_, at) => row(table.columns.map(({ values }) => cell(values[at])))),
  ];
  return `${lines.join("\n")}\n`;
}

/** Signs that Markdown or a page would take for its own get a backslash; a cell is one line. */
const markdownText = (text: string) => text.replace(/[\\|*_`<>[\]]/g, "\\$&").replace(/\s*[\r\n]+\s*/g, " ");

/** The table as plain data for JSON: one object per row under the headers of the CSV, null where there is no number. */
export function tableRecords(table: Table): Record<string, number | string | null>[] {
  const headers = table.columns.map(columnHeader);
  return Array.from({ length: table.rows }, (_, row) => {
    const cells = table.columns.map(({ values }) => values[row] ?? null);
    return Object.fromEntries(headers.map((header, at) => [header, finiteOrNull(cells[at] ?? null)]));
  });
}

function finiteOrNull(value: number | string | null): number | string | null {
  return typeof value === "number" && !Number.isFinite(value) ? null : value;
}

/** The table as a JSON document. */
export function writeTableJson(table: Table): string {
  const columns = table.columns.map((column) => ({ ...describeColumn(column), header: columnHeader(column) }));
  return `${JSON.stringify({ schema: 1, columns, rows: tableRecords(table) })}\n`;
}

const describeColumn = ({ values: _, ...column }: Column) => column;

/**
 * Several tables below each other, with the source of every row in a first column. A column that one of them lacks is
 * empty in its rows; columns of different units stay apart.
 */
export function stackTables(name: string, parts: readonly { source: string; table: Table }[]): Table {
  const rows = parts.reduce((sum, { table }) => sum + table.rows, 0);
  const sources = parts.flatMap(({ source, table }) => Array<string>(table.rows).fill(source));
  const heads = new Map<string, Column>();
  for (const { table } of parts) for (const column of table.columns) heads.set(columnHeader(column), column);
  const columns = [...heads].map(([header, column]) => {
    const values = parts.flatMap(({ table }) => cellsOf(table, header));
    return { ...column, values };
  });
  return { rows, columns: [{ name, unit: "", values: sources }, ...(columns as Column[])] };
}

function cellsOf(table: Table, header: string): (number | string)[] {
  const column = table.columns.find((candidate) => columnHeader(candidate) === header);
  return Array.from({ length: table.rows }, (_, row) => column?.values[row] ?? Number.NaN);
}
