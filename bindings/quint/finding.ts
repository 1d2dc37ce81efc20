import { ArgumentRangeError } from "../core/errors.js";

/** The programs that read a series of segmentations. */
export type QuintTool = "nutil" | "pynutil" | "webnutil";
export type QuintTarget = QuintTool | "all";
export const QUINT_TARGETS: readonly QuintTarget[] = ["webnutil", "nutil", "pynutil", "all"];

export type Severity = "error" | "warning" | "info";

/** One thing to know about a series. */
export interface QuintFinding {
  /** Q01 to Q43, stable. */
  code: string;
  severity: Severity;
  /** Name of the file; null for the series as a whole. */
  file: string | null;
  /** Number of the section, where it is known. */
  section: number | null;
  /** What is wrong, with its numbers. */
  message: string;
  /** What to do; empty where there is nothing to do. */
  hint: string;
}

/** Collects what is found out about one file, or the series. */
export class Findings {
  readonly list: QuintFinding[] = [];

  add(
    code: string,
    severity: Severity,
    about: { file: string; section?: number | undefined } | null,
    message: string,
    hint = "",
  ): void {
    this.list.push({ code, severity, file: about?.file ?? null, section: about?.section ?? null, message, hint });
  }
}

/** Whether a program is among the ones a series is made for. */
export function aims(target: QuintTarget, tool: QuintTool): boolean {
  return target === "all" || target === tool;
}

/** A target from outside. Throws E_OPTION. */
export function checkTarget(who: string, target: string): QuintTarget {
  if ((QUINT_TARGETS as readonly string[]).includes(target)) return target as QuintTarget;
  throw new ArgumentRangeError("E_OPTION", `${who}: expected target ${QUINT_TARGETS.join(", ")}, got ${target}`);
}

/** "1 object", "2 objects". */
export function several(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A share as a percentage with a few digits: "3.1 %". */
export function percent(part: number, whole: number): string {
  const value = whole > 0 ? (100 * part) / whole : 0;
  return `${value === 0 || value >= 0.01 ? Number(value.toPrecision(value >= 99 ? 4 : 2)) : "< 0.01"} %`;
}

/** Sections for people: at most twelve of them. */
export function listed(items: readonly (string | number)[], most = 12): string {
  const shown = items.slice(0, most).join(", ");
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}
