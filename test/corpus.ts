import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const beside = fileURLToPath(new URL("../../shared/data", import.meta.url));

/** The folder of real files, from SEGWASM_CORPUS or beside the checkout; undefined where there is none. */
export const CORPUS = process.env.SEGWASM_CORPUS ?? (existsSync(beside) ? beside : undefined);

if (!CORPUS) console.warn("no folder of real files (SEGWASM_CORPUS): tests on real files are skipped");

/** Path of a real file. Call only where `CORPUS` is set. */
export function corpusFile(...parts: string[]): string {
  return join(CORPUS as string, ...parts);
}
