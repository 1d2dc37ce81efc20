import { FORMAT_NAMES, formatOfName, WRITABLE_ENDINGS } from "../bindings/io/index.js";
import { type Flag, pathFlag } from "./flags.js";

/** Names of the formats that can be read, and written. */
export const READ_FORMATS: readonly string[] = Object.values(FORMAT_NAMES);
export const WRITE_FORMATS: readonly string[] = Object.entries(FORMAT_NAMES).flatMap(([format, name]) =>
  WRITABLE_ENDINGS.some((ending) => formatOfName(`x${ending}`) === format) ? [name] : [],
);

/** Endings an output may have. */
export const IMAGE_ENDINGS: readonly string[] = WRITABLE_ENDINGS;
export const PICTURE_ENDINGS: readonly string[] = [".png"];
export const DRAWING_ENDINGS: readonly string[] = [".svg", ".png"];
export const TABLE_ENDINGS: readonly string[] = [".csv", ".json", ".md", ".parquet"];
export const RECIPE_ENDINGS: readonly string[] = [".json"];

/** The option every writing command has. */
export function outputFlag(summary: string, extra: Partial<Flag> = {}): Flag {
  return pathFlag("output", `${summary}; its ending chooses the format (${IMAGE_ENDINGS.join(", ")})`, {
    alias: "o",
    required: true,
    ...extra,
  });
}
