import { FORMAT_NAMES } from "../bindings/io/sniff.js";
import { type Flag, pathFlag } from "./flags.js";

/** Names of the formats that can be read, and written. */
export const READ_FORMATS: readonly string[] = Object.values(FORMAT_NAMES);
export const WRITE_FORMATS: readonly string[] = READ_FORMATS.filter((name) => name !== FORMAT_NAMES.jpeg);

/** Endings an output image may have. */
export const IMAGE_ENDINGS: readonly string[] = [".tif", ".tiff", ".png", ".npy"];

/** The option every writing command has. */
export function outputFlag(summary: string, extra: Partial<Flag> = {}): Flag {
  return pathFlag("output", `${summary}; its ending chooses the format (${IMAGE_ENDINGS.join(", ")})`, {
    alias: "o",
    required: true,
    ...extra,
  });
}
