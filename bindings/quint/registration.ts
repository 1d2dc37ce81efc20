import { CorruptFile, UnsupportedFile } from "../core/errors.js";
import { printable } from "../io/source.js";
import { sectionName } from "./names.js";

/** Which program wrote a registration. */
export type RegistrationKind =
  | "quicknii"
  | "visualign"
  | "deepslice"
  | "qcalign"
  | "webalign"
  | "webwarp"
  | "brainglobe";

/** One section of a registration. */
export interface RegisteredSection {
  file: string;
  /** Its number; undefined where neither the entry nor the name has one. */
  section: number | undefined;
  /** Pixels of the registered image; undefined where the file does not say. */
  width: number | undefined;
  height: number | undefined;
  /** The plane in the atlas: a point is o + u · x / width + v · y / height. Undefined where it is not anchored. */
  anchoring: readonly number[] | undefined;
  /** Points moved by a non-linear registration. */
  markers: number;
  /** Cells of the grid that are marked as damaged. */
  damaged: number;
}

/** Sections aligned with an atlas. */
export interface Registration {
  kind: RegistrationKind;
  /** Name of the atlas, "" where it is not stated. */
  atlas: string;
  /** In the order of the file. */
  sections: readonly RegisteredSection[];
}

/** Most entries a registration may have. */
const MOST_SECTIONS = 100_000;

type Entry = Readonly<Record<string, unknown>>;

/**
 * Reads a registration: JSON of QuickNII, VisuAlign, DeepSlice or QCAlign, `.waln` and `.wwrp` of the online workbench, or
 * the JSON of brainglobe-registration. It is told apart by what it holds, not by its name.
 *
 * @param text the whole file
 * @param name for messages
 * @throws CorruptFile E_CORRUPT where it is not JSON or contradicts itself; UnsupportedFile E_FORMAT for other JSON
 * @example
 * const slices = [{ filename: "a_s001.png", nr: 1, width: 1500, height: 1000, anchoring: [0, 0, 0, 1, 0, 0, 0, 0, 1] }];
 * parseRegistration(JSON.stringify({ name: "a", target: "ABA_Mouse", slices })).sections[0].section; // 1
 */
export function parseRegistration(text: string, name = "the registration"): Registration {
  const who = printable(name);
  const root = readJson(text, who);
  if (Array.isArray(root["slices"])) return ofSlices(who, root, root["slices"]);
  if (Array.isArray(root["sections"])) return ofWorkbench(who, root, root["sections"]);
  if (Array.isArray(root["atlas_slice_corners"])) return ofBrainGlobe(who, root, root["atlas_slice_corners"]);
  const keys = Object.keys(root)
    .slice(0, 5)
    .map((key) => JSON.stringify(printable(key.slice(0, 30))));
  throw new UnsupportedFile(
    `${who}: it is JSON, but no registration: it has neither slices nor sections${keys.length > 0 ? ` (found ${keys.join(", ")})` : ""}`,
    { path: who, advice: "give the file that QuickNII, VisuAlign, DeepSlice, QCAlign, WebAlign or WebWarp has saved" },
  );
}

function readJson(text: string, who: string): Entry {
  let root: unknown;
  try {
    root = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    const place = /position (\d+)/.exec(String((cause as Error).message))?.[1];
    throw corrupt(who, `it is not valid JSON${place ? `, from character ${place} on` : ""}`, cause);
  }
  if (root !== null && typeof root === "object" && !Array.isArray(root)) return root as Entry;
  throw corrupt(who, "it is JSON, but not an object");
}

function corrupt(who: string, what: string, cause?: unknown): CorruptFile {
  return new CorruptFile(`${who}: ${what}`, { path: who, advice: "save the registration again" }, "E_CORRUPT", cause);
}

function ofSlices(who: string, root: Entry, slices: readonly unknown[]): Registration {
  const sections = entriesOf(who, slices).map((slice, i) => {
    const grid = slice["grid"];
    return {
      ...sectionOf(who, i, slice, slice["anchoring"], slice["nr"]),
      damaged: Array.isArray(grid) ? grid.filter((cell) => cell === 4).length : 0,
    };
  });
  return { kind: kindOfSlices(root, sections), atlas: textOf(root["target"]), sections };
}

function kindOfSlices(root: Entry, sections: readonly RegisteredSection[]): RegistrationKind {
  if (root["gridspacing"] !== undefined) return "qcalign";
  if (sections.some(({ markers }) => markers > 0)) return "visualign";
  return /deepslice/i.test(textOf(root["aligner"])) ? "deepslice" : "quicknii";
}

function ofWorkbench(who: string, root: Entry, list: readonly unknown[]): Registration {
  const sections = entriesOf(who, list).map((section, i) => sectionOf(who, i, section, section["ouv"], section["snr"]));
  const warped = sections.some(({ markers }) => markers > 0);
  return { kind: warped ? "webwarp" : "webalign", atlas: textOf(root["atlas"]), sections };
}

function ofBrainGlobe(who: string, root: Entry, corners: readonly unknown[]): Registration {
  const points = corners.map((corner) => numbers(corner, 3));
  const [origin, right, down] = points;
  if (points.length !== 4 || !origin || !right || !down) throw corrupt(who, "atlas_slice_corners are not four points");
  const along = (to: readonly number[]) => to.map((value, axis) => value - (origin[axis] as number));
  const file = textOf(root["moving_image"]);
  const index = root["atlas_2d_slice_index"];
  const section: RegisteredSection = {
    file,
    section: sectionName(file).section ?? (Number.isInteger(index) ? (index as number) : undefined),
    width: undefined,
    height: undefined,
    anchoring: [...origin, ...along(right), ...along(down)],
    markers: 0,
    damaged: 0,
  };
  return { kind: "brainglobe", atlas: textOf(root["atlas"]), sections: [section] };
}

function entriesOf(who: string, list: readonly unknown[]): Entry[] {
  if (list.length > MOST_SECTIONS) throw corrupt(who, `it has ${list.length} sections, more than can be right`);
  return list.map((entry, i) => {
    if (entry !== null && typeof entry === "object" && !Array.isArray(entry)) return entry as Entry;
    throw corrupt(who, `entry ${i + 1} of its sections is not an object`);
  });
}

function sectionOf(who: string, i: number, entry: Entry, plane: unknown, number: unknown): RegisteredSection {
  // The workbench may keep a path, and the packed picture instead of the one that was uploaded.
  const file = textOf(entry["filename"]).replace(/^.*[\\/]/, "");
  const given = typeof number === "string" && /^\d+$/.test(number) ? Number(number) : number;
  const whole = Number.isInteger(given) && (given as number) >= 0 ? (given as number) : undefined;
  const side = (value: unknown) => (typeof value === "number" && value > 0 && value <= 2 ** 31 ? value : undefined);
  const named = sectionName(file).section;
  if (file === "" && whole === undefined) throw corrupt(who, `section ${i + 1} has neither a file name nor a number`);
  const { markers } = entry;
  return {
    file,
    // The workbench goes by the name, the others by the number.
    section: entry["ouv"] === undefined ? (whole ?? named) : (named ?? whole),
    width: side(entry["width"]),
    height: side(entry["height"]),
    anchoring: numbers(plane, 9),
    markers: Array.isArray(markers) ? markers.length : 0,
    damaged: 0,
  };
}

/** A list of so many finite numbers; undefined for anything else. */
function numbers(value: unknown, length: number): number[] | undefined {
  const sound = Array.isArray(value) && value.length === length && value.every((item) => Number.isFinite(item));
  return sound ? (value as number[]) : undefined;
}

const textOf = (value: unknown): string => (typeof value === "string" ? printable(value) : "");
