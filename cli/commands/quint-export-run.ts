import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { isSegmentError, SegmentError } from "../../bindings/core/errors.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import type { QuintReport } from "../../bindings/quint/check.js";
import {
  checkExports,
  type ExportedSection,
  type ExportQuintOptions,
  exportQuintSection,
} from "../../bindings/quint/export.js";
import { type QuintTarget, several } from "../../bindings/quint/finding.js";
import { type Renamed, renameFiles } from "../../bindings/quint/rename.js";
import type { Call, Outcome } from "../command.js";
import { EXIT, exitCodeOf, recognise } from "../exit.js";
import { errorDocument, SCHEMA } from "../failure.js";
import { makeFolder } from "../make-folder.js";
import { Outputs } from "../output.js";
import { printableJson } from "../printable.js";
import { quintFile } from "../series.js";
import { findingLine } from "./quint-check.js";
import { exportOptions } from "./quint-export-options.js";

interface Failure {
  path: string;
  error: unknown;
}

/** Exports every input that can be used, checks what came out, and writes what has no error. */
export async function runExport(call: Call): Promise<Outcome> {
  const { args, host } = call;
  const options = exportOptions(call);
  const folder = args.text("output") as string;
  const inputs = args.operands;
  const plan = renameFiles(inputs, { rename: args.text("rename"), numberRegex: args.text("number-regex") });
  if (args.has("dry-run")) return dryRun(folder, plan);
  const reports = reportOutputs(call);
  // A folder that is not there yet is made when there is something to write.
  const outputs = existsSync(folder) ? sectionOutputs(call, folder, plan) : undefined;
  const k = await call.kernels();
  const { done, failures } = await exportAll(call, k, plan, options);
  const target = (args.text("target") ?? "all") as QuintTarget;
  const report = await checkExports(k, done, { ...options, target });
  const refused = new Set(
    report.findings.flatMap(({ severity, file }) => (severity === "error" && file !== null ? [file] : [])),
  );
  const good = done.filter(({ to }) => !refused.has(to));
  const documents = done.map((section) => sectionDocument(section, report, !refused.has(section.to)));
  const failed = failures.map(({ path, error }) => ({ path, error: errorDocument(error) }));
  const document = {
    output: folder,
    target,
    colour: options.colour,
    sections: documents,
    findings: report.findings,
    failed,
  };
  const files = good.map(({ to, bytes }) => [join(folder, to), bytes] as const);
  const path = args.text("report");
  if (files.length > 0) (outputs ?? sectionOutputs(call, folder, plan)).write(files);
  if (path !== undefined) reports.write([[path, `${printableJson({ schema: SCHEMA, ...document })}\n`]]);
  const lines = report.findings
    .filter(({ severity }) => severity !== "info")
    .map((finding) => findingLine(host, folder, finding));
  return {
    document,
    data: good.map(sectionLine).join(""),
    messages: [
      ...lines,
      ...failures.flatMap(({ path, error }) => failureLines(path, error)),
      `${several(good.length, "section")} written to ${folder}${done.length > good.length ? `, ${done.length - good.length} refused` : ""}`,
    ],
    code: failures.length > 0 || done.length > good.length ? EXIT.someFailed : EXIT.done,
  };
}

/** Every input by itself; one that cannot be used stops no other. */
async function exportAll(
  { args, host, reader }: Call,
  k: Kernels,
  plan: readonly Renamed[],
  options: ExportQuintOptions,
): Promise<{ done: ExportedSection[]; failures: Failure[] }> {
  const done: ExportedSection[] = [];
  const failures: Failure[] = [];
  for (const [at, { from, to }] of plan.entries()) {
    host.progress(`exporting ${to}`, at / plan.length);
    reader.watch(from);
    try {
      done.push(await exportQuintSection(k, quintFile(from, args.limits()), to, options));
    } catch (error) {
      const known = recognise(error);
      const code = exitCodeOf(known);
      if (plan.length === 1 || (code !== EXIT.input && code !== EXIT.limit)) throw error;
      failures.push({ path: from, error: known });
    } finally {
      reader.unwatch();
    }
  }
  return { done, failures };
}

function failureLines(path: string, error: unknown): string[] {
  const message = isSegmentError(error) ? error.message : String(error);
  const advice = error instanceof SegmentError ? error.detail.advice : undefined;
  return [
    `segwasm: ${message.includes(basename(path)) ? "" : `${path}: `}${message}`,
    ...(advice ? [`  ${advice}`] : []),
  ];
}

function dryRun(folder: string, plan: readonly Renamed[]): Outcome {
  return {
    document: { output: folder, dryRun: true, plan },
    data: plan.map(({ from, to }) => `${from} -> ${join(folder, to)}\n`).join(""),
  };
}

function reportOutputs({ args, host }: Call): Outputs {
  const path = args.text("report");
  const targets = path === undefined ? [] : [{ flag: "--report", path, extensions: [".json"] }];
  return Outputs.plan(host, args.who, targets, args.operands, args.has("force"));
}

function sectionOutputs({ args, host }: Call, folder: string, plan: readonly Renamed[]): Outputs {
  makeFolder(folder);
  const targets = plan.map(({ to }) => ({ flag: "--output", path: join(folder, to), extensions: [".png"] }));
  return Outputs.plan(host, args.who, targets, args.operands, args.has("force"));
}

function sectionDocument({ bytes, ...section }: ExportedSection, { sections }: QuintReport, written: boolean): object {
  const counts = sections.find(({ file }) => file === section.to)?.counts?.tools ?? null;
  return { ...section, counts, written, sha256: createHash("sha256").update(bytes).digest("hex") };
}

function sectionLine({ from, to, kind, mapping, width, height, before, after, gapPixels }: ExportedSection): string {
  const gap = gapPixels > 0 ? `, ${several(gapPixels, "pixel")} for gaps` : "";
  return `${from} -> ${to}: ${kind} (${mapping}), ${width} x ${height}, ${before} -> ${several(after, "object")}${gap}\n`;
}
