import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { usageError } from "./flags.js";
import type { BuiltViewer, ServedFile } from "./viewer-files.js";

/** A running server of the viewer. */
export interface ViewerServer {
  /** The page, with what lets it find the given files. */
  url: string;
  port: number;
  close(): void;
}

/** Only this machine: no other can reach it. */
const LOOPBACK = "127.0.0.1";

/**
 * Serves the viewer and some files to read, on this machine only. Files lie below a path that nobody can guess; other sites
 * that a browser has open cannot ask for anything, also not under a name of theirs that leads here. Nothing can be written.
 *
 * @param port 0 for one that is free
 * @throws ArgumentRangeError E_OPTION for a port that cannot be had
 */
export async function serveViewer(
  viewer: BuiltViewer,
  files: readonly ServedFile[],
  port: number,
): Promise<ViewerServer> {
  const token = randomBytes(18).toString("base64url");
  const site = new Site(viewer, files, token);
  const server = createServer((request, response) => site.answer(request, response));
  await listening(server, port);
  const { port: own } = server.address() as AddressInfo;
  site.hosts = [`${LOOPBACK}:${own}`, `localhost:${own}`];
  return {
    url: `http://${LOOPBACK}:${own}/${files.length > 0 ? `#given=${token}` : ""}`,
    port: own,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "EADDRINUSE" ? "is in use" : `cannot be had (${error.code})`;
      reject(usageError("view", `port ${port} ${why}; without --port a free one is taken`));
    });
    server.listen(port, LOOPBACK, resolve);
  });
}

/** Answers the requests of the page. */
class Site {
  /** Names it may be asked under, with the port. */
  hosts: readonly string[] = [];
  readonly #root: string;

  constructor(
    private readonly viewer: BuiltViewer,
    private readonly files: readonly ServedFile[],
    token: string,
  ) {
    this.#root = `/given/${token}/`;
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? "/").replace(/[?#].*$/s, "");
    const page = this.viewer.pages.get(path);
    // A foreign name that leads to this address would otherwise make the page of another site one with ours.
    if (!this.hosts.includes(request.headers.host ?? "")) this.#refuse(response, 421);
    else if (request.method !== "GET" && request.method !== "HEAD") this.#refuse(response, 405);
    else if (path.startsWith(this.#root)) this.#given(path.slice(this.#root.length), request, response);
    else if (page) this.#send(request, response, page.file, page.type);
    else this.#refuse(response, 404);
  }

  /** The list of the given files, or one of them by its number. */
  #given(name: string, request: IncomingMessage, response: ServerResponse): void {
    if (name === "list.json") {
      const list = JSON.stringify({ files: this.files.map(({ path, size }) => ({ path, size })) });
      this.#head(response, 200, "application/json");
      response.end(request.method === "HEAD" ? undefined : list);
      return;
    }
    const file = /^\d{1,6}$/.test(name) ? this.files[Number(name)] : undefined;
    if (file) this.#send(request, response, file.file, "application/octet-stream");
    else this.#refuse(response, 404);
  }

  #send(request: IncomingMessage, response: ServerResponse, file: string, type: string): void {
    const stream = createReadStream(file);
    stream.once("error", () => (response.headersSent ? response.destroy() : this.#refuse(response, 404)));
    stream.once("open", () => {
      this.#head(response, 200, type);
      if (request.method === "HEAD") {
        stream.destroy();
        response.end();
      } else stream.pipe(response);
    });
    response.once("close", () => stream.destroy());
  }

  #refuse(response: ServerResponse, status: number): void {
    this.#head(response, status, "text/plain");
    response.end();
  }

  #head(response: ServerResponse, status: number, type: string): void {
    response.writeHead(status, { ...this.viewer.headers, "Content-Type": type, "Cache-Control": "no-store" });
  }
}
