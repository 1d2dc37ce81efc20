import { basename, join, resolve } from "node:path";
import { type CheckQuintOptions, checkQuintSeries, type QuintReport } from "../../bindings/quint/check.js";
import { parseRgb, type Rgb } from "../../bindings/quint/colour.js";
import { QUINT_TARGETS, type QuintFinding, type QuintTarget, several } from "../../bindings/quint/finding.js";
import { quintPage } from "../../bindings/quint/page.js";
import type { Registration } from "../../bindings/quint/registration.js";
import type { SectionReport } from "../../bindings/quint/section.js";
import { type Call, type Command, type Outcome, readingFlags } from "../command.js";
import { EXIT } from "../exit.js";
import { choiceFlag, pathFlag, switchFlag, textFlag, usageError } from "../flags.js";
import type { Host } from "../host.js";
import { inflateNatively } from "../inflate.js";
import { Outputs } from "../output.js";
import { printable } from "../printable.js";
import { originalsIn, readRegistration, registrationIn, seriesIn } from "../series.js";
import { fixSeries } from "./quint-fix.js";

export const quintCheckCommand: Command = {
  name: "quint check",
  summary: "Check a folder of segmented brain sections before it goes to the QUINT workbench, Nutil or PyNutil.",
  group: "Brain sections",
  operands: [{ name: "DIR", summary: "the folder with the segmentations, one picture a section" }],
  flags: readingFlags(
    [
      pathFlag("registration", "the registration (QuickNII, VisuAlign, DeepSlice, QCAlign, .waln, .wwrp, BrainGlobe)", {
        shown: "the only one in DIR",
      }),
      pathFlag("originals", "the folder with the images that were registered, to compare names and sizes", {
        placeholder: "DIR",
      }),
      textFlag("color", "R,G,B", "the object colour: 255,0,0, #ff0000, red, safe (magenta), or auto", {
        shown: "auto",
      }),
      choiceFlag("target", QUINT_TARGETS, "the program the series is made for", { shown: "all" }),
      switchFlag("names-only", "look at names and headers only, not at pixels"),
      pathFlag("report", "write a page to look at, with pictures, to this file (.html)", { placeholder: "FILE.html" }),
      switchFlag("fix", "print a plan of what can be put right in copies of the files"),
      switchFlag("yes", "with --fix: carry the plan out; the files in DIR stay as they are"),
      pathFlag("output", "with --fix: the folder for the copies", {
        alias: "o",
        placeholder: "DIR",
        shown: "DIR-fixed",
      }),
    ],
    [],
  ),
  examples: [
    ["segwasm quint check sections", "everything about the pictures in the folder sections"],
    ["segwasm quint check sections --registration brain1.waln --target webnutil", "before an upload to the workbench"],
    [
      "segwasm quint check sections --originals images --color 255,0,0 --json",
      "as JSON, with names and sizes compared",
    ],
    ["segwasm quint check sections --report report.html", "with a page to look at, which opens without a network"],
    ["segwasm quint check sections --fix", "what could be put right; with --yes it is, in copies"],
    ["segwasm quint check sections --names-only", "at once, whatever the size of the pictures"],
  ],
  notes: [
    "A line for each finding: file, code, severity, what is wrong, what to do. Errors make the exit code 1. Objects are " +
      "counted as Nutil, PyNutil and WebNutil each will count them, before any of them is run.",
  ],
  run: runCheck,
};

async function runCheck(call: Call): Promise<Outcome> {
  const { args, host } = call;
  const folder = args.operands[0] as string;
  const colour = colourOf(call);
  const page = args.text("report");
  const targets = page === undefined ? [] : [{ flag: "--report", path: page, extensions: [".html"] }];
  const outputs = Outputs.plan(host, args.who, targets, [], args.has("force"));
  if (args.has("yes") && !args.has("fix")) throw usageError(args.who, "--yes goes with --fix");
  const files = seriesIn(folder, args.limits());
  const { registration, path, messages } = await registrationOf(call, folder);
  const options = await optionsOf(call, folder, registration, colour);
  const report = await checkQuintSeries(await call.kernels(), files, options).finally(() => call.reader.unwatch());
  const compared = path === undefined ? undefined : basename(path);
  if (page !== undefined) outputs.write([[page, quintPage(basename(resolve(folder)), report, compared)]]);
  const fixed = args.has("fix") ? await fixSeries(call, folder, report, registration) : undefined;
  const lines = report.findings.map((finding) => findingLine(host, folder, finding));
  return {
    document: {
      path: folder,
      registration: registrationDocument(path, registration),
      ...reportDocument(report),
      ...(fixed && { fix: fixed.document }),
    },
    data: [...lines, ...(fixed?.lines ?? [])].map((line) => `${line}\n`).join(""),
    messages: [...messages, ...(fixed?.messages ?? []), summaryOf(report)],
    // Once everything is right in the copies, nothing is left to do.
    code: (fixed?.failed ?? report.errors > 0) ? EXIT.someFailed : EXIT.done,
  };
}

function colourOf({ args }: Call): Rgb | "auto" {
  const color = args.text("color") ?? "auto";
  return color === "auto" ? "auto" : parseRgb(`${args.who}: --color`, color);
}

async function optionsOf(
  { args, host, reader }: Call,
  folder: string,
  registration: Registration | undefined,
  colour: Rgb | "auto",
): Promise<CheckQuintOptions> {
  const originals = args.text("originals");
  return {
    colour,
    registration,
    target: (args.text("target") ?? "all") as QuintTarget,
    folder: resolve(folder),
    originals: originals === undefined ? undefined : await originalsIn(originals, reader),
    pixels: !args.has("names-only"),
    preview: args.text("report") !== undefined,
    limits: args.limits(),
    inflater: inflateNatively,
    onProgress: (file, part) => {
      host.progress(`checking ${file}`, part);
      reader.watch(join(folder, file));
    },
  };
}

async function registrationOf(
  { args }: Call,
  folder: string,
): Promise<{ registration: Registration | undefined; path: string | undefined; messages: string[] }> {
  const given = args.text("registration");
  if (given !== undefined) return { registration: readRegistration(given), path: given, messages: [] };
  const found = await registrationIn(folder);
  const messages = found ? [`note: the sections are compared with the registration ${found.path}`] : [];
  return { registration: found?.registration, path: found?.path, messages };
}

/** For --json: the registration with its sections in order. */
function registrationDocument(path: string | undefined, registration: Registration | undefined): object | null {
  if (!registration) return null;
  const { kind, atlas, sections } = registration;
  const list = sections.map(({ file, section, width, height, anchoring, markers, damaged }) => ({
    file,
    section: section ?? null,
    width: width ?? null,
    height: height ?? null,
    anchored: anchoring !== undefined,
    markers,
    damaged,
  }));
  return { path, kind, atlas, sections: list };
}

/** For --json: everything but the small pictures. */
export function reportDocument({ sections, ...report }: QuintReport): object {
  return { ok: report.errors === 0, ...report, sections: sections.map(sectionDocument) };
}

function sectionDocument({ preview: _, counts, ...section }: SectionReport): object {
  if (!counts) return { ...section, counts: null };
  const { tools, four, eight, edge } = counts;
  const diagonal = four.objects - eight.objects;
  return {
    ...section,
    counts: { ...tools, four: four.objects, eight: eight.objects, diagonal, edge },
    objectPixels: four.voxels,
    largest: four.largest,
    tiny: four.tiny,
  };
}

const COLOURS = { error: "31", warning: "33", info: "36" } as const;

/** One line: file, code, severity, what is wrong, what to do. */
export function findingLine(host: Host, folder: string, { file, code, severity, message, hint }: QuintFinding): string {
  const mark = host.colour ? `\x1b[${COLOURS[severity]}m${severity}\x1b[0m` : severity;
  return `${printable(file ?? folder)}: ${code} ${mark} ${printable([message, hint].filter(Boolean).join(" "))}`;
}

function summaryOf({ sections, errors, warnings, missing }: QuintReport): string {
  const parts = [several(sections.length, "section"), several(errors, "error"), several(warnings, "warning")];
  const absent = missing.length > 0 ? `, ${several(missing.length, "registered section")} without a file` : "";
  return `${parts.join(", ")}${absent}: ${errors === 0 ? "ready" : "not ready yet"}`;
}
