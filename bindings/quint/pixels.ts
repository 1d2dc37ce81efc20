import { GREY } from "../io/png/chunks.js";
import { distance, type Rgb, rgbText, TOLERANCES } from "./colour.js";
import type { SectionCounts } from "./counts.js";
import { type Findings, listed, percent, type QuintTarget, type QuintTool, type Severity, several } from "./finding.js";
import { backgroundOf, type Picture, pixelsOf, type SeenColour } from "./picture.js";

/** What a rule needs to know of a section. */
export interface About {
  file: string;
  section?: number | undefined;
}

/** The object colour: the one that was asked for, or the most frequent one that is not the background. */
export function objectColour(picture: Picture, asked: Rgb | undefined): Rgb | undefined {
  if (asked) return asked;
  const background = backgroundOf(picture);
  return picture.colours.find((colour) => colour !== background && !sameRgb(colour, background))?.rgb;
}

const sameRgb = (a: SeenColour, b: SeenColour | undefined) => b !== undefined && distance(a.rgb, b.rgb) === 0;

const total = ({ width, height }: Picture) => width * height;

function shares(picture: Picture): string {
  const texts = picture.colours
    .slice(0, 6)
    .map(({ rgb, pixels }) => `${rgbText(rgb)} ${percent(pixels, total(picture))}`);
  return listed(texts) + (picture.colours.length > 6 ? ` and ${picture.colours.length - 6} more` : "");
}

/** True for a grey picture that holds class numbers instead of a colour: it looks black. */
export function looksLikeClasses({ header, colours, rest }: Picture): boolean {
  const values = colours.flatMap((colour) => colour.values);
  return (
    header.colour === GREY && rest === 0 && values.length <= 20 && Math.max(...values) <= 20 && Math.min(...values) >= 1
  );
}

/** Rules on the colours of a picture. `colour` is undefined where no object colour is known. */
export function checkColours(found: Findings, about: About, picture: Picture, colour: Rgb | undefined): void {
  checkAlpha(found, about, picture);
  if (looksLikeClasses(picture)) {
    const values = picture.colours.flatMap((seen) => seen.values).sort((a, b) => a - b);
    const message = `It looks like an uncoloured ilastik export (values ${listed(values)}): every program will count 0 objects.`;
    found.add(
      "Q21",
      "error",
      about,
      message,
      "Run segwasm quint export with --class and the number of the object class.",
    );
    return;
  }
  if (!colour) return;
  const exact = pixelsOf(picture, ({ rgb }) => distance(rgb, colour) === 0);
  if (exact === 0 && flat(picture).length > 1) {
    const message = `No pixel has colour ${rgbText(colour)}. Found: ${shares(picture)}.`;
    found.add("Q23", "error", about, message, suggestion(picture, colour));
  }
  checkPurity(found, about, picture, colour, exact);
  if (exact > 0.5 * total(picture)) {
    const message = `More than half of the picture (${percent(exact, total(picture))}) is object; PyNutil's automatic choice would take the background.`;
    found.add(
      "Q25",
      "warning",
      about,
      message,
      "See whether objects and background are exchanged; else state the colour.",
    );
  }
  const background = backgroundOf(picture);
  if (
    background &&
    exact > 0 &&
    distance(background.rgb, colour) > 0 &&
    distance(background.rgb, colour) <= TOLERANCES.webnutil
  ) {
    const message = `Objects ${colour.join(",")} and background ${background.rgb.join(",")} are too close for WebNutil, which allows a difference of ${TOLERANCES.webnutil}.`;
    found.add("Q26", "warning", about, message, "Use colours far apart, such as 255,0,0 on 255,255,255.");
  }
}

function checkAlpha(found: Findings, about: About, picture: Picture): void {
  if (picture.colours.every(({ alpha }) => alpha === 255) && picture.header.colour < 4) return;
  const clear = pixelsOf(picture, ({ alpha }) => alpha < 255);
  const message =
    clear > 0
      ? `${several(clear, "pixel")} (${percent(clear, total(picture))}) ${clear === 1 ? "is" : "are"} transparent; the colour under them is unpredictable.`
      : "It has an alpha channel, which is opaque everywhere.";
  found.add("Q22", clear > 0 ? "error" : "warning", about, message, "Export it again without transparency.");
}

/** Different colours, transparent or not. */
function flat({ colours }: Picture): Rgb[] {
  const seen = new Map(colours.map(({ rgb }) => [rgb.join(), rgb]));
  return [...seen.values()];
}

function checkPurity(found: Findings, about: About, picture: Picture, colour: Rgb, exact: number): void {
  const colours = flat(picture);
  if (colours.length <= 2) return;
  const within = (tolerance: number) => pixelsOf(picture, ({ rgb }) => distance(rgb, colour) <= tolerance);
  const { nutil, webnutil } = TOLERANCES;
  const soft = within(webnutil) - exact;
  const count = picture.rest > 0 ? `More than ${colours.length}` : String(colours.length);
  const near = `${percent(soft, total(picture))} of the pixels are within ${webnutil} of the object colour but not equal (soft edges)`;
  const counts = `object pixels ±0: ${exact}, ±${nutil}: ${within(nutil)}, ±${webnutil}: ${within(webnutil)}`;
  const message = `${count} colours; ${near}; ${counts}.`;
  const hint =
    "Save objects in one colour, without smoothing of edges and without JPEG; segwasm quint export does that.";
  found.add("Q24", "error", about, message, hint);
}

/** The colour that was probably meant: red and blue exchanged, else the most frequent one besides the background. */
function suggestion(picture: Picture, colour: Rgb): string {
  const swapped = [colour[2], colour[1], colour[0]] as const;
  const twin = picture.colours.find(({ rgb }) => distance(rgb, swapped) === 0);
  const meant = twin?.rgb ?? objectColour(picture, undefined);
  return meant ? `Did you mean ${rgbText(meant)}? Then pass --color ${meant.join(",")}.` : "Check the colour.";
}

/** Rules on the predicted counts. */
export function checkCounts(
  found: Findings,
  about: About,
  counts: SectionCounts,
  colour: Rgb,
  seen: SeenColour | undefined,
): void {
  const { tools, four, eight, edge } = counts;
  const kind = seen?.value === undefined ? "" : `, value ${seen.value} of the file`;
  const each = `Nutil ${tools.nutil}, PyNutil ${tools.pynutil}, WebNutil ${tools.webnutil}`;
  found.add(
    "Q40",
    "info",
    about,
    `${several(four.objects, "object")} (${each}), ${several(four.voxels, "pixel")} of ${rgbText(colour)}${kind}.`,
  );
  const values = Object.values(tools);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (most - least > 0.01 * most) {
    const joined = four.objects - eight.objects;
    const hint =
      joined > 0
        ? "Part them with segwasm quint export --connectivity 4 --gap 8, or export the label images again."
        : "Keep objects away from the edge of the picture, and to one exact colour.";
    found.add("Q41", "warning", about, `${reasonOf(joined, edge, counts)} (${each}).`, hint);
  }
  if (edge > 0) {
    const message = `${several(edge, "object")} ${edge === 1 ? "loses" : "lose"} pixels in Nutil, which leaves out the last row and column.`;
    found.add("Q42", "warning", about, message, "Leave a margin of one pixel around the section.");
  }
  if (four.tiny > 0) {
    const message = `${percent(four.tiny, four.objects)} of the objects have 1 or 2 pixels; the largest has ${four.largest}.`;
    found.add("Q43", "info", about, message, "Consider a size cut-off: segwasm quint export --min-area.");
  }
}

function reasonOf(joined: number, edge: number, { tools }: SectionCounts): string {
  if (joined > 0) return `Diagonal contacts join ${several(joined, "object")} in WebNutil`;
  if (edge > 0 && tools.nutil < tools.pynutil) return "Nutil does not count objects at the edge of the picture";
  return "Soft edges or objects at the picture's edge are counted differently";
}

/** Rules on the series as a whole. */
export function checkSeries(
  found: Findings,
  colour: Rgb | undefined,
  target: QuintTarget,
  sections: readonly (About & { objects: number | undefined })[],
  aims: (target: QuintTarget, tool: QuintTool) => boolean,
): void {
  if (colour && colour[0] !== colour[2] && aims(target, "pynutil")) {
    const message = `PyNutil compares blue, green, red: ${rgbText(colour)} is not found when passed as it is.`;
    found.add("Q27", "warning", null, message, `Pass pixel_id=[${[...colour].reverse().join(", ")}] to PyNutil.`);
  }
  const counted = sections.filter(({ objects }) => objects !== undefined);
  const empty = counted.filter(({ objects }) => objects === 0);
  if (counted.length > 0 && empty.length === counted.length) {
    found.add("Q28", "warning", null, "No objects in any section.", "Check the segmentation and the colour.");
  } else {
    const severity: Severity = "info";
    for (const about of empty) found.add("Q28", severity, about, "No objects in this section.");
  }
}
