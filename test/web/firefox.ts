import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A headless Firefox, driven through Marionette, which every build of it has. */
export class Firefox {
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #socket: Socket;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #received = Buffer.alloc(0);
  #lastId = 0;

  private constructor(child: ChildProcess, folder: string, socket: Socket) {
    this.#process = child;
    this.#folder = folder;
    this.#socket = socket;
    socket.on("data", (bytes) => this.#receive(bytes));
  }

  static async start(program: string): Promise<Firefox> {
    const folder = mkdtempSync(join(tmpdir(), "segwasm-firefox-"));
    const port = await freePort();
    const preferences = { "marionette.port": port, "app.update.enabled": false, "toolkit.telemetry.enabled": false };
    const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`);
    writeFileSync(join(folder, "user.js"), lines.join("\n"));
    const child = spawn(program, ["--headless", "--marionette", "--no-remote", "--profile", folder], {
      stdio: "ignore",
    });
    const firefox = new Firefox(child, folder, await connected(port));
    await firefox.#command("WebDriver:NewSession", {});
    return firefox;
  }

  async goTo(url: string): Promise<void> {
    await this.#command("WebDriver:Navigate", { url });
  }

  /** Runs the body of a function in the page. */
  async run<T>(script: string): Promise<T> {
    const answer = await this.#command("WebDriver:ExecuteScript", { script, args: [] });
    return (answer as { value: T }).value;
  }

  /** Gives a file field of the page a file of this machine. */
  async choose(selector: string, path: string): Promise<void> {
    const found = await this.#command("WebDriver:FindElement", { using: "css selector", value: selector });
    const [id] = Object.values((found as { value: Record<string, string> }).value);
    await this.#command("WebDriver:ElementSendKeys", { id, text: path });
  }

  async close(): Promise<void> {
    const ended = new Promise((done) => this.#process.once("exit", done));
    this.#socket.destroy();
    this.#process.kill();
    await ended;
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  #command(name: string, parameters: object): Promise<unknown> {
    const id = ++this.#lastId;
    const message = Buffer.from(JSON.stringify([0, id, name, parameters]));
    this.#socket.write(Buffer.concat([Buffer.from(`${message.length}:`), message]));
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  /** Messages are JSON with their length in front. */
  #receive(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (;;) {
      const colon = this.#received.indexOf(":");
      const length = Number(this.#received.subarray(0, Math.max(0, colon)).toString());
      if (colon < 0 || this.#received.length < colon + 1 + length) return;
      const message = JSON.parse(this.#received.subarray(colon + 1, colon + 1 + length).toString());
      this.#received = this.#received.subarray(colon + 1 + length);
      if (Array.isArray(message)) this.#answer(message as [1, number, { message: string } | null, unknown]);
    }
  }

  #answer([, id, error, result]: [1, number, { message: string } | null, unknown]): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) waiting?.reject(new Error(error.message));
    else waiting?.resolve(result);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function connected(port: number): Promise<Socket> {
  for (let attempt = 0; attempt < 240; attempt++) {
    const socket = await new Promise<Socket | undefined>((resolve) => {
      const trial = connect(port, "127.0.0.1", () => resolve(trial));
      trial.once("error", () => resolve(undefined));
    });
    if (socket) return socket;
    await new Promise((later) => setTimeout(later, 250));
  }
  throw new Error("Firefox did not open its Marionette port within a minute");
}
