import { describe, expect, it } from "vitest";
import {
  columnHeader,
  stackTables,
  type Table,
  tableRecords,
  writeCsv,
  writeMarkdown,
  writeTableJson,
} from "../../bindings/io/table.js";

const column = (name: string, values: number[] | string[], unit = "") => ({ name, unit, values });
const table = (...columns: ReturnType<typeof column>[]): Table => ({ rows: columns[0]?.values.length ?? 0, columns });

/** Text cells that spreadsheets have been known to run. */
const PAYLOADS = [
  "=1+1",
  "+1",
  "-1+2",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\0=1",
  "＝1",
  "＋1",
  "－1",
  "＠1",
  '=HYPERLINK("x")',
  "=cmd|' /C calc'!A0",
];

/** The cells of a CSV line by RFC 4180, the obvious way. */
function cellsOf(text: string): string[] {
  const cells = [...text.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(?:,|\r\n|$)/g)].map((match) => match[1] as string);
  return cells.map((cell) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell));
}

describe("CSV", () => {
  it("has a header, CRLF and the shortest numbers that read back exactly", () => {
    expect(
      writeCsv(
        table(column("a", [1, -2.5, 1e21, 0.1 + 0.2]), column("b", [0, Number.NaN, Number.POSITIVE_INFINITY, -0])),
      ),
    ).toBe("a,b\r\n1,0\r\n-2.5,\r\n1e+21,Infinity\r\n0.30000000000000004,0\r\n");
  });

  it("is only a header without rows", () => {
    expect(writeCsv(table(column("label", []), column("count", [])))).toBe("label,count\r\n");
  });

  it.each(PAYLOADS)("never starts a text cell with %j", (payload) => {
    const csv = writeCsv(table(column("file", [payload])));
    const [, cell] = cellsOf(csv);
    expect(cell).toBe(`'${payload}`);
    expect(csv.split("\r\n")[1]).toMatch(/^"?'/);
  });

  it("quotes separators, quotes and line ends", () => {
    const texts = ["a,b", 'say "x"', "two\r\nlines", "plain", "ü×"];
    const csv = writeCsv(table(column("file", texts)));
    expect(cellsOf(csv).slice(1, 6)).toEqual(texts);
    expect(csv).toContain('"say ""x"""');
    expect(csv).toContain("\r\nplain\r\n");
  });

  it("leaves negative numbers numbers", () => {
    expect(writeCsv(table(column("x", [-1])))).toBe("x\r\n-1\r\n");
  });
});

describe("tables", () => {
  it("spell units in plain letters", () => {
    expect(columnHeader(column("volume", [], "µm3"))).toBe("volume_um3");
    expect(columnHeader(column("volume", [], "μm³"))).toBe("volume_um3");
    expect(columnHeader(column("area", [], "mm²"))).toBe("area_mm2");
    expect(columnHeader(column("label", []))).toBe("label");
  });

  it("are written for people as Markdown", () => {
    const list = table(
      column("name", ["a|b", "<i>\nx"]),
      column("mean", [1.23456, Number.NaN], "mm"),
      column("n", [3, 0]),
    );
    expect(writeMarkdown(list, 2)).toBe(
      "| name | mean\\_mm | n |\n| :--- | ---: | ---: |\n| a\\|b | 1.23 | 3 |\n| \\<i\\> x | – | 0 |\n",
    );
  });

  it("become records, without numbers that JSON does not have", () => {
    expect(tableRecords(table(column("label", [1]), column("mean", [Number.NaN], "mm")))).toEqual([
      { label: 1, mean_mm: null },
    ]);
    expect(JSON.parse(writeTableJson(table(column("label", [7]))))).toEqual({
      schema: 1,
      columns: [{ name: "label", unit: "", header: "label" }],
      rows: [{ label: 7 }],
    });
  });

  it("are stacked with a column for their source; columns that one lacks are empty there", () => {
    const first = table(column("label", [1, 2]), column("area", [3, 4], "mm2"));
    const second = table(column("label", [9]), column("area", [5], "px2"));
    const stacked = stackTables("file", [
      { source: "a", table: first },
      { source: "=b", table: second },
    ]);
    expect(writeCsv(stacked)).toBe("file,label,area_mm2,area_px2\r\na,1,3,\r\na,2,4,\r\n'=b,9,,5\r\n");
  });
});
