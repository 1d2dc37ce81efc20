import { aims, Findings, listed, type QuintFinding, type QuintTarget, several } from "./finding.js";

/** What a file name says. */
export interface SectionName {
  file: string;
  stem: string;
  extension: string;
  /** The digits of each `_s<digits>`. */
  ids: readonly string[];
  /** The number of the section; undefined where there is none. */
  section: number | undefined;
}

/** Takes a file name apart. Where there are several numbers the last one counts, as in PyNutil. */
export function sectionName(file: string): SectionName {
  const dot = file.lastIndexOf(".");
  const [stem, extension] = dot > 0 ? [file.slice(0, dot), file.slice(dot)] : [file, ""];
  const ids = [...stem.matchAll(/_s(\d+)/g)].map((match) => match[1] as string);
  const last = ids.at(-1);
  return { file, stem, extension, ids, section: last === undefined ? undefined : Number(last) };
}

/** Everything about the names of a series. */
export function checkNames(
  names: readonly SectionName[],
  target: QuintTarget,
  folder: string | undefined,
): QuintFinding[] {
  const found = new Findings();
  for (const name of names) checkName(found, name, target);
  checkTwins(found, names);
  checkIds(found, names);
  const part = folder?.split(/[\\/]/).find((component) => /_s\d/.test(component));
  if (part !== undefined && aims(target, "webnutil")) {
    const message = `The folder name ${JSON.stringify(part)} holds a section number of its own, which confuses WebNutil.`;
    found.add("Q11", "warning", null, message, "Rename the folder so that it has no _s followed by digits.");
  }
  return found.list;
}

function checkName(found: Findings, name: SectionName, target: QuintTarget): void {
  const { stem, ids, extension } = name;
  const [first] = ids;
  if (first === undefined) {
    const message = "No section number found in the name.";
    found.add("Q03", "error", name, message, "Rename it to something like brain1_s012.png.");
  } else if (ids.length > 1) {
    const message = `${several(ids.length, "section number")} (${ids.map((id) => `_s${id}`).join(", ")}) in one name; the workbench cannot choose.`;
    found.add("Q04", "error", name, message, "Keep only the one of this section.");
  }
  const early = /_s(\d*)/.exec(stem);
  if (first !== undefined && early?.[1] === "") {
    const word = `_s${/^[A-Za-z]*/.exec(stem.slice(early.index + 2))?.[0] ?? ""}`;
    const message = `'${word}' also starts with _s; Nutil will read an empty section number.`;
    const hint = `Write ${JSON.stringify(word.replace("_s", "-s"))} instead, or leave it out.`;
    found.add("Q05", aims(target, "nutil") ? "error" : "warning", name, message, hint);
  }
  const odd = stem.match(/[\s.]/g)?.length ?? 0;
  if (odd > 0) {
    const message = `The name has ${several(odd, "space or dot", "spaces or dots")} before its extension.`;
    found.add("Q06", "error", name, message, "Replace them, for example by -.");
  }
  if (extension !== extension.toLowerCase() && aims(target, "webnutil")) {
    const message = `${extension} is skipped by WebNutil.`;
    found.add("Q09", "error", name, message, `Use ${extension.toLowerCase()}.`);
  }
  if (/mask/i.test(stem) && aims(target, "nutil")) {
    found.add("Q10", "error", name, "Nutil skips files with 'mask' in the name.", "Take the word out of the name.");
  }
}

/** Files that are the same section. */
function checkTwins(found: Findings, names: readonly SectionName[]): void {
  for (const [section, twins] of bySection(names)) {
    if (twins.length < 2) continue;
    const about = { file: (twins[0] as SectionName).file, section };
    const message = `Section ${section} occurs ${twins.length === 2 ? "twice" : `${twins.length} times`}: ${listed(twins.map(({ file }) => file))}.`;
    found.add("Q07", "error", about, message, "Keep one file a section, or correct the number.");
  }
}

function bySection(names: readonly SectionName[]): Map<number, SectionName[]> {
  const sections = new Map<number, SectionName[]>();
  for (const name of names) {
    if (name.section === undefined) continue;
    sections.set(name.section, [...(sections.get(name.section) ?? []), name]);
  }
  return sections;
}

/** One finding for the series: the desktop program looks for one number inside of others. */
function checkIds(found: Findings, names: readonly SectionName[]): void {
  const ids = [...new Set(names.flatMap(({ ids }) => ids.slice(-1)))].sort((a, b) => a.length - b.length);
  const longest = ids.at(-1);
  if (longest === undefined || ids[0]?.length === longest.length) return;
  const inner = ids.find((id) => ids.some((other) => other !== id && other.startsWith(id)));
  const outer = ids.find((other) => inner !== undefined && other !== inner && other.startsWith(inner));
  const message =
    outer === undefined
      ? `Section numbers have ${ids[0]?.length} to ${longest.length} digits.`
      : `_s${inner} is contained in _s${outer}, and Nutil may take one file for the other.`;
  const digits = Math.max(3, longest.length);
  const examples = [inner ?? (ids[0] as string), outer ?? longest].map((id) => `_s${id.padStart(digits, "0")}`);
  found.add("Q08", "warning", null, message, `Give all numbers the same length: ${examples.join(" and ")}.`);
}

/** With --originals: every section has the name of its original; Nutil and PyNutil only need its number. */
export function checkOriginalNames(
  names: readonly SectionName[],
  originals: readonly string[],
  target: QuintTarget,
): QuintFinding[] {
  const found = new Findings();
  const known = originals.map(sectionName);
  for (const name of names) {
    if (known.some(({ stem }) => stem === name.stem)) continue;
    const twin = known.find(({ section }) => section !== undefined && section === name.section);
    const strict = aims(target, "webnutil");
    if (twin && !strict) continue;
    const message = twin
      ? `The original is ${twin.file}, this is ${name.file}; names must be identical.`
      : "There is no original of this name or section number.";
    const hint = twin ? `Rename it to ${twin.stem}${name.extension}.` : "Name it as its original, or add the original.";
    found.add("Q12", strict ? "error" : "warning", name, message, hint);
  }
  return found.list;
}
