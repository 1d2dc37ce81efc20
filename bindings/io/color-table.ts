import type { ColorEntry } from "../core/color-table.js";
import { CorruptFile } from "../core/errors.js";
import type { Color } from "../core/segmentation.js";
import { type Code, formatTerminology, parseTerminology, type Terminology } from "../core/terminology.js";
import { labelColour } from "./label-colour.js";
import { writeCsv } from "./table.js";

/** Codes of a table, in its order, and what a terminology calls them. */
const CODES = [
  ["Category", "category"],
  ["Type", "type"],
  ["TypeModifier", "modifier"],
  ["Region", "region"],
  ["RegionModifier", "regionModifier"],
] as const;
const PARTS = [
  ["CodingScheme", "scheme"],
  ["CodeValue", "value"],
  ["CodeMeaning", "meaning"],
] as const;

/**
 * Reads a colour table: 3D Slicer's CSV or text (.ctbl), ITK-SNAP's label file, or the JSON of a program that names labels:
 * `{"1": "spleen"}` as TotalSegmentator's, `{"labels": {"spleen": 1}}` as nnU-Net's and MONAI Label's. Which one it is, the
 * text tells. Labels of JSON have no colours of their own and get different ones.
 *
 * @param text the whole file
 * @param name of the file, for messages
 * @throws CorruptFile E_CORRUPT for a line that is none of these
 * @example
 * readColorTable("1 left_kidney 255 128 0 255").map(({ labelValue, name }) => [labelValue, name]); // [[1, "left kidney"]]
 */
export function readColorTable(text: string, name = "the colour table"): ColorEntry[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const [head = ""] = lines;
  if (/^"?LabelValue"?,/i.test(head)) return readCsvTable(text, name);
  if (/^\s*\{/.test(text)) return readNameMap(text, name);
  return lines.flatMap((line, at) => {
    if (line.trim() === "" || line.trimStart().startsWith("#")) return [];
    const entry = snapEntry(line) ?? slicerEntry(line);
    if (entry) return [entry];
    throw new CorruptFile(`${name}: line ${at + 1} is not a label with its colour`, { path: name });
  });
}

/** Names by labels, or labels by names, at the top or below `labels`; label 0 is background. */
function readNameMap(text: string, name: string): ColorEntry[] {
  const refuse = (what: string, cause?: unknown) =>
    new CorruptFile(`${name}: ${what}`, { path: name }, "E_CORRUPT", cause);
  let json: { labels?: unknown };
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw refuse("it is no JSON", cause);
  }
  const map = json.labels ?? json;
  if (typeof map !== "object" || map === null || Array.isArray(map))
    throw refuse("its labels are no names and numbers");
  const pairs = Object.entries(map).map(([key, value]) => {
    const [label, called] = /^\d+$/.test(key) ? [Number(key), String(value)] : [Number(value), key];
    if (Number.isInteger(label) && label >= 0 && called !== "") return [label, called] as const;
    throw refuse(`${JSON.stringify(key)} is not a name with its label, or a label with its name`);
  });
  const named = pairs.filter(([label]) => label > 0).sort(([a], [b]) => a - b);
  return named.map(([labelValue, called]) => {
    const color = labelColour(labelValue).map((part) => part / 255) as unknown as Color;
    return { labelValue, name: called, color };
  });
}

/** `index r g b alpha visible mesh "name"`, alpha from 0 to 1. */
function snapEntry(line: string): ColorEntry | undefined {
  const found = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+[\d.]+\s+\d+\s+\d+\s+"(.*)"\s*$/.exec(line);
  if (!found) return undefined;
  const [, label, r, g, b, name = ""] = found;
  return entryOf(Number(label), name, [r, g, b]);
}

/** `index name r g b a`, spaces of the name written as underscores. */
function slicerEntry(line: string): ColorEntry | undefined {
  const found = /^\s*(\d+)\s+(\S+)\s+(\d+)\s+(\d+)\s+(\d+)(\s+\d+)?\s*$/.exec(line);
  if (!found) return undefined;
  const [, label, name = "", r, g, b] = found;
  return entryOf(Number(label), name.replaceAll("_", " "), [r, g, b]);
}

function entryOf(labelValue: number, name: string, parts: readonly (string | undefined)[]): ColorEntry | undefined {
  const color = parts.map((part) => Number(part) / 255);
  const fits = color.every((part) => part >= 0 && part <= 1) && Number.isInteger(labelValue) && labelValue >= 0;
  return fits ? { labelValue, name, color: color as unknown as Color } : undefined;
}

function readCsvTable(text: string, name: string): ColorEntry[] {
  const [header = [], ...rows] = csvRows(text.replace(/^\uFEFF/, ""));
  const columns = new Map(header.map((column, at) => [column.trim().toLowerCase(), at]));
  return rows.map((row, at) => {
    const cell = (column: string) => row[columns.get(column.toLowerCase()) ?? -1]?.trim() ?? "";
    const parts = ["Color_R", "Color_G", "Color_B"].map(cell);
    const label = cell("LabelValue");
    const entry = parts.includes("") || label === "" ? undefined : entryOf(Number(label), cell("Name"), parts);
    if (!entry) throw new CorruptFile(`${name}: row ${at + 2} is not a label with its colour`, { path: name });
    const terminology = terminologyOf(cell);
    return terminology === undefined ? entry : { ...entry, terminology };
  });
}

function terminologyOf(cell: (column: string) => string): string | undefined {
  const codes = CODES.map(([column, part]) => {
    const [scheme, value, meaning] = PARTS.map(([ending]) => cell(`${column}_${ending}`)) as [string, string, string];
    return [part, value === "" ? undefined : { scheme, value, meaning }] as const;
  });
  if (codes.every(([, code]) => code === undefined)) return undefined;
  const contexts = { context: "Segmentation category and type", regionContext: "Anatomic codes" };
  return formatTerminology({ ...contexts, ...Object.fromEntries(codes) } as Terminology);
}

/** Rows of a CSV text, quotes undone; empty lines are left out. */
function csvRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = "", end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    if (row.some((cell) => cell !== "")) rows.push(row);
    row = [];
  }
  return rows;
}

/**
 * Writes a colour table.
 *
 * @param format "csv" for 3D Slicer's CSV with codes, "ctbl" for its text without, "snap" for ITK-SNAP
 * @example
 * const text = writeColorTable([{ labelValue: 1, name: "liver", color: [1, 0, 0] }], "ctbl");
 * text.split("\n")[1]; // "1 liver 255 0 0 255"
 */
export function writeColorTable(entries: readonly ColorEntry[], format: "csv" | "ctbl" | "snap" = "csv"): string {
  if (format === "csv") return csvTable(entries);
  const lines = entries.map(({ labelValue, name, color }) => {
    const rgb = color.map((part) => Math.round(part * 255)).join(" ");
    if (format === "ctbl") return `${labelValue} ${name.replace(/\s+/g, "_") || "_"} ${rgb} 255`;
    return `${labelValue} ${rgb} 1 1 1 "${name.replace(/["\r\n]/g, " ")}"`;
  });
  return `${["# written by segwasm", ...lines].join("\n")}\n`;
}

function csvTable(entries: readonly ColorEntry[]): string {
  const eight = (at: number) => entries.map(({ color }) => Math.round((color[at] as number) * 255));
  const column = (name: string, values: readonly string[] | readonly number[]) => ({ name, unit: "", values });
  const terms = entries.map(({ terminology }) => parseTerminology(terminology ?? ""));
  const codes = CODES.flatMap(([name, part]) =>
    PARTS.map(([ending, of]) =>
      column(
        `${name}_${ending}`,
        terms.map((term) => (term[part] as Code | undefined)?.[of] ?? ""),
      ),
    ),
  );
  return writeCsv({
    rows: entries.length,
    columns: [
      column(
        "LabelValue",
        entries.map(({ labelValue }) => labelValue),
      ),
      column(
        "Name",
        entries.map(({ name }) => name),
      ),
      ...["R", "G", "B"].map((part, at) => column(`Color_${part}`, eight(at))),
      column(
        "Color_A",
        entries.map(() => 255),
      ),
      ...codes,
    ],
  });
}
