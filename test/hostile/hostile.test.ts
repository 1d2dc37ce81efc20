/** Bad files: each must end with its code, quickly, and with a message that names the file. */
import { describe, expect, it } from "vitest";
import { isSegmentError } from "../../bindings/core/errors.js";
import { openFolder, openImage } from "../../bindings/io/index.js";
import { type Hostile, memoryFolder } from "./case.js";
import { GROUPS } from "./cases.js";
import { processorMs } from "./mutate.js";

/** Milliseconds of processor time any of them may take; generous, as collectors and compilers of code count too. */
const QUICK = 2500;

describe.each(GROUPS)("%s", (_, cases) => {
  it.each(cases.map((entry) => [entry.name, entry.code, entry] as const))("%s: %s", async (_name, code, entry) => {
    const start = processorMs();
    const outcome = await attempt(entry);
    expect({ code: outcome.code, message: outcome.message }).toEqual({
      code,
      message: code === "ok" ? "" : expect.stringMatching(/^(bad|a)\.[\w./]+: [^\n]+[^.\n]$/),
    });
    expect(outcome.message.length).toBeLessThan(600);
    expect(processorMs() - start).toBeLessThan(QUICK);
  });
});

async function attempt(entry: Hostile): Promise<{ code: string; message: string }> {
  try {
    const file = await opened(entry);
    if (file.segments) await file.readSegmentation();
    const { data, shape, spacing, unit } = await file.read(entry.selection);
    expect(data.length).toBe(shape.reduce((n, extent) => n * extent, 1));
    expect((spacing ?? [1]).every((step) => step > 0 && Number.isFinite(step))).toBe(true);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
    expect(unit ?? "px").toMatch(/^[^\u0000-\u001f]{1,40}$/);
    return { code: "ok", message: "" };
  } catch (error) {
    if (!isSegmentError(error)) throw error;
    return error;
  }
}

function opened({ bytes, file = "bad.file", beside = {}, limits }: Hostile) {
  const common = { ...(limits && { limits }) };
  if (!(bytes instanceof Uint8Array)) return openFolder(memoryFolder("bad.folder", bytes), common);
  const siblings = async (name: string) => (Object.hasOwn(beside, name) ? beside[name] : undefined);
  return openImage(bytes, { name: file, siblings, ...common });
}
