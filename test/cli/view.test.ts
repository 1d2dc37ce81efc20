import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { servedFiles } from "../../cli/viewer-files.js";
import { serveViewer } from "../../cli/viewer-server.js";
import { HEADERS } from "../../web/headers.js";
import { cli, start, temporaryFolder } from "./host.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
writeFileSync(at("page.html"), "<p>page");
writeFileSync(at("a.nrrd"), "first");
mkdirSync(at("scan/deep"), { recursive: true });
writeFileSync(at("scan/1.dcm"), "one");
writeFileSync(at("scan/deep/2.dcm"), "second");

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** One request, with nothing put right on the way. */
function ask(port: number, path: string, { method = "GET", host = `127.0.0.1:${port}` } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, method, headers: { host } }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

describe("the server of the viewer", async () => {
  const page = { file: at("page.html"), type: "text/html" };
  const viewer = { pages: new Map([["/", page]]), headers: HEADERS };
  const files = servedFiles([at("a.nrrd"), at("scan")]);
  const server = await serveViewer(viewer, files, 0);
  afterAll(() => server.close());
  const token = new URL(server.url).hash.replace("#given=", "");
  const status = async (...args: Parameters<typeof ask>) => (await ask(...args)).status;

  it("gives the page with its headers, and the files under a path nobody can guess", async () => {
    const answer = await ask(server.port, "/");
    expect([answer.status, answer.text]).toEqual([200, "<p>page"]);
    for (const [name, value] of Object.entries(HEADERS)) expect(answer.headers[name.toLowerCase()]).toBe(value);
    expect(token).toMatch(/^[\w-]{24}$/);
    const list = await ask(server.port, `/given/${token}/list.json`);
    expect(JSON.parse(list.text)).toEqual({
      files: [
        { path: "a.nrrd", size: 5 },
        { path: "scan/1.dcm", size: 3 },
        { path: "scan/deep/2.dcm", size: 6 },
      ],
    });
    expect(list.headers["cache-control"]).toBe("no-store");
    expect((await ask(server.port, `/given/${token}/2`)).text).toBe("second");
    expect((await ask(server.port, `/given/${token}/2`, { method: "HEAD" })).text).toBe("");
    expect(await status(server.port, "/", { host: `localhost:${server.port}` })).toBe(200);
  });

  it.each([
    ["another name that leads here", 421, "/", { host: "evil.example" }],
    ["another port", 421, "/", { host: "127.0.0.1:1" }],
    ["writing", 405, "/", { method: "POST" }],
    ["writing to a file", 405, "/given/0/0", { method: "PUT" }],
    ["a path upwards", 404, "/../package.json", {}],
    ["a coded path upwards", 404, "/%2e%2e/package.json", {}],
    ["another token", 404, "/given/AAAAAAAAAAAAAAAAAAAAAAAA/0", {}],
    ["the folder of the files", 404, "/given/", {}],
  ])("refuses %s", async (_, want, path, options) => {
    const { status, text, headers } = await ask(server.port, path, options);
    expect([status, text]).toEqual([want, ""]);
    expect(headers["content-security-policy"]).toBe(HEADERS["Content-Security-Policy"]);
  });

  it("refuses files beyond the given ones", async () => {
    for (const name of ["3", "-1", "1e0", "../0", "", "list"]) {
      expect(await status(server.port, `/given/${token}/${name}`)).toBe(404);
    }
  });

  it("says when a port is taken", async () => {
    await expect(serveViewer(viewer, [], server.port)).rejects.toThrow(`port ${server.port} is in use`);
  });
});

describe("view", () => {
  it("refuses what is not there before it serves anything", async () => {
    const missing = await cli("view", at("a.nrrd"), at("none.nrrd"));
    expect([missing.code, missing.out]).toEqual([3, ""]);
    expect(missing.err).toContain("none.nrrd");
    expect((await cli("view", "--port", "65536")).err).toContain("expected --port 0 to 65535, got 65536");
    symlinkSync(at("a.nrrd"), at("scan/out.dcm"));
    expect((await cli("view", at("scan"))).err).toContain("leads out of its folder");
  });

  it("prints its address at once, serves, and ends on Ctrl-C", async () => {
    const { child, ended, said } = start(["view", at("a.nrrd"), "--json"]);
    await expect.poll(() => said.out, { timeout: 30_000 }).toMatch(/\n$/);
    const { url, port, files } = JSON.parse(said.out);
    expect(files).toEqual([{ path: "a.nrrd", size: 5 }]);
    const { text, headers } = await ask(port, "/");
    expect(text).toContain("<title>segwasm viewer</title>");
    expect(headers["content-security-policy"]).toBe(HEADERS["Content-Security-Policy"]);
    expect((await ask(port, `/given/${new URL(url).hash.slice(7)}/0`)).text).toBe("first");
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
  });
});
