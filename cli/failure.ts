import { type AnySegmentError, isSegmentError, SegmentError } from "../bindings/core/errors.js";
import { exitCodeOf } from "./exit.js";
import type { Host } from "./host.js";
import { printable, printableJson } from "./printable.js";
import { packageVersion, wasmDigest } from "./version.js";
import { mentions } from "./words.js";

/** The version of every JSON document on standard output. It changes only when a key changes its meaning. */
export const SCHEMA = 1;

/** Says on standard error what went wrong, and as JSON on standard output where that is asked for. */
export function report(error: unknown, argv: readonly string[], host: Pick<Host, "out" | "err">): number {
  const lines = isSegmentError(error) ? ownError(error) : bug(error);
  if (mentions(argv, "debug") && error instanceof Error) lines.push(...(error.stack ?? "").split("\n"));
  host.err(`${lines.map(printable).join("\n")}\n`);
  if (mentions(argv, "json")) host.out(`${printableJson({ schema: SCHEMA, error: errorDocument(error) })}\n`);
  return exitCodeOf(error);
}

function ownError(error: AnySegmentError): string[] {
  const advice = error instanceof SegmentError ? error.detail.advice : undefined;
  return [`segwasm: ${error.message}`, ...(advice ? [`  ${advice}`] : [])];
}

function bug(error: unknown): string[] {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const build = `segwasm ${packageVersion()}, wasm ${wasmDigest().slice(0, 12)}, Node ${process.version}, ${process.platform} ${process.arch}`;
  return [
    `segwasm: internal error: ${what}`,
    "  This is a bug. Please report the command line, the line above and this one, with the input if you can:",
    `  ${build}`,
    "  Run again with --debug for the stack.",
  ];
}

/** `code` and `message`, and whatever of path, needed, allowed and advice is known. */
export function errorDocument(error: unknown): object {
  if (!isSegmentError(error))
    return { code: "E_INTERNAL", message: error instanceof Error ? error.message : String(error) };
  const detail = error instanceof SegmentError ? error.detail : {};
  return { code: error.code, message: error.message, ...detail };
}
