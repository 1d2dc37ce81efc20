import { createHash } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { isSegmentError, SegmentError } from "../../bindings/core/errors.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import type { QuintReport } from "../../bindings/quint/check.js";
import { parseRgb, RED, WHITE } from "../../bindings/quint/colour.js";
import {
  checkExports,
  type ExportedSection,
  type ExportQuintOptions,
  exportQuintSection,
} from "../../bindings/quint/export.js";
import { QUINT_TARGETS, type QuintTarget, several } from "../../bindings/quint/finding.js";
import { QUINT_INPUTS, type QuintInput } from "../../bindings/quint/input.js";
import { type Renamed, renameFiles } from "../../bindings/quint/rename.js";
import type { Arguments } from "../arguments.js";
import { type Call, type Command, type Outcome, readingFlags } from "../command.js";
import { EXIT, exitCodeOf, recognise } from "../exit.js";
import { errorDocument, SCHEMA } from "../failure.js";
import { choiceFlag, numberFlag, pathFlag, switchFlag, textFlag, usageError, wholeFlag } from "../flags.js";
import { inflateNatively } from "../inflate.js";
import { Outputs } from "../output.js";
import { printableJson } from "../printable.js";
import { quintFile, readRegistration } from "../series.js";
import { findingLine } from "./quint-check.js";

const PIXELS = ["rgb24", "indexed8"] as const;

export const quintExportCommand: Command = {
  name: "quint export",
  summary: "Make sections for the QUINT workbench, Nutil and PyNutil from what a segmentation program saved.",
  group: "Brain sections",
  operands: [{ name: "IN", summary: "labels, masks, classes or probabilities, one picture a section", many: true }],
  flags: readingFlags(
    [
      pathFlag("output", "the folder for the sections, made where it is missing", {
        alias: "o",
        required: true,
        placeholder: "DIR",
      }),
      choiceFlag("from", QUINT_INPUTS, "what the files are", { shown: "auto" }),
      textFlag("class", "N[,N]", "values, palette indices or colours ('#ff0000') of the objects"),
      wholeFlag("channel", "the channel to take, counted from 0"),
      numberFlag("threshold", "probability from which on a pixel is object, 0 to 1", { shown: "0.5" }),
      switchFlag("invert", "exchange objects and background of a mask"),
      textFlag("color", "R,G,B", "colour of the objects: 255,0,0, #ff0000, or safe (magenta, read alike everywhere)", {
        shown: "255,0,0",
      }),
      textFlag("background", "R,G,B", "colour of everything else", { shown: "255,255,255" }),
      choiceFlag("gap", ["none", "8"], "8: a gap of one pixel between objects that touch", {
        shown: "8 for labels, none for masks",
      }),
      wholeFlag("min-area", "drop objects of fewer pixels"),
      wholeFlag("max-area", "drop objects of more pixels"),
      choiceFlag("connectivity", ["4", "8"], "which neighbours make an object of a mask", { shown: "8" }),
      switchFlag("fill-holes", "fill holes in objects"),
      numberFlag("scale", "one factor for the whole series"),
      pathFlag("match-registration", "give each section the size of its registered image"),
      textFlag("size", "WxH", "width and height of all sections"),
      textFlag("rename", "PATTERN", "names of the outputs, of {stem}, {name}, {n} and {n:03d}", { shown: "{stem}" }),
      textFlag("number-regex", "REGEX", "where the section number is: the first group", {
        shown: "_s(\\d+), else the last digits",
      }),
      choiceFlag("png", PIXELS, "24 bits a pixel, or an index into two colours", { shown: "rgb24" }),
      choiceFlag("target", QUINT_TARGETS, "the program that must accept them", { shown: "all" }),
      switchFlag("dry-run", "only print what would be written"),
      pathFlag("report", "write what was done as JSON to this file (.json)"),
    ],
    [],
  ),
  examples: [
    ["segwasm quint export labels/*.tif -o upload", "label images of Cellpose, StarDist or segwasm"],
    [
      "segwasm quint export *Segmentation.png -o upload --class 1",
      "ilastik's Simple Segmentation, class 1 being objects",
    ],
    ["segwasm quint export *.h5 -o upload --channel 0", "ilastik's probabilities, from a half on"],
    [
      "segwasm quint export slide7.png slide8.png -o upload --rename brain1_s{n:03d} --dry-run",
      "the names, before anything is written",
    ],
    [
      "segwasm quint export labels/*.tif -o upload --match-registration brain1.json",
      "in the size of the registered images",
    ],
  ],
  notes: [
    "Every output is read again and checked as by quint check; one with an error is not written. Labels are never mixed by " +
      "scaling; probabilities are averaged and then cut. The same input gives the same bytes.",
  ],
  run: runExport,
};

function optionsOf({ args }: Call): ExportQuintOptions {
  const { who } = args;
  const colour = (name: string) => parseRgb(`${who}: --${name}`, args.text(name) as string);
  const classes = args.text("class")?.split(",");
  if (classes?.some((text) => !/^(\d+|#[0-9a-f]{6})$/i.test(text))) {
    throw usageError(
      who,
      `expected --class to be values or colours like #ff0000, joined by commas, got ${JSON.stringify(args.text("class"))}`,
    );
  }
  const size = /^([1-9]\d{0,6})x([1-9]\d{0,6})$/.exec(args.text("size") ?? "1x1");
  if (!size) throw usageError(who, `expected --size like 1500x1000, got ${JSON.stringify(args.text("size"))}`);
  const registration = args.text("match-registration");
  const connectivity = args.text("connectivity");
  return {
    from: (args.text("from") ?? "auto") as QuintInput,
    classes,
    channel: args.number("channel"),
    threshold: within(args, "threshold", 1),
    invert: args.has("invert"),
    colour: args.text("color") === undefined ? RED : colour("color"),
    background: args.text("background") === undefined ? WHITE : colour("background"),
    gap: args.text("gap") as "none" | "8" | undefined,
    minArea: args.number("min-area"),
    maxArea: args.number("max-area"),
    connectivity: connectivity === undefined ? undefined : connectivity === "4" ? 4 : 8,
    fillHoles: args.has("fill-holes"),
    scale: within(args, "scale", 16),
    size: args.text("size") === undefined ? undefined : { width: Number(size[1]), height: Number(size[2]) },
    matchRegistration: registration === undefined ? undefined : readRegistration(registration),
    png: (args.text("png") ?? "rgb24") as (typeof PIXELS)[number],
    limits: args.limits(),
    inflater: inflateNatively,
  };
}

function within(args: Arguments, name: string, most: number): number | undefined {
  const value = args.number(name);
  if (value !== undefined && !(value > 0 && value <= most)) {
    throw usageError(args.who, `expected --${name} to be above 0, up to ${most}, got ${value}`);
  }
  return value;
}

interface Failure {
  path: string;
  error: unknown;
}

async function runExport(call: Call): Promise<Outcome> {
  const { args, host } = call;
  const options = optionsOf(call);
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
  { args, host }: Call,
  k: Kernels,
  plan: readonly Renamed[],
  options: ExportQuintOptions,
): Promise<{ done: ExportedSection[]; failures: Failure[] }> {
  const done: ExportedSection[] = [];
  const failures: Failure[] = [];
  for (const [at, { from, to }] of plan.entries()) {
    host.progress(`exporting ${to}`, at / plan.length);
    try {
      done.push(await exportQuintSection(k, quintFile(from, args.limits()), to, options));
    } catch (error) {
      const known = recognise(error);
      const code = exitCodeOf(known);
      if (plan.length === 1 || (code !== EXIT.input && code !== EXIT.limit)) throw error;
      failures.push({ path: from, error: known });
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
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? "it is not possible";
    throw new SegmentError(
      "E_WRITE",
      `cannot make the folder ${JSON.stringify(folder)}: ${reason}`,
      { path: folder },
      error,
    );
  }
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
