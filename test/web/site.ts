import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { digestOf, STAMPS, viewerSources } from "../../.ci/sources.mjs";
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

/** Serves the built viewer with its production headers, on this machine only. One that is out of date is refused. */
export async function serveBuilt(): Promise<Site> {
  const folder = join(ROOT, "dist/web");
  const stamp = join(STAMPS, "web");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== digestOf(viewerSources())) {
    throw new Error("dist/web was built from other sources than web/ and bindings/ have now; run node .ci/build.mjs");
  }
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
    },
  };
}
