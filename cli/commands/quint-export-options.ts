import { parseRgb, RED, WHITE } from "../../bindings/quint/colour.js";
import type { ExportQuintOptions } from "../../bindings/quint/export.js";
import type { QuintInput } from "../../bindings/quint/input-options.js";
import type { Arguments } from "../arguments.js";
import type { Call } from "../command.js";
import { usageError } from "../flags.js";
import { inflateNatively } from "../inflate.js";
import { readRegistration } from "../series.js";

export const PIXELS = ["rgb24", "indexed8"] as const;

/** What the command line says about an export. Throws usage errors. */
export function exportOptions({ args }: Call): ExportQuintOptions {
  const { who } = args;
  const colour = (name: string) => parseRgb(`${who}: --${name}`, args.text(name) as string);
  const registration = args.text("match-registration");
  const connectivity = args.text("connectivity");
  return {
    from: (args.text("from") ?? "auto") as QuintInput,
    classes: classesOf(args),
    argmax: args.has("argmax"),
    imageSize: pixelSize(args, "image-size"),
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
    size: pixelSize(args, "size"),
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

function classesOf(args: Arguments): string[] | undefined {
  const text = args.text("class");
  const classes = text?.split(",");
  // Only outlines have classes with names.
  const named = args.operands.some((path) => /json$/i.test(path));
  if (named || classes?.every((one) => /^(\d+|#[0-9a-f]{6})$/i.test(one)) !== false) return classes;
  const expected = "expected --class to be values or colours like #ff0000, joined by commas";
  throw usageError(args.who, `${expected}, got ${JSON.stringify(text)}`);
}

/** A size in pixels as an option has it: 1500x1000. Throws a usage error. */
export function pixelSize(args: Arguments, name: "size" | "image-size"): { width: number; height: number } | undefined {
  const text = args.text(name);
  if (text === undefined) return undefined;
  const [, width, height] = /^([1-9]\d{0,6})x([1-9]\d{0,6})$/.exec(text) ?? [];
  if (!height) throw usageError(args.who, `expected --${name} like 1500x1000, got ${JSON.stringify(text)}`);
  return { width: Number(width), height: Number(height) };
}
