import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Build } from "../../bindings/core/kernels.js";
import { BUILDS } from "../builds.js";
import type { Digests } from "./agreement.js";
import { shellScript, wasmBytes, workerScript } from "./bundle.js";

/** What one engine computed. */
export type Answer = Record<Build, Digests>;

const LIMIT_MS = 180_000;

async function inFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "segwasm-engine-"));
  try {
    return await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

async function inShell(program: string, args: string[], script: string): Promise<Answer> {
  return inFolder(async (folder) => {
    const file = join(folder, "agreement.js");
    writeFileSync(file, script);
    const options = { maxBuffer: 2 ** 28, timeout: LIMIT_MS };
    try {
      const { stdout } = await promisify(execFile)(program, [...args, file], options);
      return JSON.parse(stdout);
    } catch (error) {
      // A shell reports exceptions where it prints.
      const { message, stdout = "" } = error as Error & { stdout?: string };
      throw new Error(`${message}\n${stdout.slice(0, 2000)}`, { cause: error });
    }
  });
}

/** Node, in a process of its own. */
export function inNode(bundle: string, args: string[] = []): Promise<Answer> {
  return inShell(process.execPath, args, shellScript(bundle, 'require("node:fs").readFileSync'));
}

/** JavaScriptCore's shell: the engine of WebKit. */
export function inJavaScriptCore(program: string, bundle: string): Promise<Answer> {
  return inShell(program, [], shellScript(bundle, '(path) => readFile(path, "binary")'));
}

export function inChromium(program: string, bundle: string): Promise<Answer> {
  const quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  return inBrowser(bundle, (folder, address) => {
    const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    // The debugging port keeps a headless Chromium open.
    const stay = ["--headless", "--disable-gpu", "--disable-quic", "--remote-debugging-port=0"];
    return [program, ...stay, ...sandbox, ...quiet, `--user-data-dir=${folder}`, address];
  });
}

export function inFirefox(program: string, bundle: string): Promise<Answer> {
  return inBrowser(bundle, (folder, address) => {
    writeFileSync(join(folder, "user.js"), quietPreferences());
    return [program, "--headless", "--no-remote", "--profile", folder, address];
  });
}

/** Keeps Firefox from asking, updating and looking for the world outside. */
function quietPreferences(): string {
  const preferences = {
    "app.update.enabled": false,
    "browser.shell.checkDefaultBrowser": false,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": false,
    "network.captive-portal-service.enabled": false,
    "network.connectivity-service.enabled": false,
    "services.settings.server": "http://127.0.0.1:1/",
    "toolkit.telemetry.enabled": false,
  };
  const lines = Object.entries(preferences).map(([key, value]) => `user_pref("${key}", ${JSON.stringify(value)});`);
  return lines.join("\n");
}

type CommandLine = (folder: string, address: string) => string[];

/** Serves the page on loopback, opens it in a fresh profile, and waits for what it posts back. */
async function inBrowser(bundle: string, commandLine: CommandLine): Promise<Answer> {
  return inFolder(async (folder) => {
    const { server, answer, address } = await servePage(bundle);
    const browser = startBrowser(commandLine(folder, address));
    try {
      return await Promise.race([answer, browser.failure]);
    } finally {
      await browser.stop();
      server.closeAllConnections();
      server.close();
    }
  });
}

/** A server of the page, and a promise of what the page posts back to it. */
async function servePage(bundle: string): Promise<{ server: Server; answer: Promise<Answer>; address: string }> {
  const server = createServer();
  const answer = new Promise<Answer>((resolve, reject) => {
    server.on("request", (request, response) => {
      respond(request, response, bundle).then((posted) => {
        if (posted?.digests) resolve(posted.digests);
        else if (posted) reject(new Error(posted.error));
      }, reject);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return { server, answer, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

/** A browser in a process group of its own; `failure` only ever rejects. */
function startBrowser([program, ...args]: string[]): { failure: Promise<never>; stop: () => Promise<void> } {
  const child = spawn(program as string, args, { stdio: "ignore", detached: true });
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  let timer: NodeJS.Timeout | undefined;
  const failure = new Promise<never>((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${program} ended early with code ${code}`)));
    timer = setTimeout(() => reject(new Error(`${program} did not answer in ${LIMIT_MS / 1000} s`)), LIMIT_MS);
  });
  failure.catch(() => undefined);
  const stop = async () => {
    clearTimeout(timer);
    if (child.pid && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
    if (child.pid) await ended;
  };
  return { failure, stop };
}

interface Posted {
  digests?: Answer;
  error?: string;
}

/** Answers one request; returns what the page posted, when this was it. */
async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  bundle: string,
): Promise<Posted | undefined> {
  const send = (type: string, body: string | Buffer) => response.writeHead(200, { "content-type": type }).end(body);
  const build = BUILDS.find((name) => request.url === `/${name}.wasm`);
  if (build) send("application/wasm", wasmBytes(build));
  else if (request.url === "/worker.js") send("text/javascript", workerScript(bundle));
  else if (request.url === "/answer") {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    send("text/plain", "thanks");
    return JSON.parse(Buffer.concat(chunks).toString());
  } else if (request.url === "/") {
    send("text/html", '<!doctype html><title>agreement</title><script>new Worker("/worker.js")</script>');
  } else response.writeHead(404).end();
  return undefined;
}
