import type { QuintReport } from "./check.js";
import { type QuintFinding, type QuintTarget, several } from "./finding.js";

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

/** Rows of that table: the sections whose pixels could be read. */
export function countRows({ sections }: QuintReport): (readonly [name: string, ...counts: number[]])[] {
  return sections.flatMap(({ file, section, counts }) => {
    if (!counts) return [];
    const { nutil, pynutil, webnutil } = counts.tools;
    return [[[section, file].join(" ").trim(), nutil, pynutil, webnutil, counts.four.voxels, counts.four.largest]];
  });
}
