import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { SegmentError } from "../../bindings/core/errors.js";
import type { Ended } from "./ended.js";

/** The first line: what the lines below belong to. */
export interface Head {
  /** Version of the journal's form. */
  journal: 1;
  /** Digest of the job. */
  job: string;
  /** The version and the recipe, for messages. */
  version: string;
}

/** What a journal says as far as it is whole. */
export interface Told {
  head: Head;
  /** The last word on every input, by its name. */
  ended: Map<string, Ended>;
  /** Bytes of whole lines. */
  bytes: number;
}

/** Hexadecimal digits of a line's checksum. */
const DIGITS = 16;
const SUM = new RegExp(`,"sum":"([0-9a-f]{${DIGITS}})"}$`);

const sumOf = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, DIGITS);

/** Reads a journal up to the first line that is torn or damaged; undefined where not even the first is whole. */
export function readJournal(path: string): Told | undefined {
  const text = readFileSync(path, "utf8");
  const ended = new Map<string, Ended>();
  let head: Head | undefined;
  let bytes = 0;
  for (let from = 0; ; ) {
    const to = text.indexOf("\n", from);
    const line = to < 0 ? undefined : wholeLine(text.slice(from, to));
    if (line === undefined) break;
    if (head === undefined) head = line as unknown as Head;
    else ended.set(line["name"] as string, line as unknown as Ended);
    bytes += Buffer.byteLength(text.slice(from, to + 1));
    from = to + 1;
  }
  return head?.journal === 1 ? { head, ended, bytes } : undefined;
}

/** What a line says; undefined where it is not as it was written. */
function wholeLine(line: string): Record<string, unknown> | undefined {
  const sum = SUM.exec(line);
  if (!sum || sum[1] !== sumOf(line.slice(0, sum.index))) return undefined;
  const { sum: _, ...rest } = JSON.parse(line) as Record<string, unknown>;
  return rest;
}

/** Milliseconds of work that a power cut may cost. */
const PERIOD = 1000;

/** The lines of a run, each with the system at once and on the disk within a second. */
export class Journal {
  #flushed = 0;

  private constructor(
    private readonly path: string,
    private readonly descriptor: number,
  ) {}

  /** A journal without inputs, instead of what there was. */
  static begin(path: string, head: Head): Journal {
    const journal = new Journal(path, openForWriting(path, "w"));
    journal.write(head);
    return journal;
  }

  /** The journal that was read, to go on with; what was torn goes. */
  static goOn(path: string, { bytes }: Told): Journal {
    truncateSync(path, bytes);
    return new Journal(path, openForWriting(path, "a"));
  }

  /** Appends a line. Throws E_WRITE. */
  write(line: Head | Ended): void {
    const text = JSON.stringify(line).slice(0, -1);
    try {
      writeSync(this.descriptor, `${text},"sum":"${sumOf(text)}"}\n`);
      if (performance.now() - this.#flushed > PERIOD) this.flush();
    } catch (error) {
      throw cannotWrite(this.path, error);
    }
  }

  private flush(): void {
    fsyncSync(this.descriptor);
    this.#flushed = performance.now();
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

function openForWriting(path: string, flags: "w" | "a"): number {
  try {
    return openSync(path, flags);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

function cannotWrite(path: string, error: unknown): SegmentError {
  const reason = (error as NodeJS.ErrnoException).code ?? "it is not possible";
  return new SegmentError("E_WRITE", `cannot write ${JSON.stringify(path)}: ${reason}`, { path }, error);
}
