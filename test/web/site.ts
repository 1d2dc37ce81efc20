import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { build } from "vite";
import { HEADERS } from "../../web/headers.js";
import { ROOT } from "../sources.js";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
};

/** Not at the root of the server: the page must work from any folder. */
const PREFIX = "/some/folder/";

/** The built viewer on a server of its own. */
export interface Site {
  /** Where the page is, with a slash at the end. */
  address: string;
  close(): void;
}

/** Builds the viewer into a temporary folder and serves it with its production headers, on this machine only. */
export async function buildAndServe(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), "segwasm-viewer-"));
  const output = { outDir: folder, emptyOutDir: true };
  await build({ configFile: join(ROOT, "web/vite.config.ts"), logLevel: "error", build: output });
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const inside = path.startsWith(PREFIX) ? path.slice(PREFIX.length) : "nowhere";
    const file = join(folder, normalize(`/${inside === "" ? "index.html" : inside}`));
    const found = existsSync(file);
    response.writeHead(found ? 200 : 404, { ...HEADERS, "Content-Type": TYPES[extname(file)] ?? "text/plain" });
    response.end(found ? readFileSync(file) : "");
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PREFIX}`,
    close() {
      server.close();
      server.closeAllConnections();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
