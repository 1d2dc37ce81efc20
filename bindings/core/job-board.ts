/*
 * How threads share one call: the owner of an instance posts a job on a board in shared memory, and everybody, the owner
 * too, takes its parts one at a time. A job is one kernel with a list of arguments for each part, so nothing but numbers
 * crosses threads, and which thread did a part cannot be seen in the result.
 */

/** Most parts a job may have: enough for a call of ten seconds to be ended between two of them. */
export const MOST_PARTS = 256;
/** Most arguments of a kernel. */
const MOST_ARGUMENTS = 32;
/** Characters kept of the message of a failure. */
const MOST_LETTERS = 240;

// Counters, by their place in `#counters`.
/** Parts that nobody has taken. Helpers sleep while it is 0; CLOSED sends them home. */
const OPEN = 0;
/** Parts that are not finished. */
const UNFINISHED = 1;
/** 1 once a part has failed. */
const FAILED = 2;
const KERNEL = 3;
const PARTS = 4;
const ARGUMENTS = 5;
/** 1 when each call's last argument is a room of the thread's own. */
const HAS_ROOM = 6;
/** Helpers that have started. */
const PRESENT = 7;
const LETTERS = 8;
const MESSAGE = 9;
const COUNTERS = 256;

const CLOSED = -1;
const ROOM_AT = 0;
const ROOM_BYTES = 1;
const TABLE = 2;
const RESULTS = TABLE + MOST_PARTS * MOST_ARGUMENTS;
const NUMBERS = RESULTS + MOST_PARTS;

/** Looks at a counter before sleeping on it: waking a thread takes longer than most joins. */
const GLANCES = 8000;

/** A kernel as the board calls it. */
export type Callable = (...numbers: number[]) => number | undefined;

/** Scratch of every thread: `bytes` each, one after another from `at` on. */
export interface Rooms {
  at: number;
  bytes: number;
}

/** One kernel, called once with each list of arguments; with `rooms` the room comes last and is not in the lists. */
export interface Job {
  kernel: number;
  calls: readonly (readonly number[])[];
  rooms?: Rooms | undefined;
}

/** The board, seen by one thread. All threads of an instance share its buffer. */
export class JobBoard {
  readonly buffer: SharedArrayBuffer;
  readonly #counters: Int32Array;
  readonly #numbers: Float64Array;

  constructor(buffer = new SharedArrayBuffer(4 * COUNTERS + 8 * NUMBERS)) {
    this.buffer = buffer;
    this.#counters = new Int32Array(buffer, 0, COUNTERS);
    this.#numbers = new Float64Array(buffer, 4 * COUNTERS, NUMBERS);
  }

  /** Helpers that have started. */
  get present(): number {
    return Atomics.load(this.#counters, PRESENT);
  }

  /**
   * Owner: does a job together with the helpers; returns what each call returned, in the order of the calls. After each
   * part of its own it tells how many are done; an exception there ends the job.
   */
  run({ kernel, calls, rooms }: Job, kernels: readonly Callable[], heard: (done: number) => void): number[] {
    const c = this.#counters;
    c[KERNEL] = kernel;
    c[PARTS] = calls.length;
    c[ARGUMENTS] = calls[0]?.length ?? 0;
    c[HAS_ROOM] = rooms ? 1 : 0;
    this.#numbers[ROOM_AT] = rooms?.at ?? 0;
    this.#numbers[ROOM_BYTES] = rooms?.bytes ?? 0;
    calls.forEach((numbers, part) => {
      this.#numbers.set(numbers, TABLE + part * MOST_ARGUMENTS);
    });
    Atomics.store(c, FAILED, 0);
    Atomics.store(c, UNFINISHED, calls.length);
    // Helpers read the fields above only after they have seen this.
    Atomics.store(c, OPEN, calls.length);
    Atomics.notify(c, OPEN, calls.length - 1);
    try {
      while (this.#doPart(kernels, 0)) heard(calls.length - Atomics.load(c, UNFINISHED));
    } finally {
      this.#withdraw();
      this.#join();
    }
    if (Atomics.load(c, FAILED)) throw new WebAssembly.RuntimeError(this.#message());
    return Array.from(this.#numbers.subarray(RESULTS, RESULTS + calls.length));
  }

  /** Helper: counts itself as there. */
  arrive(): void {
    Atomics.add(this.#counters, PRESENT, 1);
  }

  /** Helper: does parts of whatever is posted until the board is closed. `seat` counts from 1. */
  help(kernels: readonly Callable[], seat: number): void {
    while (this.#awaitJob()) {
      while (this.#doPart(kernels, seat));
    }
  }

  /** Sends the helpers home. */
  close(): void {
    Atomics.store(this.#counters, OPEN, CLOSED);
    Atomics.store(this.#counters, PRESENT, 0);
    Atomics.notify(this.#counters, OPEN);
  }

  /** Takes and does one part; false when none is left. A part that fails ends the job. */
  #doPart(kernels: readonly Callable[], seat: number): boolean {
    const part = this.#take();
    if (part < 0) return false;
    try {
      this.#numbers[RESULTS + part] = this.#call(kernels, part, seat) ?? 0;
    } catch (error) {
      this.#fail(error);
    }
    this.#finish(1);
    return true;
  }

  /**
   * The next part, or −1. The fields of a job are read after its part was taken, and are not written before that part is
   * finished: so a helper that wakes late sees either the job it was woken for or a later one, never a mixture.
   */
  #take(): number {
    const c = this.#counters;
    for (;;) {
      const open = Atomics.load(c, OPEN);
      if (open <= 0) return -1;
      if (Atomics.compareExchange(c, OPEN, open, open - 1) === open) return (c[PARTS] as number) - open;
    }
  }

  #call(kernels: readonly Callable[], part: number, seat: number): number | undefined {
    const c = this.#counters;
    const start = TABLE + part * MOST_ARGUMENTS;
    const numbers = Array.from(this.#numbers.subarray(start, start + (c[ARGUMENTS] as number)));
    const [at, bytes] = [this.#numbers[ROOM_AT] as number, this.#numbers[ROOM_BYTES] as number];
    if (c[HAS_ROOM]) numbers.push(at + seat * bytes);
    return (kernels[c[KERNEL] as number] as Callable)(...numbers);
  }

  #finish(parts: number): void {
    if (parts > 0 && Atomics.sub(this.#counters, UNFINISHED, parts) === parts) {
      Atomics.notify(this.#counters, UNFINISHED);
    }
  }

  /** Takes back the parts that nobody has begun. */
  #withdraw(): void {
    const c = this.#counters;
    let open = Atomics.load(c, OPEN);
    while (open > 0 && Atomics.compareExchange(c, OPEN, open, 0) !== open) open = Atomics.load(c, OPEN);
    this.#finish(open);
  }

  /** Waits until no part is in anybody's hands. */
  #join(): void {
    const c = this.#counters;
    for (let i = 0; i < GLANCES; i++) if (Atomics.load(c, UNFINISHED) === 0) return;
    for (let rest = 1; rest > 0; ) {
      rest = Atomics.load(c, UNFINISHED);
      if (rest > 0) Atomics.wait(c, UNFINISHED, rest);
    }
  }

  /** Sleeps until there is a job; false when the board was closed. */
  #awaitJob(): boolean {
    const c = this.#counters;
    for (let i = 0; i < GLANCES; i++) if (Atomics.load(c, OPEN) !== 0) break;
    Atomics.wait(c, OPEN, 0);
    return Atomics.load(c, OPEN) !== CLOSED;
  }

  /** Keeps the first failure's message. Texts in shared memory cannot be decoded by the engine, so it is spelled out. */
  #fail(error: unknown): void {
    const c = this.#counters;
    const text = (error instanceof Error ? error.message : String(error)).slice(0, MOST_LETTERS);
    if (Atomics.compareExchange(c, FAILED, 0, 1) === 0) {
      c[LETTERS] = text.length;
      for (let i = 0; i < text.length; i++) c[MESSAGE + i] = text.charCodeAt(i);
    }
    this.#withdraw();
  }

  #message(): string {
    const c = this.#counters;
    return String.fromCharCode(...c.subarray(MESSAGE, MESSAGE + (c[LETTERS] as number)));
  }
}
