import type { Kernels } from "../core/kernels.js";
import type { Rgb } from "./colour.js";
import { aims, checkTarget, Findings, listed, type QuintFinding, type QuintTarget } from "./finding.js";
import { checkNames, checkOriginalNames, type SectionName, sectionName } from "./names.js";
import { checkSeries as checkWhole } from "./pixels.js";
import type { Registration } from "./registration.js";
import {
  checkHeader,
  describeHeader,
  emptyReport,
  headOf,
  type PixelOptions,
  type QuintFile,
  readSection,
  type SectionReport,
  unreadable,
} from "./section.js";
import { checkSizes, type Size, type SizedSection } from "./sizes.js";

/** An original image: its name, and its size where it is known. */
export interface QuintOriginal extends Partial<Size> {
  name: string;
}

/** Options of `checkQuintSeries`. */
export interface CheckQuintOptions extends PixelOptions {
  registration?: Registration | undefined;
  originals?: readonly QuintOriginal[] | undefined;
  /** The object colour; "auto", the default, takes the most frequent one beside the background. */
  colour?: Rgb | "auto" | undefined;
  /** The programs the series is made for. Default: "all". */
  target?: QuintTarget | undefined;
  /** Path of the folder, for the rule on its name. */
  folder?: string | undefined;
  /** False: names and headers only, which takes no time. Default: true. */
  pixels?: boolean | undefined;
  /** Told before each file. */
  onProgress?: ((file: string, part: number) => void) | undefined;
}

/** Everything known about a series. */
export interface QuintReport {
  target: QuintTarget;
  /** The object colour of the series; null where there is none. */
  colour: Rgb | null;
  /** In the order of their numbers. */
  sections: readonly SectionReport[];
  findings: readonly QuintFinding[];
  errors: number;
  warnings: number;
  /** Sections of the registration without a file; empty without a registration. */
  missing: readonly number[];
}

/**
 * Checks a series of segmentations before it is uploaded: names, files, colours, sizes, and how many objects Nutil, PyNutil
 * and WebNutil will count. A file that cannot be read is a finding and stops no other.
 *
 * @param k kernels from `loadKernels`
 * @param files the pictures of one folder, in any order
 * @param options registration, originals, colour, target
 * @returns a report of every section, and all findings: those of the series first, then file by file
 * @throws ArgumentRangeError E_OPTION for an unknown target
 */
export async function checkQuintSeries(
  k: Kernels,
  files: readonly QuintFile[],
  options: CheckQuintOptions = {},
): Promise<QuintReport> {
  const target = checkTarget("checkQuintSeries", options.target ?? "all");
  const ordered = [...files].map((file) => ({ file, name: sectionName(file.name) })).sort(byNumber);
  const names = ordered.map(({ name }) => name);
  const found = new Findings();
  found.list.push(...checkNames(names, target, options.folder));
  if (options.originals)
    found.list.push(
      ...checkOriginalNames(
        names,
        options.originals.map(({ name }) => name),
        target,
      ),
    );
  const missing = checkRegistered(found, names, options.registration);
  const series = { colour: options.colour === "auto" ? undefined : options.colour };
  const sections: SectionReport[] = [];
  for (const [at, { file, name }] of ordered.entries()) {
    options.onProgress?.(file.name, at / ordered.length);
    const section = await checkFile(k, found, file, name, series.colour, options);
    // The first section with objects decides for those after it.
    series.colour ??= section.colour ?? undefined;
    sections.push(section);
  }
  checkSizes(found, sizedSections(sections, options), target);
  const counted = sections.map(({ file, section, counts }) => ({
    file,
    section: section ?? undefined,
    objects: counts?.four.objects,
  }));
  checkWhole(found, series.colour, target, counted, aims);
  return reportOf(found, target, series.colour ?? null, sections, missing);
}

interface Numbered {
  file: QuintFile;
  name: SectionName;
}

function byNumber({ name: a }: Numbered, { name: b }: Numbered): number {
  const order = (a.section ?? Number.POSITIVE_INFINITY) - (b.section ?? Number.POSITIVE_INFINITY);
  return order || (a.file < b.file ? -1 : Number(a.file > b.file));
}

async function checkFile(
  k: Kernels,
  found: Findings,
  file: QuintFile,
  name: SectionName,
  colour: Rgb | undefined,
  options: CheckQuintOptions,
): Promise<SectionReport> {
  const report = emptyReport(name);
  try {
    const header = await headOf(found, file, name);
    if (!header) return report;
    Object.assign(report, describeHeader(header));
    checkHeader(found, name, header);
    if (options.pixels ?? true) Object.assign(report, await readSection(k, found, file, name, colour, options));
  } catch (error) {
    unreadable(found, name, error);
  }
  return report;
}

function sizedSections(
  sections: readonly SectionReport[],
  { registration, originals }: CheckQuintOptions,
): SizedSection[] {
  return sections.flatMap((report) => {
    if (report.width === null || report.height === null) return [];
    const { file, section, width, height } = report;
    const { stem } = sectionName(file);
    const registered = registration?.sections.find((entry) => entry.section !== undefined && entry.section === section);
    const original =
      originals?.find(({ name }) => sectionName(name).stem === stem) ??
      originals?.find(({ name }) => section !== null && sectionName(name).section === section);
    const about = { file, ...(section !== null && { section }) };
    const bits = report.depth ?? 8;
    return [{ ...about, width, height, bits, registered: whole(registered), original: whole(original) }];
  });
}

function whole(
  size: Partial<Size> | { width: number | undefined; height: number | undefined } | undefined,
): Size | undefined {
  return size?.width && size.height ? { width: size.width, height: size.height } : undefined;
}

/** Sections against the registration; returns the numbers of those that have no file. */
function checkRegistered(found: Findings, names: readonly SectionName[], registration?: Registration): number[] {
  if (!registration) return [];
  const known = registration.sections;
  for (const name of names) {
    if (name.section === undefined) continue;
    const entry = known.find(({ section }) => section === name.section);
    if (entry?.anchoring) continue;
    const [what, hint] = entry
      ? ["is in the registration file but not anchored to the atlas", "Register it, or leave it out."]
      : ["is not in the registration file", "Correct the number, or add the section to the registration."];
    found.add("Q13", "error", name, `Section ${name.section} ${what}; it would be silently skipped.`, hint);
  }
  const present = new Set(names.map(({ section }) => section));
  const missing = known.flatMap(({ section }) => (section !== undefined && !present.has(section) ? [section] : []));
  if (missing.length > 0) {
    const message = `No segmentation for ${missing.length === 1 ? "section" : "sections"} ${listed(missing)}.`;
    found.add("Q14", "warning", null, message, "Add them, if they should be counted.");
  }
  return missing;
}

function reportOf(
  { list }: Findings,
  target: QuintTarget,
  colour: Rgb | null,
  sections: readonly SectionReport[],
  missing: readonly number[],
): QuintReport {
  const place = new Map(sections.map(({ file }, at) => [file, at]));
  const order = ({ file, code }: QuintFinding) =>
    (file === null ? -1 : (place.get(file) ?? 0)) * 100 + Number(code.slice(1));
  const findings = [...list].sort((a, b) => order(a) - order(b));
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  return { target, colour, sections, findings, errors: count("error"), warnings: count("warning"), missing };
}
