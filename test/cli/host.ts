import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import type { Image } from "../../bindings/core/image.js";
import { writeImage } from "../../bindings/io/index.js";
import type { Host } from "../../cli/host.js";
import { run } from "../../cli/run.js";

/** What a command line left behind. */
export interface Ended {
  code: number;
  out: string;
  err: string;
}

/** A host that hears everything and does nothing. */
export function quietHost(): Host {
  const ignore = () => undefined;
  return {
    out: ignore,
    err: ignore,
    progress: ignore,
    readingFor: ignore,
    writingIn: ignore,
    processes: ignore,
    served: async () => undefined,
    colour: false,
    columns: 80,
  };
}

/** Runs a command line in this process. */
export async function cli(...argv: string[]): Promise<Ended> {
  const said = { out: "", err: "" };
  const host = quietHost();
  host.out = (text) => {
    said.out += text;
  };
  host.err = (text) => {
    said.err += text;
  };
  const code = await run(argv, host);
  return { code, ...said };
}

/** The one JSON document a command printed. */
export async function cliJson(...argv: string[]): Promise<Ended & Record<string, unknown>> {
  const ended = await cli(...argv, "--json");
  return { ...ended, ...JSON.parse(ended.out) };
}

/** The built command, as users start it. */
export const BIN = fileURLToPath(new URL("../../dist/cli/bin.js", import.meta.url));

/** Starts the built command in a process of its own. */
export function start(argv: readonly string[], options: { cwd?: string; env?: Record<string, string> } = {}) {
  const child = spawn(process.execPath, [BIN, ...argv], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.err += text;
  });
  const ended = new Promise<Ended & { signal: string | null }>((resolve) => {
    child.on("close", (code, signal) => resolve({ code: code ?? -1, signal, ...said }));
  });
  return { child, ended, said };
}

/** A folder that is removed after the tests of a file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "segwasm-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Names in a folder, unfinished files included. */
export const listing = (folder: string) => readdirSync(folder).sort();

/** Writes an image as a file and returns its path. */
export async function imageFile(folder: string, name: string, image: Image): Promise<string> {
  const path = join(folder, name);
  const format = name.endsWith(".png") ? "png" : name.endsWith(".npy") ? "npy" : "tiff";
  writeFileSync(path, await writeImage(image, format));
  return path;
}

/** Makes a fresh folder with one image in it, `in.tif`, each time it is called. */
export function placesOf(image: Image) {
  const root = temporaryFolder();
  let serial = 0;
  return async () => {
    const folder = join(root, String(serial++));
    mkdirSync(folder);
    return { folder, input: await imageFile(folder, "in.tif", image), at: (name: string) => join(folder, name) };
  };
}
