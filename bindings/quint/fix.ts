import type { QuintReport } from "./check.js";
import type { Rgb } from "./colour.js";
import type { ExportQuintOptions } from "./export.js";
import { sectionName } from "./names.js";
import type { SectionReport } from "./section.js";

/** One file made right: a copy with another name, or a new picture. */
export interface QuintFix {
  from: string;
  to: string;
  /** "copy" where only the name is wrong, "export" where the pixels must be written anew. */
  how: "copy" | "export";
  /** Codes of the findings it answers. */
  codes: readonly string[];
  /** How the picture is made, for "export". */
  options: ExportQuintOptions;
}

/** What can be put right without asking, and what cannot. */
export interface FixPlan {
  fixes: readonly QuintFix[];
  /** Files with errors that somebody has to decide on: which class is object, which of two twins stays. */
  left: readonly { file: string; codes: readonly string[] }[];
}

/** Findings that a new name answers. */
const NAMES = ["Q05", "Q06", "Q08", "Q09", "Q10"];
/** Findings that writing the picture anew answers. */
const PIXELS = ["Q01", "Q22"];

/** A plan of what would be written into another folder. Originals are never touched. */
export function planFixes(report: QuintReport): FixPlan {
  const padded = report.findings.some(({ code }) => code === "Q08");
  const digits = padded ? Math.max(3, ...report.sections.map(({ section }) => String(section ?? 0).length)) : 0;
  const fixes: QuintFix[] = [];
  const left: { file: string; codes: string[] }[] = [];
  for (const section of report.sections) {
    const own = report.findings.filter(({ file }) => file === section.file);
    const codes = own.map(({ code }) => code);
    const answered = codes.filter((code) => NAMES.includes(code) || PIXELS.includes(code));
    const open = own
      .filter(({ severity, code }) => severity === "error" && !answered.includes(code))
      .map(({ code }) => code);
    if (open.length > 0) {
      left.push({ file: section.file, codes: open });
      continue;
    }
    const to = `${fixedStem(section, digits)}.png`;
    const anew = codes.some((code) => PIXELS.includes(code));
    const options = anew ? optionsFor(report.colour, section) : {};
    fixes.push({
      from: section.file,
      to,
      how: anew ? "export" : "copy",
      codes: padded ? [...answered, "Q08"] : answered,
      options,
    });
  }
  return { fixes, left };
}

function optionsFor(colour: Rgb | null, { colour: own }: SectionReport): ExportQuintOptions {
  const object = own ?? colour;
  return object ? { colour: object, ...(own && { classes: [hexOf(own)] }) } : {};
}

const hexOf = (colour: Rgb) => `#${colour.map((value) => value.toString(16).padStart(2, "0")).join("")}`;

/** The name without what the programs stumble over. */
function fixedStem({ file, section }: SectionReport, digits: number): string {
  const { stem } = sectionName(file);
  const plain = stem
    .replace(/[\s.]+/g, "-")
    .replace(/[_-]?masks?(?=[_-]|$)/gi, "")
    .replace(/mask/gi, "m")
    .replace(/_s(?!\d)/g, "-s");
  return digits === 0 ? plain : plain.replace(/_s\d+/, `_s${String(section).padStart(digits, "0")}`);
}
