import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { findEngine } from "../../.ci/browsers.mjs";
import { inFolder } from "./folder.js";

const LIMIT_MS = 180_000;

/** A file of a site: undefined where there is none. */
export type Files = (path: string) => { type: string; body: string | Buffer } | undefined;

/** What a site sends, and whether its pages are isolated from others, so that their workers may share memory. */
export interface Site {
  files: Files;
  isolated: boolean;
}

/** With these a page is cross-origin isolated, and so are its workers. */
const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/** Opens "/" of a site in a browser and waits until it posts `{ value }` or `{ error }` to "/answer". */
export function openIn(name: "chromium" | "firefox", site: Site): Promise<unknown> {
  const program = findEngine(name);
  if (!program) throw new Error(`no ${name} on this machine: run node .ci/setup.mjs`);
  return inBrowser(site, (folder, address) => {
    return [program, ...(name === "chromium" ? chromium(folder, address) : firefox(folder, address))];
  });
}

function chromium(folder: string, address: string): string[] {
  const quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  // The debugging port keeps a headless Chromium open.
  const stay = ["--headless", "--disable-gpu", "--disable-quic", "--remote-debugging-port=0"];
  return [...stay, ...sandbox, ...quiet, `--user-data-dir=${folder}`, address];
}

function firefox(folder: string, address: string): string[] {
  writeFileSync(join(folder, "user.js"), quietPreferences());
  return ["--headless", "--no-remote", "--profile", folder, address];
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

/** Serves a site on loopback, opens it in a fresh profile, and waits for what it posts back. */
async function inBrowser(site: Site, commandLine: CommandLine): Promise<unknown> {
  return inFolder(async (folder) => {
    const { server, answer, address } = await serve(site);
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

/** A server of the site, and a promise of what is posted back to it. */
async function serve(site: Site): Promise<{ server: Server; answer: Promise<unknown>; address: string }> {
  const server = createServer();
  const answer = new Promise<unknown>((resolve, reject) => {
    server.on("request", (request, response) => {
      respond(request, response, site).then((posted) => {
        if (posted?.error !== undefined) reject(new Error(posted.error));
        else if (posted) resolve(posted.value);
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
  value?: unknown;
  error?: string;
}

/** Answers one request; returns what was posted, when this was it. */
async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { files, isolated }: Site,
): Promise<Posted | undefined> {
  const headers = isolated ? ISOLATION : {};
  if (request.url === "/answer") {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    response.writeHead(200, headers).end();
    return JSON.parse(Buffer.concat(chunks).toString());
  }
  const file = files(new URL(request.url ?? "/", "http://localhost").pathname);
  if (file) response.writeHead(200, { "content-type": file.type, ...headers }).end(file.body);
  else response.writeHead(404, headers).end();
  return undefined;
}
