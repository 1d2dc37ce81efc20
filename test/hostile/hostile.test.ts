/** Bad files: each must end with its code, quickly, and with a message that names the file. */
import { describe, expect, it } from "vitest";
import { isSegmentError } from "../../bindings/core/errors.js";
import { openImage } from "../../bindings/io/index.js";
import type { Hostile } from "./case.js";
import { JPEG_CASES, NPY_CASES, OTHER_CASES } from "./others.js";
import { PNG_CASES } from "./png.js";
import { TIFF_CASES } from "./tiff.js";

/** Milliseconds any of them may take; generous, as the machine may be busy. */
const QUICK = 2500;

const GROUPS: [string, Hostile[]][] = [
  ["TIFF", TIFF_CASES],
  ["PNG", PNG_CASES],
  ["NPY", NPY_CASES],
  ["JPEG", JPEG_CASES],
  ["other content", OTHER_CASES],
];

describe.each(GROUPS)("%s", (_, cases) => {
  it.each(cases.map((entry) => [entry.name, entry.code, entry] as const))("%s: %s", async (_name, code, entry) => {
    const start = performance.now();
    const outcome = await attempt(entry);
    expect(outcome.message).toMatch(code === "ok" ? /^$/ : /^bad\.file: [^\n]+[^.\n]$/);
    expect(outcome.code).toBe(code);
    expect(performance.now() - start).toBeLessThan(QUICK);
  });
});

async function attempt({ bytes, limits, selection }: Hostile): Promise<{ code: string; message: string }> {
  try {
    const file = await openImage(bytes, { name: "bad.file", ...(limits && { limits }) });
    const { data, shape } = await file.read(selection);
    expect(data.length).toBe(shape.reduce((n, extent) => n * extent, 1));
    return { code: "ok", message: "" };
  } catch (error) {
    if (!isSegmentError(error)) throw error;
    return error;
  }
}
