import { isSegmentError } from "../../bindings/core/errors.js";
import { openImage } from "../../bindings/io/index.js";
import { loadKernels } from "../../bindings/node.js";
import { type ExportQuintOptions, exportQuintSection } from "../../bindings/quint/export.js";
import type { QuintFile } from "../../bindings/quint/section.js";
import { inMemory } from "./fixtures.js";

const k = await loadKernels();

/** A section made of one file, and which of its pixels are object. */
export async function exported(given: Uint8Array | QuintFile, options: ExportQuintOptions = {}) {
  const [file] = given instanceof Uint8Array ? inMemory({ a_s001: given }) : [given];
  const section = await exportQuintSection(k, file as QuintFile, "a_s001.png", { gap: "none", ...options });
  const green = (await (await openImage(section.bytes)).read({ channel: 1 })).data;
  return { section, pixels: Array.from(green, (value) => Number(value === 0)) };
}

/** Rows of "." and "#". */
export const drawnRows = (pixels: readonly number[], width: number) =>
  Array.from({ length: pixels.length / width }, (_, y) =>
    pixels
      .slice(y * width, (y + 1) * width)
      .map((value) => ".#"[value])
      .join(""),
  );

/** Code and message of a refusal. */
export const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "ok",
    (error: unknown) => (isSegmentError(error) ? `${error.code} ${(error as Error).message}` : String(error)),
  );
