import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { arrayType, type Dtype } from "../../bindings/core/image.js";
import type { Plain } from "../compare.js";
import type { Subject } from "../measure.js";
import type { Peer } from "./peer.js";

const script = fileURLToPath(new URL("../../../bench/peers/peers.py", import.meta.url));

/** A Python that can import scikit-image: the one named by SEGWASM_PYTHON, or python3. */
export function findPython(): string | undefined {
  const candidates = process.env.SEGWASM_PYTHON ? [process.env.SEGWASM_PYTHON] : ["python3"];
  return candidates.find((python) => spawnSync(python, ["-c", "import skimage"], { stdio: "ignore" }).status === 0);
}

/** Starts the Python child; undefined where no Python has scikit-image. */
export async function pythonPeer(): Promise<Peer | undefined> {
  const python = findPython();
  if (!python) return undefined;
  const child = new PythonChild(spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"] }));
  const { head } = await child.ask({ do: "versions" });
  return new PythonPeer(child, head as Record<string, string>);
}

class PythonPeer implements Peer {
  readonly #sent = new Set<string>();

  constructor(
    readonly child: PythonChild,
    readonly versions: Record<string, string>,
  ) {}

  async prepare(
    library: string,
    call: string,
    input: { name: string; plain: () => Plain },
    parameters: Record<string, number>,
  ): Promise<Subject | undefined> {
    if (!(library in this.versions)) return undefined;
    if (!this.#sent.has(input.name)) await this.#send(input.name, input.plain());
    this.#sent.add(input.name);
    const id = `${library} ${call} ${input.name}`;
    const { head } = await this.child.ask({ do: "prepare", id, library, call, name: input.name, parameters });
    if (!head["known"]) throw new Error(`${library} has no call "${call}" in peers.py`);
    return {
      name: library,
      run: async () => (await this.child.ask({ do: "time", id })).head["milliseconds"] as number,
    };
  }

  async #send(name: string, { data, dtype, shape }: Plain): Promise<void> {
    const raw = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    await this.child.ask({ do: "put", name, dtype, shape, bytes: raw.length }, raw);
  }

  async result(): Promise<Plain> {
    const { head, raw } = await this.child.ask({ do: "take" });
    const type = arrayType(head["dtype"] as Dtype);
    const bytes = new Uint8Array(raw).buffer;
    const data = new type(bytes, 0, raw.length / type.BYTES_PER_ELEMENT);
    return { data, dtype: head["dtype"] as string, shape: head["shape"] as number[] };
  }

  async forget(name: string): Promise<void> {
    if (this.#sent.delete(name)) await this.child.ask({ do: "forget", name });
  }

  close(): void {
    this.child.close();
  }
}

/** One question, one answer: a line of JSON and, where it says so, bytes. */
class PythonChild {
  readonly #chunks: AsyncIterator<Buffer>;
  #received: Buffer = Buffer.alloc(0);

  constructor(readonly process: ChildProcessByStdio<Writable, Readable, null>) {
    this.#chunks = process.stdout[Symbol.asyncIterator]();
  }

  async ask(message: object, bytes?: Buffer): Promise<{ head: Record<string, unknown>; raw: Buffer }> {
    this.process.stdin.write(`${JSON.stringify(message)}\n`);
    if (bytes) this.process.stdin.write(bytes);
    let end = this.#received.indexOf(10);
    while (end < 0) {
      await this.#more();
      end = this.#received.indexOf(10);
    }
    const head = JSON.parse(this.#take(end + 1).toString());
    return { head, raw: await this.#bytes((head.bytes as number) ?? 0) };
  }

  async #bytes(count: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let missing = count;
    while (missing > 0) {
      if (this.#received.length === 0) await this.#more();
      const part = this.#take(Math.min(missing, this.#received.length));
      parts.push(part);
      missing -= part.length;
    }
    return Buffer.concat(parts);
  }

  #take(count: number): Buffer {
    const part = this.#received.subarray(0, count);
    this.#received = this.#received.subarray(count);
    return part;
  }

  async #more(): Promise<void> {
    const { value, done } = await this.#chunks.next();
    if (done) throw new Error("the Python peers ended early");
    this.#received = this.#received.length === 0 ? value : Buffer.concat([this.#received, value]);
  }

  close(): void {
    this.process.stdin.end();
  }
}
