import type { QuintReport } from "./check.js";
import { type QuintFinding, type QuintTarget, several } from "./finding.js";
import type { SectionReport } from "./section.js";

/** Whether a series may go on its way, in a sentence. */
export function verdictOf({ errors, sections }: QuintReport): string {
  if (sections.length === 0) return "There are no pictures here.";
  return errors === 0
    ? "Ready: nothing here keeps the workbench from reading these sections."
    : `Not ready: ${several(errors, "thing")} must be fixed first.`;
}

/** How many sections there are, what for, and which colour their objects have. */
export function summaryOf({ sections, target, colour }: QuintReport): string {
  const objects = colour ? ` Objects have the colour ${colour.join(",")} (red, green, blue).` : "";
  return `${several(sections.length, "section")}, made for ${PROGRAMS[target]}.${objects}`;
}

/** Names of the programs, in sentences. */
export const PROGRAMS: Readonly<Record<QuintTarget, string>> = {
  all: "the online workbench (WebNutil), Nutil and PyNutil",
  webnutil: "the online workbench (WebNutil)",
  nutil: "Nutil",
  pynutil: "PyNutil",
};

/** What a finding asks for. */
export const SEVERITY_WORDS: Readonly<Record<QuintFinding["severity"], string>> = {
  error: "Must be fixed",
  warning: "Look at this",
  info: "Good to know",
};

/** Columns of the table of what each program will count. */
export const COUNT_COLUMNS = ["Section", "Nutil", "PyNutil", "WebNutil", "object pixels", "largest object"] as const;

/** A row of it. */
export type CountRow = readonly [name: string, ...counts: number[]];

/** Rows of that table: the sections whose pixels could be read. */
export function countRows({ sections }: QuintReport): CountRow[] {
  return sections.flatMap(({ file, section, counts }) => {
    if (!counts) return [];
    const { nutil, pynutil, webnutil } = counts.tools;
    return [[[section, file].join(" ").trim(), nutil, pynutil, webnutil, counts.four.voxels, counts.four.largest]];
  });
}

/** The last row: sums, and the largest object of all. */
export function countSums(rows: readonly CountRow[]): CountRow {
  const columns = COUNT_COLUMNS.slice(1).map((_, i) => rows.map((row) => row[i + 1] as number));
  const sums = columns.map((counts) => counts.reduce((a, b) => a + b, 0));
  const largest = (columns.at(-1) ?? []).reduce((a, b) => Math.max(a, b), 0);
  return ["All sections", ...sums.slice(0, -1), largest];
}

const PIXEL_WORDS: Readonly<Record<string, string>> = {
  rgb: "colour",
  palette: "indexed colour",
  "grey+alpha": "grey with transparency",
  "rgb+alpha": "colour with transparency",
};

/** Size and kind of a section's pixels; "" where its header could not be read. */
export function describedSize({ width, height, pixels, depth }: SectionReport): string {
  if (width === null || height === null || pixels === null) return "";
  return `${width} × ${height} pixels, ${PIXEL_WORDS[pixels] ?? pixels}, ${depth} bits`;
}
